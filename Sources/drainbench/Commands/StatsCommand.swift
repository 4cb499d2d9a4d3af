import Exhibits
import Experiments
import Reporting
import Results
import TemporalSlab

/// `drainbench stats`
enum StatsCommand {
  static let format = Option.one(
    "format", ValueSyntax<OutputFormat>.choice, default: .text, help: "format of standard output")
  static let reuse = Option.one(
    "reuse", ValueSyntax<TemporalSlab.ReuseMode>.choice, default: .strict,
    help: "what partial slabs of a closed epoch do when its ring slot comes round")
  static let epochs = Option.one(
    "epochs", .int(from: 1, to: 1_000_000), default: 40, help: "request epochs to run")
  static let requests = Option.one(
    "requests", .int(from: 1, to: 1_000_000), default: 500, help: "requests of an epoch")
  static let sessionFraction = Option.one(
    "session-fraction", .probability, default: 0.01,
    help: "share of requests that leave a session object in their epoch")
  static let seed = CommonOptions.seed(1)

  static let command = Command(
    name: "stats", group: "Allocator",
    summary: "the allocator's own figures after a short workload",
    discussion: """
      Runs request epochs, a persistent epoch, a free by another thread's heap and some refused \
      operations, and prints what the allocator knows of itself: counters, size classes, and \
      each epoch with its label, state, age, live objects, slabs, and resident memory before and \
      after its close. Writes no file.
      """,
    options: [reuse, epochs, requests, sessionFraction, seed, format],
    examples: [
      Example("drainbench stats", "the figures as text"),
      Example("drainbench stats --format json", "the same for a program"),
    ],
    action: .run { invocation in
      let snapshot = try StatsWorkload.run(
        reuse: invocation[reuse], epochs: invocation[epochs], requests: invocation[requests],
        sessionFraction: invocation[sessionFraction], seed: invocation[seed])
      try Terminal.output.write(
        invocation[format].tableFormat.render(
          tables(of: snapshot), width: Terminal.output.tableWidth))
      return .done
    })

  private static func tables(of snapshot: AllocatorSnapshot) -> [Table] {
    [
      counterTable(snapshot.counters), classTable(snapshot.classes), epochTable(snapshot.epochs),
    ]
  }

  private static func counterTable(_ counters: AllocatorCounters) -> Table {
    var table = Table("counters", "Counters", [.text("counter"), .number("value")])
    // The counters are a structure of whole numbers with telling names.
    for child in Mirror(reflecting: counters).children {
      table.append([snakeCase(child.label ?? ""), "\(child.value)"])
    }
    return table
  }

  private static func classTable(_ classes: [ClassSnapshot]) -> Table {
    var table = Table(
      "classes", "Size classes",
      [
        .number("size"), .number("slots"), .number("slabs"), .number("partial"), .number("full"),
        .number("empty"), .number("retained"), .number("cached"), .number("live objects"),
        .number("live bytes"), .number("committed bytes"),
      ])
    for row in classes {
      table.append(
        [
          row.objectSize, row.capacity, row.slabs, row.partialSlabs, row.fullSlabs,
          row.emptySlabs, row.retainedSlabs, row.cachedSlabs, row.liveObjects, row.liveByteCount,
          row.committedByteCount,
        ].map { "\($0)" })
    }
    return table
  }

  private static func epochTable(_ epochs: [EpochSnapshot]) -> Table {
    var table = Table(
      "epochs", "Epochs",
      [
        .number("slot"), .number("era"), .text("label"), .text("state"), .number("age s"),
        .number("live objects"), .number("live bytes"), .number("committed bytes"),
        .number("partial"), .number("full"), .number("reclaimable"), .number("returned bytes"),
        .number("RSS before close"), .number("RSS after"),
      ])
    for row in epochs {
      table.append([
        "\(row.epoch.slot)", "\(row.epoch.era)", row.label, row.state.rawValue,
        Figures.decimal(row.ageSeconds, 3), "\(row.liveObjects)", "\(row.liveByteCount)",
        "\(row.committedByteCount)", "\(row.partialSlabs)", "\(row.fullSlabs)",
        "\(row.reclaimableSlabs)", "\(row.returnedByteCount)",
        row.residentBytesBeforeClose.map { "\($0)" } ?? Figures.none,
        row.residentBytesAfterClose.map { "\($0)" } ?? Figures.none,
      ])
    }
    return table
  }

  /// `retainedSlabs` as `retained_slabs`.
  private static func snakeCase(_ name: String) -> String {
    name.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
  }
}
