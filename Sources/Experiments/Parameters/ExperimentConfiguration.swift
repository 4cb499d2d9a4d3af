import Results

/// What an experiment runs, as a list of parameters.
package protocol ExperimentConfiguration: Sendable, Equatable {
  /// The experiment's name, the value of `experiment` in its file.
  static var experiment: String { get }
  /// The configuration that the program was built with.
  static var standard: Self { get }
  /// The parameters, in the order in which help lists them.
  static var parameters: [Parameter<Self>] { get }
  /// A configuration whose parameters have no meaning yet.
  init()
  /// Throws `ExperimentError.invalidParameter` for values that each can be and cannot be together.
  func validateTogether() throws(ExperimentError)
}

extension ExperimentConfiguration {
  /// Nothing.
  package func validateTogether() throws(ExperimentError) {}

  /// Reads the parameters from a JSON object.
  ///
  /// - Parameters:
  ///   - reader: the object; other members are left to the caller.
  ///   - base: has the values of absent members, which are required without it.
  /// - Throws: `JSONError` with the place of a value that cannot be.
  package init(reading reader: inout JSONReader, over base: Self?) throws(JSONError) {
    self = base ?? Self()
    for parameter in Self.parameters {
      try parameter.read(&reader, into: &self, isRequired: base == nil)
    }
  }

  /// Throws `ExperimentError.invalidParameter` for values that cannot be, or not together.
  package func validate() throws(ExperimentError) {
    for parameter in Self.parameters { try parameter.validate(self) }
    try validateTogether()
  }

  /// The parameters as a JSON object, for the manifest.
  package var json: JSONValue {
    let members = Self.parameters.map { ($0.member, $0.json(of: self)) }
    return JSONValue(.object(Dictionary(uniqueKeysWithValues: members)))
  }

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
