import Exhibits
import Experiments
import Reporting
import Results

/// `drainbench bench --profiler`
enum ProfilerBenchCommand {
  static let profiler = Option.flag(
    "profiler", help: "measure the drainability profiler in place of the allocators")

  /// The defaults with the rounds and the thread counts of the command line, where given.
  static func configuration(
    _ invocation: Invocation
  ) throws(UsageError) -> ProfilerBenchConfiguration {
    var configuration = ProfilerBenchConfiguration.standard
    guard invocation[profiler] else { return configuration }
    for name in ["allocator", "pattern", "seed"] where invocation.given.contains(name) {
      throw UsageError(
        "--\(name) does not go with --profiler, which measures no other allocator and draws nothing"
      )
    }
    let asked = try BenchCommand.configuration(invocation)
    if !invocation.given.isDisjoint(with: ["rounds", "repeat"]) {
      configuration.rounds = asked.rounds
    }
    if invocation.given.contains("threads") { configuration.threads = asked.threads }
    if invocation.given.contains("scale") {
      configuration.operations = max(1_000, Int(Double(configuration.operations) * asked.scale))
    }
    do {
      try configuration.validate()
    } catch {
      throw error.usage
    }
    return configuration
  }

  /// Runs the rounds and writes their files.
  static func run(
    _ configuration: ProfilerBenchConfiguration, _ session: Session
  ) throws -> Findings {
    let outcomes = try session.run(configuration.arms)
    let analysis = ProfilerBenchAnalysis(configuration, outcomes.finished)
    var findings = Findings()
    findings.note(outcomes)
    if analysis.rows.isEmpty { return findings }
    let coefficients = try analysis.coefficients()
    findings.tables = [profilerTable(analysis.rows)]
    findings.checks = try analysis.checks()
    try findings.show(analysis.rows)
    try session.folder.write(analysis.rows)
    try session.write(coefficients, of: ProfilerBenchConfiguration.experiment)
    try session.record(configuration.json, of: ProfilerBenchConfiguration.experiment)
    return findings
  }
}
