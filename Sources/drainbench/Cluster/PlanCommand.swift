import Experiments
import Exhibits
import Results

/// `drainbench plan EXPERIMENT`
enum PlanCommand {
  /// How arms are listed.
  enum Format: String, CaseIterable, Sendable {
    case text, json, csv
  }

  static let format = Option.one(
    "format", ValueKind<Format>.choice, default: .text,
    help: "text, a JSON object a line, or CSV")
  static let shards = Option.optional(
    "shards", .whole(1...Shard.most), help: "tell each arm's shard of so many")
  static let out = Option.one(
    "out", .directory, default: "results",
    help: "folder whose kept outcomes tell how long arms take")

  static let commands = GridCommand(
    verb: "plan", group: "Beyond one machine", summary: "the arms of a run, and how long they take",
    discussion: """
      Lists the arms of a run without running any: the name under which an outcome is kept, which \
      holds the hash of arm and program; the seconds that the arm takes; and what it is. Seconds are \
      those that the arm took where its outcome is kept, else by others of its kind, else by its \
      size.

      A run is cut by its arms, every N-th from the I-th on being shard I/N. A plain loop, and GNU \
      parallel on two machines that share a folder:

      for i in $(seq 8); do drainbench psweep --shard $i/8 --out shards; done; drainbench merge \
      shards --out results

      parallel -S node1,node2 --wd . drainbench psweep --shard {}/8 --jobs 1 --out shards ::: \
      $(seq 8); drainbench merge shards --out results
      """,
    options: [format, shards, out],
    examples: [
      Example("drainbench plan psweep --p 0.001:1:log20 --repeat 100", "a sweep of 2,000 arms"),
      Example(
        "drainbench plan psweep --slab-size 4096,16384 --format csv", "a grid, for other programs"),
      Example("drainbench plan experiments/psweep.json --shards 8", "and which shard runs what"),
    ],
    validate: { _ in }, body: Body()
  )

  private struct Body: GridCommand.Body {
    func run<E: Experiment>(
      _ experiment: E.Type, _ grid: ConfigurationGrid<E.Configuration>, _ invocation: Invocation
    ) throws -> ExitStatus {
      let store = ArmStore(in: ResultsFolder(invocation[out]))
      let plan = try ShardPlan<E>(
        grid, store: store, published: .bundled, given: invocation.given)
      try Terminal.output.write(
        text(plan.arms, Estimate(plan.arms, keptIn: store), invocation[format], invocation[shards]))
      return .done
    }
  }

  /// The list, and in text its sum.
  static func text(
    _ arms: [ErasedArm], _ estimate: Estimate, _ format: Format, _ shards: Int?
  ) throws -> String {
    var lines: [String] = []
    lines.reserveCapacity(arms.count + 2)
    var (total, seen) = (0.0, 0)
    if format == .csv {
      lines.append("arm,kind,seconds,basis,\(shards == nil ? "" : "shard,")label")
    }
    for (index, arm) in arms.enumerated() {
      let (seconds, basis) = estimate.seconds(arm)
      let shard = shards.map { Shard.number(ofArm: index, of: $0) }
      total += seconds
      seen += basis == .seen ? 1 : 0
      let figure = Figures.decimal(seconds, 3)
      switch format {
      case .text:
        let place = shard.map { "  \($0)/\(shards ?? 1)" } ?? ""
        lines.append("\(arm.key)  \(figure) s\(place)  \(arm.label)")
      case .csv:
        let place = shard.map { "\($0)," } ?? ""
        lines.append(
          "\(arm.key),\(arm.key.kind),\(seconds),\(basis.rawValue),\(place)\(quoted(arm.label))")
      case .json:
        let place = shard.map { ",\"shard\":\($0)" } ?? ""
        lines.append(
          "{\"arm\":\"\(arm.key)\",\"kind\":\"\(arm.key.kind)\",\"seconds\":\(seconds),"
            + "\"basis\":\"\(basis.rawValue)\"\(place),\"label\":"
            + "\(JSONValue(.string(arm.label)).line),\"description\":\(arm.json)}")
      }
    }
    if format == .text {
      let known = seen == 0 ? "" : ", of which \(Figures.count(seen)) have run"
      lines.append(
        "\(Figures.count(arms.count)) \(arms.count == 1 ? "arm" : "arms")\(known); about "
          + "\(Self.duration(total)) of one processor")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func quoted(_ field: String) -> String {
    field.contains { ",\"\n\r".contains($0) } ? "\"\(field.replacing("\"", with: "\"\""))\"" : field
  }

  /// Seconds in words.
  static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<120: "\(Figures.decimal(seconds, 1)) s"
    case ..<7_200: "\(Figures.decimal(seconds / 60, 1)) min"
    default: "\(Figures.decimal(seconds / 3_600, 1)) h"
    }
  }
}
