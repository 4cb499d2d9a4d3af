import Exhibits
import Results
import Statistics

/// Speed beside the other allocators.
let speedFinding = FindingSource("speed", in: .speed, needs: [BenchRow.self, Coefficient.self]) {
  results in
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
