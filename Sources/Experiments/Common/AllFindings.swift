import Exhibits
/// What the results say, in the order in which the report says it.
package let allFindings: [FindingSource] = [
  routingFinding, sweepFinding, boundFinding, slopeFinding, churnFinding, dsrFinding,
  diagnoseFinding,
  lifetimesFindingSource, sensitivityFindingSource, thresholdFindingSource,
  classesFindingSource, granulesFindingSource, predictorFindingSource,
  redisFindingSource, peersFindingSource, speedFinding,
]
