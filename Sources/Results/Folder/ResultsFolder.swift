/// A folder of result files, each of which appears whole or not at all.
///
///     let results = ResultsFolder("results")
///     try results.checkWritable()
///     try results.write(rows)                       // results/psweep.csv
///     let again = try results.read(PSweepRow.self)
package struct ResultsFolder: Sendable, Equatable {
  /// The folder's path, absolute or from the working directory.
  package let path: String

  /// Names a folder, which need not exist yet.
  package init(_ path: String) { self.path = path }

  /// Whether the folder is there.
  package var exists: Bool { Platform.isFolder(path) }

  /// The path of a file in this folder.
  package func path(of name: String) -> String {
    path.isEmpty || path.hasSuffix("/") ? path + name : "\(path)/\(name)"
  }

  /// The names of what the folder holds, hidden files too, in ascending order.
  ///
  /// - Throws: `ResultsError.cannotRead`.
  package func fileNames() throws(ResultsError) -> [String] {
    do {
      return try Platform.namesInFolder(path.isEmpty ? "." : path).sorted()
    } catch {
      throw .cannotRead(path: path, reason: error.reason)
    }
  }

  /// Whether the folder holds something of that name.
  package func contains(_ name: String) -> Bool { Platform.exists(path(of: name)) }

  /// Whether the folder holds the file of that kind of rows.
  package func contains<Row: CSVRecord>(_ kind: Row.Type) -> Bool { contains(Row.fileName) }

  /// Reads the file of that kind of rows.
  ///
  /// - Throws: `ResultsError.notFound` or `.cannotRead`, or `CSVError` for what the file holds.
  package func read<Row: CSVRecord>(_ kind: Row.Type) throws -> [Row] {
    try Row.read(readBytes(Row.fileName), file: path(of: Row.fileName))
  }

  /// Reads a CSV file whatever its columns.
  ///
  /// - Throws: `ResultsError.notFound` or `.cannotRead`, or `CSVError` for what the file holds.
  package func document(_ name: String) throws -> CSVDocument {
    try CSVDocument(parsing: readBytes(name), file: path(of: name))
  }

  /// Reads a file's bytes.
  ///
  /// - Parameter followingLinks: whether a symbolic link is read through; it cannot be read
  ///   otherwise.
  /// - Throws: `ResultsError.notFound` or `.cannotRead`.
  package func readBytes(
    _ name: String, followingLinks: Bool = true
  ) throws(ResultsError) -> [UInt8] {
    let path = path(of: name)
    do {
      return try Platform.readFile(path, followingLinks: followingLinks)
    } catch {
      throw error == .noSuchFile
        ? .notFound(path: path, hint: Self.hint)
        : .cannotRead(path: path, reason: error.reason)
    }
  }

  private static let hint =
    "`drainbench reproduce` writes it, and --out names another results folder"
}
