import Exhibits
import Results
import Statistics

/// Speed beside the other allocators.
let benchFinding = FindingSource("bench", in: .bench, needs: [BenchRow.self, Coefficient.self]) {
  results in
  let coefficients = try results(Coefficient.self)
  let leads = BenchSetting.all(in: try results(BenchRow.self)).compactMap { setting in
    setting.ratio(coefficients).map {
      (name: "\(setting.pattern)/\(setting.threads)", ratio: $0)
    }
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
