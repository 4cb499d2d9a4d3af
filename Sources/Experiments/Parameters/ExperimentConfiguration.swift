import Results

/// What an experiment runs, as a list of parameters.
package protocol ExperimentConfiguration: Sendable, Equatable {
  /// The bytes of its file in `experiments/`, as the program was built with it.
  static var file: [UInt8] { get }
  /// The parameters, in the order in which help lists them.
  static var parameters: [Parameter<Self>] { get }
  /// A configuration whose parameters have no meaning yet.
  init()
  /// What the manifest records of it.
  var json: JSONValue { get }
  /// Throws `ExperimentError.invalidParameter` for values that each can be and cannot be together.
  func validateTogether() throws(ExperimentError)
  /// Throws `ExperimentError` for options that cannot be given together.
  ///
  /// - Parameter given: the names of the options that were given.
  func validate(given: Set<String>) throws(ExperimentError)
}

extension ExperimentConfiguration {
  package func validateTogether() throws(ExperimentError) {}

  package func validate(given: Set<String>) throws(ExperimentError) {}

  /// The configuration that the program was built with.
  package static var standard: Self { bundled([]) }

  /// It with the changes of some forms.
  package static func standard(in forms: Set<ConfigurationForm>) -> Self { bundled(forms) }

  /// It with another first seed, where it has one.
  package func seeded(_ seed: UInt64?) -> Self {
    guard let seed, let parameter = Self.parameters.first(where: { $0.name == "seed" }) else {
      return self
    }
    var configuration = self
    // Every number of this type is a seed.
    try? parameter.changes(["\(seed)"]).forEach { $0.make(&configuration) }
    return configuration
  }

  /// Whether it has that form.
  package static func has(_ form: ConfigurationForm) -> Bool { bundled([form]) != standard }

  /// Reads the object of a configuration file, the member `experiment` excepted.
  ///
  /// - Parameters:
  ///   - base: has the values of absent members, which are required without it.
  ///   - forms: the forms whose changes are made.
  /// - Throws: `JSONError` with the place of a value that cannot be, in any form.
  package static func read(
    _ reader: inout JSONReader, over base: Self?, in forms: Set<ConfigurationForm> = []
  ) throws(JSONError) -> ConfigurationGrid<Self> {
    var grid = ConfigurationGrid(base ?? Self())
    try grid.read(&reader, isWhole: base == nil)
    for form in ConfigurationForm.allCases {
      guard var changes = try reader.optionalObject(form.rawValue) else { continue }
      var changed = grid
      try changed.read(&changes, isWhole: false)
      try changes.finish()
      if forms.contains(form) { grid = changed }
    }
    try reader.finish()
    return grid
  }

  /// Throws `ExperimentError.invalidParameter` for values that cannot be, or not together.
  package func validate() throws(ExperimentError) {
    for parameter in Self.parameters { try parameter.validate(self) }
    try validateTogether()
  }

  package var json: JSONValue { parameterJSON }

  /// The parameters as a JSON object.
  package var parameterJSON: JSONValue {
    let members = Self.parameters.filter { $0.place == .everywhere }
      .map { ($0.member, $0.json(self)) }
    return JSONValue(.object(Dictionary(uniqueKeysWithValues: members)))
  }

  private static func bundled(_ forms: Set<ConfigurationForm>) -> Self {
    do {
      let name = "\(Self.self)"
      var reader = try JSONReader(JSONValue.parse(file, file: name), file: name)
      _ = try reader.string("experiment")
      return try read(&reader, over: nil, in: forms).first
    } catch {
      // The file is part of the build and a test reads it.
      preconditionFailure("\(error)")
    }
  }
}

/// Changes of a configuration that its file holds under a member of that name, in the order in
/// which they are made.
package enum ConfigurationForm: String, CaseIterable, Sendable {
  /// As `reproduce` runs it.
  case reproduce
  /// On a smaller grid or with fewer seeds, done in seconds.
  case quick
}
