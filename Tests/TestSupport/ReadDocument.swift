import Results

extension ResultsFolder {
  /// Reads a CSV file of any columns.
  package func readDocument(_ name: String) throws -> CSVDocument {
    try CSVDocument(parsing: readBytes(name), file: path(of: name))
  }
}
