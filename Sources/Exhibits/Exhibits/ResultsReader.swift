import Results

/// The rows of a results folder, each file read once however many tables and plots need it.
///
/// It belongs to one thread.
package final class ResultsReader {
  /// The folder.
  package let folder: ResultsFolder
  /// The figures to compare with.
  package let published: PublishedFigures

  private var rows: [String: Any] = [:]

  /// Reads nothing yet.
  package init(_ folder: ResultsFolder, published: PublishedFigures) {
    self.folder = folder
    self.published = published
  }

  /// Whether the folder has the file.
  package func has(_ file: any CSVRecord.Type) -> Bool { folder.contains(file.fileName) }

  /// The rows of a file; none where the folder has no such file.
  ///
  /// - Throws: `CSVError` for what the file holds, `ResultsError` where it cannot be read.
  package func callAsFunction<Row: CSVRecord>(_ kind: Row.Type) throws -> [Row] {
    if let known = rows[Row.fileName] as? [Row] { return known }
    let read = folder.contains(kind) ? try folder.read(kind) : []
    rows[Row.fileName] = read
    return read
  }

  /// The coefficients of a kind.
  package func coefficients(_ kind: CoefficientKind) throws -> [Coefficient] {
    try self(Coefficient.self).all(kind)
  }
}
