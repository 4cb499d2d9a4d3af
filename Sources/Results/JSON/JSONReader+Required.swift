/// Members that have to be there.
extension JSONReader {
  /// A whole number within the range.
  package mutating func int(
    _ name: String, in range: ClosedRange<Int> = Int.min...Int.max
  ) throws(JSONError) -> Int {
    try required(name, .whole(in: range))
  }

  /// A whole number within the range, exact to 64 bits.
  package mutating func uint64(
    _ name: String, in range: ClosedRange<UInt64> = 0...UInt64.max
  ) throws(JSONError) -> UInt64 {
    try required(name, .whole(in: range))
  }

  /// A number within the range.
  package mutating func double(
    _ name: String, in range: ClosedRange<Double> = -Double.infinity...Double.infinity
  ) throws(JSONError) -> Double {
    try required(name, .number(in: range))
  }

  /// A text.
  package mutating func string(_ name: String) throws(JSONError) -> String {
    try required(name, .text)
  }

  /// True or false.
  package mutating func bool(_ name: String) throws(JSONError) -> Bool {
    try required(name, .truth)
  }

  /// A text that is a raw value of the enumeration.
  package mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, of type: Choice.Type = Choice.self
  ) throws(JSONError) -> Choice {
    try required(name, .choice)
  }

  /// An array of at least `count` whole numbers, each within the range.
  package mutating func ints(
    _ name: String, in range: ClosedRange<Int> = Int.min...Int.max, atLeast count: Int = 0
  ) throws(JSONError) -> [Int] {
    try elements(name, required(name, .array(atLeast: count)), .whole(in: range))
  }

  /// An array of at least `count` whole numbers, each exact to 64 bits and within the range.
  package mutating func uint64s(
    _ name: String, in range: ClosedRange<UInt64> = 0...UInt64.max, atLeast count: Int = 0
  ) throws(JSONError) -> [UInt64] {
    try elements(name, required(name, .array(atLeast: count)), .whole(in: range))
  }

  /// An array of at least `count` numbers, each within the range.
  package mutating func doubles(
    _ name: String, in range: ClosedRange<Double> = -Double.infinity...Double.infinity,
    atLeast count: Int = 0
  ) throws(JSONError) -> [Double] {
    try elements(name, required(name, .array(atLeast: count)), .number(in: range))
  }

  /// An array of at least `count` texts.
  package mutating func strings(
    _ name: String, atLeast count: Int = 0
  ) throws(JSONError) -> [String] {
    try elements(name, required(name, .array(atLeast: count)), .text)
  }

  /// An array of at least `count` raw values of the enumeration.
  package mutating func choices<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, of type: Choice.Type = Choice.self, atLeast count: Int = 0
  ) throws(JSONError) -> [Choice] {
    try elements(name, required(name, .array(atLeast: count)), .choice)
  }

  /// A reader for an object; it has a `finish()` of its own.
  package mutating func object(_ name: String) throws(JSONError) -> JSONReader {
    try JSONReader(value(name), file: file, keyPath: memberPath(name))
  }

  /// Readers for an array of at least `count` objects; each has a `finish()` of its own.
  package mutating func objects(
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
