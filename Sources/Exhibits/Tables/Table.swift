/// A table of text cells: what every format is rendered from.
package struct Table: Sendable, Equatable {
  /// How a column's cells are set.
  package enum Alignment: Sendable {
    /// Words.
    case left
    /// Numbers.
    case right
  }

  /// A column.
  package struct Column: Sendable, Equatable {
    /// The heading.
    package var heading: String
    /// The heading where the eye's help is missing, in CSV and JSON: unique in its table.
    package var name: String
    /// How its cells are set.
    package var alignment: Alignment

    /// A column of numbers.
    ///
    /// - Parameters:
    ///   - heading: what stands above it.
    ///   - name: its name in CSV and JSON; nil where the heading is unique.
    package static func number(_ heading: String, _ name: String? = nil) -> Column {
      Column(heading: heading, name: name ?? heading, alignment: .right)
    }

    /// A column of words.
    package static func text(_ heading: String, _ name: String? = nil) -> Column {
      Column(heading: heading, name: name ?? heading, alignment: .left)
    }
  }

  /// A word for file names and labels.
  package var name: String
  /// What the table shows, as a heading.
  package var title: String
  /// The columns.
  package var columns: [Column]
  /// The cells, row by row; each row has a cell for every column.
  package var rows: [[String]] = []
  /// Sentences below the table.
  package var notes: [String] = []

  /// A table without rows.
  package init(_ name: String, _ title: String, _ columns: [Column]) {
    precondition(
      Set(columns.map(\.name)).count == columns.count, "two columns of \(name) have one name")
    self.name = name
    self.title = title
    self.columns = columns
  }

  /// Adds a row.
  package mutating func append(_ cells: [String]) {
    precondition(cells.count == columns.count, "a row of \(name) has \(columns.count) cells")
    rows.append(cells)
  }
}
