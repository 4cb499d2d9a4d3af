import Exhibits
import Experiments
import Reporting
import Results

/// `drainbench reproduce`
enum ReproduceCommand {
  static let quick = Option.flag(
    "quick", help: "two seeds in place of five; results go to results/quick")
  static let all = Option.flag("all", help: "the experiments beyond the paper as well")
  static let out = Option.optional(
    "out", .directory(), defaultText: "results",
    help: "folder for CSV, coefficients, tables and manifest")

  static let command = Command(
    name: "reproduce", group: "Paper experiments",
    summary: "every paper experiment, then tables and plots; the main job",
    discussion: """
      Runs the two-point experiment, the p-sweep in both reuse modes with the quartile slope \
      analysis of its p = 1 series, churn, the sweep through the drainability profiler, and the \
      service that pins memory, each arm in a process of its own, five seeds each. Shows the \
      published figures beside the measured ones and checks what a reproduction must show; the \
      exit status is 1 when a check fails. Then writes the tables and the plots.

      --all runs the experiments beyond the paper too: \
      \(ExtensionExperiment.all.map(\.name).joined(separator: ", ")). One whose program is not \
      installed is named and skipped.
      """,
    options: [
      quick, all, out, CommonOptions.format, CommonOptions.quiet, CommonOptions.jobs,
      CommonOptions.resume,
    ],
    examples: [
      Example("drainbench reproduce", "everything, into results/"),
      Example("drainbench reproduce --quick --out /tmp/try", "a short run that leaves results/ be"),
      Example("drainbench reproduce --all", "and what goes past the paper"),
      Example("drainbench reproduce --resume", "the rest of a run that was interrupted"),
    ],
    validate: { (invocation) throws(UsageError) in
      guard invocation[CommonOptions.format] == .csv else { return }
      throw UsageError(
        "--format csv: each experiment has columns of its own, in a CSV file of its own in the "
          + "results folder; one of text, json, markdown is wanted")
    },
    action: .run { invocation in
      let isQuick = invocation[quick]
      let plan = try ReproductionPlan.bundled(isQuick: isQuick)
      let folder = invocation[out] ?? (isQuick ? "results/quick" : "results")
      let session = try Session(invocation, out: folder)
      let beyond = invocation[all] ? ExtensionExperiment.all : []
      return try session.finish(run(plan, beyond, isQuick: isQuick, session))
    })

  /// Runs the experiments of a plan and then those beyond the paper, one after the other until one is
  /// interrupted, and writes all files.
  static func run(
    _ plan: ReproductionPlan, _ beyond: [ExtensionExperiment], isQuick: Bool, _ session: Session
  ) throws -> Findings {
    var findings = Findings()
    let further = beyond.map { experiment -> Step in { try experiment.run(isQuick, $0) } }
    for step in steps(of: plan) + further where !findings.wasInterrupted {
      findings.add(try step(session))
    }
    if findings.wasInterrupted { return findings }
    let results = ResultsReader(session.folder, published: session.published)
    try TablesCommand.write(Gathered(allTables, from: results), results)
    _ = try PlotCommand.write(
      Gathered(allPlots, from: results),
      to: ResultsFolder(PlotCommand.plotsPath(beside: session.folder.path)))
    return findings
  }

  private typealias Step = (Session) throws -> Findings

  private static func steps(of plan: ReproductionPlan) -> [Step] {
    [
      { try TwoPointCommand.run(plan.twopoint, $0) },
      { try sweep(plan, $0) },
      { try ChurnCommand.run(plan.churn, $0) },
      { try DSRCommand.run(plan.dsr, $0) },
      { try DiagnoseCommand.run(plan.diagnose, $0) },
    ]
  }

  /// The p-sweep, and the slopes of its series at p = 1.
  private static func sweep(_ plan: ReproductionPlan, _ session: Session) throws -> Findings {
    var (findings, sweep) = try PSweepCommand.run(plan.psweep, session)
    let series = sweep.samples.filter { $0.p == 1 }
    if series.isEmpty || findings.wasInterrupted { return findings }
    var configuration = SlopeConfiguration.standard
    configuration.sweep = plan.psweep
    configuration.sweep.p = [1]
    findings.add(try SlopeCommand.finish(SlopeAnalysis(series), configuration.json, session))
    return findings
  }
}
