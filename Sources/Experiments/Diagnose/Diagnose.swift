import Exhibits
import Results

/// A service that leaks nothing and whose memory grows, and the line that does it.
enum Diagnose: Experiment {
  static let name = "diagnose"

  static let words = ExperimentWords(
    "names the line that pins memory in a service that leaks nothing", seconds: 1,
    discussion: """
      A service serves requests in rotating epochs and keeps a pool of connections. With broken \
      routing, acceptConnection allocates the metadata of a connection in the epoch of the \
      request; with fixed routing, in an epoch for connections. All objects are freed at the \
      end. The profiler's diagnostic mode shows which line pins how many epochs, and how long \
      past their boundary its objects live: near misses ask for another boundary, routing \
      mismatches for another epoch. Time is the service's own, 2 ms a request.

      --valgrind runs the broken service under `valgrind --leak-check=full` too. Valgrind \
      watches malloc, so each object gets a twin from malloc that lives as long; a run without \
      twins shows what Swift's runtime allocates.
      """,
    examples: [
      ("drainbench diagnose", "both routings, side by side"),
      ("drainbench diagnose --valgrind", "and what valgrind says of the broken one"),
    ])

  static let standing = Standing.paper
  static let files = [CSVKind(DiagnoseRow.self), CSVKind(DiagnoseSiteRow.self)]
  static let arms: [any Arm.Type] = [DiagnoseArm.self]
  static let coefficients: [CoefficientKind] = [.diagnoseDSR]

  static let exhibits = Exhibits(
    tables: [
      TableGroup("diagnose", in: .profiler, DiagnoseRow.self) { [diagnoseTable($0)] },
      TableGroup("diagnose-sites", in: .profiler, DiagnoseSiteRow.self) { [sitesTable($0)] },
      .coefficients(of: name, in: .profiler),
    ],
    plots: [diagnosePlot], findings: [diagnoseFinding])

  static func checkRequirements(
    _ configuration: DiagnoseConfiguration, given: Set<String>
  ) throws { if configuration.asksValgrind { _ = try ValgrindVerdict.program() } }

  static func run(
    _ configuration: DiagnoseConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    let service = DiagnoseAnalysis(configuration, try laboratory.run(configuration.arms))
    var analysis = Analysis()
    if service.outcomes.isEmpty { return analysis }
    try analysis.add(service.rows)
    // That no line pins is a result, which takes the place of an earlier run's lines.
    try analysis.add(service.siteRows, evenIfEmpty: true)
    analysis.coefficients = service.coefficients
    analysis.checks = service.checks
    if configuration.asksValgrind && !laboratory.wasInterrupted {
      laboratory.record.programs.append(try ValgrindVerdict.record())
      // With twins, and without.
      let runs = try laboratory.run([1, 0], label: { "valgrind twins=\($0)" }) {
        try ValgrindVerdict.run(configuration.arm(.broken, twins: $0))
      }
      if runs.count == 2 {
        let verdict = ValgrindVerdict(service: runs[0], control: runs[1])
        analysis.unfiled = [verdict.table]
        analysis.checks += verdict.checks
      }
    }
    return analysis
  }
}
