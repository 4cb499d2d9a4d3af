/// A row of one kind of CSV file.
///
/// `columns` is the one statement that both reading and writing follow, and its order is the order of
/// the file.
package protocol CSVRecord: Sendable, Equatable {
  /// A row whose every column is zero, empty or the first case of its enumeration.
  init()

  /// The file's name in the results folder, such as `psweep.csv`.
  static var fileName: String { get }

  /// The columns, in the order they are written.
  static var columns: [Column<Self>] { get }

  /// Whether the row measures what no change of this project can change, so that what moves in it is
  /// the machine.
  var isReference: Bool { get }
}

extension CSVRecord {
  /// Every row is this project's, unless its kind says otherwise.
  package var isReference: Bool { false }
}

extension CSVRecord {
  /// The rows as CSV text, header first.
  ///
  /// - Parameter rows: the rows, in the order they are written.
  /// - Throws: `CSVError` naming the row and the column where a number that may not be absent is not
  ///   finite; a reader would refuse that file.
  package static func csvText(of rows: [Self]) throws(CSVError) -> String {
    var lines: [[String]] = []
    lines.reserveCapacity(rows.count)
    for row in rows {
      var fields: [String] = []
      for column in columns {
        guard let field = column.field(in: row) else {
          throw CSVError(
            file: fileName, position: TextPosition(line: lines.count + 2, column: 1),
            problem: .unwritableValue(column: column.name, expected: column.expectation))
        }
        fields.append(field)
      }
      lines.append(fields)
    }
    return CSVDocument.text(header: columns.map(\.name), rows: lines)
  }

  /// Reads typed rows; the header has exactly this kind's columns, in any order.
  ///
  /// - Parameter document: a parsed file.
  /// - Throws: `CSVError` for the first column or field that is wrong.
  package static func read(_ document: CSVDocument) throws(CSVError) -> [Self] {
    let columns = try columnsInOrder(of: document)
    var rows: [Self] = []
    rows.reserveCapacity(document.rows.count)
    for fields in document.rows {
      rows.append(try Self(fields, of: columns, file: document.file))
    }
    return rows
  }

  /// Makes a row of a line's fields; those without a column are passed over.
  package init(
    _ fields: [CSVDocument.Field], of columns: [Column<Self>?], file: String
  ) throws(CSVError) {
    self.init()
    for (column, field) in zip(columns, fields) {
      guard let column, !column.store(field.text, in: &self) else { continue }
      throw CSVError(
        file: file, position: field.position,
        problem: .badValue(field.text, column: column.name, expected: column.expectation))
    }
  }

  /// Reads a file's bytes into typed rows.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: the name for error sentences.
  /// - Throws: `CSVError` for the first fault.
  package static func read(_ bytes: [UInt8], file: String) throws(CSVError) -> [Self] {
    try read(CSVDocument(parsing: bytes, file: file))
  }

  /// This kind's columns in the order of the document's header.
  private static func columnsInOrder(of document: CSVDocument) throws(CSVError) -> [Column<Self>] {
    let known = columns
    let written = Set(document.header.map(\.text))
    let missing = known.map(\.name).filter { !written.contains($0) }
    let unknown = document.header.filter { field in !known.contains { $0.name == field.text } }
    if let first = unknown.first {
      // A name that is still to be found is likelier meant than one that is already there.
      let nearest =
        nearestName(to: first.text, among: missing)
        ?? nearestName(to: first.text, among: known.map(\.name))
      throw CSVError(
        file: document.file, position: first.position,
        problem: .unknownColumns(unknown.map(\.text), nearest: nearest))
    }
    if !missing.isEmpty {
      throw CSVError(
        file: document.file, position: document.header[0].position,
        problem: .missingColumns(missing))
    }
    return document.header.compactMap { field in known.first { $0.name == field.text } }
  }
}
