import Foundation

extension JSONValue: Codable {
  /// Reads any JSON value; places are lost.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self.init(.null)
    } else if let value = try? container.decode(Bool.self) {
      self.init(.bool(value))
    } else if let value = try? container.decode(Int64.self) {
      self.init(.integer(Int128(value)))
    } else if let value = try? container.decode(UInt64.self) {
      self.init(.integer(Int128(value)))
    } else if let value = try? container.decode(Double.self) {
      self.init(.double(value))
    } else if let value = try? container.decode(String.self) {
      self.init(.string(value))
    } else if let value = try? container.decode([JSONValue].self) {
      self.init(.array(value))
    } else {
      self.init(.object(try container.decode([String: JSONValue].self)))
    }
  }

  /// Writes the value; a number that is not finite, which JSON cannot hold, is null.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch kind {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value):
      if let value = Int64(exactly: value) {
        try container.encode(value)
      } else if let value = UInt64(exactly: value) {
        try container.encode(value)
      } else {
        try container.encode(Double(value))
      }
    case .double(let value):
      if value.isFinite { try container.encode(value) } else { try container.encodeNil() }
    case .string(let value): try container.encode(value)
    case .array(let values): try container.encode(values)
    case .object(let members): try container.encode(members)
    }
  }

  /// The JSON value that a type encodes to, such as a configuration for the manifest.
  ///
  /// - Throws: what the type's own encoding throws.
  package init(encoding value: some Encodable) throws {
    let bytes = try JSONEncoder().encode(value)
    self = try JSONValue.parse(Array(bytes), file: "\(type(of: value))")
  }
}

extension JSONValue {
  /// The value on one line.
  package var line: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "?"
  }
}
