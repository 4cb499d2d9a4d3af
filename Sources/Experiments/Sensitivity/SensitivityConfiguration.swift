import Results

/// What the sensitivity experiment varies and what it holds constant.
///
/// Two workloads: objects of one epoch of which a share lives on, for the state of slabs at the
/// boundary, and the p-sweep's, for the cost of a pinned epoch.
struct SensitivityConfiguration: ExperimentConfiguration {
  /// Bytes of a slab.
  var slabSizes: [Int] = []
  /// Bytes of an object.
  var objectSizes: [Int] = []
  /// Shares of objects that are session objects.
  var sessionFractions: [Double] = []
  /// Slabs that an epoch's objects fill.
  var slabsPerEpoch = 0.0
  /// Standard deviation that a point's rate may have, from which its number of slabs follows.
  var deviation = 0.0
  /// The least number of slabs of a point.
  var leastSlabs = 0
  /// Violation fraction of the p-sweep's workload.
  var p = 0.0
  /// Reuse modes of the p-sweep's workload.
  var reuse: [ReuseMode] = []
  /// Objects of a request of the p-sweep's workload.
  var objectsPerRequest: [Int] = []
  /// Bytes of a request object of the p-sweep's workload.
  var requestSize = 0
  /// Requests of a run of the p-sweep's workload.
  var requests = 0
  /// Requests of an epoch of the p-sweep's workload.
  var requestsPerEpoch = 0
  var seeds = Seeds()

  static let file = PackageResources.sensitivity_json

  static let parameters: [Parameter<Self>] =
    [
      .wholes("slab-size", \.slabSizes, .bytes, ParameterRules.slabSize, "bytes of a slab"),
      .wholes(
        "object-size", \.objectSizes, .bytes, ParameterRules.objectSize, "bytes of an object"),
      .numbers(
        "session-fraction", \.sessionFractions, .one,
        NumberRange(0...1, .fraction, includesLower: false, includesUpper: false),
        "shares of objects that are session objects"),
      .number(
        "slabs-per-epoch", \.slabsPerEpoch, .slabsPerEpoch, NumberRange(0.01...10_000),
        "slabs that an epoch's objects fill; the last may be filled in part"),
      .number(
        "deviation", \.deviation, .one, NumberRange(0.0001...0.5),
        "standard deviation wanted of a boundary rate, from which the number of slabs follows"),
      .whole(
        "least-slabs", \.leastSlabs, .slabs, WholeRange(1...1_000_000),
        "slabs of a point at the least"),
      .number(
        "p", \.p, .one, NumberRange(0...1, .probability, includesLower: false),
        "violation fraction at which the cost of a pinned epoch is measured"),
      .reuse(\.reuse),
      .wholes(
        "objects-per-request", \.objectsPerRequest, .objects, ParameterRules.objectsPerRequest,
        "objects of a request where the cost is measured"),
      .objectSize("request-size", \.requestSize, "bytes of those objects"),
      .whole(
        "requests", \.requests, .requests, ParameterRules.requests,
        "requests of a run of that workload"),
      .whole(
        "requests-per-epoch", \.requestsPerEpoch, .requests, ParameterRules.requestsPerEpoch,
        "requests of an epoch of that workload"),
    ] + Seeds.parameters.map { $0.within(\.seeds) }

  func validateTogether() throws(ExperimentError) {
    try require(
      requests % requestsPerEpoch == 0, "requests", requests,
      "a multiple of --requests-per-epoch \(requestsPerEpoch)")
    for count in objectsPerRequest {
      try ParameterRules.requireEpoch(requests: requestsPerEpoch, objectsPerRequest: count)
    }
    for (slabSize, objectSize) in pairs {
      let count = theory(slabSize, objectSize, 0.5).objectsPerEpoch
      try require(
        count <= ParameterRules.largestEpoch, "slabs-per-epoch", slabsPerEpoch,
        "at most \(ParameterRules.largestEpoch) objects an epoch, and slabs of "
          + "\(slabSize) bytes with objects of \(objectSize) make it \(count)")
    }
  }

  /// Every slab size with every object size.
  var pairs: [(slabSize: Int, objectSize: Int)] {
    slabSizes.flatMap { slab in objectSizes.map { (slab, $0) } }
  }

  /// What theory says of a boundary.
  func theory(_ slabSize: Int, _ objectSize: Int, _ fraction: Double) -> BoundaryTheory {
    let capacity = slabSize / ParameterRules.slotSize(of: objectSize)
    return BoundaryTheory(
      sessionFraction: fraction, capacity: capacity,
      objectsPerEpoch: max(1, Int((slabsPerEpoch * Double(capacity)).rounded())))
  }

  /// What theory says of the cost of a pinned epoch.
  func costTheory(_ slabSize: Int, _ sessionSize: Int, _ reuse: ReuseMode) -> CostTheory {
    CostTheory(
      reuse: reuse, p: p, closes: requests / requestsPerEpoch, slabSize: slabSize,
      capacity: slabSize / ParameterRules.slotSize(of: sessionSize))
  }

  /// Epochs that each seed runs for a boundary rate of the wanted deviation: slabs are independent,
  /// so n of them have the deviation `sqrt(q (1 - q) / n)`.
  func epochsPerSeed(_ theory: BoundaryTheory) -> Int {
    let rate = theory.boundaryRecycleRate(.mixed)
    let slabs = max(Double(leastSlabs), rate * (1 - rate) / (deviation * deviation))
    return max(1, Int((slabs / (slabsPerEpoch * Double(seeds.count))).rounded(.up)))
  }
}
