/// A CSV file each field of which knows what it is for, whatever the type of its rows.
package struct ClassifiedTable: Sendable, Equatable {
  /// A column.
  package struct Column: Sendable, Equatable {
    /// The name in the header.
    package let name: String
    /// Which way it is better, where it is noisy.
    package let better: Preference
  }

  /// A row.
  package struct Row: Sendable, Equatable {
    /// The fields, in the order of the columns; those of a known column as this program writes
    /// them.
    package let fields: [String]
    /// What each field is for.
    package let roles: [ColumnRole]
    /// Whether the row measures what no change of this project can change.
    package let isReference: Bool
    /// Where the row begins.
    package let position: TextPosition
  }

  /// The file as it was named, for error sentences.
  package let file: String
  /// The columns, in the order of the file.
  package let columns: [Column]
  /// The rows, in the order of the file.
  package let rows: [Row]

  /// The place of the column of that name, or nil. O(columns).
  package func columnIndex(named name: String) -> Int? { columns.firstIndex { $0.name == name } }
}

/// A kind of CSV file, for a reader who does not know the type of its rows.
package struct CSVKind: Sendable {
  /// The file's name in the results folder.
  package let fileName: String
  /// What a row is, a noun phrase.
  package let rowMeaning: String
  /// The columns, in the order they are written.
  package let columns: [ColumnNote]
  /// The columns that tell the cells of a grid apart, where a file holds one.
  package private(set) var gridColumns: [ColumnNote] = []

  private let classification:
    @Sendable (CSVDocument, Set<String>) throws(CSVError) -> ClassifiedTable

  /// The kind of files that hold such rows.
  ///
  /// - Parameter isNoisy: whether a row's noisy column of a name is that; it is exact otherwise.
  package init<Row: CSVRecord>(
    _ kind: Row.Type, isNoisy: @escaping @Sendable (Row, String) -> Bool = { _, _ in true }
  ) {
    fileName = Row.fileName
    rowMeaning = Row.rowMeaning
    columns = Row.columns.map(\.note)
    classification = { (document, grid) throws(CSVError) in
      try Row.classify(document, grid, isNoisy)
    }
  }

  /// The same kind, of files that may hold a grid of some parameters.
  ///
  /// - Parameter axes: a column for each parameter, of its name.
  package func varied(by axes: [ColumnNote]) -> CSVKind {
    var kind = self
    kind.gridColumns = axes.flatMap { axis in
      var prefixed = axis
      prefixed.name = CSVDocument.gridPrefix + axis.name
      return [axis, prefixed]
    }
    return kind
  }

  /// The names of the columns, in the order they are written.
  package var columnNames: [String] { columns.map(\.name) }
  /// What a field of each column has to be, as error sentences say it.
  package var expectations: [String] { columns.map(\.expectation) }
  /// The names of the columns that a row cannot be told by without.
  package var identifyingNames: [String] { columns.filter(\.identifies).map(\.name) }
  /// The names of the columns that are measured from time or RSS, in some rows at least.
  package var measuredNames: [String] { columns.filter { $0.roles.contains(.noisy) }.map(\.name) }

  /// Reads a file of this kind, which may lack columns that do not tell rows apart, and have
  /// others.
  ///
  /// - Throws: `CSVError` for the first field that is not a value of its column, or for columns
  ///   that rows cannot be told apart without.
  package func classify(_ document: CSVDocument) throws(CSVError) -> ClassifiedTable {
    try classification(document, Set(gridColumns.map(\.name)))
  }
}

extension [CSVKind] {
  /// The kind of a file: one that has exactly its columns, or else the one of its name, if that can
  /// tell the rows apart by them; nil where there is neither.
  package func kind(of document: CSVDocument, named fileName: String) -> CSVKind? {
    let names = Set(document.header.map(\.text))
    let exact = filter { Set($0.columnNames) == names }
    return exact.first { $0.fileName == fileName } ?? exact.first
      ?? first { $0.fileName == fileName && names.isSuperset(of: $0.identifyingNames) }
  }
}

extension ColumnRole {
  /// What a column of that name is for, where nothing but the name is known.
  init(guessedFrom name: String) {
    let words = name.lowercased().split(separator: "_")
    if ["seed", "round", "repeat", "repetition", "run", "trial"].contains(name.lowercased()) {
      self = .repetition
    } else if ColumnUnit(ofColumn: name).isOfTime || words.contains("rss") {
      self = .noisy
    } else {
      self = .exact
    }
  }
}

extension CSVRecord {
  fileprivate static func classify(
    _ document: CSVDocument, _ grid: Set<String>, _ isNoisy: (Self, String) -> Bool
  ) throws(CSVError) -> ClassifiedTable {
    let names = Set(document.header.map(\.text))
    let missing = columns.filter { $0.identifies && !names.contains($0.name) }
    if !missing.isEmpty {
      throw CSVError(
        file: document.file, position: document.header[0].position,
        problem: .missingColumns(missing.map(\.name)))
    }
    let known = document.header.map { field in columns.first { $0.name == field.text } }
    let added = document.header.map {
      grid.contains($0.text) && !columns.map(\.name).contains($0.text)
    }
    // A column that says how long a run was, or the like, tells cells apart where nothing else does.
    let identifies = zip(known, added).map { $0?.identifies ?? $1 }
    let mayTell = document.header.indices.contains { index in
      !identifies[index] && grid.contains(document.header[index].text)
        && document.rows.contains { $0[index].text != document.rows[0][index].text }
    }
    let promoted = mayTell && document.hasRowsAlike(by: identifies) ? grid : []
    var rows: [ClassifiedTable.Row] = []
    rows.reserveCapacity(document.rows.count)
    let reader = RowReader(document.header, file: document.file)
    for fields in document.rows {
      let row = try schema.row(reader.line(fields))
      var canonical: [String] = []
      var roles: [ColumnRole] = []
      for (index, (field, column)) in zip(fields, known).enumerated() {
        canonical.append(column?.field(in: row) ?? field.text)
        let name = document.header[index].text
        var role = column?.role(in: row) ?? ColumnRole(guessedFrom: name).unlessIdentifying
        if added[index] || role == .exact && promoted.contains(name) { role = .key }
        roles.append(role == .noisy && !isNoisy(row, name) ? .exact : role)
      }
      rows.append(
        ClassifiedTable.Row(
          fields: canonical, roles: roles, isReference: row.isReference,
          position: fields[0].position))
    }
    return ClassifiedTable(
      file: document.file,
      columns: zip(document.header, known).map { field, column in
        ClassifiedTable.Column(
          name: field.text,
          better: column?.better ?? ColumnUnit(ofColumn: field.text).better)
      }, rows: rows)
  }
}

extension CSVDocument {
  /// Whether two rows are alike in the columns that tell rows apart.
  fileprivate func hasRowsAlike(by identifies: [Bool]) -> Bool {
    let places = header.indices.filter { identifies[$0] }
    var seen: Set<[String]> = []
    return !rows.allSatisfy { row in seen.insert(places.map { row[$0].text }).inserted }
  }
}

extension ColumnRole {
  /// The role of a column beside others that tell the rows apart.
  fileprivate var unlessIdentifying: ColumnRole { identifies ? .exact : self }
}
