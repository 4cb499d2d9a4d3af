import Exhibits
import Foundation
import Results

/// A comparison as tables, for a reader.
extension Comparison {
  /// What drifted, what only one side has, and a table for each noisy column that has repeats.
  package var tables: [Table] {
    var tables: [Table] = []
    if !drifts.isEmpty { tables.append(driftTable) }
    let missing = missingTable
    if !missing.rows.isEmpty { tables.append(missing) }
    for file in files {
      for column in file.measured where column.measurements.contains(where: \.hasRepeats) {
        tables.append(table(of: column, in: file))
      }
    }
    return tables
  }

  private var driftTable: Table {
    var table = Table(
      "drift", "Drift: columns that must be equal, and are not",
      [.text("file"), .text("row"), .text("column"), .number("base"), .number("head")])
    for file in files {
      for drift in file.drifts {
        for difference in drift.differences {
          table.append([
            file.name, drift.row, difference.column, difference.base, difference.head,
          ])
        }
      }
    }
    return table
  }

  private var missingTable: Table {
    var table = Table(
      "missing", "On one side only", [.text("side"), .text("file"), .text("what"), .number("rows")])
    for file in unmatchedFiles { table.append([file.side.rawValue, file.name, "the file", ""]) }
    for file in files {
      for column in file.unmatchedColumns {
        table.append([column.side.rawValue, file.name, "column \(column.name)", ""])
      }
      for row in file.unmatchedRows {
        table.append([row.side.rawValue, file.name, row.name, row.rows.map { "\($0)" } ?? ""])
      }
    }
    return table
  }

  private func table(of column: MeasuredColumn, in file: FileComparison) -> Table {
    let medians = column.measurements.flatMap { [$0.base.median, $0.head.median] }
    let scale = DisplayScale(column.unit, greatest: medians.map(\.magnitude).max() ?? 0)
    let what = column.isOfSeries ? "\(column.name), mean of a series" : column.name
    var table = Table(
      "\(file.name):\(column.name)",
      "\(file.name): \(what)" + (scale.label.isEmpty ? "" : " in \(scale.label)")
        + column.better.suffix, file.keyColumns.map { .text($0) } + figureColumns)
    for measurement in column.measurements {
      table.append(
        measurement.key + [
          scale.cell(measurement.base), scale.cell(measurement.head),
          "\(measurement.base.values.count)/\(measurement.head.values.count)",
          measurement.changeCell, measurement.intervalCell,
          Figures.decimal(measurement.test.pValue, 4),
          Figures.decimal(measurement.adjustedPValue, 4), measurement.claimWord,
        ])
    }
    let following = column.measurements.count(where: \.followsReferences)
    if following > 0 {
      table.notes.append(
        "In \(following) \(following == 1 ? "row" : "rows") that moved, the reference rows of the "
          + "setting moved as far: the machine was another.")
    }
    table.notes += column.notes
    return table
  }

  /// What stands beside the key columns, under names that no key column has.
  private var figureColumns: [Table.Column] {
    [
      .number("base median [\(confidencePercent)]", "compared base"),
      .number("head median [\(confidencePercent)]", "compared head"),
      .number("repeats", "compared repeats"), .number("change %", "compared change"),
      .number("[\(confidencePercent)]", "compared interval"), .number("p", "compared p"),
      .number("p of all", "compared p of all"),
      .text("claim", "compared claim"),
    ]
  }

  private var confidencePercent: String { Figures.general(settings.confidence * 100, 3) + " %" }
}

extension MeasuredColumn {
  /// What the rows say together.
  fileprivate var notes: [String] {
    [false, true].compactMap { isReference in
      guard let mean = geometricMean(ofReferences: isReference) else { return nil }
      let rows = isReference ? " of reference rows" : ""
      var note = "Geometric mean of the ratios\(rows): \(Figures.general(mean, 4))"
      if !isReference, let whole {
        note += "; all rows together: p \(Figures.decimal(whole.test.pValue, 4)), of all "
        note += "\(Figures.decimal(whole.adjustedPValue, 4)), \(whole.claim.rawValue)"
      }
      return note + "."
    }
  }
}

extension Measurement {
  fileprivate var hasRepeats: Bool { base.values.count > 1 || head.values.count > 1 }

  fileprivate var changeCell: String {
    relativeChange.isFinite ? Self.signed(relativeChange) : Figures.none
  }

  fileprivate var intervalCell: String {
    guard let ratio, hasRepeats else { return Figures.none }
    return "[\(Self.signed(ratio.interval.low - 1)), \(Self.signed(ratio.interval.high - 1))]"
  }

  private static func signed(_ ratio: Double) -> String {
    String(format: "%+.1f", locale: nil, ratio * 100)
  }
}

extension Preference {
  /// The end of a title.
  fileprivate var suffix: String {
    switch self {
    case .lower: ", lower is better"
    case .higher: ", higher is better"
    case .neither: ""
    }
  }
}
