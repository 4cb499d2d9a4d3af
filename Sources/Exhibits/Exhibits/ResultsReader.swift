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

  /// Tables and findings with a note where arms are missing behind them.
  func noting<Content>(_ content: Content, of exhibit: Exhibit<Content>) throws -> Content {
    let names =
      exhibit.needs.map { $0.fileName } + [exhibit.name.replacing("coefficients-", with: "")]
    let experiments = Set(names.map { $0.prefix { $0 != "-" && $0 != "." } })
    let notes = Set(
      try self(IncompleteRow.self).filter { experiments.contains($0.experiment[...]) }.map(\.note)
    ).sorted()
    if notes.isEmpty { return content }
    switch content {
    case var tables as [Table]:
      for index in tables.indices { tables[index].notes += notes }
      return tables as? Content ?? content
    case var finding as Finding:
      finding.paragraphs += notes
      return finding as? Content ?? content
    default: return content
    }
  }
}
