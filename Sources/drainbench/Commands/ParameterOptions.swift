import Experiments

/// The options of a command whose experiment states its parameters: one for each, its default the
/// configuration's.
struct ParameterOptions<Configuration: ExperimentConfiguration>: Sendable {
  /// The options, in the order of the parameters.
  private(set) var declarations: [any OptionDeclaration] = []
  /// The arguments that are told by their place.
  private(set) var operands: [Positional] = []
  /// The changes that a command line asks for.
  private var changes: [@Sendable (Invocation) -> Change<Configuration>?] = []
  /// The two names of options that have two.
  private var twins: [(name: String, alias: String)] = []

  /// Options for every parameter.
  init() {
    let standard = Configuration.standard
    for parameter in Configuration.parameters {
      if parameter.place == .operand {
        let index = operands.count
        operands.append(Positional(.file(parameter.name), .optional, help: parameter.help))
        changes.append { invocation in
          // Arguments are checked as they are read.
          try? parameter.change(Array(invocation.arguments.dropFirst(index).prefix(1)))
        }
        continue
      }
      add(
        parameter.name, parameter, parameter.help,
        default: parameter.defaultText ?? parameter.text(standard))
      if let alias = parameter.alias {
        twins.append((parameter.name, alias))
        add(alias, parameter, "the same as --\(parameter.name)")
      }
    }
  }

  private mutating func add(
    _ name: String, _ parameter: Parameter<Configuration>, _ help: String,
    default defaultText: String? = nil
  ) {
    let option = Option(
      name: name, arity: parameter.arity, form: parameter.form, help: help,
      defaultText: defaultText, parse: parameter.change)
    declarations.append(option)
    changes.append { $0[option] }
  }

  /// The configuration that a command line asks for.
  ///
  /// - Parameter forms: the forms of the standard that hold where no option is given.
  /// - Throws: what is wrong between the values.
  func configuration(
    _ invocation: Invocation, in forms: Set<ConfigurationForm>
  ) throws(UsageError) -> Configuration {
    var configuration = Configuration.standard(in: forms)
    for change in changes { change(invocation)?.make(&configuration) }
    for (name, alias) in twins where invocation.given.isSuperset(of: [name, alias]) {
      throw UsageError("--\(alias) and --\(name) are the same: leave one out")
    }
    do {
      try configuration.validate()
      try configuration.validate(given: invocation.given)
    } catch {
      throw error.usage
    }
    return configuration
  }
}
