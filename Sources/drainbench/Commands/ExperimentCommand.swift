import Exhibits
import Experiments
import Results

/// The command of an experiment.
enum ExperimentCommand {
  static let quick = Option.flag(
    "quick", help: "a smaller run, done in seconds; results go to results/quick")

  /// The commands of all experiments.
  static let all = allExperiments.map { command($0) }

  private static func command<E: Experiment>(_ experiment: E.Type) -> Command {
    let parameters = ParameterOptions<E.Configuration>()
    let hasQuick = E.Configuration.has(.quick)
    var options = parameters.declarations
    if hasQuick { options.append(quick) }
    options += [
      CommonOptions.out, CommonOptions.format, CommonOptions.quiet, CommonOptions.force,
      CommonOptions.noWait,
    ]
    if E.standing.isParallel { options.append(CommonOptions.jobs) }
    if !E.arms.isEmpty || E.standing.isParallel { options.append(CommonOptions.resume) }
    if !E.arms.isEmpty { options.append(CommonOptions.shard) }
    if !E.exhibits.charts.isEmpty { options.append(CommonOptions.noChart) }
    let forms: @Sendable (Invocation) -> Set<ConfigurationForm> = {
      hasQuick && $0[quick] ? [.quick] : []
    }
    return Command(
      name: E.name, group: E.standing.isInPaper ? "Paper experiments" : "Beyond the paper",
      summary: E.words.summary,
      discussion: [E.words.discussion, lists, written(E.self)].joined(separator: "\n\n"),
      arguments: parameters.operands, options: options,
      examples: E.words.examples.map { Example($0.line, $0.purpose) },
      validate: { (invocation) throws(UsageError) in
        _ = try parameters.grid(invocation, in: forms(invocation))
      },
      action: .run { invocation in
        let grid = try parameters.grid(invocation, in: forms(invocation))
        try E.checkRequirements(grid.first, given: invocation.given)
        let jobs = E.standing.isParallel ? nil : 1
        if let shard = invocation.values[CommonOptions.shard.name] as? ShardChoice {
          return try ShardRun.run(E.self, grid, shard, invocation, jobs: jobs)
        }
        let session = try Session(
          invocation, [Plan(E.self, grid)], isQuick: !forms(invocation).isEmpty, jobs: jobs)
        try session.run(E.self, grid)
        return try session.finish()
      })
  }

  /// What is said of the values of options.
  private static let lists = """
    Numbers and sizes take lists and ranges: 4096,16384 or 0.01:0.1:0.01 or 0.001:1:log20. Every \
    combination is run, and the rows tell theirs in key columns.
    """

  /// The sentence that names the files.
  private static func written<E: Experiment>(_ experiment: E.Type) -> String {
    let files =
      E.files.map(\.fileName) + (E.coefficients.isEmpty ? [] : [Coefficient.fileName])
    return "Writes \(files.joined(separator: ", ")) and \(Manifest.fileName)."
  }
}

extension ExperimentError: StatusError {
  var status: ExitStatus {
    if case .badSeries = self { .data } else { .internalError }
  }
}
