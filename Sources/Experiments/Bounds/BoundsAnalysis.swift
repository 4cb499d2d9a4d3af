import Results
import Statistics

/// Rows of finished runs.
struct BoundsAnalysis {
  /// Runs of one question and setting.
  struct Group {
    var question: BoundsQuestion
    var setting: Parameters
    /// Nil for the service and the p-sweep.
    var program: BoundsProgram?
    var outcomes: [BoundsOutcome]
  }

  let configuration: BoundsConfiguration
  private(set) var groups: [Group] = []
  private(set) var rows: [BoundsRow] = []

  /// Analyses finished arms.
  init(
    _ configuration: BoundsConfiguration, programs: Finished<BoundsArm>,
    services: Finished<BoundsServiceArm>, slopes: Finished<BoundsSlopeArm>
  ) throws {
    self.configuration = configuration
    for (question, setting, program) in configuration.programs {
      add(
        question, setting, program,
        programs.filter {
          $0.arm.question == question && $0.arm.setting == setting.csvField ?? ""
        }.flatMap(\.outcome))
    }
    for routing in ServiceRouting.allCases {
      add(
        .service, ["routing": routing], nil,
        services.filter { $0.arm.routing == routing }.flatMap(\.outcome))
    }
    for reuse in ReuseMode.allCases {
      for p in configuration.slopeP {
        add(
          .slopes, ["p": p, "reuse": reuse], nil,
          slopes.filter { $0.arm.watched.reuse == reuse && $0.arm.watched.p == p }
            .flatMap(\.outcome))
      }
    }
    for group in groups { try measure(group) }
  }

  private mutating func add(
    _ question: BoundsQuestion, _ setting: Parameters, _ program: BoundsProgram?,
    _ outcomes: [BoundsOutcome]
  ) {
    if outcomes.isEmpty { return }
    groups.append(
      Group(question: question, setting: setting, program: program, outcomes: outcomes))
  }

  /// One row a run.
  var runRows: [BoundsRunRow] {
    groups.flatMap { group in
      group.outcomes.map { run in
        BoundsRunRow(
          question: group.question, setting: group.setting, seed: run.seed, closes: run.closes,
          drained: run.drained, sessions: run.sessions, compared: run.compared,
          breaches: run.breaches, greatestRetained: run.greatestRetained,
          greatestLive: run.greatestLive, greatestCommitted: run.greatestCommitted,
          secondHalf: run.secondHalf, firstSlope: run.slopes.first, lastSlope: run.slopes.last)
      }
    }
  }

  /// One row a run and sampled close.
  var samples: [BoundsSample] {
    groups.flatMap { group in
      group.outcomes.flatMap { run in
        run.samples.map {
          BoundsSample(
            question: group.question, setting: group.setting, seed: run.seed,
            epochsClosed: $0.epochsClosed, liveObjects: $0.live, retainedSlabs: $0.retained,
            structuralSlabs: $0.structural)
        }
      }
    }
  }

  private mutating func measure(_ group: Group) throws {
    let theory = group.program.map(BoundsTheory.init)
    for metric in group.question.metrics {
      guard let point = try point(metric, group, theory) else { continue }
      rows.append(
        BoundsRow(
          question: group.question, setting: group.setting, metric: metric, point: point))
    }
  }

  private func point(
    _ metric: BoundsRow.Metric, _ group: Group, _ theory: BoundsTheory?
  ) throws -> GridPoint? {
    let runs = group.outcomes
    func mean(
      _ predicted: Double?, _ value: (BoundsOutcome) -> Double?
    ) throws -> GridPoint? {
      let values = runs.compactMap(value)
      return values.isEmpty ? nil : try GridPoint(meanOf: values, predicted: predicted)
    }
    func quotient(
      _ predicted: Double?, _ parts: (BoundsOutcome) -> (Double, Double)
    ) throws -> GridPoint? {
      let pairs = runs.map(parts)
      guard pairs.contains(where: { $0.1 != 0 }) else { return nil }
      return try GridPoint(quotientOf: pairs, predicted: predicted)
    }
    func expected(_ share: Int) -> Double? {
      group.program.flatMap { theory?.retained(after: $0.epochs * share / 4) }
    }
    func retained(_ run: BoundsOutcome, _ share: Int) -> Double {
      Double(run.samples[BoundsProgram.samples * share / 4 - 1].retained)
    }
    func difference(_ high: Int, _ low: Int) -> Double? {
      expected(high).flatMap { high in expected(low).map { high - $0 } }
    }
    let capacity = Double(configuration.capacity)
    switch metric {
    case .dsr:
      return try GridPoint(
        rateOf: runs.reduce(0) { $0 + $1.drained }, in: runs.reduce(0) { $0 + $1.closes },
        seeds: runs.count, predicted: theory?.dsr)
    case .slabsPerObject:
      return try mean(nil) {
        $0.greatestLive > 0 ? Double($0.greatestRetained) / Double($0.greatestLive) : nil
      }
    case .plateau: return try mean(theory?.secondHalf, \.secondHalf)
    case .lastIncrement: return try mean(difference(4, 2)) { retained($0, 4) - retained($0, 2) }
    case .earlierIncrement: return try mean(difference(2, 1)) { retained($0, 2) - retained($0, 1) }
    case .doublingRatio:
      return try quotient(expected(4).flatMap { end in expected(2).map { end / $0 } }) {
        (retained($0, 4), retained($0, 2))
      }
    case .incrementRatio:
      return try quotient(difference(4, 2).flatMap { last in difference(2, 1).map { last / $0 } }) {
        (retained($0, 4) - retained($0, 2), retained($0, 2) - retained($0, 1))
      }
    case .greatestCommitted: return try mean(nil) { Double($0.greatestCommitted) }
    case .greatestRetained: return try mean(nil) { Double($0.greatestRetained) }
    case .retainedAtEnd: return try mean(expected(4)) { retained($0, 4) }
    case .amplification:
      return try quotient(theory?.amplification) { run in
        (retained(run, 4) * capacity, Double(run.samples.last?.live ?? 0))
      }
    case .slabsPerSession:
      return try quotient(theory?.slabsPerSession) { (retained($0, 4), Double($0.sessions)) }
    case .slopeRatio:
      return try quotient(slopeRatio(group.setting)) { ($0.slopes[1], $0.slopes[0]) }
    case .structuralBytes:
      return try mean(nil) { Double(($0.samples.last?.structural ?? 0) * configuration.slabSize) }
    case .liveObjects: return try mean(nil) { ($0.samples.last?.live).map(Double.init) }
    }
  }

  /// The expected slope of the last quarter over that of the first: a least-squares slope is linear
  /// in the path, so it is that of the expected path.
  private func slopeRatio(_ setting: Parameters) throws -> Double? {
    guard let p = setting["p"].flatMap(Double.init), p > 0,
      let reuse = setting["reuse"].flatMap(ReuseMode.init)
    else { return nil }
    let workload = configuration.sweep
    let requests = Array(
      stride(from: workload.sampleEvery, through: workload.requests, by: workload.sampleEvery))
    let path = try requests.map { request in
      try CostTheory(
        reuse: reuse, p: p, closes: request / workload.requestsPerEpoch,
        slabSize: workload.slabSize, capacity: workload.slabSize / workload.sessionSlot
      ).retainedSlabs()
    }
    return try QuartileSlopes(x: requests.map(Double.init), y: path).lastOverFirst
  }

  /// What a figure of the grid is a coefficient of.
  var coefficients: [Coefficient] {
    rows.coefficients(Bounds.coefficients) {
      (["question": $0.question] as Parameters).and($0.setting)
    }
  }
}

extension BoundsQuestion {
  /// What is measured of its runs.
  var metrics: [BoundsRow.Metric] {
    let level: [BoundsRow.Metric] = [.dsr, .slabsPerObject]
    return switch self {
    case .drained: level + [.greatestCommitted]
    case .plateau: level + [.plateau, .doublingRatio, .lastIncrement, .amplification]
    case .horizon: level + [.plateau, .doublingRatio, .lastIncrement]
    case .between:
      level + [.doublingRatio, .earlierIncrement, .lastIncrement, .incrementRatio, .amplification]
    case .linear:
      level + [.doublingRatio, .earlierIncrement, .lastIncrement, .incrementRatio, .amplification]
    case .burst: level + [.greatestRetained, .retainedAtEnd]
    case .amplification: level + [.amplification]
    case .closing: level + [.slabsPerSession, .doublingRatio]
    case .order: level + [.slabsPerSession, .doublingRatio]
    case .slopes: [.slabsPerObject, .slopeRatio]
    case .service:
      level + [.plateau, .doublingRatio, .lastIncrement, .structuralBytes, .liveObjects]
    }
  }
}
