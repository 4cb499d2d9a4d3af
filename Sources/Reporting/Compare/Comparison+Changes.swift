import Exhibits
import Foundation
import Results
import Statistics

/// Something that moved: a measurement, or all rows of a column together.
struct Change {
  let file: String
  /// What tells the row apart; `all rows` of a column as a whole.
  let row: String
  let column: String
  let base: String
  let head: String
  /// How far head lies from base, over base.
  let relative: Double
  let interval: String
  let adjustedPValue: Double?
  let claim: Claim

  /// `+10.3 %`, or nothing where base is 0.
  var percent: String {
    relative.isFinite ? String(format: "%+.1f", locale: nil, relative * 100) : Figures.none
  }

  /// What a reader finds it by.
  var name: String { "\(file) \(row) \(column)" }
}

extension Comparison {
  /// What can be claimed, the largest change first.
  var changes: [Change] {
    files.flatMap { file in file.measured.flatMap { $0.changes(in: file) } }
      .sorted { $0.relative.magnitude > $1.relative.magnitude }
  }

  /// Each regression and each improvement, by its name.
  package var namedClaims: [String] {
    changes.filter { $0.claim == .regression || $0.claim == .improvement }.map { change in
      let values = change.base.isEmpty ? "" : "\(change.base) to \(change.head), "
      return "\(change.claim.rawValue): \(change.name.visible): \(values)\(change.percent) %"
    }
  }

  /// Tables of several comparisons with one base: a column a side.
  ///
  /// - Parameter all: whether measurements without a change are listed, each noisy column in a
  ///   table of its own; of several comparisons the changes alone are.
  package static func tables(of comparisons: [Comparison], all: Bool) -> [Table] {
    if comparisons.count == 1 {
      let found = comparisons[0]
      return found.differences + (all ? found.measuredTables : found.changeTable)
    }
    var table = Table(
      "changes", "Changes against the base, the largest first",
      [.text("file"), .text("row"), .text("column"), .number("base")]
        + comparisons.enumerated().map { .number($1.head.name.visible, "head \($0 + 1)") })
    let changes = comparisons.map(\.changes)
    var seen: Set<String> = []
    let moved = changes.joined().sorted { $0.relative.magnitude > $1.relative.magnitude }
    for change in moved where seen.insert(change.name).inserted {
      table.append(
        [change.file, change.row, change.column, change.base]
          + changes.map { side in
            side.first { $0.name == change.name }
              .map { "\($0.head) (\($0.percent) %) \($0.claim.rawValue)" } ?? Claim.none.rawValue
          })
    }
    return comparisons.enumerated().flatMap { index, found in
      found.differences.map { table in
        var table = table
        table.name += "-\(index + 1)"
        table.title += ": \(found.head.name.visible)"
        return table
      }
    } + (table.rows.isEmpty ? [] : [table])
  }

  private var changeTable: [Table] {
    let changes = changes
    if changes.isEmpty { return [] }
    var table = Table(
      "changes", "Changes, the largest first",
      [
        .text("file"), .text("row"), .text("column"), .number("base"), .number("head"),
        .number("change %"), .number("[\(confidencePercent)]", "interval"), .number("p of all"),
        .text("claim"),
      ])
    for change in changes {
      table.append([
        change.file, change.row, change.column, change.base, change.head, change.percent,
        change.interval, Figures.decimal(change.adjustedPValue, 4), change.claim.rawValue,
      ])
    }
    return [table]
  }
}

extension MeasuredColumn {
  fileprivate func changes(in file: FileComparison) -> [Change] {
    let scale = DisplayScale(
      unit,
      greatest: measurements.map { max($0.base.median.magnitude, $0.head.median.magnitude) }
        .max() ?? 0)
    let unit = scale.label.isEmpty ? "" : " \(scale.label)"
    var changes = measurements.filter { $0.claim != .none }.map { measurement in
      Change(
        file: file.name, row: file.label(of: measurement), column: name,
        base: scale.cell(measurement.base.median) + unit,
        head: scale.cell(measurement.head.median) + unit, relative: measurement.relativeChange,
        interval: measurement.intervalCell, adjustedPValue: measurement.adjustedPValue,
        claim: measurement.claim)
    }
    if let whole, whole.claim != .none {
      changes.append(
        Change(
          file: file.name, row: "all rows", column: name, base: "", head: "",
          relative: whole.ratio - 1, interval: Figures.none, adjustedPValue: whole.adjustedPValue,
          claim: whole.claim))
    }
    return changes
  }
}

extension FileComparison {
  /// The names and values of what tells a measurement's row apart.
  func label(of measurement: Measurement) -> String {
    zip(keyColumns, measurement.key).map { "\($0)=\($1)" }.joined(separator: " ")
  }

  /// Leaves what a pattern finds in file, row or column; reference rows stay, as claims rest on
  /// them.
  mutating func keep(_ pattern: ComparisonPattern) {
    drifts = drifts.compactMap { drift in
      let kept = drift.differences.filter { pattern.finds("\(name) \(drift.row) \($0.column)") }
      return kept.isEmpty ? nil : Drift(row: drift.row, differences: kept)
    }
    unmatchedRows.removeAll { !pattern.finds("\(name) \($0.name)") }
    unmatchedColumns.removeAll { !pattern.finds("\(name) \($0.name)") }
    measured = measured.compactMap { column in
      let rows = column.measurements.filter {
        $0.isReference || pattern.finds("\(name) \(label(of: $0)) \(column.name)")
      }
      return rows.contains { !$0.isReference }
        ? try? MeasuredColumn(
          name: column.name, better: column.better, isOfSeries: column.isOfSeries,
          measurements: rows) : nil
    }
  }
}

/// Words all of which a text has to hold, in any order and whatever their case; `*` in a word
/// stands for anything.
package struct ComparisonPattern: Sendable, Equatable {
  private let words: [[String]]

  /// A pattern from its words, which spaces separate.
  package init(_ text: String) {
    words = text.lowercased().split(separator: " ").map {
      $0.split(separator: "*").map(String.init)
    }
  }

  /// Whether the text holds every word.
  package func finds(_ text: String) -> Bool {
    let text = text.lowercased()
    return words.allSatisfy { pieces in
      var rest = text[...]
      return pieces.allSatisfy { piece in
        guard let range = rest.range(of: piece) else { return false }
        rest = rest[range.upperBound...]
        return true
      }
    }
  }
}
