import Exhibits

/// The pictures of advice.
extension Advice {
  /// Retained bytes over the number of sites moved.
  package var figure: Figure {
    var figure = Figure(
      "advice",
      title: "\(Words.count(steps.count, "site")) save "
        + "\(percent(savedBytes, of: heap.structuralBytes)) of the structural bytes",
      subtitle: "Bytes of \(noun) that hold an object, in \(allocator).",
      description: sentences.joined(separator: " "))
    figure.charts = [adviceChart(rows)]
    return figure
  }
}

/// Retained bytes over the number of sites moved, with no routing, routing by lifetime with
/// hindsight and the least that any routing leaves as lines.
///
/// - Parameter rows: of one recording, in their order, at least the one without routing.
package func adviceChart(_ rows: [AdviceRow], title: String = "") -> Chart {
  func points(_ bytes: (AdviceRow) -> Int?) -> [Point] {
    rows.compactMap { row in bytes(row).map { Point(Double(row.order), Double($0)) } }
  }
  var chart = Chart(
    title, x: .linear("sites moved", .count), y: .linear("retained", .bytes(), startsAtZero: true))
  chart.add(.line(points(\.retainedBytes), .series(0), .legend("in sample")))
  let heldOut = points(\.heldOutRetainedBytes)
  if !heldOut.isEmpty { chart.add(.line(heldOut, .series(1), .legend("held out"))) }
  guard let first = rows.first else { return chart }
  for (bytes, style, name) in [
    (first.retainedBytes, SeriesStyle.predicted, "no routing"),
    (first.hindsightBytes, SeriesStyle(Ink.palette[2], dash: [4, 4]), "lifetimes known"),
    (first.leastBytes, SeriesStyle(Ink.quiet), "least of any routing"),
  ] {
    chart.add(.horizontal(at: Double(bytes), style, .legend(name)))
  }
  return chart
}
