import Exhibits
import Results
import Statistics

/// Memory that stays where it is.
let churnFinding = FindingSource("churn", in: Churn.section, ChurnRow.self) { rows, published in
  let replacing = rows.of(.replace)
  guard let first = replacing.first, let last = replacing.last, last.cycle > first.cycle else {
    return nil
  }
  let bytes = NumberStyle.bytes()
  let printed = published.churn
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
        + "\(publishedGrowth(printed)).",
      rows.of(.shrink).last.map { shrunk in
        "Committed bytes follow live objects: \(bytes.label(Double(shrunk.committedBytes))) when "
          + "\(Figures.count(shrunk.liveObjects)) of \(Figures.count(last.liveObjects)) are left"
          + (rows.of(.grow).last.map {
            ", \(bytes.label(Double($0.committedBytes))) when as many are live again"
          } ?? "") + "."
      },
    ].compactMap(\.self))
}
