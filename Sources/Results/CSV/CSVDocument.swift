/// A CSV file as text: a header and rows of the same length, each field with its place in the file.
///
///     let document = try CSVDocument(parsing: "p,sessions\n0.05,10102\n", file: "psweep.csv")
///     document.header.map(\.text)   // ["p", "sessions"]
///     document.rows[0][1].position  // 2:6
///
/// The format is RFC 4180 in UTF-8. Lines end with LF or CRLF, the last one needs no end, and a
/// byte order mark is skipped.
package struct CSVDocument: Sendable, Equatable {
  /// One field of a file.
  package struct Field: Sendable, Equatable {
    /// The field's text, quotes taken off.
    package let text: String

    /// Where the field begins: its opening quote, if it has one.
    package let position: TextPosition
  }

  /// The file as it was named, for error sentences.
  package let file: String

  /// The column names: at least one, none empty, no two the same.
  package let header: [Field]

  /// The rows, each as long as the header.
  package let rows: [[Field]]

  init(file: String, header: [Field], rows: [[Field]]) {
    self.file = file
    self.header = header
    self.rows = rows
  }

  /// Reads a file's bytes. O(n).
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: the name for error sentences.
  /// - Throws: `CSVError` for the first fault in the file.
  package init(parsing bytes: [UInt8], file: String) throws(CSVError) {
    var parser = try CSVParser(bytes, file: file)
    self.file = file
    header = try parser.header()
    rows = try parser.rows(of: header.count)
  }

  /// Reads a file's text, as `init(parsing:file:)` reads its bytes.
  package init(parsing text: String, file: String) throws(CSVError) {
    try self.init(parsing: Array(text.utf8), file: file)
  }

  /// The place of the column of that name in `header` and in every row, or nil. O(columns).
  package func columnIndex(named name: String) -> Int? {
    header.firstIndex { $0.text == name }
  }

  /// The same header and rows as CSV text, as `text(header:rows:)` writes it.
  package var text: String {
    Self.text(header: header.map(\.text), rows: rows.map { $0.map(\.text) })
  }

  /// Writes RFC 4180 text, each line ended by LF alone so that the files diff well.
  ///
  /// A field is quoted when it holds a comma, a quote or a line break, or begins with what a reader
  /// would take for a byte order mark.
  ///
  /// - Parameters:
  ///   - header: the column names.
  ///   - rows: rows as long as the header.
  package static func text(header: [String], rows: [[String]]) -> String {
    var text = ""
    for row in [header] + rows {
      precondition(row.count == header.count, "a CSV row has as many fields as the header")
      text += row.map(quotedWhereNeeded).joined(separator: ",")
      text += "\n"
    }
    return text
  }

  private static let special: Set<Unicode.Scalar> = [",", "\"", "\r", "\n"]

  private static func quotedWhereNeeded(_ field: String) -> String {
    // Scalars, not characters: CRLF is one character and equals neither CR nor LF.
    let scalars = field.unicodeScalars
    guard scalars.contains(where: special.contains) || scalars.first == "\u{FEFF}" else {
      return field
    }
    var quoted = "\""
    for scalar in scalars {
      if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
