import Exhibits
import Recordings
import Results

/// What one recording's replays retain, or what routing gives back, predicted and measured; nil
/// without a row of it.
package func replayFigure(_ rows: [ReplayRow], recording: String) -> Figure? {
  // The first allocator stands at the top.
  let pairs = ReplayPoint.pairs(rows).filter { $0.mixed.recording == recording }.reversed()
  guard !pairs.isEmpty else { return nil }
  let points = pairs.map(\.mixed)
  let farthest = points.max { abs($0.error) < abs($1.error) }
  var charts = [
    comparison(
      "Retained without routing", points.map { ($0.allocator, $0.predicted, $0.retained) })
  ]
  let routed = pairs.compactMap { pair -> (String, Double, Double)? in
    guard let saved = pair.saved, let predicted = pair.savedPredicted else { return nil }
    return (pair.mixed.allocator, predicted, saved)
  }
  if !routed.isEmpty { charts.append(comparison("Given back by routing", routed)) }
  let phrases = points.reversed().map {
    "\($0.allocator) \(Figures.inMib($0.retained)), predicted \(Figures.inMib($0.predicted))"
  }
  let kept = routed.reversed().map {
    "\($0.0) \(Figures.inMib($0.2)) of \(Figures.inMib($0.1)) promised"
  }
  var title =
    "\(recording): retained bytes are at most "
    + "\(Figures.percent(farthest.map { abs($0.error) }, 1)) from the model's"
  if let best = routed.max(by: { $0.2 < $1.2 }) {
    title += "; routing gives back up to \(Words.size(Int(best.2)))"
  }
  return Figure(
    "\(recording)-replay", title: title,
    subtitle: "RSS above that before the first event, after the allocator's own calls that give "
      + "memory back, with \(Words.size(points[0].liveBytes)) live.",
    description: "Retained: \(phrases.joined(separator: "; "))."
      + (kept.isEmpty ? "" : " Given back by routing: \(kept.joined(separator: "; "))."),
    charts: charts)
}

/// Bars of what was predicted and measured, by allocator.
func comparison(
  _ title: String, _ values: [(name: String, predicted: Double, measured: Double)]
) -> Chart {
  let bytes = NumberStyle.bytes()
  return Chart(
    title, x: .linear("memory", bytes), y: .categories("", values.map(\.name)),
    height: Double(30 + 54 * values.count)
  ) {
    Mark.bars(
      values.enumerated().map {
        Bar($0, max(0, $1.predicted), slot: 1, of: 2, label: bytes.label($1.predicted))
      }, SeriesStyle(Ink(0xB9B4C9)), .legend("predicted"))
    Mark.bars(
      values.enumerated().map {
        Bar($0, max(0, $1.measured), slot: 0, of: 2, label: bytes.label($1.measured))
      }, .measured, .legend("measured"))
  }
}
