import Experiments
import Results

/// A command that takes an experiment with its options, or a configuration file: one command for
/// each experiment, and one that takes a file.
struct GridCommand: Sendable {
  /// What is done with an experiment's configurations.
  protocol Body: Sendable {
    func run<E: Experiment>(
      _ experiment: E.Type, _ grid: ConfigurationGrid<E.Configuration>, _ invocation: Invocation
    ) throws -> ExitStatus
  }

  let verb: String
  let group: String
  let summary: String
  let discussion: String
  let options: [any OptionDeclaration]
  let examples: [Example]
  let validate: @Sendable (Invocation) throws(UsageError) -> Void
  let body: any Body

  /// The command of an experiment.
  func command(of name: String) -> Command? {
    allExperiments.first { $0.name == name }.map { command($0) }
  }

  /// The command that help lists, which takes a file.
  var main: Command {
    let names = allExperiments.map { $0.name }
    return Command(
      name: verb, group: group, summary: summary,
      discussion: discussion + """


        EXPERIMENT is one of \(names.joined(separator: ", ")), with its options, or a configuration \
        file as `drainbench run` reads it. 'drainbench \(verb) EXPERIMENT --help' shows an \
        experiment's options.
        """,
      arguments: [
        Positional(
          .word("EXPERIMENT", "an experiment or a configuration file", completion: .words(names)),
          help: "an experiment, or FILE.json")
      ], options: options, examples: examples, validate: validate,
      action: .run { invocation in
        let word = invocation.arguments[0]
        let hint = nearestName(to: word, among: names).map { "; did you mean \($0)?" } ?? ""
        let file = try ConfigurationFile(
          word,
          hint: "expected one of \(names.joined(separator: ", ")), or a configuration file\(hint)")
        return try run(file.experiment, file, invocation)
      })
  }

  private func run<E: Experiment>(
    _ experiment: E.Type, _ file: ConfigurationFile, _ invocation: Invocation
  ) throws -> ExitStatus { try body.run(E.self, file.grid(of: E.self), invocation) }

  private func command<E: Experiment>(_ experiment: E.Type) -> Command {
    let parameters = ParameterOptions<E.Configuration>()
    let hasQuick = E.Configuration.has(.quick)
    let forms: @Sendable (Invocation) -> Set<ConfigurationForm> = {
      hasQuick && $0[ExperimentCommand.quick] ? [.quick] : []
    }
    // An experiment's own option goes before one of this command.
    let own = parameters.declarations + (hasQuick ? [ExperimentCommand.quick] : [])
    let names = Set(own.map(\.name))
    return Command(
      name: "\(verb) \(E.name)", group: group, summary: "\(summary): \(E.name)",
      discussion: discussion, arguments: parameters.operands,
      options: own + options.filter { !names.contains($0.name) }, examples: [], hidden: true,
      validate: { (invocation) throws(UsageError) in
        try validate(invocation)
        _ = try parameters.grid(invocation, in: forms(invocation))
      },
      action: .run { invocation in
        try body.run(E.self, parameters.grid(invocation, in: forms(invocation)), invocation)
      })
  }
}
