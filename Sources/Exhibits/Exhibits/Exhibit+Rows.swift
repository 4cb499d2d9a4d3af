import Results

extension Exhibit {
  /// One that is made of the rows of a file and the published figures.
  package init<Row: CSVRecord>(
    _ name: String, in section: ReportSection, _ rows: Row.Type,
    make: @escaping @Sendable ([Row], PublishedFigures) throws -> Content?
  ) { self.init(name, in: section, needs: [rows]) { try make($0(rows), $0.published) } }

  /// One that is made of the rows of a file.
  package init<Row: CSVRecord>(
    _ name: String, in section: ReportSection, _ rows: Row.Type,
    make: @escaping @Sendable ([Row]) throws -> Content?
  ) { self.init(name, in: section, needs: [rows]) { try make($0(rows)) } }

  /// One that is made of the rows of two files and the published figures.
  package init<Row: CSVRecord, Other: CSVRecord>(
    _ name: String, in section: ReportSection, _ rows: Row.Type, _ others: Other.Type,
    make: @escaping @Sendable ([Row], [Other], PublishedFigures) throws -> Content?
  ) {
    self.init(name, in: section, needs: [rows, others]) {
      try make($0(rows), $0(others), $0.published)
    }
  }

  /// One that is made of the rows of two files.
  package init<Row: CSVRecord, Other: CSVRecord>(
    _ name: String, in section: ReportSection, _ rows: Row.Type, _ others: Other.Type,
    make: @escaping @Sendable ([Row], [Other]) throws -> Content?
  ) { self.init(name, in: section, needs: [rows, others]) { try make($0(rows), $0(others)) } }
}
