import Experiments
import Results

/// What can be found that lets a comparison fail.
package enum Discrepancy: String, Sendable, CaseIterable {
  /// A row drifted.
  case drift
  /// A noisy column became worse.
  case regression
  /// A row, a column or a file is on one side only.
  case missing
}

/// Two sets of results, compared file by file.
///
///     let comparison = try Comparison(
///       ResultsSnapshot(named: "HEAD~1"), ResultsSnapshot(named: "HEAD"), settings: .standard)
///     comparison.drifts.isEmpty
///
/// Rows are matched by their key columns. Exact columns have to be equal. Noisy columns are
/// compared across repeats, and a change is claimed only by `Comparison.claim()`'s rules.
package struct Comparison: Sendable {
  /// The one side's name and commit.
  package let base: ComparedSide
  /// The other's.
  package let head: ComparedSide
  /// What counts as a change.
  package let settings: ComparisonSettings
  /// Whether the two were made alike.
  package let provenance: ProvenanceComparison
  /// The files of both sides, by name.
  package internal(set) var files: [FileComparison] = []
  /// The files of one side only.
  package let unmatchedFiles: [Unmatched]

  /// Compares two sets of results.
  ///
  /// - Throws: `ComparisonError` and `ClassificationError` for sides that do not go together,
  ///   `CSVError` for a file that cannot be read.
  package init(
    _ base: ResultsSnapshot, _ head: ResultsSnapshot, settings: ComparisonSettings
  ) throws {
    self.base = ComparedSide(base)
    self.head = ComparedSide(head)
    self.settings = settings
    provenance = ProvenanceComparison(base, head)
    let pairs = try Self.pairs(base, head)
    let unmatched =
      base.files.keys.filter { name in !pairs.contains { $0.base == name } }.sorted()
      .map { Unmatched(side: .base, name: $0, rows: nil) }
      + head.files.keys.filter { name in !pairs.contains { $0.head == name } }.sorted()
      .map { Unmatched(side: .head, name: $0, rows: nil) }
    unmatchedFiles = unmatched.filter { settings.pattern?.finds($0.name) ?? true }
    for pair in pairs {
      let one = try base.document(pair.base)
      let other = try head.document(pair.head)
      let tables = try ClassifiedTable.pair(one, other, named: pair.base, among: CSVKind.all)
      var file = try FileComparison(
        name: CSVKind.all.kind(of: one, named: pair.base)?.fileName ?? pair.base,
        base: tables.base, head: tables.head, confidence: settings.confidence)
      if leavesMeasurementsOut { file.measured = [] }
      if let pattern = settings.pattern { file.keep(pattern) }
      files.append(file)
    }
    try claim()
  }

  /// Whether only what the seed determines is compared, as the machines are two.
  var leavesMeasurementsOut: Bool { !provenance.machines.isEmpty && !settings.comparesMachines }

  /// The names of the files that stand against each other, in order.
  private static func pairs(
    _ base: ResultsSnapshot, _ head: ResultsSnapshot
  ) throws(ComparisonError) -> [(base: String, head: String)] {
    switch (base.source == .file, head.source == .file) {
    case (true, true):
      // One file each, whatever their names.
      return zip(base.files.keys, head.files.keys).map { ($0, $1) }
    case (true, false): throw .fileAgainstFolder(file: base.name, other: head.name)
    case (false, true): throw .fileAgainstFolder(file: head.name, other: base.name)
    case (false, false):
      let shared = base.files.keys.filter { head.files[$0] != nil }.sorted()
      if shared.isEmpty { throw .nothingInCommon(base: base.name, head: head.name) }
      return shared.map { ($0, $0) }
    }
  }

  /// The rows that drifted, in all files.
  package var drifts: [Drift] { files.flatMap(\.drifts) }

  /// The measurements of all files.
  package var measurements: [Measurement] { files.flatMap { $0.measured.flatMap(\.measurements) } }

  /// What can be said of the measurements of this project's rows, and of columns as a whole.
  package var claims: [Claim] {
    files.flatMap { file in
      file.measured.flatMap { column in
        column.measurements.filter { !$0.isReference }.map(\.claim)
          + (column.whole.map { [$0.claim] } ?? [])
      }
    }
  }

  /// How much of each kind was found.
  package func count(of discrepancy: Discrepancy) -> Int {
    switch discrepancy {
    case .drift: files.reduce(0) { $0 + $1.drifts.count }
    case .regression: claims.count { $0 == .regression }
    case .missing:
      unmatchedFiles.count
        + files.reduce(0) { $0 + $1.unmatchedRows.count + $1.unmatchedColumns.count }
    }
  }
}

/// Where one side's results come from.
package struct ComparedSide: Sendable, Equatable {
  /// The name as it was given.
  package let name: String
  /// The commit that made the results, as the manifest records it, or that they were read from.
  package let commit: String?
  /// The machine.
  package let host: Host?

  init(_ snapshot: ResultsSnapshot) {
    name = snapshot.name
    host = snapshot.manifest?.host
    if case .revision(let commit) = snapshot.source {
      self.commit = commit
    } else {
      commit = snapshot.manifest?.git?.commit
    }
  }
}

extension ResultsSnapshot {
  fileprivate func document(_ name: String) throws(CSVError) -> CSVDocument {
    try CSVDocument(parsing: files[name] ?? [], file: label(of: name))
  }
}
