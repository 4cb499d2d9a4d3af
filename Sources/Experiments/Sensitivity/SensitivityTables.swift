import Exhibits
import Results

/// Slabs at their boundary by slab and object size: the fraction at which half of them drain, and
/// how far the rates lie from their closed form.
func sensitivityBoundaryTable(_ rows: [SensitivityRow]) -> Table {
  var table = Table(
    "sensitivity-boundary", "Slabs at their boundary, by slab size and object size",
    [
      .number("slab KiB"), .number("object bytes"), .number("C"), .number("half drain at f"),
      .number("closed form"), .number("points"), .number("agree"), .number("largest error"),
    ])
  for (slabSize, objectSize) in sizes(rows.filter { $0.metric != .costBytes }) {
    let group = rows.filter { $0.slabSize == slabSize && $0.objectSize == objectSize }
    let rates = group.filter { $0.metric == .boundaryRate }
    let half = group.first { $0.metric == .halfDrainFraction }?.point
    let coverage = GridCoverage(rates)
    table.append([
      "\(slabSize / 1_024)", "\(objectSize)", "\(group[0].capacity)",
      Figures.percent(half?.measured, 3), Figures.percent(half?.predicted, 3),
      "\(coverage.points)", "\(coverage.agreeing)",
      Figures.decimal(largestError(rates), 4),
    ])
  }
  table.notes = [
    "Half the slabs are empty at their boundary at f = 1 - 2^(-1/C). Points are session fractions, "
      + "the error is that of the boundary rate against (1-f)^C."
  ]
  return table
}

/// What a pinned epoch costs, by slab and session size.
func sensitivityCostTable(_ rows: [SensitivityRow]) -> Table {
  let costs = rows.filter { $0.metric == .costBytes }
  let modes = ReuseMode.allCases.filter { mode in costs.contains { $0.reuse == mode } }
  var table = Table(
    "sensitivity-cost", "Retained bytes for each pinned epoch, by slab size and session size",
    [.number("slab KiB"), .number("session bytes"), .number("C")]
      + modes.flatMap { mode -> [Table.Column] in
        [
          .number("\(mode.rawValue) bytes"),
          .number("closed form", "\(mode.rawValue) closed form"),
        ]
      } + [.number("spread over load")])
  for (slabSize, objectSize) in sizes(costs) {
    let group = costs.filter { $0.slabSize == slabSize && $0.objectSize == objectSize }
    let cells = modes.flatMap { mode -> [String] in
      let points = group.filter { $0.reuse == mode }.map(\.point)
      return [
        Figures.decimal(Figures.average(points.map(\.measured)), 0),
        Figures.decimal(Figures.average(points.compactMap(\.predicted)), 0),
      ]
    }
    let spreads = modes.compactMap { mode in spread(group.filter { $0.reuse == mode }) }
    table.append(
      ["\(slabSize / 1_024)", "\(objectSize)", "\(group[0].capacity)"] + cells
        + [Figures.percent(spreads.max())])
  }
  table.notes = [
    "Means over the numbers of objects a request; the spread is greatest over least of those, less "
      + "1. The closed form is a slab in strict reuse. In ring reuse it is a slab for each C "
      + "sessions of a ring slot, the last of which is filled in part."
  ]
  return table
}

/// The pairs of sizes, in order.
private func sizes(_ rows: [SensitivityRow]) -> [(slab: Int, object: Int)] {
  Set(rows.map(\.slabSize)).sorted().flatMap { slab in
    Set(rows.filter { $0.slabSize == slab }.map(\.objectSize)).sorted().map { (slab, $0) }
  }
}

/// The largest distance of a measured figure from its closed form.
func largestError(_ rows: [SensitivityRow]) -> Double? {
  rows.compactMap(\.point.residual?.magnitude).max()
}

/// Greatest over least of the measured figures, less 1.
func spread(_ rows: [SensitivityRow]) -> Double? {
  guard let least = rows.map(\.point.measured).min(), least > 0,
    let greatest = rows.map(\.point.measured).max()
  else { return nil }
  return greatest / least - 1
}
