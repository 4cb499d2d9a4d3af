import Exhibits
import Results
import Statistics

/// What routing does to the same objects in the sustained protocol.
let twopointFinding = FindingSource("routing", in: TwoPoint.section, TwoPointRow.self) { rows in
  let rows = rows.sustained.filter { $0.reuse == .strict }
  let mixed = rows.filter { $0.routing == .mixed }
  let isolated = rows.filter { $0.routing == .isolated }
  guard let sample = mixed.first, !isolated.isEmpty else { return nil }
  let bytes = NumberStyle.bytes()
  func structural(_ rows: [TwoPointRow]) -> String {
    bytes.label(Figures.average(rows.map { Double($0.structuralBytes) }) ?? 0)
  }
  func boundary(_ rows: [TwoPointRow]) -> String {
    Figures.percent(Figures.average(rows.compactMap(\.boundaryRecycleRate)), 4)
  }
  let form =
    sample.boundaryRecycleRatePredicted.map {
      ", the closed form, which counts each epoch's last slab, is \(Figures.percent($0, 4))"
    } ?? ""
  return Finding(
    "Routing alone decides whether slabs come back, while sessions live on",
    [
      "Both arms allocate the same objects in the same order; only the epoch of the session "
        + "objects differs. After \(Figures.count(sample.requests)) requests of the sustained "
        + "protocol mixed routing holds \(structural(mixed)) that no live object needs, isolated "
        + "routing \(structural(isolated)) (strict reuse).",
      "At their boundary \(boundary(mixed)) of the mixed slabs of \(sample.slabCapacity) slots were "
        + "empty\(form). Of the isolated request slabs \(boundary(isolated)) were.",
    ])
}

/// The dichotomy in one sentence.
let twopointAnswer = FindingSource("twopoint", in: TwoPoint.section, TwoPointRow.self) { rows in
  let rows = rows.sustained.filter { $0.reuse == .strict }
  let means = Routing.allCases.compactMap { routing in
    Figures.average(rows.filter { $0.routing == routing }.map { Double($0.structuralBytes) })
  }
  guard means.count == 2, let sample = rows.first else { return nil }
  let bytes = NumberStyle.bytes()
  let (mixed, isolated) = (bytes.label(means[0]), bytes.label(means[1]))
  return Finding(
    "Where objects go decides: \(mixed) stranded, or \(isolated)",
    [
      "The same objects in the same order, \(Figures.count(sample.requests)) requests. Sessions "
        + "among the objects of requests keep \(mixed) of slabs that no live object needs; in slabs "
        + "of their own they keep \(isolated). Nothing leaks, and nothing was tuned."
    ])
}

/// The paper's ratio as what it is: a function of slab capacity and session fraction.
let differentialFinding = FindingSource(
  "differential", in: TwoPoint.section, TwoPointRow.self, Coefficient.self
) { rows, coefficients, published in
  let all = coefficients.all(.recycleRateDifferential)
  guard let own = all.first(where: { $0.published != nil }) ?? all.first else { return nil }
  func place(_ row: Coefficient) -> String {
    let fraction = row.parameter["session_fraction"].flatMap(Double.init)
    return "\(row.parameter["object_size"] ?? "") bytes, f = \(Figures.decimal(fraction, 3)), "
      + (row.parameter["reuse"] ?? "")
  }
  func figure(_ value: Double?) -> String {
    value.map { $0 >= 100 ? Figures.count($0) : Figures.general($0, 3) } ?? Figures.none
  }
  var paragraphs = [
    "Isolated over mixed recycle rate is \(figure(own.value)) here "
      + "(\(place(own))); published: "
      + "\(Figures.decimal(published.twopoint.recycleRateDifferential, 0)). It measures the slab, "
      + "not the routing: "
      + all.map { "\(figure($0.value)) at \(place($0))" }.joined(separator: "; ")
      + ". The closed form in C and f gives "
      + all.map { figure($0.predicted) }.joined(separator: "; ") + "."
  ]
  let ring = rows.sustained.filter { $0.reuse == .ring }
  let groups = Routing.allCases.map { routing in ring.filter { $0.routing == routing } }
  if groups.allSatisfy({ !$0.isEmpty }) {
    paragraphs.append(
      "In ring reuse the rates are "
        + groups.map { Figures.percent($0.average(\.recycleRate), 2) }
        .joined(separator: " mixed and ")
        + " isolated (published: "
        + Routing.allCases.map { Figures.percent(published.twopoint.arm($0)?.recycleRate, 2) }
        .joined(separator: " and ")
        + "), while the two arms retain "
        + groups.map { Figures.count(mean: $0.map(\.retainedSlabs)) }.joined(separator: " and ")
        + " slabs: the rate does not tell how much memory is retained.")
  }
  return Finding("The recycle-rate differential is a function of slots and sessions", paragraphs)
}

/// What the documented workload gives, and what it cannot.
let poolFinding = FindingSource(
  "pool", in: TwoPoint.section, needs: [TwoPointSample.self, TwoPointClassRow.self]
) { results in
  let published = results.published.twopoint
  let rows = try results(TwoPointRow.self).filter { $0.protocol == .pool }
  let verdicts = publishedVerdicts(
    try results(TwoPointSample.self), try results(TwoPointClassRow.self), published)
  guard let arm = published.arm(.mixed), let first = rows.first,
    let peak = rows.map(\.peakRetainedSlabs).max()
  else { return nil }
  func list(_ holds: (PublishedVerdict) -> Bool) -> String {
    let names = verdicts.filter(holds).map { "\($0.routing.rawValue) \($0.figure)" }
    return names.isEmpty ? "none" : names.joined(separator: "; ")
  }
  let churns = PoolChurn.allCases.compactMap { churn -> String? in
    let group = rows.filter { $0.churn == churn && $0.routing == .mixed }
    guard let low = group.map(\.recycleRate).min(), let high = group.map(\.recycleRate).max()
    else { return nil }
    return "\(churn.rawValue): \(Figures.percent(low, 1)) to \(Figures.percent(high, 1))"
  }
  let limit = published.workload.liveObjectLimit
  return Finding(
    "\(Figures.count(published.workload.sessions)) sessions cannot pin "
      + "\(Figures.count(arm.retainedSlabs)) slabs",
    [
      "A retained slab holds a live object, so R(t) is at most the live objects: "
        + "\(Figures.count(limit)) in the workload that the published data document. Over "
        + "\(Figures.count(first.requests)) requests of it, in every reading of its churn, R(t) "
        + "never exceeded \(Figures.count(peak)) here. Mixed recycle rates by reading: "
        + churns.joined(separator: "; ") + "; published: \(Figures.percent(arm.recycleRate, 2)).",
      "Published figures that the documented workload reproduces: "
        + list { $0.ruling == .reproduced } + ". Only with sustained violation, where sessions are "
        + "never freed: " + list { $0.ruling == .sustainedOnly } + ". Not reproduced: "
        + list { $0.ruling == .notReproduced } + ". Impossible with so few live objects: "
        + list { if case .impossible = $0.ruling { true } else { false } } + ".",
    ])
}
