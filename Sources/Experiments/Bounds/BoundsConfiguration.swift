import Results
import Statistics

/// What `bounds` varies and what it holds constant.
struct BoundsConfiguration: ExperimentConfiguration {
  /// Epochs of the runs on lifetimes.
  var epochs = 0
  /// The mean lifetime of sessions in epochs; of a Pareto law without mean, the shortest.
  var meanLifetime = 0
  /// Request objects of an epoch in those runs.
  var requestObjects = 0
  /// Probabilities that an epoch receives a session.
  var p: [Double] = []
  /// Objects of the runs in which each object is a session with some probability.
  var objects = 0
  /// Those probabilities, for the amplification.
  var sessionFractions: [Double] = []
  /// Objects of an epoch, for closing more or less often.
  var epochObjects: [Int] = []
  /// Bytes of every object.
  var objectSize = 0
  /// Bytes of a slab.
  var slabSize = 0
  /// Request epochs of the connection service.
  var serviceEpochs = 0
  /// Violation fractions of the p-sweep whose slopes are looked at.
  var slopeP: [Double] = []
  /// Requests of those runs.
  var requests = 0
  /// Epochs of the long run.
  var horizon = 0
  var seeds = Seeds()

  static let file = PackageResources.bounds_json

  static let parameters: [Parameter<Self>] =
    [
      .whole(
        "epochs", \.epochs, .epochs, WholeRange(1_600...10_000_000),
        "epochs of the runs on lifetimes"),
      .whole(
        "mean-lifetime", \.meanLifetime, .epochs, WholeRange(1...1_000_000, unit: "epochs"),
        "mean lifetime of sessions, or the shortest one where the mean is infinite"),
      .whole(
        "request-objects", \.requestObjects, .objects, WholeRange(1...10_000),
        "request objects of an epoch in the runs on lifetimes"),
      .numbers(
        "p", \.p, .one, NumberRange(0...1, .probability, includesLower: false),
        "probabilities that an epoch receives a session"),
      .whole(
        "objects", \.objects, .objects, WholeRange(1_600...50_000_000),
        "objects of a run in which each is a session with some probability"),
      .numbers(
        "session-fraction", \.sessionFractions, .one,
        NumberRange(0...1, .fraction, includesLower: false),
        "those probabilities"),
      .wholes(
        "epoch-objects", \.epochObjects, .objects, WholeRange(1...100_000),
        "objects of an epoch, for closing more or less often"),
      .objectSize("object-size", \.objectSize, "bytes of every object"),
      .slabSize(\.slabSize),
      .whole(
        "service-epochs", \.serviceEpochs, .epochs, WholeRange(32...100_000),
        "request epochs of the connection service"),
      .numbers(
        "slope-p", \.slopeP, .one, .probability, "violation fractions whose slopes are compared"),
      .whole(
        "requests", \.requests, .requests, WholeRange(16_000...1_000_000_000),
        "requests of those runs, a multiple of 1000"),
      .whole(
        "horizon", \.horizon, .epochs, WholeRange(1_600...100_000_000), "epochs of the long run"),
    ] + Seeds.parameters.map { $0.within(\.seeds) }

  func validateTogether() throws(ExperimentError) {
    let samples = BoundsProgram.samples
    for (name, value) in [("epochs", epochs), ("horizon", horizon)] {
      try require(value % samples == 0, name, value, "a multiple of \(samples)")
      try require(
        value >= 32 * meanLifetime, name, value,
        "at least \(32 * meanLifetime), 32 times --mean-lifetime")
    }
    for count in epochObjects + [Self.orderObjects(capacity)] {
      try require(
        objects % (samples * count) == 0, "objects", objects,
        "a multiple of \(samples) times \(count) objects of an epoch")
    }
    try sweep.validateTogether()
  }

  /// Slots of a slab.
  var capacity: Int { slabSize / ParameterRules.slotSize(of: objectSize) }

  /// Objects of an epoch where their order is varied: ten slabs, all full.
  static func orderObjects(_ capacity: Int) -> Int { 10 * capacity }

  /// The shares of sessions where order is varied: less than one an epoch, and some.
  func orderFractions() -> [Double] {
    [0.3, 8].map { $0 / Double(Self.orderObjects(capacity)) }
  }

  /// The p-sweep's workload with one request object.
  var sweep: ViolationWorkload {
    ViolationWorkload(
      requests: requests, requestsPerEpoch: 2, requestObjects: 1, requestSize: 128,
      sessionSize: 384, slabSize: slabSize, sampleEvery: 1_000)
  }

  /// The service of `diagnose`, as long as is asked for.
  var service: ServiceWorkload {
    var workload = ServiceWorkload.standard
    workload.epochs = serviceEpochs
    return workload
  }

  /// Runs of one session an epoch.
  private func program(
    p: Double, _ lifetime: EpochLifetime, routing: Routing = .mixed, reuse: ReuseMode = .strict,
    lastArrival: Int? = nil, epochs: Int? = nil
  ) -> BoundsProgram {
    let epochs = epochs ?? self.epochs
    return BoundsProgram(
      arrivals: .perEpoch(p), lifetime: lifetime, objects: requestObjects, epochs: epochs,
      lastArrival: lastArrival ?? epochs, routing: routing, reuse: reuse, objectSize: objectSize,
      slabSize: slabSize)
  }

  /// Runs in which each object may be a session, which never dies.
  private func program(f: Double, perEpoch count: Int, _ order: AllocationOrder) -> BoundsProgram {
    let epochs = objects / count
    return BoundsProgram(
      arrivals: .perObject(f), lifetime: .endless, objects: count, epochs: epochs,
      lastArrival: epochs, order: order, objectSize: objectSize, slabSize: slabSize)
  }

  /// The programs, each with its question and what tells it from others of that.
  var programs: [(question: BoundsQuestion, setting: Parameters, program: BoundsProgram)] {
    let mean = Double(meanLifetime)
    let exponential = EpochLifetime.lasting(.exponential(mean: mean))
    var list: [(question: BoundsQuestion, setting: Parameters, program: BoundsProgram)] = [
      (.drained, ["p": 0.0, "routing": Routing.mixed], program(p: 0, .endless)),
      (
        .drained, ["p": 1.0, "routing": Routing.isolated],
        program(p: 1, exponential, routing: .isolated)
      ),
      (.burst, ["lifetime": "exponential"], program(p: 1, exponential, lastArrival: epochs / 10)),
      (
        .between, ["lifetime": "pareto-0.9"],
        program(p: 1, .lasting(.pareto(minimum: mean, shape: 0.9)))
      ),
      (.linear, ["lifetime": "endless"], program(p: 0.25, .endless)),
      (.horizon, ["p": 1.0], program(p: 1, exponential, epochs: horizon)),
    ]
    for p in p {
      for (name, law) in [
        ("exponential", Lifetime.exponential(mean: mean)), ("fixed", .fixed(mean)),
      ] {
        list.append(
          (
            .plateau, ["p": p, "lifetime": name, "reuse": ReuseMode.strict],
            program(p: p, .lasting(law))
          ))
      }
      list.append(
        (
          .plateau, ["p": p, "lifetime": "exponential", "reuse": ReuseMode.ring],
          program(p: p, exponential, reuse: .ring)
        ))
    }
    for fraction in sessionFractions {
      list.append(
        (
          .amplification, ["f": fraction],
          program(f: fraction, perEpoch: Self.orderObjects(capacity), .drawn)
        ))
    }
    for count in epochObjects {
      list.append(
        (
          .closing, ["objects": count],
          program(f: 0.32 / Double(capacity), perEpoch: count, .drawn)
        ))
    }
    for fraction in orderFractions() {
      for order in AllocationOrder.allCases {
        list.append(
          (
            .order, ["f": fraction, "order": order],
            program(f: fraction, perEpoch: Self.orderObjects(capacity), order)
          ))
      }
    }
    return list
  }

  /// The runs of the programs; the long run has two seeds at most.
  var arms: [BoundsArm] {
    programs.flatMap { question, setting, program in
      let words = setting.csvField ?? ""
      var block = seeds.block(Bounds.name, question.rawValue, words)
      if question == .horizon { block.count = min(2, block.count) }
      return block.split(into: question == .horizon ? 1 : 10).map {
        BoundsArm(question: question, setting: words, program: program, seeds: $0)
      }
    }
  }

  var serviceArms: [BoundsServiceArm] {
    ServiceRouting.allCases.map {
      BoundsServiceArm(
        routing: $0, workload: service, seeds: seeds.block(Bounds.name, "service", $0.rawValue))
    }
  }

  var slopeArms: [BoundsSlopeArm] {
    ReuseMode.allCases.flatMap { reuse in
      slopeP.flatMap { p in
        let watched = ViolationRun(p: p, reuse: reuse, seed: seeds.first, workload: sweep)
        return seeds.block(Bounds.name, "slopes", reuse.rawValue, "\(p)").split(into: 5).map {
          BoundsSlopeArm(watched: watched, seeds: $0)
        }
      }
    }
  }
}
