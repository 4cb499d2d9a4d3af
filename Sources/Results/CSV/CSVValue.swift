/// A value that one CSV field can hold.
///
/// What a value prints reads back to the same value. Reading is strict: the whole field, no spaces.
public protocol CSVValue: Sendable, Equatable {
  /// What a field of this type has to be, for error sentences: `a whole number`.
  static var csvExpectation: String { get }

  /// Reads a field, or returns nil when the text is not a value of this type.
  init?(csvField: String)

  /// The field to write, or nil where there is no value (an empty field).
  var csvField: String? { get }
}

extension CSVValue where Self: FixedWidthInteger {
  /// A whole number and its range.
  public static var csvExpectation: String { "a whole number from \(Self.min) to \(Self.max)" }

  /// Reads decimal digits after an optional `-`.
  public init?(csvField: String) {
    // The standard initializer also takes a leading `+`.
    guard csvField.utf8.first != UInt8(ascii: "+") else { return nil }
    self.init(csvField, radix: 10)
  }

  /// The decimal digits.
  public var csvField: String? { String(self) }
}

extension Int: CSVValue {}
extension Int64: CSVValue {}
extension UInt64: CSVValue {}

extension Double: CSVValue {
  /// A decimal number.
  public static var csvExpectation: String { "a decimal number such as 0.05" }

  /// Reads `-12.5e-3` and the like; not a number, infinity and hexadecimal are refused.
  public init?(csvField: String) {
    guard csvField.isDecimalNumber, let value = Double(csvField), value.isFinite else { return nil }
    self = value
  }

  /// The shortest decimal text that reads back to this value, or nil when it is not finite.
  public var csvField: String? { isFinite ? description : nil }
}

extension Bool: CSVValue {
  /// True or false.
  public static var csvExpectation: String { "true or false" }

  /// Reads `true` or `false`.
  public init?(csvField: String) { self.init(csvField) }

  /// `true` or `false`.
  public var csvField: String? { description }
}

extension String: CSVValue {
  /// Any text.
  public static var csvExpectation: String { "text" }

  /// Takes the field as it is.
  public init?(csvField: String) { self = csvField }

  /// The text itself.
  public var csvField: String? { self }
}

/// An empty field is nil, so an optional string cannot hold the empty text.
extension Optional: CSVValue where Wrapped: CSVValue {
  /// The wrapped type's expectation, or nothing.
  public static var csvExpectation: String { "\(Wrapped.csvExpectation), or nothing" }

  /// Reads nil from an empty field and the wrapped type from any other.
  public init?(csvField: String) {
    if csvField.isEmpty {
      self = .none
    } else if let value = Wrapped(csvField: csvField) {
      self = .some(value)
    } else {
      return nil
    }
  }

  /// The wrapped value's field, or nil.
  public var csvField: String? { flatMap(\.csvField) }
}

/// Enumerations of names are their raw value.
extension CSVValue where Self: RawRepresentable & CaseIterable, RawValue == String {
  /// The names, in the order of their declaration.
  public static var csvExpectation: String {
    "one of " + allCases.map(\.rawValue).joined(separator: ", ")
  }

  /// Reads a raw value, by its exact spelling.
  public init?(csvField: String) { self.init(rawValue: csvField) }

  /// The raw value.
  public var csvField: String? { rawValue }
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
