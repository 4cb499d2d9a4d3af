import Exhibits
import Results
import Statistics

/// Memory that stays where it is.
let churnFinding = FindingSource("churn", in: .churn, needs: [ChurnRow.self]) { results in
  let rows = try results(ChurnRow.self)
  guard let first = rows.first, let last = rows.last, last.cycle > first.cycle else { return nil }
  let bytes = NumberStyle.bytes()
  let printed = results.published.churn
  let committed = printed.committedMib.map { "\(Figures.decimal($0, 2)) MB" }
  let stays = first.committedBytes == last.committedBytes
  return Finding(
    stays ? "Sustained replacement needs no further memory" : "Sustained replacement moves memory",
    [
      "In \(Figures.count(last.cycle)) cycles of replacement committed bytes went from "
        + "\(bytes.label(Double(first.committedBytes))) to "
        + "\(bytes.label(Double(last.committedBytes))), RSS by "
        + "\(Figures.percent(Double(last.rssBytes) / Double(first.rssBytes) - 1)); "
        + "published: \(committed.joined(separator: " to ")), RSS growth "
        + "\(publishedGrowth(printed))."
    ])
}
