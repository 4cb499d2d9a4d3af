/// What a column is for a comparison of two runs.
package enum ColumnRole: String, Sendable, CaseIterable {
  /// Tells apart what was measured.
  case key
  /// Tells repeats of one measurement apart, such as a seed or a round: with another seed the exact
  /// columns may differ, and the noisy ones are samples of the same distribution.
  case repetition
  /// Tells the points of one series apart, such as a request: their noisy columns belong together.
  case position
  /// A pure function of configuration and seed: two runs agree to the last digit.
  case exact
  /// Measured from time or RSS: two runs agree within noise.
  case noisy

  /// Whether the column helps to tell rows apart.
  package var identifies: Bool {
    switch self {
    case .key, .repetition, .position: true
    case .exact, .noisy: false
    }
  }
}

/// One column of a CSV file, whatever the type of its property: its name, and what it is for.
package struct Column<Row>: Sendable {
  /// What readers of the file are told of the column.
  package internal(set) var note: ColumnNote
  /// Which way a noisy column is better: where nothing else is stated, less of a unit of memory or
  /// time, and more of anything in a unit of time.
  package let better: Preference

  private let role: @Sendable (Row) -> ColumnRole
  private let get: @Sendable (Row) -> String?

  /// A column of a value that `get` finds in a row.
  ///
  /// - Parameter roles: what the column may be for in a row.
  init<Value: CSVValue>(
    _ name: String, _ unit: DataUnit, _ meaning: String,
    _ range: ClosedRange<Double>? = Value.csvRange, better: Preference?, roles: [ColumnRole],
    role: @escaping @Sendable (Row) -> ColumnRole, get: @escaping @Sendable (Row) -> Value
  ) {
    note = ColumnNote(
      name: name, unit: unit, meaning: meaning, roles: roles,
      expectation: Value.csvExpectation(in: range), type: Value.csvType, range: range,
      words: Value.csvWords, isOptional: Value(csvField: "") != nil)
    self.better = better ?? ColumnUnit(ofColumn: name).better
    self.role = role
    let acceptsNothing = Value(csvField: "") != nil
    self.get = { get($0).csvField ?? (acceptsNothing ? "" : nil) }
  }

  private init<Whole>(_ column: Column<Whole>, of part: KeyPath<Row, Whole> & Sendable) {
    note = column.note
    better = column.better
    role = { column.role($0[keyPath: part]) }
    get = { column.get($0[keyPath: part]) }
  }

  /// The name in the header, in snake case.
  package var name: String { note.name }

  /// What a field has to be, for error sentences.
  package var expectation: String { note.expectation }

  /// Whether the column helps to tell rows apart.
  package var identifies: Bool { note.identifies }

  /// The column in rows that hold rows of this kind.
  func within<Outer>(_ part: KeyPath<Outer, Row> & Sendable) -> Column<Outer> {
    Column<Outer>(self, of: part)
  }

  /// What the column is for in that row.
  package func role(in row: Row) -> ColumnRole { role(row) }

  /// The field of that row as written, or nil where the row has no value and the column needs one.
  package func field(in row: Row) -> String? { get(row) }
}
