import Exhibits
import Results

/// Arms that finished, each with its outcome.
package typealias Finished<A: Arm> = [(arm: A, outcome: A.Outcome)]

/// What a run of an experiment found: the rows of its files, coefficients and checks.
package struct Analysis: Sendable {
  /// The files, each with its text.
  package internal(set) var files: [(name: String, text: String)] = []
  /// The coefficients, which replace the experiment's earlier ones.
  package var coefficients: [Coefficient] = []
  /// What must hold, and whether it does.
  package var checks: [ReproductionCheck] = []
  /// What is shown and stands in no file.
  package var unfiled: [Table] = []

  /// Nothing yet.
  package init() {}

  /// What was found by an experiment that has a file of rows, and perhaps one of samples.
  ///
  /// - Throws: `CSVError` for a row that a reader would refuse.
  init<Row: CSVRecord, Sample: CSVRecord>(
    _ rows: [Row], _ samples: [Sample] = [Coefficient](), coefficients: [Coefficient] = [],
    checks: [ReproductionCheck] = []
  ) throws {
    try add(rows)
    try add(samples)
    self.coefficients = coefficients
    self.checks = checks
  }

  /// What was found by an experiment that has a grid: its points, and the single runs behind them.
  ///
  /// - Throws: `CSVError` for a row that a reader would refuse.
  init<Row: GridRow>(
    _ rows: [Row], coefficients: [Coefficient] = [], checks: [ReproductionCheck] = []
  ) throws {
    try self.init(rows, rows.runs, coefficients: coefficients, checks: checks)
  }

  /// Adds a file of rows; none for no rows, unless that is a result too.
  ///
  /// - Throws: `CSVError` for a row that a reader would refuse.
  package mutating func add<Row: CSVRecord>(
    _ rows: [Row], evenIfEmpty: Bool = false
  ) throws {
    if evenIfEmpty || !rows.isEmpty { files.append((Row.fileName, try Row.csvText(of: rows))) }
  }
}
