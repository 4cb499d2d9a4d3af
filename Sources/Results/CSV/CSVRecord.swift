/// A row of one kind of CSV file.
///
/// `schema` is the one statement that both reading and writing follow, and its order is the order
/// of the file.
package protocol CSVRecord: Sendable, Equatable {
  /// The file's name in the results folder, such as `psweep.csv`.
  static var fileName: String { get }

  /// What a row is, a noun phrase.
  static var rowMeaning: String { get }

  /// The columns, and how a row is made of them.
  static var schema: Schema<Self> { get }

  /// Whether the row measures what no change of this project can change, so that what moves in it
  /// is the machine.
  var isReference: Bool { get }
}

extension CSVRecord {
  /// The columns, in the order they are written.
  package static var columns: [Column<Self>] { schema.columns }

  /// Every row is this project's, unless its kind says otherwise.
  package var isReference: Bool { false }
}

extension CSVRecord {
  /// The rows as CSV text, header first.
  ///
  /// - Parameter rows: the rows, in the order they are written.
  /// - Throws: `CSVError` naming the row and the column where a number that may not be absent is
  ///   not finite; a reader would refuse that file.
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
    try checkHeader(of: document)
    let reader = RowReader(document.header, file: document.file)
    var rows: [Self] = []
    rows.reserveCapacity(document.rows.count)
    for fields in document.rows { rows.append(try schema.row(reader.line(fields))) }
    return rows
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

  /// Throws unless the document has exactly this kind's columns.
  private static func checkHeader(of document: CSVDocument) throws(CSVError) {
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
  }
}
