import Exhibits
import Results

/// What a run of an experiment found: the rows of its files, coefficients and checks.
package struct Analysis: Sendable {
  /// The files, each with its text.
  package private(set) var files: [(name: String, text: String)] = []
  /// The coefficients, which replace the experiment's earlier ones.
  package var coefficients: [Coefficient] = []
  /// What must hold, and whether it does.
  package var checks: [ReproductionCheck] = []
  /// What is shown and stands in no file.
  package var unfiled: [Table] = []
  /// What the manifest records in place of the configuration.
  package var source: JSONValue?

  /// Nothing yet.
  package init() {}

  /// Adds a file of rows; none for no rows, unless that is a result too.
  ///
  /// - Throws: `CSVError` for a row that a reader would refuse.
  package mutating func add<Row: CSVRecord>(
    _ rows: [Row], evenIfEmpty: Bool = false
  ) throws {
    if evenIfEmpty || !rows.isEmpty { files.append((Row.fileName, try Row.csvText(of: rows))) }
  }
}
