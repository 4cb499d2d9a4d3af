/// A value that one CSV field can hold.
///
/// What a value prints reads back to the same value. Reading is strict: the whole field, no spaces.
package protocol CSVValue: Sendable, Equatable {
  /// What a field of this type has to be, for error sentences: `a whole number`.
  static var csvExpectation: String { get }

  /// The value that says nothing: zero, no text, no value, the first case. It stands in where two
  /// files are compared and one lacks the column.
  static var blank: Self { get }

  /// The same with a range: `a whole number from 0 to 4`.
  static func csvExpectation(in range: ClosedRange<Double>?) -> String

  /// What a column of this type holds where it states no range; nil for whatever can be written.
  static var csvRange: ClosedRange<Double>? { get }

  /// The type's name for readers of the file.
  static var csvType: FieldType { get }

  /// The words that are values of this type; none for any.
  static var csvWords: [String] { get }

  /// The value as a number that a range may hold; nil where it is none.
  var csvNumber: Double? { get }

  /// Reads a field, or returns nil when the text is not a value of this type.
  init?(csvField: String)

  /// The field to write, or nil where there is no value (an empty field).
  var csvField: String? { get }
}

extension CSVValue {
  /// The expectation with the range after it.
  package static func csvExpectation(in range: ClosedRange<Double>?) -> String {
    csvExpectation + (range.map { ", \($0.words)" } ?? "")
  }

  /// None.
  package static var csvRange: ClosedRange<Double>? { nil }

  /// Text.
  package static var csvType: FieldType { .string }

  /// Any.
  package static var csvWords: [String] { [] }

  /// None.
  package var csvNumber: Double? { nil }
}

/// What columns hold that not every number can be.
extension ClosedRange<Double> {
  /// More than any machine has of anything, and few enough for sums of many.
  private static let most = 0x1p48
  /// How many there are, which may be none.
  package static let count = 0...most
  /// How large something is, or how many there are of what cannot be none.
  package static let size = 1...most
  /// A difference of counts.
  package static let difference = -most...most
  /// A probability, a rate or a share.
  package static let share: ClosedRange = 0...1
  /// A time, or what else is not below 0.
  package static let amount = 0...Double.greatestFiniteMagnitude

  /// `from 0 to 1`, or `0 or above` where there is no upper end.
  fileprivate var words: String {
    func plain(_ value: Double) -> String { Int(exactly: value).map { "\($0)" } ?? "\(value)" }
    return upperBound == .greatestFiniteMagnitude
      ? "\(plain(lowerBound)) or above" : "from \(plain(lowerBound)) to \(plain(upperBound))"
  }
}

extension CSVValue where Self: FixedWidthInteger {
  /// A whole number.
  package static var csvType: FieldType { .integer }

  /// 0.
  package static var blank: Self { 0 }

  /// A whole number and its range.
  package static var csvExpectation: String { "a whole number from \(Self.min) to \(Self.max)" }

  /// A whole number with the range in place of the type's.
  package static func csvExpectation(in range: ClosedRange<Double>?) -> String {
    range.map { "a whole number \($0.words)" } ?? csvExpectation
  }

  /// The number, rounded where it has more than 53 bits.
  package var csvNumber: Double? { Double(self) }

  /// Reads decimal digits after an optional `-`.
  package init?(csvField: String) {
    // The standard initializer also takes a leading `+`.
    guard csvField.utf8.first != UInt8(ascii: "+") else { return nil }
    self.init(csvField, radix: 10)
  }

  /// The decimal digits.
  package var csvField: String? { String(self) }
}

extension Int: CSVValue {
  /// Whole numbers count, unless a column says otherwise.
  package static var csvRange: ClosedRange<Double>? { .count }
}
extension Int64: CSVValue {}
extension UInt64: CSVValue {}

extension Double: CSVValue {
  /// A number.
  package static var csvType: FieldType { .number }

  /// 0.
  package static var blank: Double { 0 }

  /// A decimal number.
  package static var csvExpectation: String { "a decimal number such as 0.05" }

  /// Reads `-12.5e-3` and the like; not a number, infinity and hexadecimal are refused.
  package init?(csvField: String) {
    guard csvField.isDecimalNumber, let value = Double(csvField), value.isFinite else { return nil }
    self = value
  }

  /// The number itself.
  package var csvNumber: Double? { self }

  /// The shortest decimal text that reads back to this value, or nil when it is not finite.
  package var csvField: String? { isFinite ? description : nil }
}

extension Bool: CSVValue {
  /// True or false.
  package static var csvType: FieldType { .boolean }

  /// false.
  package static var blank: Bool { false }

  /// True or false.
  package static var csvExpectation: String { "true or false" }

  /// Reads `true` or `false`.
  package init?(csvField: String) { self.init(csvField) }

  /// `true` or `false`.
  package var csvField: String? { description }
}

extension String: CSVValue {
  /// "".
  package static var blank: String { "" }

  /// Any text.
  package static var csvExpectation: String { "text" }

  /// Takes the field as it is.
  package init?(csvField: String) { self = csvField }

  /// The text itself.
  package var csvField: String? { self }
}

/// An empty field is nil, so an optional string cannot hold the empty text.
extension Optional: CSVValue where Wrapped: CSVValue {
  /// Nothing.
  package static var blank: Wrapped? { nil }

  /// The wrapped type's expectation, or nothing.
  package static var csvExpectation: String { "\(Wrapped.csvExpectation), or nothing" }

  /// The wrapped type's expectation, or nothing.
  package static func csvExpectation(in range: ClosedRange<Double>?) -> String {
    "\(Wrapped.csvExpectation(in: range)), or nothing"
  }

  /// The wrapped type's.
  package static var csvRange: ClosedRange<Double>? { Wrapped.csvRange }

  /// The wrapped type's.
  package static var csvType: FieldType { Wrapped.csvType }

  /// The wrapped type's.
  package static var csvWords: [String] { Wrapped.csvWords }

  /// The wrapped value's.
  package var csvNumber: Double? { flatMap(\.csvNumber) }

  /// Reads nil from an empty field and the wrapped type from any other.
  package init?(csvField: String) {
    if csvField.isEmpty {
      self = .none
    } else if let value = Wrapped(csvField: csvField) {
      self = .some(value)
    } else {
      return nil
    }
  }

  /// The wrapped value's field, or nil.
  package var csvField: String? { flatMap(\.csvField) }
}

/// Enumerations of names are their raw value.
extension CSVValue where Self: RawRepresentable & CaseIterable, RawValue == String {
  /// The first case; an enumeration of names has one.
  package static var blank: Self { allCases.first! }

  /// The names, in the order of their declaration.
  package static var csvExpectation: String {
    "one of " + allCases.map(\.rawValue).joined(separator: ", ")
  }

  /// The names, in the order of their declaration.
  package static var csvWords: [String] { allCases.map(\.rawValue) }

  /// Reads a raw value, by its exact spelling.
  package init?(csvField: String) { self.init(rawValue: csvField) }

  /// The raw value.
  package var csvField: String? { rawValue }
}

extension String {
  /// Whether the text is `-`? digits (`.` digits)? (`e` sign? digits)?, and nothing else.
  fileprivate var isDecimalNumber: Bool {
    var rest = utf8[...]
    func skipDigits() -> Bool {
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      rest = rest[digits.endIndex...]
      return !digits.isEmpty
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    guard skipDigits() else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard skipDigits() else { return false }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
        rest = rest.dropFirst()
      }
      guard skipDigits() else { return false }
    }
    return rest.isEmpty
  }
}
