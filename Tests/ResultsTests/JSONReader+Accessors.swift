@testable import Results

extension JSONReader {
  mutating func optionalInt(
    _ name: String, in range: ClosedRange<Int> = Int.min...Int.max
  ) throws(JSONError) -> Int? {
    try optional(name, .whole(in: range))
  }

  mutating func optionalUInt64(
    _ name: String, in range: ClosedRange<UInt64> = 0...UInt64.max
  ) throws(JSONError) -> UInt64? {
    try optional(name, .whole(in: range))
  }

  mutating func optionalDouble(
    _ name: String, in range: ClosedRange<Double> = -Double.infinity...Double.infinity
  ) throws(JSONError) -> Double? {
    try optional(name, .number(in: range))
  }

  mutating func optionalBool(_ name: String) throws(JSONError) -> Bool? {
    try optional(name, .truth)
  }

  mutating func optionalChoice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, of type: Choice.Type = Choice.self
  ) throws(JSONError) -> Choice? {
    try optional(name, .choice)
  }

  mutating func optionalInts(
    _ name: String, in range: ClosedRange<Int> = Int.min...Int.max, atLeast count: Int = 0
  ) throws(JSONError) -> [Int]? {
    guard let values = try optional(name, .array(atLeast: count)) else { return nil }
    return try elements(name, values, .whole(in: range))
  }

  mutating func optionalUInt64s(
    _ name: String, in range: ClosedRange<UInt64> = 0...UInt64.max, atLeast count: Int = 0
  ) throws(JSONError) -> [UInt64]? {
    guard let values = try optional(name, .array(atLeast: count)) else { return nil }
    return try elements(name, values, .whole(in: range))
  }

  mutating func optionalDoubles(
    _ name: String, in range: ClosedRange<Double> = -Double.infinity...Double.infinity,
    atLeast count: Int = 0
  ) throws(JSONError) -> [Double]? {
    guard let values = try optional(name, .array(atLeast: count)) else { return nil }
    return try elements(name, values, .number(in: range))
  }

  mutating func optionalStrings(
    _ name: String, atLeast count: Int = 0
  ) throws(JSONError) -> [String]? {
    guard let values = try optional(name, .array(atLeast: count)) else { return nil }
    return try elements(name, values, .text)
  }

  mutating func optionalChoices<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, of type: Choice.Type = Choice.self, atLeast count: Int = 0
  ) throws(JSONError) -> [Choice]? {
    guard let values = try optional(name, .array(atLeast: count)) else { return nil }
    return try elements(name, values, .choice)
  }

  mutating func optionalObjects(
    _ name: String, atLeast count: Int = 0
  ) throws(JSONError) -> [JSONReader]? {
    guard let values = try optional(name, .array(atLeast: count)) else { return nil }
    return try readers(name, values)
  }

  mutating func uint64(
    _ name: String, in range: ClosedRange<UInt64> = 0...UInt64.max
  ) throws(JSONError) -> UInt64 {
    try required(name, .whole(in: range))
  }

  mutating func double(
    _ name: String, in range: ClosedRange<Double> = -Double.infinity...Double.infinity
  ) throws(JSONError) -> Double {
    try required(name, .number(in: range))
  }

  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, of type: Choice.Type = Choice.self
  ) throws(JSONError) -> Choice {
    try required(name, .choice)
  }

  mutating func ints(
    _ name: String, in range: ClosedRange<Int> = Int.min...Int.max, atLeast count: Int = 0
  ) throws(JSONError) -> [Int] {
    try elements(name, required(name, .array(atLeast: count)), .whole(in: range))
  }

  mutating func uint64s(
    _ name: String, in range: ClosedRange<UInt64> = 0...UInt64.max, atLeast count: Int = 0
  ) throws(JSONError) -> [UInt64] {
    try elements(name, required(name, .array(atLeast: count)), .whole(in: range))
  }

  mutating func doubles(
    _ name: String, in range: ClosedRange<Double> = -Double.infinity...Double.infinity,
    atLeast count: Int = 0
  ) throws(JSONError) -> [Double] {
    try elements(name, required(name, .array(atLeast: count)), .number(in: range))
  }

  mutating func choices<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, of type: Choice.Type = Choice.self, atLeast count: Int = 0
  ) throws(JSONError) -> [Choice] {
    try elements(name, required(name, .array(atLeast: count)), .choice)
  }

  mutating func objects(
    _ name: String, atLeast count: Int = 0
  ) throws(JSONError) -> [JSONReader] {
    try readers(name, required(name, .array(atLeast: count)))
  }

  func readers(_ name: String, _ values: [JSONValue]) throws(JSONError) -> [JSONReader] {
    var readers: [JSONReader] = []
    for (index, value) in values.enumerated() {
      readers.append(try JSONReader(value, file: file, keyPath: elementPath(name, index)))
    }
    return readers
  }
}
