/// Members that have to be there.
extension JSONReader {
  /// A whole number within the range.
  package mutating func int(
    _ name: String, in range: ClosedRange<Int> = Int.min...Int.max
  ) throws(JSONError) -> Int {
    try required(name, .whole(in: range))
  }

  /// A text.
  package mutating func string(_ name: String) throws(JSONError) -> String {
    try required(name, .text)
  }

  /// True or false.
  package mutating func bool(_ name: String) throws(JSONError) -> Bool {
    try required(name, .truth)
  }

  /// An array of at least `count` texts.
  package mutating func strings(
    _ name: String, atLeast count: Int = 0
  ) throws(JSONError) -> [String] {
    try elements(name, required(name, .array(atLeast: count)), .text)
  }

  /// A reader for an object; it has a `finish()` of its own.
  package mutating func object(_ name: String) throws(JSONError) -> JSONReader {
    try JSONReader(value(name), file: file, keyPath: memberPath(name))
  }
}

/// Members that may be absent or null; one that is there has to be right.
extension JSONReader {
  /// A text, or nil.
  package mutating func optionalString(_ name: String) throws(JSONError) -> String? {
    try optional(name, .text)
  }

  /// A reader for an object, or nil; it has a `finish()` of its own.
  package mutating func optionalObject(_ name: String) throws(JSONError) -> JSONReader? {
    guard let members = try optional(name, JSONShape<JSONValue>.anyObject) else { return nil }
    return try JSONReader(members, file: file, keyPath: memberPath(name))
  }
}

extension JSONShape<JSONValue> {
  /// An object, still with its place.
  fileprivate static var anyObject: JSONShape {
    JSONShape("an object") { value in
      if case .object = value.kind { value } else { nil }
    }
  }
}
