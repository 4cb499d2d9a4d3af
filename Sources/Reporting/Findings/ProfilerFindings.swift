import Results
import Statistics

/// The profiler's rate against the closed form.
let dsrFinding = FindingSource("dsr", in: .profiler, needs: [.dsr]) { results in
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
      "Over \(Figures.count(closes)) closes in \(rows.count) runs the drainability satisfaction rate "
        + "is never further than \(Figures.general(worst, 2)) from 1 - p.\(ends)"
    ])
}

/// A leak that no leak detector sees.
let diagnoseFinding = FindingSource("diagnose", in: .profiler, needs: [.diagnose]) { results in
  let rows = try results(DiagnoseRow.self)
  func end(_ routing: ServiceRouting) -> DiagnoseRow? {
    rows.filter { $0.routing == routing }.max { $0.epoch < $1.epoch }
  }
  guard let broken = end(.broken), let fixed = end(.fixed) else { return nil }
  let bytes = NumberStyle.bytes()
  func text(_ row: DiagnoseRow) -> String {
    "\(row.pinned) of \(row.drained + row.pinned) epochs pinned, "
      + "\(bytes.label(Double(row.structuralBytes))) structural bytes, "
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

/// Speed beside the other allocators.
let speedFinding = FindingSource("speed", in: .speed, needs: [.bench, .coefficients]) { results in
  let ratios = try results.coefficients("bench", "time_ratio")
  let leads = benchSettings(try results(BenchRow.self)).compactMap {
    setting -> (name: String, ratio: Coefficient)? in
    ratios.filter {
      $0.parameter.hasPrefix("pattern=\(setting.pattern) threads=\(setting.threads) ")
    }.max { $0.value < $1.value }.map { ("\(setting.pattern)/\(setting.threads)", $0) }
  }
  guard !leads.isEmpty else { return nil }
  func names(_ chosen: (Coefficient) -> Bool) -> String {
    let names = leads.filter { chosen($0.ratio) }.map {
      "\($0.name) (\(Figures.decimal($0.ratio.value, 2)))"
    }
    return names.isEmpty ? "none" : names.joined(separator: ", ")
  }
  return Finding(
    "What checked handles and epochs cost",
    [
      "Median time over the fastest other allocator's, by pattern and threads. Clearly faster: "
        + names { ($0.ciHigh ?? $0.value) < 1 } + ". No clear difference: "
        + names { ($0.ciLow ?? $0.value) <= 1 && ($0.ciHigh ?? $0.value) >= 1 }
        + ". Clearly slower: " + names { ($0.ciLow ?? $0.value) > 1 } + "."
    ])
}
