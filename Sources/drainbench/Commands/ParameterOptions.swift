import Experiments

/// The options of a command whose experiment states its parameters: one for each, its default the
/// configuration's.
struct ParameterOptions<Configuration: ExperimentConfiguration>: Sendable {
  /// The options, in the order of the parameters.
  private(set) var declarations: [any OptionDeclaration] = []
  /// What puts an option's value into a configuration, by the option's name.
  private var assignments: [(name: String, assign: Assignment)] = []
  private let standard: Configuration

  private typealias Assignment = @Sendable (Invocation, inout Configuration) -> Void

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
      assignments.append((parameter.name, { access.set(&$1, $0[option]) }))
    } else {
      let option = Option.one(
        parameter.name, syntax, default: values[0], defaultText: defaultText, help: parameter.help)
      declarations.append(option)
      assignments.append((parameter.name, { access.set(&$1, [$0[option]]) }))
    }
  }

  /// The configuration that a command line asks for.
  /// - Parameter base: what options that are not given leave as it is; nil for the standard.
  /// - Throws: what is wrong between the values.
  func configuration(
    _ invocation: Invocation, over base: Configuration? = nil
  ) throws(UsageError) -> Configuration {
    var configuration = base ?? standard
    for (name, assign) in assignments where invocation.given.contains(name) {
      assign(invocation, &configuration)
    }
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
  ///   - options: those that not every experiment has.
  ///   - run: runs it and writes its files.
  static func experiment<Configuration: ExperimentConfiguration>(
    _ parameters: ParameterOptions<Configuration>, summary: String, discussion: String,
    options: [any OptionDeclaration] = [], examples: [Example],
    run: @escaping @Sendable (Configuration, Session) throws -> Findings
  ) -> Command {
    Command(
      name: Configuration.experiment, group: "Paper experiments", summary: summary,
      discussion: discussion, options: parameters.declarations + CommonOptions.output + options,
      examples: examples,
      validate: { (invocation) throws(UsageError) in _ = try parameters.configuration(invocation) },
      action: .run { invocation in
        let configuration = try parameters.configuration(invocation)
        let session = try Session(invocation)
        return try session.finish(run(configuration, session))
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
