import Results

extension FileComparison {
  /// Compares a file of both sides, without claims about its noisy columns.
  ///
  /// - Throws: `ComparisonError` for rows that cannot be told apart, and what the statistics
  ///   refuse.
  init(name: String, base: ClassifiedTable, head: ClassifiedTable, confidence: Double) throws {
    self.init(name: name)
    let names = RowIndex.Names(base, sharedWith: head)
    let indices = (base: try RowIndex(base, by: names), head: try RowIndex(head, by: names))
    keyColumns = names.key
    unmatchedColumns =
      Self.columns(of: base, missingIn: head, .base)
      + Self.columns(of: head, missingIn: base, .head)
    var matcher = RowMatcher(base: base, head: head, names: names)
    for key in indices.base.keys {
      let group = indices.base.groups[key]
      if let group, let other = indices.head.groups[key] {
        matcher.compare(group, other, key: key)
      } else if let group {
        matcher.note(group, key: key, on: .base)
      }
    }
    for key in indices.head.keys where indices.base.groups[key] == nil {
      if let group = indices.head.groups[key] { matcher.note(group, key: key, on: .head) }
    }
    drifts = matcher.drifts
    comparedRows = matcher.comparedRows
    unmatchedRows = matcher.unmatched
    remarks = matcher.remarks
    measured = try matcher.measured(confidence: confidence)
  }

  private static func columns(
    of table: ClassifiedTable, missingIn other: ClassifiedTable, _ side: Side
  ) -> [Unmatched] {
    table.columns.filter { other.columnIndex(named: $0.name) == nil }
      .map { Unmatched(side: side, name: $0.name, rows: nil) }
  }
}
