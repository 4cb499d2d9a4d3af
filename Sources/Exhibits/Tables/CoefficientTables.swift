import Results

/// The coefficients of an experiment with their intervals, beside prediction and publication.
package func coefficientTable(_ rows: [Coefficient], of experiment: String) -> Table {
  func cell(_ row: Coefficient, _ value: Double?) -> String {
    row.unit == "bytes"
      ? Figures.decimal(value.map { $0 / Figures.bytesPerMiB }, 3) : Figures.general(value)
  }
  return Table(
    "coefficients-\(experiment)", "Coefficients of \(experiment)", of: rows,
    [
      .text("coefficient") { $0.coefficient },
      .text("parameter") { $0.parameter.csvField ?? "" },
      .number("value") { cell($0, $0.value) },
      .number("95 % low") { cell($0, $0.ciLow) },
      .number("95 % high") { cell($0, $0.ciHigh) },
      .number("predicted") { cell($0, $0.predicted) },
      .number("published") { cell($0, $0.published) },
      .text("unit") { $0.unit == "bytes" ? "MiB" : $0.unit == "1" ? "" : $0.unit },
    ])
}

extension TableGroup {
  /// The coefficients of an experiment.
  package static func coefficients(of experiment: String, in section: ReportSection) -> TableGroup {
    TableGroup("coefficients-\(experiment)", in: section, needs: [Coefficient.self]) { results in
      let rows = try results(Coefficient.self).filter { $0.experiment == experiment }
      return rows.isEmpty ? nil : [coefficientTable(rows, of: experiment)]
    }
  }
}

/// Checks with their outcomes.
package func checkTable(_ checks: [ReproductionCheck]) -> Table {
  Table(
    "checks", "Checks", of: checks,
    [
      .text("outcome") { $0.outcome.rawValue }, .text("statement") { $0.statement },
      .text("measured") { $0.measured },
    ])
}
