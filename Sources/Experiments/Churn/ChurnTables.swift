import Exhibits
import Results
import Statistics

/// The fill, the end of the replacement, and the ends of the phases after it.
func churnTable(_ rows: [ChurnRow], published: PublishedFigures) -> Table {
  var table = Table(
    "churn", "Churn: memory after the fill and at the end of each phase",
    [
      .text("phase"), .number("cycle"), .number("live objects"), .number("committed MiB"),
      .number("RSS MiB"),
      .number("RSS growth"), .number("slabs created"), .number("slabs recycled"),
    ])
  guard let first = rows.first else { return table }
  for row in [first] + ChurnPhase.allCases.compactMap({ rows.of($0).last }) {
    table.append([
      row.cycle == 0 ? "fill" : row.phase.rawValue, Figures.count(row.cycle),
      Figures.count(row.liveObjects),
      Figures.mib(Double(row.committedBytes)), Figures.mib(Double(row.rssBytes)),
      Figures.percent(Double(row.rssBytes) / Double(first.rssBytes) - 1),
      Figures.count(row.slabsCreated), Figures.count(row.slabsRecycled),
    ])
  }
  let printed = published.churn
  for (name, committed) in zip(["published start", "published end"], printed.committedMib) {
    table.append([
      name, Figures.none, Figures.none, Figures.decimal(committed, 2), Figures.none,
      name == "published end" ? publishedGrowth(printed) : Figures.percent(0), Figures.none,
      Figures.none,
    ])
  }
  return table
}

/// The published range of RSS growth under replacement.
func publishedGrowth(_ churn: PublishedChurn) -> String {
  churn.rssGrowth.map { Figures.general($0 * 100, 3) }.joined(separator: " to ") + " %"
}
