import Exhibits
import Experiments
import Reporting
import Results
import TemporalSlab

/// `drainbench stats`
enum StatsCommand {
  static let reuse = Option.one(
    "reuse", ValueKind<TemporalSlab.ReuseMode>.choice, default: .strict,
    help: "what partial slabs of a closed epoch do when its ring slot comes round")
  static let epochs = Option.one(
    "epochs", .whole(1...1_000_000), default: 40, help: "request epochs to run")
  static let requests = Option.one(
    "requests", .whole(1...1_000_000), default: 500, help: "requests of an epoch")
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
    options: [reuse, epochs, requests, sessionFraction, seed, CommonOptions.format],
    examples: [
      Example("drainbench stats", "the figures as text"),
      Example("drainbench stats --format json", "the same for a program"),
    ],
    action: .run { invocation in
      let snapshot = try StatsWorkload.run(
        reuse: invocation[reuse], epochs: invocation[epochs], requests: invocation[requests],
        sessionFraction: invocation[sessionFraction], seed: invocation[seed])
      try Terminal.output.write(
        invocation[CommonOptions.format].tableFormat.render(
          tables(of: snapshot), width: Terminal.output.tableWidth))
      return .done
    })

  private static func tables(of snapshot: AllocatorSnapshot) -> [Table] {
    [
      counterTable(snapshot.counters), classTable(snapshot.classes), epochTable(snapshot.epochs),
    ]
  }

  private static func counterTable(_ counters: AllocatorCounters) -> Table {
    // The counters are a structure of whole numbers with telling names.
    Table(
      "counters", "Counters", of: Mirror(reflecting: counters).children,
      [.text("counter") { snakeCase($0.label ?? "") }, .number("value") { "\($0.value)" }])
  }

  private static func classTable(_ classes: [ClassSnapshot]) -> Table {
    func number(
      _ heading: String, _ path: KeyPath<ClassSnapshot, Int>
    ) -> Table.Field<ClassSnapshot> { .number(heading) { "\($0[keyPath: path])" } }
    return Table(
      "classes", "Size classes", of: classes,
      [
        number("size", \.objectSize), number("slots", \.capacity), number("slabs", \.slabs),
        number("partial", \.partialSlabs), number("full", \.fullSlabs),
        number("empty", \.emptySlabs), number("retained", \.retainedSlabs),
        number("cached", \.cachedSlabs), number("live objects", \.liveObjects),
        number("live bytes", \.liveByteCount), number("committed bytes", \.committedByteCount),
      ])
  }

  private static func epochTable(_ epochs: [EpochSnapshot]) -> Table {
    func number<Value>(
      _ heading: String, _ value: @escaping (EpochSnapshot) -> Value?
    ) -> Table.Field<EpochSnapshot> {
      .number(heading) { row in value(row).map { "\($0)" } ?? Figures.none }
    }
    return Table(
      "epochs", "Epochs", of: epochs,
      [
        number("slot") { $0.epoch.slot }, number("era") { $0.epoch.era },
        .text("label") { $0.label },
        .text("state") { $0.state.rawValue }, number("age s") { Figures.decimal($0.ageSeconds, 3) },
        number("live objects") { $0.liveObjects }, number("live bytes") { $0.liveByteCount },
        number("committed bytes") { $0.committedByteCount }, number("partial") { $0.partialSlabs },
        number("full") { $0.fullSlabs }, number("reclaimable") { $0.reclaimableSlabs },
        number("returned bytes") { $0.returnedByteCount },
        number("RSS before close") { $0.residentBytesBeforeClose },
        number("RSS after") { $0.residentBytesAfterClose },
      ])
  }

  /// `retainedSlabs` as `retained_slabs`.
  private static func snakeCase(_ name: String) -> String {
    name.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
  }
}
