import Exhibits
import Results

/// The connection-pool service epoch by epoch, with and without the routing fault.
let diagnosePlot = Plot("diagnose", in: .profiler, needs: [DiagnoseRow.self]) { results in
  diagnoseFigure(try results(DiagnoseRow.self))
}

/// The figure of `diagnosePlot`; nil unless both routings ran.
func diagnoseFigure(_ rows: [DiagnoseRow]) -> Figure? {
  var rates = Chart(
    "What the profiler says", x: .linear("request epochs"),
    y: .linear("DSR up to the epoch", .percent))
  var bytes = Chart(
    "What it costs", x: .linear("request epochs"), y: .linear("structural bytes", .bytes()))
  var ends: [ServiceRouting: DiagnoseRow] = [:]
  for routing in ServiceRouting.allCases {
    let group = rows.filter { $0.routing == routing }.sorted { $0.epoch < $1.epoch }
    guard let last = group.last else { return nil }
    ends[routing] = last
    let style = routing == .broken ? SeriesStyle.series(1) : .measured
    rates.add(
      .line(group.map { Point(Double($0.epoch), $0.rate) }, style, .label(routing.rawValue)))
    bytes.add(
      .line(
        group.map { Point(Double($0.epoch), Double($0.structuralBytes)) }, style,
        .label(routing.rawValue)))
  }
  guard let broken = ends[.broken], let fixed = ends[.fixed] else { return nil }
  let label = NumberStyle.bytes()
  var figure = Figure(
    "diagnose",
    title: "One line routed elsewhere: DSR from \(Figures.percent(broken.rate, 0)) to "
      + "\(Figures.percent(fixed.rate, 0)), structural memory from "
      + "\(label.label(Double(broken.structuralBytes))) to "
      + "\(label.label(Double(fixed.structuralBytes)))",
    subtitle: "A service that keeps connections longer than requests. Broken: connection metadata "
      + "goes to the request's epoch; fixed: to a persistent one.",
    description:
      "After \(broken.epoch) epochs the broken service has pinned \(broken.pinned) of them "
      + "and the fixed one \(fixed.pinned).")
  figure.charts = [rates, bytes]
  return figure
}

extension DiagnoseRow {
  /// Drained closes over closes, 0 to 1.
  fileprivate var rate: Double { Double(drained) / Double(max(1, drained + pinned)) }
}
