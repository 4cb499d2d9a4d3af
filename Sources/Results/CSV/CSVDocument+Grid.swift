/// Files of the cells of a grid, whose values stand in key columns.
///
/// A value stands in the column that has its name where that column holds it in every row of every
/// cell, in a further column of that name where there is none, and else in one whose name begins
/// with `gridPrefix`.
extension CSVDocument {
  /// What stands before a parameter's name where a column has that name for something else.
  package static let gridPrefix = "configured_"

  /// The rows of all cells, one after the other, with the cells' values.
  ///
  /// - Parameter cells: the cells with their files, which have the same columns.
  package static func text(joining cells: [(setting: Parameters, document: CSVDocument)]) -> String
  {
    guard let header = cells.first?.document.header.map(\.text) else { return "" }
    let added = cells[0].setting.pairs.map(\.name).compactMap {
      name -> (name: String, column: String)? in
      guard let index = header.firstIndex(of: name) else { return (name, name) }
      let isThere = cells.allSatisfy { setting, document in
        document.rows.allSatisfy { isSame($0[index].text, setting[name] ?? "") }
      }
      return isThere ? nil : (name, gridPrefix + name)
    }
    let rows = cells.flatMap { setting, document in
      let values = added.map { setting[$0.name] ?? "" }
      return document.rows.map { $0.map(\.text) + values }
    }
    return text(header: header + added.map(\.column), rows: rows)
  }

  /// The rows of one cell, with some of the columns.
  ///
  /// - Parameters:
  ///   - setting: the cell's values; those that no column has are left out.
  ///   - names: the columns to keep.
  package func cell(_ setting: Parameters, keeping names: Set<String>) -> CSVDocument {
    let wanted = setting.pairs.compactMap { pair in
      (columnIndex(named: Self.gridPrefix + pair.name) ?? columnIndex(named: pair.name))
        .map { ($0, pair.value) }
    }
    let kept = header.indices.filter { names.contains(header[$0].text) }
    return CSVDocument(
      file: file, header: kept.map { header[$0] },
      rows: rows.filter { row in wanted.allSatisfy { isSame(row[$0].text, $1) } }
        .map { row in kept.map { row[$0] } })
  }
}

/// Whether two fields have the same value: numbers are compared as numbers.
private func isSame(_ field: String, _ value: String) -> Bool {
  if field == value { return true }
  guard let number = Double(field), let other = Double(value) else { return false }
  return number == other
}
