import Results

/// A table as aligned columns, made narrower where a width is given.
///
/// Narrower by steps, until it fits: without columns that hold nothing; headings on several lines;
/// cells of words on several lines, broken at spaces; one space between columns in place of two;
/// words broken where they are joined, then anywhere. A table that no step makes fit, as for its
/// numbers, stays wider.
struct TextTable {
  private let table: Table
  private var widths: [Int]
  private var gap = 2

  init(_ table: Table, width: Int?) {
    self.init(table)
    guard let width, total > width else { return }
    self.init(table.withoutEmptyColumns)
    shrink(to: width)
  }

  private init(_ table: Table) {
    self.table = table
    widths = table.columns.indices.map { column in
      table.rows.reduce(table.columns[column].heading.count) { max($0, $1[column].count) }
    }
  }

  /// Characters of the longest line.
  private var total: Int { widths.reduce(gap * (widths.count - 1), +) }

  private mutating func shrink(to width: Int) {
    breakHeadings(to: width, after: " ")
    narrow(to: width, breakingAfter: " ")
    if total > width { gap = 1 }
    breakHeadings(to: width, after: Self.joints)
    narrow(to: width, breakingAfter: Self.joints)
    narrow(to: width, breakingAfter: Self.joints, atMost: Self.leastWords)
  }

  /// Takes columns from what headings need beyond their cells.
  private mutating func breakHeadings(to width: Int, after joints: String) {
    for column in widths.indices where total > width {
      let cells = table.rows.map { $0[column].count }
      let words = pieces(of: table.columns[column].heading, after: joints).map(\.count)
      widths[column] = min(widths[column], max(cells.max() ?? 0, words.max() ?? 0))
    }
  }

  /// Takes columns from the widest columns of words while their parts have room.
  ///
  /// - Parameter limit: characters beyond which a part is broken all the same.
  private mutating func narrow(
    to width: Int, breakingAfter joints: String, atMost limit: Int = .max
  ) {
    let least = table.columns.indices.map { column in
      guard table.columns[column].alignment == .left else { return widths[column] }
      let texts = [table.columns[column].heading] + table.rows.map { $0[column] }
      return min(limit, texts.flatMap { pieces(of: $0, after: joints) }.map(\.count).max() ?? 0)
    }
    while total > width {
      let wide = widths.indices.filter { widths[$0] > least[$0] }
      guard let widest = wide.max(by: { widths[$0] < widths[$1] }) else { return }
      widths[widest] -= 1
    }
  }

  /// What a word may be broken after, where spaces are not enough.
  private static let joints = " _-="

  /// Characters of words that are never broken apart.
  private static let leastWords = 8

  /// The parts that a text may be broken into, without spaces at their ends.
  private func pieces(of text: String, after joints: String) -> [String] {
    var pieces = [""]
    for character in text {
      if character != " " { pieces[pieces.count - 1].append(character) }
      if joints.contains(character) { pieces.append("") }
    }
    return pieces
  }

  /// A text in lines of at most so many characters.
  private func lines(of text: String, width: Int) -> [String] {
    if text.count <= width { return [text] }
    var lines: [String] = []
    var rest = text[...]
    while rest.count > width {
      let start = rest.prefix(width + 1)
      let end =
        start.lastIndex(of: " ")
        ?? rest.prefix(width).lastIndex { Self.joints.contains($0) }.map { rest.index(after: $0) }
        ?? rest.index(rest.startIndex, offsetBy: width)
      lines.append(String(rest[..<end]))
      rest = rest[end...].drop { $0 == " " }
    }
    return rest.isEmpty ? lines : lines + [String(rest)]
  }

  /// One row of the table; `atBottom` puts short cells on its last line.
  private func line(_ cells: [String], atBottom: Bool = false) -> String {
    let parts = zip(cells, widths).map { lines(of: $0, width: $1) }
    let height = parts.map(\.count).max() ?? 0
    return (0..<height).map { row in
      var result = ""
      for (column, part) in parts.enumerated() {
        let index = atBottom ? row - (height - part.count) : row
        let text = part.indices.contains(index) ? part[index] : ""
        let padding = String(repeating: " ", count: max(0, widths[column] - text.count))
        result += column == 0 ? "" : String(repeating: " ", count: gap)
        result += table.columns[column].alignment == .right ? padding + text : text + padding
      }
      while result.last == " " { result.removeLast() }
      return result + "\n"
    }.joined()
  }

  /// Heading, rule and rows.
  var text: String {
    line(table.columns.map(\.heading), atBottom: true)
      + line(widths.map { String(repeating: "-", count: $0) })
      + table.rows.map { line($0) }.joined()
  }
}

extension Table {
  /// Title, columns and notes.
  ///
  /// - Parameter width: columns to keep to where it can be done.
  func text(width: Int?) -> String {
    title + "\n\n" + TextTable(self, width: width).text
      + notes.flatMap { wrapped($0, width: width ?? 80) }.map { $0 + "\n" }.joined()
  }

  /// The table without the columns that have no figure and no word in any row.
  fileprivate var withoutEmptyColumns: Table {
    let kept = columns.indices.filter { column in
      rows.contains { !$0[column].isEmpty && $0[column] != Figures.none }
    }
    var table = self
    table.columns = kept.map { columns[$0] }
    table.rows = rows.map { row in kept.map { row[$0] } }
    return table
  }
}
