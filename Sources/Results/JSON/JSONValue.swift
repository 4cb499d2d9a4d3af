/// A JSON value that knows its place in the file it came from.
///
///     let value: JSONValue = ["p": [0.05, 0.5], "seed": 7, "reuse": "ring"]
///
/// Whole numbers from `Int64.min` to `UInt64.max` are exact, so that 64-bit seeds survive. Places
/// do not count in comparisons, and numbers are compared by value: 5 equals 5.0.
package struct JSONValue: Sendable, Equatable {
  /// The six kinds of RFC 8259, numbers in two.
  package enum Kind: Sendable {
    /// Nothing.
    case null
    /// True or false.
    case bool(Bool)
    /// A whole number from `Int64.min` to `UInt64.max`.
    case integer(Int128)
    /// Any other finite number.
    case double(Double)
    /// Text.
    case string(String)
    /// Values in order.
    case array([JSONValue])
    /// Values by name.
    case object([String: JSONValue])
  }

  /// What the value is.
  package let kind: Kind

  /// Where the value begins; the start of the file for one that was made in code.
  package let position: TextPosition

  /// Where the name of this member of an object begins, or `position` for other values.
  package let keyPosition: TextPosition

  /// A value made in code or by a parser.
  ///
  /// - Parameters:
  ///   - kind: what it is.
  ///   - position: where it begins.
  ///   - keyPosition: where its name begins, for a member of an object.
  package init(
    _ kind: Kind, at position: TextPosition = .start, keyPosition: TextPosition? = nil
  ) {
    self.kind = kind
    self.position = position
    self.keyPosition = keyPosition ?? position
  }

  /// Whether both are the same JSON value, wherever they stand.
  package static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left.kind, right.kind) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.integer(let left), .integer(let right)): left == right
    case (.double(let left), .double(let right)): left == right
    case (.integer(let whole), .double(let number)), (.double(let number), .integer(let whole)):
      Int128(exactly: number) == whole
    case (.string(let left), .string(let right)): left == right
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }

  /// A number or a text as a key column of a CSV file has it; empty for the other kinds.
  package var keyField: String {
    switch kind {
    case .integer(let whole): "\(whole)"
    case .double(let number): number.csvField ?? ""
    case .string(let text): text
    case .null, .bool, .array, .object: ""
    }
  }

  /// The value as an error quotes it: a scalar's text, or the kind of the others.
  var foundForError: String {
    switch kind {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .double(let value): "\(value)"
    case .string(let value): "\"\(value.quotedForError.dropFirst().dropLast())\""
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// Null.
  package init(nilLiteral: ()) { self.init(.null) }
  /// True or false.
  package init(booleanLiteral value: Bool) { self.init(.bool(value)) }
  /// A whole number.
  package init(integerLiteral value: Int64) { self.init(.integer(Int128(value))) }
  /// A number.
  package init(floatLiteral value: Double) { self.init(.double(value)) }
  /// Text.
  package init(stringLiteral value: String) { self.init(.string(value)) }
  /// An array.
  package init(arrayLiteral elements: JSONValue...) { self.init(.array(elements)) }
  /// An object; no name appears twice.
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(.object(Dictionary(uniqueKeysWithValues: elements)))
  }
}
