/// What a column is for a comparison of two runs.
public enum ColumnRole: String, Sendable, CaseIterable {
  /// Tells the rows of a file apart.
  case key
  /// A pure function of configuration and seed: two runs agree to the last digit.
  case exact
  /// Measured from time or RSS: two runs agree within noise.
  case noisy
}

/// One column of a CSV file: its name, the property that holds it, and what it is for.
///
///     static let columns: [Column<Sample>] = [
///       .key("p", \.p), .exact("sessions", \.sessions), .noisy("rss_bytes", \.rssBytes),
///     ]
public struct Column<Row>: Sendable {
  /// The name in the header, in snake case.
  public let name: String

  /// What a field has to be, for error sentences.
  public let expectation: String

  private let role: @Sendable (Row) -> ColumnRole
  private let get: @Sendable (Row) -> String?
  private let set: @Sendable (inout Row, String) -> Bool
  private let acceptsNothing: Bool

  private init<Value: CSVValue>(
    _ name: String, _ property: WritableKeyPath<Row, Value> & Sendable,
    role: @escaping @Sendable (Row) -> ColumnRole
  ) {
    self.name = name
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

  /// A column that tells rows apart.
  public static func key<Value: CSVValue>(
    _ name: String, _ property: WritableKeyPath<Row, Value> & Sendable
  ) -> Column {
    Column(name, property) { _ in .key }
  }

  /// A column that configuration and seed determine.
  public static func exact<Value: CSVValue>(
    _ name: String, _ property: WritableKeyPath<Row, Value> & Sendable
  ) -> Column {
    Column(name, property) { _ in .exact }
  }

  /// A column measured from time or RSS.
  public static func noisy<Value: CSVValue>(
    _ name: String, _ property: WritableKeyPath<Row, Value> & Sendable
  ) -> Column {
    Column(name, property) { _ in .noisy }
  }

  /// A column that is noisy in the rows for which `isNoisy` holds, and exact in the others.
  public static func noisy<Value: CSVValue>(
    _ name: String, _ property: WritableKeyPath<Row, Value> & Sendable,
    when isNoisy: @escaping @Sendable (Row) -> Bool
  ) -> Column {
    Column(name, property) { isNoisy($0) ? .noisy : .exact }
  }

  /// What the column is for in that row.
  public func role(in row: Row) -> ColumnRole { role(row) }

  /// The field of that row as written, or nil where the row has no value and the column needs one.
  public func field(in row: Row) -> String? {
    get(row) ?? (acceptsNothing ? "" : nil)
  }

  /// Stores a field in that row, and says whether it was a value of this column.
  public func store(_ field: String, in row: inout Row) -> Bool { set(&row, field) }
}
