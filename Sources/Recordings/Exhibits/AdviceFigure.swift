import Exhibits

/// The picture of advice.
extension Advice {
  /// Retained bytes over the number of sites moved, with no routing and the oracle as lines.
  package var figure: Figure {
    let points =
      [Point(0, Double(heap.retainedBytes))]
      + steps.enumerated().map { Point(Double($0.offset + 1), Double($0.element.retainedBytes)) }
    var chart = Chart(
      x: .linear("sites moved", .count), y: .linear("retained", .bytes(), startsAtZero: true))
    chart.add(.line(points, .series(0), .legend("in sample")))
    if let testHeap {
      let heldOut =
        [Point(0, Double(testHeap.retainedBytes))]
        + steps.enumerated().compactMap { index, step in
          step.heldOutRetainedBytes.map { Point(Double(index + 1), Double($0)) }
        }
      chart.add(.line(heldOut, .series(1), .legend("held out")))
    }
    chart.add(.horizontal(at: Double(heap.retainedBytes), .predicted, .label("no routing")))
    chart.add(.horizontal(at: Double(heap.oracleBytes), .predicted, .label("deaths known")))
    let title =
      "\(Words.count(steps.count, "site")) save \(percent(savedBytes, of: heap.structuralBytes)) of "
      + "the structural bytes"
    var figure = Figure(
      "advice", title: title,
      subtitle: "Bytes of \(noun) that hold an object, in \(allocator).",
      description: sentences.joined(separator: " "))
    figure.charts = [chart]
    return figure
  }
}
