import Exhibits
import Results
import Statistics

/// The profiler's rate against the closed form.
let dsrFinding = FindingSource("dsr", in: .profiler, needs: [DSRRow.self]) { results in
  let rows = try results(DSRRow.self)
  let off = rows.map { abs($0.dsr - $0.dsrExpected) }
  guard let worst = off.max() else { return nil }
  let certain = rows.filter { $0.p == 0 || $0.p == 1 }
  let exact = certain.count { $0.dsr == $0.dsrExpected }
  let closes = rows.reduce(0) { $0 + $1.closes }
  let ends =
    certain.isEmpty
    ? "" : " Where p is 0 or 1, \(exact) of \(certain.count) runs hit it exactly."
  return Finding(
    "The profiler's rate is 1 - p",
    [
      "Over \(Figures.count(closes)) closes in \(rows.count) runs the drainability satisfaction "
        + "rate is never further than \(Figures.general(worst, 2)) from 1 - p.\(ends)"
    ])
}
