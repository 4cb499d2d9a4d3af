/// One property of a row in its file: the columns that hold it, and how it is read from them.
///
/// Made by `key`, `repetition`, `position`, `exact` and `noisy`, a column each: its name, property,
/// unit and meaning. A column may state the range of its numbers; without one, whole numbers are
/// counts, and others any.
package struct Part<Row, Value>: Sendable {
  var columns: [Column<Row>]
  let read: @Sendable (RowReader) throws(CSVError) -> Value

  /// A property that several columns hold.
  init(
    _ columns: [Column<Row>], read: @escaping @Sendable (RowReader) throws(CSVError) -> Value
  ) {
    self.columns = columns
    self.read = read
  }
}

extension Part where Row: Sendable, Value: CSVValue {
  package typealias Path = KeyPath<Row, Value> & Sendable
  package typealias Range = ClosedRange<Double>?

  private init(
    _ name: String, _ path: Path, _ unit: DataUnit, _ meaning: String, _ range: Range,
    better: Preference? = nil, roles: [ColumnRole],
    role: (@Sendable (Row) -> ColumnRole)? = nil
  ) {
    let range = range ?? Value.csvRange
    let first = roles[0]
    self.init(
      [
        Column(
          name, unit, meaning, range, better: better, roles: roles, role: role ?? { _ in first }
        ) { $0[keyPath: path] }
      ], read: { (reader) throws(CSVError) in try reader.value(name, in: range) })
  }

  /// A column that tells apart what was measured.
  package static func key(
    _ name: String, _ path: Path, _ unit: DataUnit, _ meaning: String, _ range: Range = nil
  ) -> Part { Part(name, path, unit, meaning, range, roles: [.key]) }

  /// A column that tells repeats of one measurement apart, such as a seed or a round.
  package static func repetition(
    _ name: String, _ path: Path, _ unit: DataUnit, _ meaning: String, _ range: Range = nil
  ) -> Part { Part(name, path, unit, meaning, range, roles: [.repetition]) }

  /// A column that tells the points of one series apart, such as a request.
  package static func position(
    _ name: String, _ path: Path, _ unit: DataUnit, _ meaning: String, _ range: Range = nil
  ) -> Part { Part(name, path, unit, meaning, range, roles: [.position]) }

  /// A column that configuration and seed determine.
  package static func exact(
    _ name: String, _ path: Path, _ unit: DataUnit, _ meaning: String, _ range: Range = nil
  ) -> Part { Part(name, path, unit, meaning, range, roles: [.exact]) }

  /// A column measured from time or RSS.
  ///
  /// - Parameters:
  ///   - better: which way it is better; nil where the unit in the name says it.
  ///   - isNoisy: the rows in which that is so; in the others the column is exact.
  package static func noisy(
    _ name: String, _ path: Path, _ unit: DataUnit, _ meaning: String, _ range: Range = nil,
    better: Preference? = nil, when isNoisy: (KeyPath<Row, Bool> & Sendable)? = nil
  ) -> Part {
    guard let isNoisy else {
      return Part(name, path, unit, meaning, range, better: better, roles: [.noisy])
    }
    return Part(name, path, unit, meaning, range, better: better, roles: [.exact, .noisy]) {
      $0[keyPath: isNoisy] ? .noisy : .exact
    }
  }
}

/// How rows and files go into each other: the row's memberwise initializer, and a part for each of
/// its parameters, so that neither a property nor a column can be forgotten.
///
///     static let schema = Schema(
///       Sample.init, .key("p", \.p, .one, "the violation fraction", .share),
///       .repetition("seed", \.seed, .one, "the seed of the arm's generator"),
///       .noisy("rss_bytes", \.rssBytes, .bytes, "the resident set"))
package struct Schema<Row>: Sendable {
  /// The columns, in the order they are written.
  package let columns: [Column<Row>]
  private let make: @Sendable (RowReader) throws(CSVError) -> Row

  /// A schema.
  ///
  /// - Parameters:
  ///   - make: the row's memberwise initializer.
  ///   - part: the parts, in the order of its parameters.
  package init<each Value>(
    _ make: @escaping @Sendable (repeat each Value) -> Row, _ part: repeat Part<Row, each Value>
  ) {
    var columns: [Column<Row>] = []
    for part in repeat each part { columns += part.columns }
    self.columns = columns
    self.make = { (reader) throws(CSVError) in make(repeat try (each part).read(reader)) }
  }

  /// The row of a line.
  ///
  /// - Throws: `CSVError` for the first field that is not a value of its column.
  package func row(_ reader: RowReader) throws(CSVError) -> Row { try make(reader) }
}

/// The fields of one line, found by the names of their columns.
package struct RowReader: Sendable {
  private let file: String
  private let places: [String: Int]
  private var fields: [CSVDocument.Field] = []

  /// A reader of lines below a header.
  package init(_ header: [CSVDocument.Field], file: String) {
    self.file = file
    places = Dictionary(uniqueKeysWithValues: header.enumerated().map { ($1.text, $0) })
  }

  /// The same header with the fields of a line.
  package func line(_ fields: [CSVDocument.Field]) -> RowReader {
    var reader = self
    reader.fields = fields
    return reader
  }

  /// Throws where the upper end of an interval lies below its lower end.
  func requireOrder(_ low: String, _ high: String) throws(CSVError) {
    guard let place = places[high], let lower = try value(low) as Double?,
      let upper = try value(high) as Double?, upper < lower
    else { return }
    throw CSVError(
      file: file, position: fields[place].position,
      problem: .badValue(fields[place].text, column: high, expected: "\(lower) or above"))
  }

  /// The value of a column; one that says nothing where the file lacks the column.
  func value<Value: CSVValue>(
    _ name: String, in range: ClosedRange<Double>? = Value.csvRange
  ) throws(CSVError) -> Value {
    guard let place = places[name] else { return Value.blank }
    let field = fields[place]
    guard let value = Value(csvField: field.text),
      value.csvNumber.flatMap({ range?.contains($0) }) ?? true
    else {
      throw CSVError(
        file: file, position: field.position,
        problem: .badValue(field.text, column: name, expected: Value.csvExpectation(in: range)))
    }
    return value
  }
}
