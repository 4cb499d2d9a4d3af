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
}

/// One column of a CSV file: its name, the property that holds it, and what it is for.
///
///     static let columns: [Column<Sample>] = [
///       .key("p", \.p), .repetition("seed", \.seed), .position("request", \.request),
///       .exact("sessions", \.sessions), .noisy("rss_bytes", \.rssBytes),
///     ]
package struct Column<Row>: Sendable {
  /// The name in the header, in snake case.
  package let name: String

  /// What a field has to be, for error sentences.
  package let expectation: String

  /// Which way a noisy column is better: where nothing else is stated, less of a unit of memory or
  /// time, and more of anything in a unit of time.
  package let better: Preference

  private let role: @Sendable (Row) -> ColumnRole
  private let get: @Sendable (Row) -> String?
  private let set: @Sendable (inout Row, String) -> Bool
  private let acceptsNothing: Bool

  private init<Value: CSVValue>(
    _ name: String, _ property: WritableKeyPath<Row, Value> & Sendable,
    better: Preference? = nil, role: @escaping @Sendable (Row) -> ColumnRole
  ) {
    self.name = name
    self.better = better ?? ColumnUnit(ofColumn: name).better
    self.role = role
    expectation = Value.csvExpectation
    acceptsNothing = Value(csvField: "") != nil
    get = { $0[keyPath: property].csvField }
    set = { row, field in
      guard let value = Value(csvField: field) else { return false }
      row[keyPath: property] = value
      return true
    }
  }

  /// A column that tells apart what was measured.
  package static func key<Value: CSVValue>(
    _ name: String, _ property: WritableKeyPath<Row, Value> & Sendable
  ) -> Column {
    Column(name, property) { _ in .key }
  }

  /// A column that tells repeats of one measurement apart, such as a seed or a round.
  package static func repetition<Value: CSVValue>(
    _ name: String, _ property: WritableKeyPath<Row, Value> & Sendable
  ) -> Column {
    Column(name, property) { _ in .repetition }
  }

  /// A column that tells the points of one series apart, such as a request.
  package static func position<Value: CSVValue>(
    _ name: String, _ property: WritableKeyPath<Row, Value> & Sendable
  ) -> Column {
    Column(name, property) { _ in .position }
  }

  /// A column that configuration and seed determine.
  package static func exact<Value: CSVValue>(
    _ name: String, _ property: WritableKeyPath<Row, Value> & Sendable
  ) -> Column {
    Column(name, property) { _ in .exact }
  }

  /// A column measured from time or RSS, in the rows for which `isNoisy` holds; in the others it is
  /// exact.
  ///
  /// - Parameter better: which way it is better; nil where the unit in the name says it.
  package static func noisy<Value: CSVValue>(
    _ name: String, _ property: WritableKeyPath<Row, Value> & Sendable,
    better: Preference? = nil, when isNoisy: @escaping @Sendable (Row) -> Bool = { _ in true }
  ) -> Column {
    Column(name, property, better: better) { isNoisy($0) ? .noisy : .exact }
  }

  /// What the column is for in that row.
  package func role(in row: Row) -> ColumnRole { role(row) }

  /// The field of that row as written, or nil where the row has no value and the column needs one.
  package func field(in row: Row) -> String? {
    get(row) ?? (acceptsNothing ? "" : nil)
  }

  /// Stores a field in that row, and says whether it was a value of this column.
  package func store(_ field: String, in row: inout Row) -> Bool { set(&row, field) }
}
