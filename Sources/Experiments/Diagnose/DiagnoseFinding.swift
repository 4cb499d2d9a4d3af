import Exhibits
import Results
import Statistics

/// A leak that no leak detector sees.
let diagnoseFinding = FindingSource("diagnose", in: .profiler, DiagnoseRow.self) { rows in
  func end(_ routing: ServiceRouting) -> DiagnoseRow? {
    rows.filter { $0.routing == routing }.max { $0.epoch < $1.epoch }
  }
  guard let broken = end(.broken), let fixed = end(.fixed) else { return nil }
  let bytes = NumberStyle.bytes()
  func text(_ row: DiagnoseRow) -> String {
    "\(row.pinned) of \(row.drained + row.pinned) epochs pinned, "
      + "\(bytes.label(Double(row.structuralBytes))) structural, "
      + "\(Figures.count(row.liveObjects)) live objects"
  }
  return Finding(
    "A service can leak without a leak",
    [
      "Connection metadata in the request's epoch: \(text(broken)). The same metadata in a "
        + "persistent epoch: \(text(fixed)). The live objects tell the two apart by nothing; the "
        + "epochs do."
    ])
}
