import Results

/// Members that may be left out when a configuration is read over another one.
extension JSONReader {
  mutating func int(
    _ name: String, or base: Int?, in range: ClosedRange<Int>
  ) throws(JSONError) -> Int {
    guard let base else { return try int(name, in: range) }
    return try optionalInt(name, in: range) ?? base
  }

  mutating func uint64(_ name: String, or base: UInt64?) throws(JSONError) -> UInt64 {
    guard let base else { return try uint64(name) }
    return try optionalUInt64(name) ?? base
  }

  mutating func double(
    _ name: String, or base: Double?, in range: ClosedRange<Double>
  ) throws(JSONError) -> Double {
    guard let base else { return try double(name, in: range) }
    return try optionalDouble(name, in: range) ?? base
  }

  mutating func doubles(
    _ name: String, or base: [Double]?, in range: ClosedRange<Double>
  ) throws(JSONError) -> [Double] {
    guard let base else { return try doubles(name, in: range, atLeast: 1) }
    return try optionalDoubles(name, in: range, atLeast: 1) ?? base
  }

  mutating func ints(
    _ name: String, or base: [Int]?, in range: ClosedRange<Int>
  ) throws(JSONError) -> [Int] {
    guard let base else { return try ints(name, in: range, atLeast: 1) }
    return try optionalInts(name, in: range, atLeast: 1) ?? base
  }

  mutating func choices<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, or base: [Choice]?
  ) throws(JSONError) -> [Choice] {
    guard let base else { return try choices(name, atLeast: 1) }
    return try optionalChoices(name, atLeast: 1) ?? base
  }
}

/// A configuration that a JSON object describes.
public protocol ExperimentConfiguration: Sendable, Equatable {
  /// The experiment's name, the value of `experiment` in its file.
  static var experiment: String { get }
  /// The configuration that the program was built with.
  static var standard: Self { get }
  /// Reads the members; absent ones keep the values of `base`, and are required without one.
  init(reading reader: inout JSONReader, over base: Self?) throws(JSONError)
  /// Throws `ExperimentError` for values that cannot be together.
  func validate() throws(ExperimentError)
  /// The same members as JSON, for the manifest.
  var json: JSONValue { get }
}

extension ExperimentConfiguration {
  /// Reads a file that the program was built with.
  static func bundled(_ bytes: [UInt8]) -> Self {
    let file = "experiments/\(experiment).json"
    do {
      var reader = try JSONReader(JSONValue.parse(bytes, file: file), file: file)
      _ = try reader.string("experiment")
      let configuration = try Self(reading: &reader, over: nil)
      try reader.finish()
      return configuration
    } catch {
      // The file is part of the build and a test reads it.
      preconditionFailure("\(error)")
    }
  }
}

extension JSONValue {
  init(_ value: Int) { self.init(.integer(Int128(value))) }
  init(_ value: UInt64) { self.init(.integer(Int128(value))) }
  init(_ value: Double) { self.init(.double(value)) }
  init(_ value: String) { self.init(.string(value)) }
  init(array: [JSONValue]) { self.init(.array(array)) }
}
