import Foundation

/// How often an option is given and whether a value follows it.
package enum Arity: Sendable {
  /// No value; giving it again changes nothing.
  case flag
  /// One value, once.
  case one
  /// Comma-separated values, any number of times.
  case list
}

/// What is told of a kind of values: in usage lines, in errors, to a shell.
package struct ValueForm: Sendable {
  /// What is allowed, as a noun phrase that "expected" can precede.
  package let expected: String
  /// The value's stand-in in usage lines: `N`, `DIR`, `ring|strict`.
  package let placeholder: String
  /// What a shell offers.
  package let completion: Completion

  /// What a shell can offer for a value.
  package enum Completion: Sendable, Equatable {
    /// Nothing: any number or text.
    case nothing
    /// One of these words.
    case words([String])
    /// A file or folder name.
    case files
    /// A folder name.
    case directories
  }
}

/// The values that an option, a parameter or a member of a file may have, and how they are written
/// and read as text and as JSON.
///
///     let epochs = ValueKind(1...14, unit: "epochs", because: "the ring holds 16")
///     epochs.form.expected  // "a number of epochs from 1 to 14 (the ring holds 16)"
///     epochs.parse("15")    // nil
///     epochs.read(7)        // 7
package struct ValueKind<Value: Sendable>: Sendable {
  /// What is told of the values.
  package let form: ValueForm
  /// Whether a value is one of the kind.
  package let allows: @Sendable (Value) -> Bool
  /// The text that `parse` reads back to the same value.
  package let text: @Sendable (Value) -> String
  /// The value that a text stands for, or nil when it is not allowed.
  package let parse: @Sendable (String) -> Value?
  /// The JSON that `read` reads back to the same value.
  package let json: @Sendable (Value) -> JSONValue
  /// The value that JSON stands for, or nil when it is not allowed.
  package let read: @Sendable (JSONValue) -> Value?
  /// The values that a range such as `1:9:2` stands for, or nil where it is none; itself nil for
  /// kinds without ranges.
  var range: (@Sendable (String) -> [Value]?)?

  /// A kind, which is a text in JSON unless `json` and `read` say otherwise.
  package init(
    _ expected: String, _ placeholder: String, completion: ValueForm.Completion = .nothing,
    allows: @escaping @Sendable (Value) -> Bool = { _ in true },
    text: @escaping @Sendable (Value) -> String = { "\($0)" },
    json: (@Sendable (Value) -> JSONValue)? = nil, read: (@Sendable (JSONValue) -> Value?)? = nil,
    parse: @escaping @Sendable (String) -> Value?
  ) {
    let read = read ?? { if case .string(let text) = $0.kind { parse(text) } else { nil } }
    form = ValueForm(expected: expected, placeholder: placeholder, completion: completion)
    self.allows = allows
    self.text = text
    self.json = json ?? { JSONValue(.string(text($0))) }
    self.parse = { parse($0).flatMap { allows($0) ? $0 : nil } }
    self.read = { read($0).flatMap { allows($0) ? $0 : nil } }
  }

  /// The values of all texts given for one option, or the error that says which is wrong.
  ///
  /// - Parameter isList: whether a text may hold several values, separated by commas, and ranges.
  package func values(of texts: [String], isList: Bool) throws(BadValue) -> [Value] {
    var values: [Value] = []
    for text in texts {
      for item in isList ? text.components(separatedBy: ",") : [text] {
        guard let found = isList ? self.values(of: item) : parse(item).map({ [$0] }) else {
          throw BadValue(text: text, item: item, form: form, isRange: isList && isRange(item))
        }
        values += found
      }
    }
    return values
  }

  /// The values of one item of a list, which may be a range; nil where one is not allowed.
  private func values(of item: String) -> [Value]? {
    guard let range, isRange(item) else { return parse(item).map { [$0] } }
    return range(item).flatMap { $0.allSatisfy(allows) ? $0 : nil }
  }

  private func isRange(_ item: String) -> Bool { range != nil && item.contains(":") }

  /// The values of one item of a JSON list, a range as text among them; nil where one is not allowed.
  func values(of item: JSONValue) -> [Value]? {
    if case .string(let text) = item.kind, isRange(text) { return values(of: text) }
    return read(item).map { [$0] }
  }

  /// What the item of a list has to be.
  var itemExpectation: String {
    range == nil ? form.expected : "\(form.expected), or a range \(ValueRange.form) of such"
  }
}

/// One value that its option or argument cannot take.
package struct BadValue: Error {
  /// The text as the user typed it.
  let text: String
  /// The item of a comma-separated text that is wrong, or the whole text.
  let item: String
  /// What is allowed.
  let form: ValueForm
  /// Whether the item is written as a range.
  var isRange = false

  /// The sentence after the option's name, with the allowed word that is spelled nearly like the
  /// item.
  package var message: String {
    let place = item == text ? "" : " in place of \(shown(item))"
    var near: String?
    if case .words(let words) = form.completion { near = nearestName(to: item, among: words) }
    let hint = near.map { "; did you mean \($0)?" } ?? ""
    let range = isRange ? "\(ValueRange.form), each value " : ""
    return "\(shown(text)): expected \(range)\(form.expected)\(place)\(hint)"
  }
}
