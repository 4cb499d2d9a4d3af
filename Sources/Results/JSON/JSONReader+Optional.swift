/// Members that may be absent or null; one that is there has to be right.
extension JSONReader {
  /// A whole number within the range, or nil.
  package mutating func optionalInt(
    _ name: String, in range: ClosedRange<Int> = Int.min...Int.max
  ) throws(JSONError) -> Int? {
    try optional(name, .whole(in: range))
  }

  /// A whole number within the range, exact to 64 bits, or nil.
  package mutating func optionalUInt64(
    _ name: String, in range: ClosedRange<UInt64> = 0...UInt64.max
  ) throws(JSONError) -> UInt64? {
    try optional(name, .whole(in: range))
  }

  /// A number within the range, or nil.
  package mutating func optionalDouble(
    _ name: String, in range: ClosedRange<Double> = -Double.infinity...Double.infinity
  ) throws(JSONError) -> Double? {
    try optional(name, .number(in: range))
  }

  /// A text, or nil.
  package mutating func optionalString(_ name: String) throws(JSONError) -> String? {
    try optional(name, .text)
  }

  /// True, false or nil.
  package mutating func optionalBool(_ name: String) throws(JSONError) -> Bool? {
    try optional(name, .truth)
  }

  /// A text that is a raw value of the enumeration, or nil.
  package mutating func optionalChoice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, of type: Choice.Type = Choice.self
  ) throws(JSONError) -> Choice? {
    try optional(name, .choice)
  }

  /// An array of at least `count` whole numbers, each within the range, or nil.
  package mutating func optionalInts(
    _ name: String, in range: ClosedRange<Int> = Int.min...Int.max, atLeast count: Int = 0
  ) throws(JSONError) -> [Int]? {
    guard let values = try optional(name, .array(atLeast: count)) else { return nil }
    return try elements(name, values, .whole(in: range))
  }

  /// An array of at least `count` whole numbers, each exact to 64 bits and within the range, or nil.
  package mutating func optionalUInt64s(
    _ name: String, in range: ClosedRange<UInt64> = 0...UInt64.max, atLeast count: Int = 0
  ) throws(JSONError) -> [UInt64]? {
    guard let values = try optional(name, .array(atLeast: count)) else { return nil }
    return try elements(name, values, .whole(in: range))
  }

  /// An array of at least `count` numbers, each within the range, or nil.
  package mutating func optionalDoubles(
    _ name: String, in range: ClosedRange<Double> = -Double.infinity...Double.infinity,
    atLeast count: Int = 0
  ) throws(JSONError) -> [Double]? {
    guard let values = try optional(name, .array(atLeast: count)) else { return nil }
    return try elements(name, values, .number(in: range))
  }

  /// An array of at least `count` texts, or nil.
  package mutating func optionalStrings(
    _ name: String, atLeast count: Int = 0
  ) throws(JSONError) -> [String]? {
    guard let values = try optional(name, .array(atLeast: count)) else { return nil }
    return try elements(name, values, .text)
  }

  /// An array of at least `count` raw values of the enumeration, or nil.
  package mutating func optionalChoices<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, of type: Choice.Type = Choice.self, atLeast count: Int = 0
  ) throws(JSONError) -> [Choice]? {
    guard let values = try optional(name, .array(atLeast: count)) else { return nil }
    return try elements(name, values, .choice)
  }

  /// A reader for an object, or nil; it has a `finish()` of its own.
  package mutating func optionalObject(_ name: String) throws(JSONError) -> JSONReader? {
    guard let members = try optional(name, JSONShape<JSONValue>.anyObject) else { return nil }
    return try JSONReader(members, file: file, keyPath: memberPath(name))
  }

  /// Readers for an array of at least `count` objects, or nil; each has a `finish()` of its own.
  package mutating func optionalObjects(
    _ name: String, atLeast count: Int = 0
  ) throws(JSONError) -> [JSONReader]? {
    guard let values = try optional(name, .array(atLeast: count)) else { return nil }
    return try readers(name, values)
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
