/// The grammar of RFC 4180, section 2, over a cursor.
struct CSVParser {
  private let file: String
  private var cursor: TextCursor

  init(_ bytes: [UInt8], file: String) throws(CSVError) {
    self.file = file
    do {
      cursor = try TextCursor(bytes)
    } catch {
      throw CSVError(
        file: file, position: error.position,
        problem: .invalidUTF8(byte: error.byte, offset: error.offset))
    }
  }

  /// Reads the first record, whose fields have to be names that differ.
  mutating func header() throws(CSVError) -> [CSVDocument.Field] {
    guard let record = try record() else { throw error(.emptyFile, at: cursor.position) }
    var seen: Set<String> = []
    for field in record.fields {
      if field.text.isEmpty { throw error(.unnamedColumn, at: field.position) }
      if !seen.insert(field.text).inserted {
        throw error(.duplicateColumn(field.text), at: field.position)
      }
    }
    return record.fields
  }

  /// Reads the remaining records, each of `count` fields.
  mutating func rows(of count: Int) throws(CSVError) -> [[CSVDocument.Field]] {
    var rows: [[CSVDocument.Field]] = []
    while let record = try record() {
      let found = record.fields.count
      if found != count {
        // The first field too many, or the end of a row that has too few.
        let position = found > count ? record.fields[count].position : record.end
        throw error(.fieldCount(found: found, expected: count), at: position)
      }
      rows.append(record.fields)
    }
    return rows
  }

  private typealias Record = (fields: [CSVDocument.Field], end: TextPosition)

  private mutating func record() throws(CSVError) -> Record? {
    guard cursor.next != nil else { return nil }
    var fields: [CSVDocument.Field] = []
    while true {
      fields.append(try field())
      if cursor.skip(UInt8(ascii: ",")) { continue }
      let end = cursor.position
      _ = cursor.skip(UInt8(ascii: "\r"))
      _ = cursor.skip(UInt8(ascii: "\n"))
      return (fields, end)
    }
  }

  private mutating func field() throws(CSVError) -> CSVDocument.Field {
    let position = cursor.position
    let text = try cursor.skip(UInt8(ascii: "\"")) ? quoted(from: position) : plain()
    return CSVDocument.Field(text: text, position: position)
  }

  /// Whether the cursor is at a comma, a line end or the end of the file.
  private var atFieldEnd: Bool {
    switch cursor.next {
    case nil, UInt8(ascii: ","), UInt8(ascii: "\n"): true
    case UInt8(ascii: "\r"): cursor.afterNext == UInt8(ascii: "\n")
    default: false
    }
  }

  private mutating func plain() throws(CSVError) -> String {
    let start = cursor.offset
    while !atFieldEnd {
      switch cursor.next {
      case UInt8(ascii: "\""): throw error(.quoteInPlainField, at: cursor.position)
      case UInt8(ascii: "\r"): throw error(.loneCarriageReturn, at: cursor.position)
      default: cursor.advance()
      }
    }
    return cursor.text(from: start)
  }

  private mutating func quoted(from opening: TextPosition) throws(CSVError) -> String {
    var text = ""
    var start = cursor.offset
    while let byte = cursor.next {
      guard byte == UInt8(ascii: "\"") else {
        cursor.advance()
        continue
      }
      text += cursor.text(from: start)
      cursor.advance()
      if cursor.next == UInt8(ascii: "\"") {
        // The second of a pair begins the next stretch of text, and so is kept.
        start = cursor.offset
        cursor.advance()
      } else if atFieldEnd {
        return text
      } else {
        let found = cursor.nextScalar.map(String.init) ?? ""
        throw error(.textAfterQuote(found), at: cursor.position)
      }
    }
    throw error(.unterminatedQuote, at: opening)
  }

  private func error(_ problem: CSVError.Problem, at position: TextPosition) -> CSVError {
    CSVError(file: file, position: position, problem: problem)
  }
}
