import Results

/// Reading, writing and checking a parameter's values.
extension Parameter {
  /// Reads the member of a file into the configuration, which keeps its value where the file has
  /// none.
  ///
  /// - Parameter isRequired: whether the file has to have the member.
  func read(
    _ reader: inout JSONReader, into configuration: inout Configuration, isRequired: Bool
  ) throws(JSONError) {
    switch kind {
    case .whole(let range, let access):
      try read(&reader, range.shape, access, into: &configuration, isRequired)
    case .number(let range, let access):
      try read(&reader, range.shape, access, into: &configuration, isRequired)
    case .seed(let access):
      try read(&reader, .whole(in: 0...UInt64.max), access, into: &configuration, isRequired)
    case .word(let words, let access):
      try read(&reader, .word(among: words), access, into: &configuration, isRequired)
    case .file, .flag: break
    }
  }

  private func read<Value>(
    _ reader: inout JSONReader, _ shape: JSONShape<Value>, _ access: Access<Configuration, Value>,
    into configuration: inout Configuration, _ isRequired: Bool
  ) throws(JSONError) {
    func value<Whole>(_ shape: JSONShape<Whole>) throws(JSONError) -> Whole? {
      isRequired
        ? try reader.required(member, shape) : try reader.optional(member, shape)
    }
    if access.isList {
      guard let items = try value(JSONShape<[JSONValue]>.array(atLeast: 1)) else { return }
      access.set(&configuration, try reader.elements(member, items, shape))
    } else if let item = try value(shape) {
      access.set(&configuration, [item])
    }
  }

  /// The member as a file has it.
  func json(of configuration: Configuration) -> JSONValue {
    switch kind {
    case .whole(_, let access): json(access, of: configuration) { .integer(Int128($0)) }
    case .number(_, let access): json(access, of: configuration) { .double($0) }
    case .seed(let access): json(access, of: configuration) { .integer(Int128($0)) }
    case .word(_, let access): json(access, of: configuration) { .string($0) }
    case .file(let access): json(access, of: configuration) { .string($0) }
    case .flag(let access): json(access, of: configuration) { .bool($0) }
    }
  }

  private func json<Value>(
    _ access: Access<Configuration, Value>, of configuration: Configuration,
    _ kind: (Value) -> JSONValue.Kind
  ) -> JSONValue {
    let values = access.get(configuration).map { JSONValue(kind($0)) }
    return access.isList ? JSONValue(.array(values)) : values[0]
  }

  /// Throws `ExperimentError.invalidParameter` for a value that the parameter cannot take.
  func validate(_ configuration: Configuration) throws(ExperimentError) {
    switch kind {
    case .whole(let range, let access):
      try validate(access.get(configuration), access.isList, range.wanted, range.contains)
    case .number(let range, let access):
      try validate(access.get(configuration), access.isList, range.wanted, range.contains)
    case .seed(let access):
      try validate(access.get(configuration), access.isList, "") { _ in true }
    case .word(let words, let access):
      try validate(access.get(configuration), access.isList, "") { words.contains($0) }
    case .file, .flag: break
    }
  }

  private func validate<Value: Hashable>(
    _ values: [Value], _ isList: Bool, _ wanted: String, _ isAllowed: (Value) -> Bool
  ) throws(ExperimentError) {
    if isList {
      try require(!values.isEmpty, name, "", "at least one value is wanted")
      try require(
        Set(values).count == values.count, name, values.map { "\($0)" }.joined(separator: ","),
        "each value once is wanted")
    }
    for value in values { try require(isAllowed(value), name, value, wanted) }
  }
}
