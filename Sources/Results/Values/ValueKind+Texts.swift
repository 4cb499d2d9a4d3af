extension ValueKind<Bool> {
  /// True or false.
  package static var truth: ValueKind {
    ValueKind(
      "true or false", "true|false", completion: .words(["true", "false"]),
      json: { JSONValue(.bool($0)) },
      read: { if case .bool(let truth) = $0.kind { truth } else { nil } }, parse: { Bool($0) })
  }

  /// An option that is there, whatever its text.
  package static var flag: ValueKind { ValueKind("", "") { _ in true } }
}

extension ValueKind<String> {
  /// Any text.
  package static var text: ValueKind { ValueKind("text in double quotes", "TEXT") { $0 } }

  /// Any text but the empty one.
  package static func word(
    _ placeholder: String, _ expected: String = "a text",
    completion: ValueForm.Completion = .nothing
  ) -> ValueKind {
    ValueKind(expected, placeholder, completion: completion, allows: { !$0.isEmpty }) { $0 }
  }

  /// The name of a file or folder, which need not exist.
  package static func file(_ placeholder: String = "FILE") -> ValueKind {
    .word(placeholder, "the name of a file", completion: .files)
  }

  /// The name of a folder, which need not exist.
  package static var directory: ValueKind {
    .word("DIR", "the name of a folder", completion: .directories)
  }

  /// One of the words given.
  package static func word(among words: [String], placeholder: String? = nil) -> ValueKind {
    .choice(among: words, placeholder: placeholder, \.self)
  }
}

extension ValueKind where Value: CaseIterable & RawRepresentable<String> & Sendable {
  /// One case of an enumeration, by its raw value.
  package static var choice: ValueKind { .choice(among: Array(Value.allCases), \.rawValue) }
}

extension ValueKind {
  /// - Parameter placeholder: what stands for the value in help; the words themselves when they are
  ///   few.
  private static func choice(
    among values: [Value], placeholder: String? = nil,
    _ word: @escaping @Sendable (Value) -> String
  ) -> ValueKind {
    let words = values.map(word)
    let joined = words.joined(separator: "|")
    return ValueKind(
      "one of \(words.joined(separator: ", "))",
      placeholder ?? (joined.count <= 30 ? joined : "NAME"), completion: .words(words),
      allows: { words.contains(word($0)) }, text: word,
      parse: { text in words.firstIndex(of: text).map { values[$0] } })
  }
}
