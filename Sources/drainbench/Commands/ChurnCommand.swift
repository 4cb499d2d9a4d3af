import Experiments
import Reporting
import Results

/// `drainbench churn`
enum ChurnCommand {
  private static let standard = ChurnConfiguration.standard

  static let liveObjects = Option.one(
    "live-objects", .int(from: 1, to: 100_000_000), default: standard.liveObjects,
    help: "objects that are live all the time")
  static let objectSize = Option.one(
    "object-size", .int(from: 8, to: 768, "bytes"), default: standard.objectSize,
    help: "bytes of an object")
  static let cycles = Option.one(
    "cycles", .int(from: 1, to: 1_000_000), default: standard.cycles,
    help: "cycles of replacement")
  static let replaced = Option.one(
    "replaced", .int(from: 1, to: 100_000_000), default: standard.replaced,
    help: "objects replaced in a cycle")
  static let slabSize = Option.one(
    "slab-size", .slabSize, default: standard.slabSize, help: "bytes of a slab")
  static let sampleEvery = Option.one(
    "sample-every", .int(from: 1, to: 1_000_000), default: standard.sampleEvery,
    help: "cycles between samples")
  static let seed = CommonOptions.seed(standard.seed)

  static let command = Command(
    name: "churn", group: "Paper experiments",
    summary: "bounded memory under sustained replacement",
    discussion: """
      Fills a persistent epoch with objects, then frees and replaces random ones for many cycles. \
      Committed bytes must not move after the fill.

      Writes churn.csv, coefficients.csv and manifest.json.
      """,
    options: [liveObjects, objectSize, cycles, replaced, slabSize, sampleEvery, seed]
      + CommonOptions.output,
    examples: [Example("drainbench churn", "2,000 cycles over 100,000 objects")],
    validate: { (invocation) throws(UsageError) in _ = try configuration(invocation) },
    action: .run { invocation in
      let configuration = try configuration(invocation)
      let session = try Session(invocation)
      return session.finish(try run(configuration, session))
    })

  private static func configuration(
    _ invocation: Invocation
  ) throws(UsageError) -> ChurnConfiguration {
    var configuration = standard
    configuration.liveObjects = invocation[liveObjects]
    configuration.objectSize = invocation[objectSize]
    configuration.cycles = invocation[cycles]
    configuration.replaced = invocation[replaced]
    configuration.slabSize = invocation[slabSize]
    configuration.sampleEvery = invocation[sampleEvery]
    configuration.seed = invocation[seed]
    do {
      try configuration.validate()
    } catch {
      throw error.usage
    }
    return configuration
  }

  /// Runs the workload and writes its files.
  static func run(_ configuration: ChurnConfiguration, _ session: Session) throws -> Findings {
    let outcomes = try session.run([configuration.arm])
    var findings = Findings()
    findings.note(outcomes)
    guard let outcome = outcomes.finished.first?.outcome else { return findings }
    let analysis = ChurnAnalysis(configuration, outcome)
    findings.tables = [churnTable(analysis.rows, published: session.published)]
    findings.checks = analysis.checks
    findings.csv = try ChurnRow.csvText(of: analysis.rows)
    try session.folder.write(analysis.rows)
    try session.write(analysis.coefficients, of: ChurnConfiguration.experiment)
    try session.record(configuration.json, of: ChurnConfiguration.experiment)
    return findings
  }
}
