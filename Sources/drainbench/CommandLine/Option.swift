import Results

/// What help, completions and the parser need to know of an option, whatever its value's type.
protocol OptionDeclaration: Sendable {
  /// The name without dashes: `p` for `--p`.
  var name: String { get }
  /// The one-letter name without its dash.
  var short: Character? { get }
  /// How often it is given and whether a value follows.
  var arity: Arity { get }
  /// What is told of one value.
  var form: ValueForm { get }
  /// What the option does.
  var help: String { get }
  /// What holds when the option is not given, or nil when there is nothing to say.
  var defaultText: String? { get }
  /// The value that all texts given together stand for; the default when there is none.
  func value(of texts: [String]) throws(BadValue) -> any Sendable
}

/// One option of a command, stated once as a constant and read from an `Invocation` by it.
///
///     let p = Option.list("p", .probability, default: [0, 0.5, 1], help: "violation fraction")
///     let quiet = Option.flag("quiet", short: "q", help: "no progress")
///     …
///     for p in invocation[p] where !invocation[quiet] { … }
struct Option<Value: Sendable>: OptionDeclaration {
  let name: String
  var short: Character?
  let arity: Arity
  let form: ValueForm
  let help: String
  var defaultText: String?
  /// The value of all texts given, the default of none.
  let parse: @Sendable ([String]) throws(BadValue) -> Value

  func value(of texts: [String]) throws(BadValue) -> any Sendable { try parse(texts) }
}

extension Option<Bool> {
  /// An option that is there or not.
  static func flag(_ name: String, short: Character? = nil, help: String) -> Option {
    Option(name: name, short: short, arity: .flag, form: ValueKind.flag.form, help: help) {
      !$0.isEmpty
    }
  }
}

extension Option {
  /// An option with one value.
  /// - Parameters:
  ///   - kind: the values that it may have; the default has to be one.
  ///   - defaultText: what help says of the default in place of the value itself.
  static func one(
    _ name: String, short: Character? = nil, _ kind: ValueKind<Value>, default value: Value,
    defaultText: String? = nil, help: String
  ) -> Option {
    precondition(kind.allows(value), "--\(name): the default is not \(kind.form.expected)")
    return Option(
      name: name, short: short, arity: .one, form: kind.form, help: help,
      defaultText: defaultText ?? kind.text(value)
    ) { (texts) throws(BadValue) in try kind.values(of: texts, isList: false).last ?? value }
  }

  /// An option with one value, which is nil when it is not given.
  /// - Parameter defaultText: what holds when the option is not given.
  static func optional<Wrapped>(
    _ name: String, short: Character? = nil, _ kind: ValueKind<Wrapped>,
    defaultText: String? = nil, help: String
  ) -> Option where Value == Wrapped? {
    Option(
      name: name, short: short, arity: .one, form: kind.form, help: help, defaultText: defaultText
    ) { (texts) throws(BadValue) in try kind.values(of: texts, isList: false).last }
  }

  /// An option with several values, comma-separated, repeated, or both; those given replace the
  /// default, of which each has to be of the kind.
  static func list<Item>(
    _ name: String, short: Character? = nil, _ kind: ValueKind<Item>, default items: [Item],
    help: String
  ) -> Option where Value == [Item] {
    precondition(
      items.allSatisfy(kind.allows),
      "--\(name): an item of the default is not \(kind.form.expected)")
    return Option(
      name: name, short: short, arity: .list, form: kind.form, help: help,
      defaultText: items.isEmpty ? nil : items.map(kind.text).joined(separator: ",")
    ) { (texts) throws(BadValue) in
      texts.isEmpty ? items : try kind.values(of: texts, isList: true)
    }
  }
}

extension OptionDeclaration {
  /// The long spelling, with its dashes.
  var spelling: String { "--\(name)" }

  /// The value's stand-in in help; empty for a flag.
  var placeholder: String { form.placeholder + (arity == .list ? "[,...]" : "") }
}
