import Exhibits
import Results

/// What slab size, object size and load do; nil without rows.
func sensitivityFinding(_ rows: [SensitivityRow]) -> Finding? {
  let rates = rows.filter { $0.metric == .boundaryRate }
  guard !rates.isEmpty else { return nil }
  return Finding(
    "Sizes act on the boundary only through C, the objects of a slab",
    sentences: [
      rateSentence(rates), halfSentence(rows.filter { $0.metric == .halfDrainFraction }),
      costSentence(rows.filter { $0.metric == .costBytes }),
      coverageSentence(rows, cause: "the share that intervals of 95 % miss"),
    ])
}

private func rateSentence(_ rates: [SensitivityRow]) -> String {
  "Over \(Figures.count(rates.count)) combinations of slab size, object size and session fraction "
    + "f the share of slabs that are empty at their boundary is (1-f)^C, with C the objects of a "
    + "slab: the largest error is \(Figures.decimal(largestError(rates), 4))."
}

private func halfSentence(_ halves: [SensitivityRow]) -> String? {
  guard let small = halves.min(by: { $0.capacity < $1.capacity }),
    let large = halves.max(by: { $0.capacity < $1.capacity }), small.capacity < large.capacity
  else { return nil }
  return "Half the slabs still drain with \(Figures.percent(small.point.measured, 2)) of session "
    + "objects at C = \(small.capacity), and with \(Figures.percent(large.point.measured, 3)) at "
    + "C = \(Figures.count(large.capacity)) (closed form 1 - 2^(-1/C): "
    + "\(Figures.percent(small.point.predicted, 2)) and "
    + "\(Figures.percent(large.point.predicted, 3))): the larger the slab, the fewer strays it "
    + "bears."
}

private func costSentence(_ costs: [SensitivityRow]) -> String? {
  guard let least = costs.map(\.point.measured).min(),
    let greatest = costs.map(\.point.measured).max()
  else { return nil }
  let strict = costs.filter { $0.reuse == .strict }
    .map { $0.point.measured / Double($0.slabSize) }
  let ring = costs.filter { $0.reuse == .ring }.compactMap { row in
    row.point.measured * Double(row.capacity) / Double(row.slabSize)
  }
  var text =
    "The cost of a pinned epoch, the paper's coefficient c, spans "
    + "\(NumberStyle.bytes().label(least)) to \(NumberStyle.bytes().label(greatest))"
  if let mean = Figures.average(strict) {
    text += "; in strict reuse it is \(Figures.decimal(mean, 3)) slabs, whatever a session's size"
  }
  if let low = ring.min(), let high = ring.max() {
    text +=
      "; in ring reuse \(Figures.decimal(low, 2)) to \(Figures.decimal(high, 2)) times a session's "
      + "share of a slab, the more the fewer of its slabs a run fills"
  }
  let groups = Dictionary(grouping: costs) { [$0.reuse.hashValue, $0.slabSize, $0.objectSize] }
  if let scatter = groups.values.compactMap({ $0.count > 1 ? spread($0) : nil }).max() {
    text +=
      ". Its closed form knows nothing of the number of objects a request, over which it differs "
      + "by \(Figures.percent(scatter, 1)) at most"
  }
  return text + "."
}
