import Exhibits
import Results

/// Committed bytes and RSS over cycles of replacement.
let churnPlot = Plot("churn", in: Churn.section, ChurnRow.self, make: churnFigure)

/// The figure of `churnPlot`; nil without rows.
func churnFigure(_ rows: [ChurnRow]) -> Figure? {
  let replacing = rows.of(.replace)
  guard let first = replacing.first, let last = replacing.last, last.cycle > first.cycle else {
    return nil
  }
  let chart = Chart(
    x: .linear("cycles", .count), y: .linear("memory", .bytes()), height: 260
  ) {
    for (style, name, value) in [
      (SeriesStyle.series(1), "RSS", \ChurnRow.rssBytes),
      (.measured, "committed by the allocator", \.committedBytes),
    ] {
      Mark.line(
        rows.map { Point(Double($0.cycle), Double($0[keyPath: value])) }, style, .legend(name))
    }
  }
  let committed = last.committedBytes - first.committedBytes
  let resident = Double(last.rssBytes - first.rssBytes) / Double(first.rssBytes)
  let bytes = NumberStyle.bytes()
  let moved = committed == 0 ? "do not move" : "move by \(bytes.label(Double(committed)))"
  return Figure(
    "churn",
    title:
      "Committed bytes \(moved) in \(Figures.count(last.cycle)) cycles of replacement, and RSS by "
      + "\(Figures.percent(resident))",
    subtitle: "\(Figures.count(last.liveObjects)) live objects; cycle 0 is the fill"
      + (rows.contains { $0.phase == .shrink }
        ? "; after cycle \(Figures.count(last.cycle)) most are freed and allocated again. " : ". ")
      + "\(Figures.count(last.slabsCreated)) slabs were created and "
      + "\(Figures.count(last.slabsRecycled)) recycled.",
    description: "Committed bytes go from \(bytes.label(Double(first.committedBytes))) to "
      + "\(bytes.label(Double(last.committedBytes))), RSS from "
      + "\(bytes.label(Double(first.rssBytes))) to \(bytes.label(Double(last.rssBytes))).",
    charts: [chart])
}
