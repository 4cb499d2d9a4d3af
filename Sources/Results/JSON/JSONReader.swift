/// Reads the members of one JSON object into typed values, and finds those that nobody asked for.
///
///     var reader = try JSONReader(.parse(text, file: file), file: file)
///     var psweep = try reader.object("psweep")
///     let requests = try psweep.int("requests", in: 1...Int.max)
///     let seed = try psweep.optionalUInt64("seed") ?? 1
///     try psweep.finish()
///     try reader.finish()
///
/// Every method that reads throws `JSONError` with the place and the key path of a value that is
/// missing, of another kind or out of range. Whole numbers may be written as `2e5`.
package struct JSONReader: Sendable {
  /// The file, for error sentences.
  package let file: String

  /// The way to this object from the top, such as `psweep`; empty at the top.
  package let keyPath: String

  private let position: TextPosition
  private let members: [String: JSONValue]
  private var asked: [String] = []

  /// Reads an object.
  ///
  /// - Parameters:
  ///   - value: an object.
  ///   - file: the name for error sentences.
  ///   - keyPath: the way to the object, when it is not at the top.
  /// - Throws: `JSONError` when the value is not an object.
  package init(_ value: JSONValue, file: String, keyPath: String = "") throws(JSONError) {
    self.file = file
    self.keyPath = keyPath
    position = value.position
    members = try Self.read(value, as: .object, file: file, keyPath: keyPath)
  }

  /// The names of the object's members, in the order of the file.
  package var keys: [String] {
    members.sorted { $0.value.keyPosition < $1.value.keyPosition }.map(\.key)
  }

  /// Throws for the first member, in the order of the file, that no call has asked for.
  package func finish() throws(JSONError) {
    for name in keys where !asked.contains(name) {
      let untouched = asked.filter { members[$0] == nil }
      let nearest = nearestName(to: name, among: untouched) ?? nearestName(to: name, among: asked)
      throw JSONError(
        file: file, position: members[name]?.keyPosition ?? position,
        keyPath: JSONKeyPath.member(name, of: keyPath),
        problem: .unknownKey(name, nearest: nearest, valid: asked))
    }
  }

  /// The member of that name as it stands, or nil; it counts as asked for.
  package mutating func optionalValue(_ name: String) -> JSONValue? {
    if !asked.contains(name) { asked.append(name) }
    return members[name]
  }

  /// The member of that name as it stands; it counts as asked for.
  package mutating func value(_ name: String) throws(JSONError) -> JSONValue {
    if let value = optionalValue(name) { return value }
    throw JSONError(
      file: file, position: position, keyPath: keyPath, problem: .missingKey(name))
  }
}

/// Reading by shape, which the typed methods share.
extension JSONReader {
  /// A member that has to be there.
  package mutating func required<Value>(
    _ name: String, _ shape: JSONShape<Value>
  ) throws(JSONError) -> Value {
    try read(value(name), as: shape, name)
  }

  /// A member that may be absent or null.
  package mutating func optional<Value>(
    _ name: String, _ shape: JSONShape<Value>
  ) throws(JSONError) -> Value? {
    guard let value = optionalValue(name) else { return nil }
    if case .null = value.kind { return nil }
    return try read(value, as: shape, name)
  }

  /// The elements of an array that the caller has read, each of one shape.
  package func elements<Value>(
    _ name: String, _ values: [JSONValue], _ shape: JSONShape<Value>
  ) throws(JSONError) -> [Value] {
    var elements: [Value] = []
    for (index, value) in values.enumerated() {
      elements.append(
        try Self.read(value, as: shape, file: file, keyPath: elementPath(name, index)))
    }
    return elements
  }

  func memberPath(_ name: String) -> String { JSONKeyPath.member(name, of: keyPath) }

  func elementPath(_ name: String, _ index: Int) -> String {
    JSONKeyPath.element(index, of: memberPath(name))
  }

  private func read<Value>(
    _ value: JSONValue, as shape: JSONShape<Value>, _ name: String
  ) throws(JSONError) -> Value {
    try Self.read(value, as: shape, file: file, keyPath: memberPath(name))
  }

  private static func read<Value>(
    _ value: JSONValue, as shape: JSONShape<Value>, file: String, keyPath: String
  ) throws(JSONError) -> Value {
    if let result = shape.read(value) { return result }
    throw JSONError(
      file: file, position: value.position, keyPath: keyPath,
      problem: .wrongValue(expected: shape.expectation, found: value.foundForError))
  }
}
