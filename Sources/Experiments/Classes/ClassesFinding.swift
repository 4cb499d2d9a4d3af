import Exhibits
import Results

/// Which lifetime classes may share granules; nil unless pairs and the whole program ran.
func classesFinding(_ rows: [ClassesRow]) -> Finding? {
  let costs = pairCosts(rows)
  guard let least = costs.min(by: { $0.bytes < $1.bytes }),
    let most = costs.max(by: { $0.bytes < $1.bytes }), let mixed = rows.wholeProgram.first,
    let isolated = rows.wholeProgram.last, mixed.granules != isolated.granules
  else { return nil }
  let bytes = NumberStyle.bytes()
  return Finding(
    "Sharing granules costs from \(bytes.label(least.bytes)) to \(bytes.label(most.bytes)) a pair, "
      + "and has no limit where one class is never freed",
    sentences: [
      "Of \(costs.count) pairs of lifetime classes, \(least.name) share granules at the least "
        + "cost, \(bytes.label(least.bytes)) more than apart, and \(most.name) at the greatest, "
        + "\(bytes.label(most.bytes)): what counts is how many dead objects the boundary leaves "
        + "beside each survivor, and how long that lives.",
      growthSentence(rows), reuseSentence(rows),
      "All classes in the same granules leave \(bytes.label(mixed.point.measured)) of structural "
        + "bytes, each in its own \(bytes.label(isolated.point.measured))\(partialClause(rows)).",
      dsrSentence(rows),
      coverageSentence(rows, cause: "the share that intervals of 95 % miss"),
    ])
}

/// What each pair costs beyond the two classes alone.
private func pairCosts(_ rows: [ClassesRow]) -> [(name: String, bytes: Double)] {
  let classes = LifetimeClass.allCases
  return classes.enumerated().flatMap { index, first in
    classes[(index + 1)...].compactMap { second -> (name: String, bytes: Double)? in
      guard let pair = rows.point(of: first, second, .structuralBytes),
        let one = rows.point(of: first, first, .structuralBytes),
        let other = rows.point(of: second, second, .structuralBytes)
      else { return nil }
      return (
        "\(first.rawValue) and \(second.rawValue)", pair.measured - one.measured - other.measured
      )
    }
  }
}

private func growthSentence(_ rows: [ClassesRow]) -> String? {
  let pairs = rows.filter {
    $0.routing == .pair && $0.metric == .growthBytes && $0.freeing == .atClose
  }
  let endless = pairs.filter { $0.granules.contains(LifetimeClass.process.rawValue) }
    .map(\.point.measured)
  let finite = pairs.filter { !$0.granules.contains(LifetimeClass.process.rawValue) }
    .map(\.point.measured)
  guard let low = endless.min(), let high = endless.max(),
    let change = finite.map(\.magnitude).max()
  else { return nil }
  let bytes = NumberStyle.bytes()
  return "Over the second half of the run the pairs with objects that are never freed grow by "
    + "\(bytes.label(low)) to \(bytes.label(high)); the others have leveled and change by "
    + "\(bytes.label(change)) at most."
}

/// What the arena's rule costs, beside slots that serve again.
private func reuseSentence(_ rows: [ClassesRow]) -> String? {
  let bytes = NumberStyle.bytes()
  func clause(_ routing: ClassRouting) -> String? {
    let group = rows.filter { $0.routing == routing && $0.metric == .structuralBytes }
    guard let once = group.first(where: { $0.freeing == .atClose }),
      let reused = group.first(where: { $0.freeing == .atDeath })
    else { return nil }
    return "\(bytes.label(once.point.measured)) to \(bytes.label(reused.point.measured)) "
      + "\(routing.rawValue)"
  }
  let clauses = [ClassRouting.mixed, .isolated].compactMap(clause)
  return clauses.isEmpty
    ? nil
    : "That is with an arena's rule, by which a slot is given out once while its granule is open. "
      + "Where slots serve again as objects die, structural bytes of the whole program go from "
      + listed(clauses) + "."
}

/// The divisions among fewer kinds than classes, with the share of the gain that each has.
private func partialClause(_ rows: [ClassesRow]) -> String {
  let whole = rows.wholeProgram
  guard let mixed = whole.first?.point.measured, let isolated = whole.last?.point.measured,
    mixed > isolated
  else { return "" }
  let clauses = whole.filter { $0.routing == .partial }.map { row in
    let gain = (mixed - row.point.measured) / (mixed - isolated)
    return "\(row.kinds?.count ?? 0) kinds (\(row.granules.replacing(" ", with: " | "))) give "
      + "\(Figures.percent(gain, 1))"
  }
  return clauses.isEmpty ? "" : "; of that gain " + clauses.joined(separator: ", ")
}

private func dsrSentence(_ rows: [ClassesRow]) -> String? {
  guard
    let row = rows.first(where: {
      $0.routing == .isolated && $0.metric == .dsr && $0.freeing == .atClose
    }),
    row.point.measured < 1
  else { return nil }
  return "DSR is \(Figures.percent(row.point.measured, 1)) even when every class is isolated: "
    + "objects born late in a granule outlive its close and drain soon after, so a violation at "
    + "the boundary costs little where lifetimes in a granule are alike."
}
