import Exhibits
import Experiments
import Reporting
import Results

/// `drainbench bench`
enum BenchCommand {
  static let parameters = ParameterOptions<BenchConfiguration>(
    defaultTexts: ["allocator": "all", "pattern": "all"])
  static let repeats = Option.optional(
    "repeat", .int(from: 1, to: 1_000, placeholder: "N"), help: "the same as --rounds")

  static let command = Command(
    name: "bench", group: "Paper experiments",
    summary: "speed against malloc, jemalloc, mimalloc and tcmalloc",
    discussion: """
      Runs the same loops on every allocator, each in a process of its own, in rounds that are \
      interleaved so that drift of the machine meets all alike. The other allocators are \
      preloaded as malloc; one that is not installed is named and skipped. temporal-slab frees by \
      handle, with every check.

      A process times a loop in 50 blocks of some milliseconds and reports their low decile, \
      which leaves out what the rest of the machine adds; the tables show medians over the \
      rounds.

      Patterns: pair, batch (1,000), random-replace (100,000 live, 64 to 512 bytes), epoch (64 \
      objects, freed, closed), producer-consumer (another thread frees), latency (percentiles of \
      one operation).

      Writes bench.csv, coefficients.csv and manifest.json.

      --profiler measures the drainability profiler instead: register and deregister in both \
      modes, what it adds to an allocation and a free, and a sweep. Writes profiler.csv.
      """,
    options: parameters.declarations + [
      repeats, ProfilerBenchCommand.profiler, CommonOptions.out, CommonOptions.format,
      CommonOptions.quiet, CommonOptions.resume,
    ],
    examples: [
      Example("drainbench bench", "everything, ten rounds"),
      Example("drainbench bench --pattern pair --rounds 20", "one pattern, more closely"),
      Example("drainbench bench --profiler", "the drainability profiler"),
    ],
    validate: { (invocation) throws(UsageError) in
      _ = try configuration(invocation)
      _ = try ProfilerBenchCommand.configuration(invocation)
    },
    action: .run { invocation in
      if invocation[ProfilerBenchCommand.profiler] {
        let configuration = try ProfilerBenchCommand.configuration(invocation)
        let session = try Session(invocation, jobs: 1)
        return try session.finish(ProfilerBenchCommand.run(configuration, session))
      }
      let configuration = try configuration(invocation)
      // Timings are taken one process at a time.
      let session = try Session(invocation, jobs: 1)
      return try session.finish(run(configuration, session))
    })

  /// The configuration that the options make; `--repeat` stands for `--rounds`.
  static func configuration(_ invocation: Invocation) throws(UsageError) -> BenchConfiguration {
    var configuration = try parameters.configuration(invocation)
    guard let rounds = invocation[repeats] else { return configuration }
    if invocation.given.contains("rounds") {
      throw UsageError("--repeat and --rounds are the same: leave one out")
    }
    configuration.rounds = rounds
    return configuration
  }

  /// Runs the rounds and writes their files.
  static func run(_ configuration: BenchConfiguration, _ session: Session) throws -> Findings {
    let libraries = try session.libraries(of: configuration.allocators)
    let outcomes = try session.run(configuration.arms(libraries: libraries))
    let analysis = BenchAnalysis(configuration, outcomes.finished)
    var findings = Findings()
    findings.note(outcomes)
    if analysis.rows.isEmpty { return findings }
    let coefficients = try analysis.coefficients()
    findings.tables = [benchTable(analysis.rows, coefficients)]
    if configuration.patterns.contains(.latency) {
      findings.tables.append(latencyTable(analysis.rows, published: session.published))
    }
    try findings.show(analysis.rows)
    try session.folder.write(analysis.rows)
    try session.write(coefficients, of: BenchConfiguration.experiment)
    try session.record(configuration.json, of: BenchConfiguration.experiment)
    return findings
  }
}

extension Session {
  /// The libraries of the allocators that are installed; the others are named and left out.
  func libraries(of allocators: [BenchAllocator]) throws -> [BenchAllocator: String?] {
    let libraries = try BenchProbe.installed(of: allocators)
    for allocator in allocators where libraries[allocator] == nil {
      warn("\(allocator.rawValue) is skipped: \(allocator.absence)")
    }
    return libraries
  }
}
