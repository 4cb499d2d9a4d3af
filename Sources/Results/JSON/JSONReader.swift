/// Reads the members of one JSON object into typed values, and finds those that nobody asked for.
///
///     var reader = try JSONReader(.parse(text, file: file), file: file)
///     var psweep = try reader.object("psweep")
///     let requests = try psweep.required("requests", .whole(1...Int.max))
///     let seed = try psweep.optional("seed", .whole()) ?? 1
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
    guard case .object(let members) = value.kind else {
      throw value.mismatch(expected: "an object", file, keyPath)
    }
    self.members = members
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
        keyPath: memberPath(name),
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

/// Reading by kind.
extension JSONReader {
  /// A member that has to be there.
  package mutating func required<Value>(
    _ name: String, _ kind: ValueKind<Value>
  ) throws(JSONError) -> Value {
    try read(value(name), kind, at: memberPath(name))
  }

  /// A member that may be absent or null; one that is there has to be right.
  package mutating func optional<Value>(
    _ name: String, _ kind: ValueKind<Value>
  ) throws(JSONError) -> Value? {
    has(name) ? try required(name, kind) : nil
  }

  /// A member that has to be an array of values of one kind.
  package mutating func list<Value>(
    _ name: String, _ kind: ValueKind<Value>
  ) throws(JSONError) -> [Value] {
    let array = try value(name)
    let path = memberPath(name)
    guard case .array(let elements) = array.kind else {
      throw array.mismatch(expected: "an array", file, path)
    }
    var values: [Value] = []
    for (index, element) in elements.enumerated() {
      values.append(try read(element, kind, at: "\(path)[\(index)]"))
    }
    return values
  }

  /// The values of a member that has to be there: one value, a range as text, or an array of at
  /// least one of either.
  package mutating func values<Value>(
    _ name: String, _ kind: ValueKind<Value>
  ) throws(JSONError) -> [Value] {
    let member = try value(name)
    let path = memberPath(name)
    guard case .array(let elements) = member.kind else {
      if let values = kind.values(of: member) { return values }
      throw member.mismatch(
        expected: "\(kind.itemExpectation), or an array of at least 1", file, path)
    }
    if elements.isEmpty {
      throw member.mismatch(expected: "a value or an array of at least 1", file, path)
    }
    var values: [Value] = []
    for (index, element) in elements.enumerated() {
      guard let found = kind.values(of: element) else {
        throw element.mismatch(expected: kind.itemExpectation, file, "\(path)[\(index)]")
      }
      values += found
    }
    return values
  }

  /// A text that has to be there.
  package mutating func string(_ name: String) throws(JSONError) -> String {
    try required(name, .text)
  }

  /// A reader for an object that has to be there; it has a `finish()` of its own.
  package mutating func object(_ name: String) throws(JSONError) -> JSONReader {
    try JSONReader(value(name), file: file, keyPath: memberPath(name))
  }

  /// A reader for an object that may be absent or null.
  package mutating func optionalObject(_ name: String) throws(JSONError) -> JSONReader? {
    has(name) ? try object(name) : nil
  }

  /// Readers for the objects of an array that may be absent or null; each has a `finish()` of its
  /// own.
  package mutating func optionalObjects(_ name: String) throws(JSONError) -> [JSONReader]? {
    guard has(name) else { return nil }
    let array = try value(name)
    guard case .array(let elements) = array.kind else {
      throw array.mismatch(expected: "an array", file, memberPath(name))
    }
    var readers: [JSONReader] = []
    for (index, element) in elements.enumerated() {
      let path = "\(memberPath(name))[\(index)]"
      readers.append(try JSONReader(element, file: file, keyPath: path))
    }
    return readers
  }

  /// Whether the member of that name is there and not null; it counts as asked for.
  package mutating func has(_ name: String) -> Bool {
    switch optionalValue(name)?.kind {
    case nil, .null?: false
    default: true
    }
  }

  private func memberPath(_ name: String) -> String {
    keyPath.isEmpty ? name : "\(keyPath).\(name)"
  }

  private func read<Value>(
    _ value: JSONValue, _ kind: ValueKind<Value>, at path: String
  ) throws(JSONError) -> Value {
    if let result = kind.read(value) { return result }
    throw value.mismatch(expected: kind.form.expected, file, path)
  }
}

extension JSONValue {
  /// The error for a value that is not what was expected.
  fileprivate func mismatch(expected: String, _ file: String, _ keyPath: String) -> JSONError {
    JSONError(
      file: file, position: position, keyPath: keyPath,
      problem: .wrongValue(expected: expected, found: foundForError))
  }
}
