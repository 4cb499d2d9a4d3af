import Exhibits
import Experiments
import Reporting
import Results

/// `drainbench diagnose`
enum DiagnoseCommand {
  static let valgrind = Option.flag(
    "valgrind", help: "run the broken service under valgrind as well")
  static let parameters = ParameterOptions<DiagnoseConfiguration>()

  static let command = Command(
    name: "diagnose", group: "Paper experiments",
    summary: "names the line that pins memory in a service that leaks nothing",
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

      Writes diagnose.csv, coefficients.csv and manifest.json.
      """,
    options: [valgrind] + parameters.declarations + CommonOptions.output,
    examples: [
      Example("drainbench diagnose", "both routings, side by side"),
      Example("drainbench diagnose --valgrind", "and what valgrind says of the broken one"),
    ],
    validate: { (invocation) throws(UsageError) in _ = try parameters.configuration(invocation) },
    action: .run { invocation in
      let configuration = try parameters.configuration(invocation)
      if invocation[valgrind] { _ = try ValgrindVerdict.program() }
      let session = try Session(invocation)
      var findings = try run(configuration, session)
      if invocation[valgrind] && !findings.wasInterrupted {
        add(try ValgrindVerdict.run(configuration), to: &findings)
      }
      return try session.finish(findings)
    })

  /// Runs the service and writes its files.
  static func run(_ configuration: DiagnoseConfiguration, _ session: Session) throws -> Findings {
    let outcomes = try session.run(configuration.arms)
    let analysis = DiagnoseAnalysis(configuration, outcomes.finished)
    var findings = Findings()
    findings.note(outcomes)
    if analysis.outcomes.isEmpty { return findings }
    findings.tables = [
      serviceTable(analysis.rows), pinningTable(lines(of: analysis), advice: analysis.advice),
      coefficientTable(analysis.coefficients, of: DiagnoseConfiguration.experiment),
    ]
    findings.checks = analysis.checks
    try findings.show(analysis.rows)
    try session.folder.write(analysis.rows)
    try session.write(analysis.coefficients, of: DiagnoseConfiguration.experiment)
    try session.record(configuration.json, of: DiagnoseConfiguration.experiment)
    return findings
  }

  private static func lines(of analysis: DiagnoseAnalysis) -> [PinningLine] {
    analysis.outcomes.flatMap { routing, outcome in
      outcome.sites.map { site in
        PinningLine(
          routing: routing, place: "\(site.fileID):\(site.line)", epochs: site.epochsPinned,
          objects: site.objects, byteCount: site.byteCount, closes: site.closes,
          nanoseconds: site.nanoseconds,
          verdict: site.isMismatch ? "routing mismatch" : "near miss")
      }
    }
  }

  /// Puts valgrind's verdict beside the profiler's.
  private static func add(_ verdict: ValgrindVerdict, to findings: inout Findings) {
    let outcome = verdict.service.outcome
    let blocks = verdict.serviceBlocks
    let dsr = Double(outcome.drained) / Double(outcome.closes) * 100
    findings.tables.append(
      valgrindTable(
        verdict.service.lines,
        notes: [
          "In that run the profiler counted \(outcome.pinned) of \(outcome.closes) epochs pinned, "
            + "DSR \((dsr * 10).rounded() / 10) % (published: 5.0 %, 19 of 20).",
          "The service allocated \(outcome.objects) objects, each with a twin from malloc. Without "
            + "the twins the same program makes "
            + "\(blocks.map { "\($0.allocations)" } ?? "?") allocations and "
            + "\(blocks.map { "\($0.frees)" } ?? "?") frees less.",
          "Of the blocks in use at exit, with twins "
            + "\(verdict.service.blocksInUse.map { "\($0)" } ?? "?") and without "
            + "\(verdict.control.blocksInUse.map { "\($0)" } ?? "?"), none is the service's: they "
            + "are Swift's runtime and this program.",
        ]))
    findings.checks += verdict.checks
  }
}

extension ValgrindError: StatusError {
  var status: ExitStatus { self == .missing ? .unavailable : .internalError }
}
