/// What readers are told of one member of a JSON file, which is not read by `Parameter`.
package struct JSONMember: Sendable, Equatable {
  /// The way to it from the top: names joined by dots, `[]` for each element of a list, `NAME` for
  /// each name.
  package var path: String
  /// The unit of its values.
  package var unit: DataUnit
  /// What it is, a noun phrase.
  package var meaning: String
  /// What it may hold.
  package var expected: String
  /// Whether it may be absent.
  package var isOptional: Bool

  package init(
    _ path: String, _ unit: DataUnit, _ meaning: String, _ expected: String = "text",
    isOptional: Bool = false
  ) {
    self.path = path
    self.unit = unit
    self.meaning = meaning
    self.expected = expected
    self.isOptional = isOptional
  }
}

extension JSONValue {
  /// The paths of all members with a value, as `JSONMember` writes them.
  ///
  /// - Parameters:
  ///   - named: paths of objects whose members are names, not known beforehand.
  ///   - whole: paths at which the value is not looked into.
  package func memberPaths(named: Set<String> = [], whole: Set<String> = []) -> Set<String> {
    var paths: Set<String> = []
    func walk(_ value: JSONValue, _ path: String) {
      switch value.kind {
      case .object(let members) where !whole.contains(path):
        for (name, member) in members {
          let name = named.contains(path) ? "NAME" : name
          walk(member, path.isEmpty ? name : "\(path).\(name)")
        }
      case .array(let elements) where !whole.contains(path):
        // An empty list says nothing of what its elements would hold.
        if elements.isEmpty { paths.insert("\(path)[]") }
        for element in elements { walk(element, "\(path)[]") }
      default: paths.insert(path)
      }
    }
    walk(self, "")
    return paths
  }
}
