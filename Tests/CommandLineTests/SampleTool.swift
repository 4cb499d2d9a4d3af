import Results

@testable import drainbench

enum Reuse: String, CaseIterable, Sendable { case ring, strict }
enum Allocator: String, CaseIterable, Sendable {
  case slab, malloc, jemalloc, mimalloc, tcmalloc
}

/// A small tool with every kind of option and argument.
enum Sample {
  static let p = Option.list(
    "p", .probability, default: [0, 0.01, 0.5, 1], help: "violation fractions, one arm each")
  static let requests = Option.one(
    "requests", .whole(1...10_000_000), default: 200_000, help: "requests of an arm")
  static let seed = Option.one(
    "seed", ValueKind<UInt64>.whole(), default: 1, help: "seed of the generator")
  static let scale = Option.one(
    "scale", ValueKind(0.0...8, includesLower: false), default: 1,
    help: "a factor on every count, which is explained at such length that the text needs more"
      + " than one line beside its option")
  static let reuse = Option.one(
    "reuse", .choice, default: Reuse.ring, help: "how a ring slot that comes round is reused")
  static let modes = Option.list(
    "modes", .choice, default: Reuse.allCases, help: "reuse modes to compare")
  static let allocator = Option.one(
    "allocator", .choice, default: Allocator.slab, help: "allocator under test")
  static let jobs = Option.optional(
    "jobs", short: "j", .whole(1...256), defaultText: "number of cores",
    help: "arms at a time")
  static let slabSize = Option.one(
    "slab-size",
    ValueKind(4096...262_144, isPowerOfTwo: true), default: 4096, help: "bytes of a slab")
  static let out = Option.one(
    "out", short: "o", .directory, default: "results", help: "folder of the CSV files")
  static let config = Option.optional("config", .file(), help: "configuration to read")
  static let quiet = Option.flag("quiet", short: "q", help: "no progress")

  struct Missing: StatusError, CustomStringConvertible {
    var status: ExitStatus { .unavailable }
    var description: String { "redis-server is missing; install the package redis" }
  }

  static let psweep = Command(
    name: "psweep", group: "Paper experiments",
    summary: "seven-point sweep of the violation fraction",
    discussion: """
      Retention grows in proportion to the fraction of epochs that receive an object which
      outlives them, and it is the user's routing that decides the fraction.

      Each arm runs in a process of its own.
      """,
    options: [
      p, requests, seed, scale, reuse, modes, allocator, jobs, slabSize, out, config, quiet,
    ],
    examples: [
      Example("drainbench psweep --p 0.05", "one point of the sweep"),
      Example("drainbench psweep --reuse strict --out /tmp/x > log", "one slab a pinned epoch"),
    ],
    validate: { (invocation) throws(UsageError) in
      guard invocation[reuse] == .strict, invocation[slabSize] > 65_536 else { return }
      throw UsageError("--slab-size \(invocation[slabSize]): at most 65536 with --reuse strict")
    },
    action: .run { _ in .checkFailed })

  static let tool = Tool(
    name: "drainbench", version: { "drainbench 1.2.3" },
    summary: "Measures when an allocator gives memory back and when it does not.",
    commands: [
      psweep,
      Command(
        name: "twopoint", group: "Paper experiments", summary: "mixed against isolated routing",
        options: [seed, quiet], action: .run { _ in throw Missing() }),
      Command(
        name: "run", group: "Experiments", summary: "an experiment from a configuration",
        arguments: [Positional(.file("FILE.json"), help: "the configuration")],
        options: [quiet], action: .run { _ in .done }),
      Command(
        name: "compare", group: "Results", summary: "two results",
        arguments: [
          Positional(.file("BASE"), help: "the earlier results"),
          Positional(.file("HEAD"), help: "the later results"),
        ], options: [quiet], action: .run { _ in .done }),
      Command(
        name: "plot", group: "Results", summary: "figures from results",
        arguments: [Positional(.file("CSV"), .any, help: "the series to draw")],
        options: [quiet],
        action: .run { invocation in
          guard invocation.arguments.count < 9 else { throw UsageError("at most 8 series") }
          return .done
        }),
      Command(
        name: "run-arm", group: "Internal", summary: "one arm", options: [seed], hidden: true,
        action: .run { _ in .done }),
    ],
    examples: [
      Example("drainbench psweep --p 0.05", "one point"),
      Example("drainbench compare old new", "what changed"),
    ])

  /// The tool run on words separated by single spaces: status, standard output, standard error.
  static func run(_ line: String) -> (status: ExitStatus, output: String, errors: String) {
    run(words(line))
  }

  static func run(_ words: [String]) -> (status: ExitStatus, output: String, errors: String) {
    var output = ""
    var errors = ""
    // No terminal, whatever the tests run on.
    let nowhere = Terminal(descriptor: -1, environment: { _ in nil })
    let status = tool.main(
      words, terminal: nowhere, output: { output += $0 }, errors: { errors += $0 })
    return (status, output, errors)
  }

  /// The invocation of a line that has to parse and run a command.
  static func invocation(_ line: String) throws -> Invocation? {
    guard case .run(_, let invocation) = try tool.parse(words(line)) else { return nil }
    return invocation
  }

  private static func words(_ line: String) -> [String] {
    line.isEmpty ? [] : line.split(separator: " ").map(String.init)
  }
}
