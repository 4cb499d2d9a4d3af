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
    options += [CommonOptions.out, CommonOptions.format, CommonOptions.quiet]
    if E.standing.isParallel { options.append(CommonOptions.jobs) }
    if !E.arms.isEmpty || E.standing.isParallel { options.append(CommonOptions.resume) }
    if !E.exhibits.charts.isEmpty { options.append(CommonOptions.noChart) }
    let forms: @Sendable (Invocation) -> Set<ConfigurationForm> = {
      hasQuick && $0[quick] ? [.quick] : []
    }
    return Command(
      name: E.name, group: E.standing.isInPaper ? "Paper experiments" : "Beyond the paper",
      summary: E.words.summary, discussion: E.words.discussion + "\n\n" + written(E.self),
      arguments: parameters.operands, options: options,
      examples: E.words.examples.map { Example($0.line, $0.purpose) },
      validate: { (invocation) throws(UsageError) in
        _ = try parameters.configuration(invocation, in: forms(invocation))
      },
      action: .run { invocation in
        let configuration = try parameters.configuration(invocation, in: forms(invocation))
        try E.checkRequirements(configuration, given: invocation.given)
        let isElsewhere = !forms(invocation).isEmpty && !invocation.isGiven(CommonOptions.out)
        let session = try Session(
          invocation, out: isElsewhere ? "results/quick" : nil,
          jobs: E.standing.isParallel ? nil : 1)
        try session.run(E.self, configuration)
        return try session.finish()
      })
  }

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
