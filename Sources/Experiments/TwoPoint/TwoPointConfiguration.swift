import Results

/// What the two-point experiment varies, and the workloads that it holds constant.
struct TwoPointConfiguration: ExperimentConfiguration {
  /// Whose workloads are run.
  var protocols: [TwoPointProtocol] = []
  /// The routings, the arms of the experiment.
  var routing: [Routing] = []
  /// Reuse modes.
  var reuse: [ReuseMode] = []
  /// When slabs are recycled that empty after their epoch's close.
  var reclaim: [ReclaimMode] = []
  /// Readings of the pool's churn.
  var churn: [PoolChurn] = []
  var workload = TwoPointWorkload()
  /// Object sizes at which the sustained protocol is run beside the workload's own.
  var differentialSizes: [Int] = []
  /// Session fractions at which the sustained protocol is run beside the workload's own.
  var differentialFractions: [Double] = []
  var pool = PoolWorkload()
  /// The first seed.
  var seed: UInt64 = 0
  /// Seeds, counting up from the first.
  var repeats = 0
  /// Seeds of the pool protocol.
  var poolRepeats = 0
  /// Where the objects of a run go as a recording.
  var recording: String?

  static let file = PackageResources.twopoint_json

  static let parameters: [Parameter<Self>] =
    choices + TwoPointWorkload.parameters.map { $0.within(\.workload) } + differentialPoints
    + PoolWorkload.parameters.map { $0.within(\.pool) } + seeds

  private static let choices: [Parameter<Self>] = [
    .choices(
      "protocol", \.protocols,
      "sustained, in which live objects grow, or pool, the authors' documented workload"),
    .choices("routing", \.routing, "where session objects go"),
    .reuse(\.reuse),
    .choices(
      "reclaim", \.reclaim,
      "when a slab is recycled that empties after its epoch's close: then (late), or when its ring "
        + "slot is closed again (at-close)"),
    .choices(
      "churn", \.churn,
      "pool: when --churn-fraction of the sessions are replaced: with each request, at once in each "
        + "epoch, or one by one within 1,000 requests"),
    .file("recording", \.recording, "also write one run's objects as a recording in CSV"),
  ]

  private static let differentialPoints: [Parameter<Self>] = [
    .wholes(
      "differential-size", \.differentialSizes, .bytes, ParameterRules.objectSize,
      "sustained: object sizes, --object-size among them, at which the differential is compared"),
    .numbers(
      "differential-fraction", \.differentialFractions, .one,
      NumberRange(0...1, .fraction, includesLower: false, includesUpper: false),
      "sustained: session fractions, --session-fraction among them, at each of those sizes"
    ).byDefault("1/3"),
  ]

  private static let seeds: [Parameter<Self>] = [
    .seed(\.seed), .repeats(\.repeats),
    .whole(
      "pool-repeat", \.poolRepeats, .runs, WholeRange(1...10_000),
      "runs of each arm of the pool protocol"),
  ]

  func validateTogether() throws(ExperimentError) {
    try workload.validateTogether()
    try pool.validateTogether()
    try require(ofOneRun: recording, of: arms.count)
  }

  /// The sustained workloads: the configured one, and, where it is among them, those of all sizes
  /// and fractions that are to be compared.
  var sustainedWorkloads: [TwoPointWorkload] {
    var all = [workload]
    guard differentialSizes.contains(workload.objectSize),
      differentialFractions.contains(workload.sessionFraction)
    else { return all }
    for size in differentialSizes {
      for fraction in differentialFractions {
        var other = workload
        other.objectSize = size
        other.sessionFraction = fraction
        if !all.contains(other) { all.append(other) }
      }
    }
    return all
  }

  /// Requests after which slabs are counted by class: the end, and the published arms' lengths.
  private var marks: [Int] {
    let published = PublishedFigures.bundled.twopoint.arms.map(\.requests)
    return Set(published.filter { $0 < workload.requests } + [workload.requests]).sorted()
  }

  /// Every combination of protocol, workload, reuse mode, reclaim mode, routing and seed. Arms that
  /// differ in their routing alone share a seed, and so the sequence of objects. Of the sustained
  /// workloads only the configured one is run in more than the first reclaim mode: where sessions
  /// live to the end, no slab empties after its close.
  var arms: [TwoPointArm] { protocols.flatMap { $0 == .pool ? poolArms : sustainedArms } }

  private var sustainedArms: [TwoPointArm] {
    sustainedWorkloads.flatMap { workload in
      variants(repeats, workload == self.workload ? reclaim : Array(reclaim.prefix(1))) {
        routing, reuse, reclaim, seed in
        TwoPointArm(
          workload: workload, routing: routing, reuse: reuse, reclaim: reclaim, seed: seed,
          marks: marks, recording: recording)
      }
    }
  }

  private var poolArms: [TwoPointArm] {
    churn.flatMap { churn in
      variants(poolRepeats, reclaim) { routing, reuse, reclaim, seed in
        TwoPointArm(
          workload: workload, pool: TwoPointArm.Pool(workload: pool, churn: churn),
          routing: routing, reuse: reuse, reclaim: reclaim, seed: seed, marks: marks,
          recording: recording)
      }
    }
  }

  private func variants(
    _ repeats: Int, _ reclaim: [ReclaimMode],
    _ arm: (Routing, ReuseMode, ReclaimMode, UInt64) -> TwoPointArm
  ) -> [TwoPointArm] {
    reuse.flatMap { reuse in
      reclaim.flatMap { reclaim in
        routing.flatMap { routing in
          (0..<repeats).map { arm(routing, reuse, reclaim, seed &+ UInt64($0)) }
        }
      }
    }
  }

  /// Whether the workload is the standard one, to which the published figures are compared.
  var isPublishedProtocol: Bool {
    workload == Self.standard.workload && pool == Self.standard.pool
  }
}
