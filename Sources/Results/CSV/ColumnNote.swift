/// What readers of a file are told of one column: from it come error sentences, `docs/data.md`,
/// `help FILE.csv` and the data package.
package struct ColumnNote: Sendable, Equatable {
  /// The name in the header, in snake case.
  package var name: String
  /// The unit of its values.
  package var unit: DataUnit
  /// What a value is, a noun phrase.
  package var meaning: String
  /// What the column may be for in a row; a row says which where there are several.
  package var roles: [ColumnRole]
  /// What a field has to be, for error sentences.
  package var expectation: String
  /// The type of its values.
  package var type: FieldType
  /// The range of its numbers; nil for any.
  package var range: ClosedRange<Double>?
  /// The words that are values; empty for any.
  package var words: [String] = []
  /// Whether a field may be empty.
  package var isOptional: Bool
  /// What its words measure, where each has a unit of its own.
  package var metrics: [MetricNote] = []

  /// Whether the column helps to tell rows apart.
  package var identifies: Bool { roles.contains(where: \.identifies) }

  /// What two runs agree on, in words: `key`, `exact`, `noisy`, or `exact or noisy` by the row.
  package var kind: String { roles.map(\.rawValue).joined(separator: " or ") }
}

extension ColumnNote {
  /// A column of a file whose rows have no type of their own here.
  ///
  /// - Parameter type: whole numbers are counts.
  package init(
    _ name: String, _ type: FieldType, _ unit: DataUnit, _ meaning: String,
    _ role: ColumnRole = .exact, isOptional: Bool = false
  ) {
    let expectation =
      switch type {
      case .integer: Int.csvExpectation(in: .count)
      case .number: Double.csvExpectation
      case .boolean: Bool.csvExpectation
      case .string: String.csvExpectation
      }
    self.init(
      name: name, unit: unit, meaning: meaning, roles: [role],
      expectation: isOptional ? "\(expectation), or nothing" : expectation, type: type,
      range: type == .integer ? .count : nil, isOptional: isOptional || type == .string)
  }
}

/// The types that a field can have, by their names in Frictionless' Table Schema.
package enum FieldType: String, Sendable {
  case integer, number, boolean, string
}

/// One of the things that the rows of a file measure.
package struct MetricNote: Sendable, Equatable {
  package var name: String
  package var unit: DataUnit
  /// What it is, a noun phrase.
  package var meaning: String
}
