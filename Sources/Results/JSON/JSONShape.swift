/// What a value has to be: how to read it, and the words for an error when it is not.
package struct JSONShape<Value> {
  /// What is expected, as a noun phrase.
  package let expectation: String
  /// The value that a JSON value stands for, or nil when it is another.
  package let read: (JSONValue) -> Value?

  /// A shape from its words and its way of reading.
  package init(_ expectation: String, read: @escaping (JSONValue) -> Value?) {
    self.expectation = expectation
    self.read = read
  }
}

extension JSONShape where Value: FixedWidthInteger {
  /// A whole number, also one written as `2e5`.
  package static func whole(in range: ClosedRange<Value>) -> JSONShape {
    JSONShape(words(for: range)) { value in
      let number: Value?
      switch value.kind {
      case .integer(let whole): number = Value(exactly: whole)
      // Above 2^53 a float no longer tells neighbours apart.
      case .double(let whole) where abs(whole) <= 0x1p53: number = Value(exactly: whole)
      default: number = nil
      }
      return number.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  private static func words(for range: ClosedRange<Value>) -> String {
    switch (range.lowerBound == .min && Value.isSigned, range.upperBound == .max) {
    case (true, true): "a whole number"
    case (false, true): "a whole number >= \(range.lowerBound)"
    case (true, false): "a whole number <= \(range.upperBound)"
    case (false, false): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    }
  }
}

extension JSONShape<Double> {
  /// Any number.
  package static func number(in range: ClosedRange<Double>) -> JSONShape {
    JSONShape(words(for: range)) { value in
      let number: Double
      switch value.kind {
      case .integer(let whole): number = Double(whole)
      case .double(let value): number = value
      default: return nil
      }
      return range.contains(number) ? number : nil
    }
  }

  private static func words(for range: ClosedRange<Double>) -> String {
    let limit = Double.greatestFiniteMagnitude
    return switch (range.lowerBound <= -limit, range.upperBound >= limit) {
    case (true, true): "a number"
    case (false, true): "a number >= \(range.lowerBound)"
    case (true, false): "a number <= \(range.upperBound)"
    case (false, false): "a number from \(range.lowerBound) to \(range.upperBound)"
    }
  }
}

extension JSONShape<String> {
  /// Any text.
  static var text: JSONShape {
    JSONShape("text in double quotes") { value in
      if case .string(let text) = value.kind { text } else { nil }
    }
  }
}

extension JSONShape<Bool> {
  /// True or false.
  static var truth: JSONShape {
    JSONShape("true or false") { value in
      if case .bool(let truth) = value.kind { truth } else { nil }
    }
  }
}

extension JSONShape<String> {
  /// One of the words given.
  package static func word(among words: [String]) -> JSONShape {
    let names = words.map { "\"\($0)\"" }.joined(separator: ", ")
    return JSONShape("one of \(names)") { value in
      if case .string(let name) = value.kind, words.contains(name) { name } else { nil }
    }
  }
}

extension JSONShape where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the names of an enumeration.
  static var choice: JSONShape {
    let word = JSONShape<String>.word(among: Value.allCases.map(\.rawValue))
    return JSONShape(word.expectation) { word.read($0).flatMap { Value(rawValue: $0) } }
  }
}

extension JSONShape<[JSONValue]> {
  /// An array of at least so many elements.
  package static func array(atLeast count: Int) -> JSONShape {
    JSONShape(count == 0 ? "an array" : "an array of at least \(count)") { value in
      if case .array(let elements) = value.kind, elements.count >= count { elements } else { nil }
    }
  }
}

extension JSONShape<[String: JSONValue]> {
  /// An object.
  static var object: JSONShape {
    JSONShape("an object") { value in
      if case .object(let members) = value.kind { members } else { nil }
    }
  }
}
