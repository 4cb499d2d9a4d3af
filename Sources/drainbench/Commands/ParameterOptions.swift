import Experiments

/// The options of a command whose experiment states its parameters: one for each, its default the
/// configuration's.
struct ParameterOptions<Configuration: ExperimentConfiguration>: Sendable {
  /// The options, in the order of the parameters.
  private(set) var declarations: [any OptionDeclaration] = []
  private var assignments: [@Sendable (Invocation, inout Configuration) -> Void] = []
  private let standard: Configuration

  /// Options for every parameter.
  ///
  /// - Parameters:
  ///   - standard: the configuration that holds where no option is given.
  ///   - defaultTexts: what help says of a default in place of its value, by the parameter's name.
  init(_ standard: Configuration = .standard, defaultTexts: [String: String] = [:]) {
    self.standard = standard
    for parameter in Configuration.parameters {
      let text = defaultTexts[parameter.name]
      switch parameter.kind {
      case .whole(let range, let access): add(parameter, .whole(range), access, text)
      case .number(let range, let access): add(parameter, .number(range), access, text)
      case .seed(let access): add(parameter, .uint64, access, text)
      case .word(let words, let access): add(parameter, .word(among: words), access, text)
      }
    }
  }

  private mutating func add<Value>(
    _ parameter: Parameter<Configuration>, _ syntax: ValueSyntax<Value>,
    _ access: Access<Configuration, Value>, _ defaultText: String?
  ) {
    let values = access.get(standard)
    if access.isList {
      let option = Option.list(
        parameter.name, syntax, default: values, defaultText: defaultText, help: parameter.help)
      declarations.append(option)
      assignments.append { invocation, configuration in
        access.set(&configuration, invocation[option])
      }
    } else {
      let option = Option.one(
        parameter.name, syntax, default: values[0], defaultText: defaultText, help: parameter.help)
      declarations.append(option)
      assignments.append { invocation, configuration in
        access.set(&configuration, [invocation[option]])
      }
    }
  }

  /// The configuration that a command line asks for.
  /// - Throws: what is wrong between the values.
  func configuration(_ invocation: Invocation) throws(UsageError) -> Configuration {
    var configuration = standard
    for assign in assignments { assign(invocation, &configuration) }
    do {
      try configuration.validate()
    } catch {
      throw error.usage
    }
    return configuration
  }
}

extension Command {
  /// A command that runs one experiment with the configuration that its options make.
  /// - Parameters:
  ///   - parameters: the experiment's own options.
  ///   - run: runs it and writes its files.
  static func experiment<Configuration: ExperimentConfiguration>(
    _ parameters: ParameterOptions<Configuration>, summary: String, discussion: String,
    examples: [Example],
    run: @escaping @Sendable (Configuration, Session) throws -> Findings
  ) -> Command {
    Command(
      name: Configuration.experiment, group: "Paper experiments", summary: summary,
      discussion: discussion, options: parameters.declarations + CommonOptions.output,
      examples: examples,
      validate: { (invocation) throws(UsageError) in _ = try parameters.configuration(invocation) },
      action: .run { invocation in
        let configuration = try parameters.configuration(invocation)
        let session = try Session(invocation)
        return session.finish(try run(configuration, session))
      })
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
