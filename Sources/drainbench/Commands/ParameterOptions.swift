import Experiments

/// The options of a command whose experiment states its parameters: one for each, its default the
/// configuration's.
struct ParameterOptions<Configuration: ExperimentConfiguration>: Sendable {
  /// The options, in the order of the parameters.
  private(set) var declarations: [any OptionDeclaration] = []
  /// The arguments that are told by their place.
  private(set) var operands: [Positional] = []
  /// What puts a given value into a configuration.
  private var assignments: [@Sendable (Invocation, inout Configuration) -> Void] = []
  /// The two names of options that have two.
  private var twins: [(name: String, alias: String)] = []

  /// Options for every parameter.
  init() {
    let standard = Configuration.standard
    for parameter in Configuration.parameters {
      switch parameter.kind {
      case .whole(let range, let access): add(parameter, .whole(range), access, standard)
      case .number(let range, let access): add(parameter, .number(range), access, standard)
      case .seed(let access): add(parameter, .uint64, access, standard)
      case .word(let words, let access): add(parameter, .word(among: words), access, standard)
      case .file(let access): add(parameter, .file(), access, standard)
      case .flag(let access):
        let option = Option.flag(parameter.name, help: parameter.help)
        declarations.append(option)
        assignments.append { if $0[option] { access.set(&$1, [true]) } }
      }
    }
  }

  private mutating func add<Value>(
    _ parameter: Parameter<Configuration>, _ syntax: ValueSyntax<Value>,
    _ access: Access<Configuration, Value>, _ standard: Configuration
  ) {
    let values = access.get(standard)
    if parameter.place == .operand {
      let index = operands.count
      operands.append(Positional(.file(parameter.name), .optional, help: parameter.help))
      assignments.append { invocation, configuration in
        guard index < invocation.arguments.count,
          let value = syntax.parse(invocation.arguments[index])
        else { return }
        access.set(&configuration, [value])
      }
    } else if access.isList {
      let option = Option.list(
        parameter.name, syntax, default: values, defaultText: parameter.defaultText,
        help: parameter.help)
      declarations.append(option)
      assignments.append { if $0.isGiven(option) { access.set(&$1, $0[option]) } }
    } else if let value = values.first {
      let option = Option.one(
        parameter.name, syntax, default: value, defaultText: parameter.defaultText,
        help: parameter.help)
      declarations.append(option)
      assignments.append { if $0.isGiven(option) { access.set(&$1, [$0[option]]) } }
    } else {
      addOptional(parameter.name, parameter, syntax, access)
    }
    if let alias = parameter.alias {
      twins.append((parameter.name, alias))
      addOptional(alias, parameter, syntax, access, help: "the same as --\(parameter.name)")
    }
  }

  private mutating func addOptional<Value>(
    _ name: String, _ parameter: Parameter<Configuration>, _ syntax: ValueSyntax<Value>,
    _ access: Access<Configuration, Value>, help: String? = nil
  ) {
    let option = Option<Value?>.optional(
      name, syntax, defaultText: help == nil ? parameter.defaultText : nil,
      help: help ?? parameter.help)
    declarations.append(option)
    assignments.append { if let value = $0[option] { access.set(&$1, [value]) } }
  }

  /// The configuration that a command line asks for.
  ///
  /// - Parameter forms: the forms of the standard that hold where no option is given.
  /// - Throws: what is wrong between the values.
  func configuration(
    _ invocation: Invocation, in forms: Set<ConfigurationForm>
  ) throws(UsageError) -> Configuration {
    var configuration = Configuration.standard(in: forms)
    for assign in assignments { assign(invocation, &configuration) }
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

extension ValueSyntax where Value == Int {
  /// A whole number of a parameter's range.
  fileprivate static func whole(_ range: WholeRange) -> ValueSyntax {
    let (lower, upper) = (range.bounds.lowerBound, range.bounds.upperBound)
    let noun = range.unit.map { "a number of \($0)" } ?? "a whole number"
    let number = ValueSyntax.int(from: lower, to: upper, noun)
    guard range.isPowerOfTwo else { return number }
    return number.requiring("a power of two from \(lower) to \(upper)", range.contains)
  }
}

extension ValueSyntax where Value == Double {
  /// A number of a parameter's range.
  fileprivate static func number(_ range: NumberRange) -> ValueSyntax {
    let (lower, upper) = (range.bounds.lowerBound, range.bounds.upperBound)
    let placeholder =
      switch range.noun {
      case .number: "X"
      case .probability: "P"
      case .fraction: "F"
      }
    return .double(
      from: range.includesLower ? lower : nil, above: range.includesLower ? nil : lower,
      to: range.includesUpper ? upper : nil, below: range.includesUpper ? nil : upper,
      "a \(range.noun.rawValue)", placeholder: placeholder)
  }
}
