import Exhibits
import Results
import Statistics

/// What routing does to the same objects.
let twopointFinding = FindingSource(
  "routing", in: .routing, needs: [TwoPointRow.self, Coefficient.self]
) { results in
  let rows = try results(TwoPointRow.self).filter { $0.reuse == .strict }
  let mixed = rows.filter { $0.routing == .mixed }
  let isolated = rows.filter { $0.routing == .isolated }
  guard let sample = mixed.first, !isolated.isEmpty else { return nil }
  let bytes = NumberStyle.bytes()
  func structural(_ rows: [TwoPointRow]) -> String {
    bytes.label(Figures.average(rows.map { Double($0.structuralBytes) }) ?? 0)
  }
  func boundary(_ rows: [TwoPointRow]) -> String {
    Figures.percent(Figures.average(rows.compactMap(\.boundaryRecycleRate)), 3)
  }
  var paragraphs = [
    "Both arms allocate the same objects in the same order; only the epoch of the session objects "
      + "differs. After \(Figures.count(sample.requests)) requests mixed routing holds "
      + "\(structural(mixed)) that no live object needs, isolated routing \(structural(isolated)).",
    "At its boundary a mixed slab of \(sample.slabCapacity) slots is empty with probability "
      + "(1-f)^C = \(Figures.percent(sample.boundaryRecycleRatePredicted, 3)); "
      + "\(boundary(mixed)) were, the last slab of each epoch being only partly filled. Of the "
      + "isolated request slabs \(boundary(isolated)) were.",
  ]
  if let differential = try results(Coefficient.self).first(
    .recycleRateDifferential, at: ["reuse": ReuseMode.strict])
  {
    let interval =
      differential.ciLow.map { low in
        ", 95 % interval \(Figures.decimal(low, 0)) to \(Figures.decimal(differential.ciHigh, 0))"
      } ?? ""
    paragraphs.append(
      "The paper's ratio, isolated over mixed recycle rate, is "
        + "\(Figures.decimal(differential.value, 0))\(interval); published: "
        + "\(Figures.decimal(results.published.twopoint.recycleRateDifferential, 0))."
    )
  }
  return Finding("Routing alone decides whether slabs come back", paragraphs)
}
