import Results

/// The coefficients of an experiment with their intervals, beside prediction and publication.
package func coefficientTable(_ rows: [Coefficient], of experiment: String) -> Table {
  var table = Table(
    "coefficients-\(experiment)", "Coefficients of \(experiment)",
    [
      .text("coefficient"), .text("parameter"), .number("value"), .number("95 % low"),
      .number("95 % high"), .number("predicted"), .number("published"), .text("unit"),
    ])
  for row in rows {
    let scale = row.unit == "bytes" ? 1 / Figures.bytesPerMiB : 1
    func cell(_ value: Double?) -> String {
      row.unit == "bytes"
        ? Figures.decimal(value.map { $0 * scale }, 3) : Figures.general(value)
    }
    table.append([
      row.coefficient, row.parameter.csvField ?? "", cell(row.value), cell(row.ciLow),
      cell(row.ciHigh),
      cell(row.predicted), cell(row.published), row.unit == "bytes" ? "MiB" : unit(of: row),
    ])
  }
  return table
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

private func unit(of row: Coefficient) -> String { row.unit == "1" ? "" : row.unit }

/// Checks with their outcomes.
package func checkTable(_ checks: [ReproductionCheck]) -> Table {
  var table = Table(
    "checks", "Checks", [.text("outcome"), .text("statement"), .text("measured")])
  for check in checks {
    table.append([check.outcome.rawValue, check.statement, check.measured])
  }
  return table
}
