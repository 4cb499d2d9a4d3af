import Exhibits
import Results

extension TwoPointAnalysis {
  /// What the runs' own counts must show: closes, session objects, and structural bytes.
  @Checks func countChecks() throws -> [ReproductionCheck] {
    let workload = configuration.workload
    let closes = workload.requests / workload.requestsPerEpoch - workload.closeLag
    let sustained = rows.filter { $0.protocol == .sustained }
    let wrong = sustained.count { $0.epochsClosed != closes }
    TwoPoint.check(
      "every sustained run closes \(closes) epochs",
      measured: "\(sustained.count - wrong) of \(sustained.count) runs", holds: wrong == 0)
    let slot = ParameterRules.slotSize(of: workload.objectSize)
    // Live at the end are the sessions: of closed epochs, and of all where they have their own.
    try TwoPoint.check(
      draws: "strict: objects are session objects",
      [(Routing.mixed, closes * workload.requestsPerEpoch), (.isolated, workload.requests)].map {
        routing, requests in
        let runs = rows(routing, .strict).map {
          Draws(trials: requests * workload.objectsPerRequest, successes: $0.liveBytes / slot)
        }
        return (runs.total, workload.sessionFraction)
      })
    structuralCheck(slot: slot)
  }

  /// All objects are of one class, so that retained and structural slabs differ by the fewest that
  /// hold the live ones.
  private func structuralCheck(slot: Int) -> ReproductionCheck? {
    let own = configuration.routing.flatMap { rows($0, .strict) }
    let wrong = own.count { row in
      if row.slabCapacity < 1 { return true }
      let fewest = (row.liveBytes / slot + row.slabCapacity - 1) / row.slabCapacity
      return row.structuralBytes != (row.retainedSlabs - fewest) * configuration.workload.slabSize
    }
    return own.isEmpty
      ? nil
      : TwoPoint.check(
        "strict: structural slabs are the retained ones less the fewest for the live objects",
        measured: "\(own.count - wrong) of \(own.count) runs", holds: wrong == 0)
  }
}
