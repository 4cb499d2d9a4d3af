/// How often an option is given and whether a value follows it.
enum Arity: Sendable {
  /// No value; giving it again changes nothing.
  case flag
  /// One value, once.
  case one
  /// Comma-separated values, any number of times.
  case list
}

/// What help, completions and the parser need to know of an option, whatever its value's type.
protocol OptionDeclaration: Sendable {
  /// The name without dashes: `p` for `--p`.
  var name: String { get }
  /// The one-letter name without its dash.
  var short: Character? { get }
  /// How often it is given and whether a value follows.
  var arity: Arity { get }
  /// The value's stand-in in help; empty for a flag.
  var placeholder: String { get }
  /// What is allowed, as a noun phrase; empty for a flag.
  var wanted: String { get }
  /// What the option does.
  var help: String { get }
  /// What holds when the option is not given, or nil when there is nothing to say.
  var defaultText: String? { get }
  /// What a shell offers for the value.
  var completion: Completion { get }
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
  let short: Character?
  let arity: Arity
  let placeholder: String
  let wanted: String
  let help: String
  let defaultText: String?
  let completion: Completion
  /// The value when the option is not given.
  let defaultValue: Value
  /// The value of all texts given, of which there is at least one.
  let parse: @Sendable ([String]) throws(BadValue) -> Value

  func value(of texts: [String]) throws(BadValue) -> any Sendable {
    texts.isEmpty ? defaultValue : try parse(texts)
  }
}

extension Option where Value == Bool {
  /// An option that is there or not.
  static func flag(_ name: String, short: Character? = nil, help: String) -> Option {
    Option(
      name: name, short: short, arity: .flag, placeholder: "", wanted: "", help: help,
      defaultText: nil, completion: .nothing, defaultValue: false,
      parse: { (_) throws(BadValue) in true })
  }
}

extension Option {
  /// An option with one value.
  /// - Parameters:
  ///   - syntax: how the value is written; it has to allow the default.
  ///   - defaultText: what help says of the default in place of the value itself.
  static func one(
    _ name: String, short: Character? = nil, _ syntax: ValueSyntax<Value>, default value: Value,
    defaultText: String? = nil, help: String
  ) -> Option {
    precondition(
      syntax.parse(syntax.format(value)) != nil, "--\(name): the default is not \(syntax.wanted)")
    return Option(
      name: name, short: short, arity: .one, placeholder: syntax.placeholder,
      wanted: syntax.wanted, help: help, defaultText: defaultText ?? syntax.format(value),
      completion: syntax.completion, defaultValue: value,
      parse: { (texts) throws(BadValue) in
        let text = texts[texts.count - 1]
        return try syntax.value(of: text, in: text)
      })
  }

  /// An option with one value, which is nil when it is not given.
  /// - Parameters:
  ///   - syntax: how the value is written.
  ///   - defaultText: what holds when the option is not given.
  static func optional<Wrapped>(
    _ name: String, short: Character? = nil, _ syntax: ValueSyntax<Wrapped>,
    defaultText: String? = nil, help: String
  ) -> Option where Value == Wrapped? {
    Option(
      name: name, short: short, arity: .one, placeholder: syntax.placeholder,
      wanted: syntax.wanted, help: help, defaultText: defaultText, completion: syntax.completion,
      defaultValue: nil,
      parse: { (texts) throws(BadValue) in
        let text = texts[texts.count - 1]
        return try syntax.value(of: text, in: text)
      })
  }

  /// An option with several values, comma-separated, repeated, or both; those given replace the
  /// default.
  /// - Parameters:
  ///   - syntax: how one value is written; it has to allow each of the default.
  ///   - defaultText: what help says of the default in place of the values themselves.
  static func list<Item>(
    _ name: String, short: Character? = nil, _ syntax: ValueSyntax<Item>, default items: [Item],
    defaultText: String? = nil, help: String
  ) -> Option where Value == [Item] {
    let texts = items.map(syntax.format)
    precondition(
      texts.allSatisfy { syntax.parse($0) != nil },
      "--\(name): an item of the default is not \(syntax.wanted)")
    return Option(
      name: name, short: short, arity: .list, placeholder: "\(syntax.placeholder)[,...]",
      wanted: syntax.wanted, help: help,
      defaultText: defaultText ?? (items.isEmpty ? nil : texts.joined(separator: ",")),
      completion: syntax.completion, defaultValue: items,
      parse: { (texts) throws(BadValue) in
        var values: [Item] = []
        for text in texts {
          for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            values.append(try syntax.value(of: String(item), in: text))
          }
        }
        return values
      })
  }
}

extension OptionDeclaration {
  /// The long spelling, with its dashes.
  var spelling: String { "--\(name)" }
}
