import Results
/// What a shell can offer for a value.
enum Completion: Sendable, Equatable {
  /// Nothing: any number or text.
  case nothing
  /// One of these words.
  case words([String])
  /// A file or folder name.
  case files
  /// A folder name.
  case directories
}

/// How one value is written: the placeholder in help, the sentence in errors, the words that a
/// shell completes, and the way from text to value and back.
///
///     let epoch = ValueSyntax.int(from: 1, to: 1_000_000)
///     epoch.parse("-5")  // nil
///     epoch.wanted       // "a whole number between 1 and 1000000"
struct ValueSyntax<Value: Sendable>: Sendable {
  /// The value's stand-in in usage lines: `N`, `DIR`, `ring|strict`.
  let placeholder: String
  /// What is allowed, as a noun phrase that "is wanted" can follow.
  let wanted: String
  /// What a shell offers.
  let completion: Completion
  /// The text that `parse` reads back to the same value.
  let format: @Sendable (Value) -> String
  /// The value that a text stands for, or nil when it is not allowed.
  let parse: @Sendable (String) -> Value?

  /// The same syntax with a further condition.
  /// - Parameters:
  ///   - wanted: what is allowed now, in full, as a noun phrase.
  ///   - condition: whether a value that parses is allowed.
  func requiring(
    _ wanted: String, _ condition: @escaping @Sendable (Value) -> Bool
  ) -> ValueSyntax {
    ValueSyntax(
      placeholder: placeholder, wanted: wanted, completion: completion, format: format,
      parse: { [parse] text in parse(text).flatMap { condition($0) ? $0 : nil } })
  }

  /// The value of an item, or the error that says what is wrong with it.
  /// - Parameters:
  ///   - item: the text of one value.
  ///   - text: the word that the item was part of.
  func value(of item: String, in text: String) throws(BadValue) -> Value {
    if let value = parse(item) { return value }
    var near: String?
    if case .words(let words) = completion { near = nearestName(to: item, among: words) }
    throw BadValue(text: text, item: item, wanted: wanted, near: near)
  }
}

extension ValueSyntax where Value == Int {
  /// A decimal integer from `lower` to `upper`, both allowed.
  static func int(
    from lower: Int = .min, to upper: Int = .max, _ noun: String = "a whole number",
    placeholder: String = "N"
  ) -> ValueSyntax {
    let range = rangeText(
      from: lower == .min ? nil : "\(lower)", to: upper == .max ? nil : "\(upper)")
    return ValueSyntax(
      placeholder: placeholder, wanted: noun + range, completion: .nothing,
      format: { "\($0)" },
      parse: { Int($0).flatMap { lower <= $0 && $0 <= upper ? $0 : nil } })
  }
}

extension ValueSyntax where Value == UInt64 {
  /// A decimal integer of 64 bits without sign.
  static var uint64: ValueSyntax {
    ValueSyntax(
      placeholder: "N", wanted: "a whole number" + rangeText(from: "0", to: "\(UInt64.max)"),
      completion: .nothing, format: { "\($0)" }, parse: { UInt64($0) })
  }
}

extension ValueSyntax where Value == Double {
  /// A finite decimal number between two ends, each of which may be left out, closed (`from`,
  /// `to`) or open (`above`, `below`).
  static func double(
    from lower: Double? = nil, above: Double? = nil, to upper: Double? = nil,
    below: Double? = nil, _ noun: String = "a number", placeholder: String = "X"
  ) -> ValueSyntax {
    let range = rangeText(
      from: lower.map(decimal), above: above.map(decimal), to: upper.map(decimal),
      below: below.map(decimal))
    return ValueSyntax(
      placeholder: placeholder, wanted: noun + range, completion: .nothing,
      format: { decimal($0) },
      parse: { text in
        // Double.init also reads "nan", "inf" and hexadecimal, which no parameter means.
        guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }),
          let value = Double(text), value.isFinite,
          lower.map({ value >= $0 }) ?? true, above.map({ value > $0 }) ?? true,
          upper.map({ value <= $0 }) ?? true, below.map({ value < $0 }) ?? true
        else { return nil }
        return value
      })
  }

  /// A number from 0 to 1.
  static var probability: ValueSyntax {
    double(from: 0, to: 1, "a probability", placeholder: "P")
  }
}

extension ValueSyntax where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// One case of an enumeration, by its raw value.
  static var choice: ValueSyntax {
    let word = ValueSyntax<String>.word(among: Value.allCases.map(\.rawValue))
    return ValueSyntax(
      placeholder: word.placeholder, wanted: word.wanted, completion: word.completion,
      format: { $0.rawValue }, parse: { Value(rawValue: $0) })
  }
}

extension ValueSyntax where Value == String {
  /// Any text but the empty one.
  static func text(
    _ placeholder: String = "TEXT", wanted: String = "a text", completion: Completion = .nothing
  ) -> ValueSyntax {
    ValueSyntax(
      placeholder: placeholder, wanted: wanted, completion: completion, format: { $0 },
      parse: { $0.isEmpty ? nil : $0 })
  }

  /// The name of a file or folder, which need not exist.
  static func file(_ placeholder: String = "FILE") -> ValueSyntax {
    text(placeholder, wanted: "the name of a file", completion: .files)
  }

  /// The name of a folder, which need not exist.
  static func directory(_ placeholder: String = "DIR") -> ValueSyntax {
    text(placeholder, wanted: "the name of a folder", completion: .directories)
  }

  /// One of the words given.
  /// - Parameter placeholder: what stands for it in help; the words themselves when they are few.
  static func word(among words: [String], placeholder: String? = nil) -> ValueSyntax {
    let joined = words.joined(separator: "|")
    return ValueSyntax(
      placeholder: placeholder ?? (joined.count <= 30 ? joined : "NAME"),
      wanted: "one of \(words.joined(separator: ", "))",
      completion: .words(words), format: { $0 }, parse: { words.contains($0) ? $0 : nil })
  }
}

/// The range as the end of a noun phrase, with a leading space unless nothing bounds it.
private func rangeText(
  from: String? = nil, above: String? = nil, to: String? = nil, below: String? = nil
) -> String {
  if let from, let to { return " between \(from) and \(to)" }
  let lower = from.map { "of at least \($0)" } ?? above.map { "above \($0)" }
  let upper =
    to.map { lower == nil ? "of at most \($0)" : "at most \($0)" } ?? below.map { "below \($0)" }
  let ends = [lower, upper].compactMap(\.self)
  return ends.isEmpty ? "" : " " + ends.joined(separator: " and ")
}

/// The shortest decimal that reads back to the same number, without `.0` on a whole one.
private func decimal(_ value: Double) -> String {
  Int(exactly: value).map { abs(value) < 1e15 ? "\($0)" : "\(value)" } ?? "\(value)"
}
