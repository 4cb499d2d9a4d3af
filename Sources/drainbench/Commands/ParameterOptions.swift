import Experiments

/// The options of a command whose experiment states its parameters: one for each, its default the
/// configuration's.
struct ParameterOptions<Configuration: ExperimentConfiguration>: Sendable {
  /// The options, in the order of the parameters.
  private(set) var declarations: [any OptionDeclaration] = []
  /// The arguments that are told by their place.
  private(set) var operands: [Positional] = []
  private typealias Asked = @Sendable (Invocation) -> [Change<Configuration>]
  /// The changes of each parameter that a command line asks for.
  private var changes: [(parameter: Parameter<Configuration>, asked: Asked)] = []
  /// The two names of options that have two.
  private var twins: [(name: String, alias: String)] = []

  /// Options for every parameter.
  init() {
    let standard = Configuration.standard
    for parameter in Configuration.parameters {
      if parameter.place == .operand {
        let index = operands.count
        operands.append(Positional(.file(parameter.name), .optional, help: parameter.help))
        let asked: Asked = { invocation in
          // Arguments are checked as they are read.
          let words = Array(invocation.arguments.dropFirst(index).prefix(1))
          return (try? parameter.changes(words)) ?? []
        }
        changes.append((parameter, asked))
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
      name: name, arity: parameter.optionArity, form: parameter.form, help: help,
      defaultText: defaultText, parse: parameter.changes)
    declarations.append(option)
    changes.append((parameter, { $0[option] }))
  }

  /// The configurations that a command line asks for.
  ///
  /// - Parameter forms: the forms of the standard that hold where no option is given.
  /// - Throws: what is wrong between the values.
  func grid(
    _ invocation: Invocation, in forms: Set<ConfigurationForm>
  ) throws(UsageError) -> ConfigurationGrid<Configuration> {
    var grid = ConfigurationGrid(Configuration.standard(in: forms))
    for (parameter, asked) in changes { grid.set(parameter, to: asked(invocation)) }
    for (name, alias) in twins where invocation.given.isSuperset(of: [name, alias]) {
      throw UsageError("--\(alias) and --\(name) are the same: leave one out")
    }
    do {
      try grid.validate()
      try grid.first.validate(given: invocation.given)
    } catch {
      throw error.usage
    }
    return grid
  }
}
