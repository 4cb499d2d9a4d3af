import Results

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
  package var notes: [String]

  /// A table without rows.
  package init(_ name: String, _ title: String, _ columns: [Column], notes: [String] = []) {
    precondition(
      Set(columns.map(\.name)).count == columns.count, "two columns of \(name) have one name")
    self.name = name
    self.title = title
    self.columns = columns
    self.notes = notes
  }

  /// A table of plain values, whose columns are declared with unit and meaning.
  package init(_ name: String, _ title: String, declared columns: [ColumnNote]) {
    self.init(
      name, title, columns.map { $0.type == .string ? .text($0.name) : .number($0.name) })
  }

  /// A column and what it says of an element.
  package struct Field<Element> {
    let column: Column
    let cell: (Element) -> String

    /// A column of numbers; see `Column.number`.
    package static func number(
      _ heading: String, _ name: String? = nil, _ cell: @escaping (Element) -> String
    ) -> Field { Field(column: .number(heading, name), cell: cell) }

    /// A column of words.
    package static func text(
      _ heading: String, _ cell: @escaping (Element) -> String
    ) -> Field { Field(column: .text(heading), cell: cell) }
  }

  /// A table with a row an element.
  package init<Element>(
    _ name: String, _ title: String, of elements: some Sequence<Element>,
    _ fields: [Field<Element>], notes: [String] = []
  ) {
    self.init(name, title, fields.map(\.column), notes: notes)
    rows = elements.map { element in fields.map { $0.cell(element) } }
  }

  /// Adds a row, of what data hold in visible characters.
  package mutating func append(_ cells: [String]) {
    precondition(cells.count == columns.count, "a row of \(name) has \(columns.count) cells")
    rows.append(cells.map(\.visible))
  }
}
