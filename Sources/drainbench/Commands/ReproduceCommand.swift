import Exhibits
import Experiments
import Reporting
import Results

/// `drainbench reproduce`
enum ReproduceCommand {
  static let quick = Option.flag(
    "quick", help: "two seeds in place of five; results go to results/quick")
  static let all = Option.flag("all", help: "the experiments beyond the paper as well")
  static let seed = Option.optional(
    "seed", ValueKind<UInt64>.whole(), defaultText: "as configured",
    help: "the first seed of every experiment")
  static let out = Option.optional(
    "out", .directory, defaultText: "results",
    help: "folder for CSV, coefficients, tables and manifest")

  /// What it runs of the paper, and what beyond.
  private static let paper = allExperiments.filter { $0.standing.isInPaper && !$0.standing.isTimed }
  private static let beyond = allExperiments.filter {
    !$0.standing.isInPaper && !$0.standing.isTimed
  }

  static let command = Command(
    name: "reproduce", group: "Paper experiments",
    summary: "every paper experiment, tables, plots, report; the main job",
    discussion: """
      Runs the two-point experiment, the p-sweep in both reuse modes with the quartile slope \
      analysis of its p = 1 series, churn, the sweep through the drainability profiler, and the \
      service that pins memory, each arm in a process of its own, five seeds each. Shows the \
      published figures beside the measured ones and checks what a reproduction must show; the \
      exit status is 1 when a check fails. Then writes the tables, the plots and the report.

      --all runs the experiments beyond the paper too: \
      \(beyond.map { $0.name }.joined(separator: ", ")). One whose program is not \
      installed is named and skipped.
      """,
    options: [
      quick, all, seed, out, CommonOptions.format, CommonOptions.quiet, CommonOptions.jobs,
      CommonOptions.resume, CommonOptions.force, CommonOptions.noWait,
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
          + "results folder; expected one of text, json, markdown")
    },
    action: .run { invocation in
      let isQuick = invocation[quick]
      let experiments = paper + (invocation[all] ? beyond : [])
      let forms: Set<ConfigurationForm> = isQuick ? [.reproduce, .quick] : [.reproduce]
      let session = try Session(
        invocation, experiments.map { Plan(standard: $0, in: forms, seed: invocation[seed]) },
        isQuick: isQuick)
      for experiment in experiments where !session.laboratory.wasInterrupted {
        try run(experiment, in: forms, seed: invocation[seed], session)
      }
      if !session.laboratory.wasInterrupted {
        let results = session.results
        try TablesCommand.write(Gathered(allTables, from: results), results)
        _ = try PlotCommand.write(
          Gathered(allPlots, from: results),
          to: ResultsFolder(PlotCommand.plotsPath(beside: session.folder.path)))
        try results.folder.write(Report(results).html, as: ReportCommand.fileName)
        if !invocation[CommonOptions.quiet] {
          Terminal.errors.tell("the report is \(results.folder.path(of: ReportCommand.fileName))\n")
        }
      }
      return try session.finish()
    })

  /// Runs one experiment; one whose program is missing or fails takes no other with it.
  private static func run<E: Experiment>(
    _ experiment: E.Type, in forms: Set<ConfigurationForm>, seed: UInt64?, _ session: Session
  ) throws {
    let configuration = E.Configuration.standard(in: forms).seeded(seed)
    do {
      try E.checkRequirements(configuration, given: [])
      try session.run(E.self, ConfigurationGrid(configuration))
    } catch let error as any MissingRequirement {
      if error.isMissing {
        session.laboratory.warn("\(E.name) is skipped: \(error)")
      } else {
        Terminal.errors.remark("\(E.name): \(error)")
        session.laboratory.noteFailure()
      }
    }
  }
}
