import Results
import Statistics

/// A program whose epochs receive sessions, which live as a law says; all other objects die by
/// their epoch's close. All objects are of one size.
struct BoundsProgram: Codable, Sendable, Equatable {
  /// How sessions come.
  enum Arrivals: Codable, Sendable, Equatable {
    /// One with that probability in each epoch.
    case perEpoch(Double)
    /// Each object is one with that probability.
    case perObject(Double)
  }

  var arrivals: Arrivals
  var lifetime: EpochLifetime
  /// Objects of an epoch, a session that comes per epoch apart.
  var objects: Int
  /// Epochs of a run.
  var epochs: Int
  /// The last epoch in which sessions come.
  var lastArrival: Int
  var order = AllocationOrder.drawn
  var routing = Routing.mixed
  var reuse = ReuseMode.strict
  var objectSize: Int
  var slabSize: Int

  /// Slots of a slab: C.
  var capacity: Int { slabSize / ParameterRules.slotSize(of: objectSize) }

  /// Samples of a run, equally far apart.
  static let samples = 16
}

/// Closed forms of such a program.
///
/// One session an epoch in strict reuse pins one slab while it lives, so that after the close of
/// epoch t the expectation is p times the sum of P(W > a) over the ages a of the epochs with
/// arrivals. Where each of n objects is a session with probability f and none dies, slabs that
/// received k objects are retained with probability `1 - (1 - f)^k`; where sessions are allocated
/// together, S ~ Binomial(n, f) of them are in ceil(S / C) slabs of their epoch.
struct BoundsTheory {
  let program: BoundsProgram
  /// The sums of P(W > a) over ages a below each index, as far as they grow.
  private let sums: [Double]
  /// Expected retained slabs of one epoch; nil where sessions die or come per epoch.
  private let slabsAnEpoch: Double?

  init(_ program: BoundsProgram) {
    self.program = program
    var sums = [0.0]
    var slabs: Double?
    switch program.arrivals {
    case .perEpoch:
      for age in 0..<program.epochs {
        let survival = program.lifetime.survival(age)
        // What follows is below any rounding of the sum.
        if survival < 1e-17 { break }
        sums.append(sums[age] + survival)
      }
    case .perObject(let fraction):
      if program.lifetime == .endless {
        slabs = Self.slabs(program, fraction)
      }
    }
    self.sums = sums
    slabsAnEpoch = slabs
  }

  private static func slabs(_ program: BoundsProgram, _ fraction: Double) -> Double {
    if program.order == .drawn {
      let full = program.objects / program.capacity
      let rest = program.objects % program.capacity
      func pinned(_ count: Int) -> Double {
        1 - (0..<count).reduce(1.0) { product, _ in product * (1 - fraction) }
      }
      return Double(full) * pinned(program.capacity) + pinned(rest)
    }
    // Those that come last fill whole slabs too where all objects do.
    var sessions = LiveCount()
    sessions.add(program.objects, liveWithProbability: fraction)
    return sessions.fewestSlabs(capacity: program.capacity)
  }

  /// Whether slabs of one session alone are retained or none.
  private var isSimple: Bool { program.routing == .mixed && program.reuse == .strict }

  /// Expected retained slabs after the close of epoch t, counted from 1; nil without closed form.
  func retained(after epoch: Int) -> Double? {
    guard isSimple else { return nil }
    switch program.arrivals {
    case .perEpoch(let p):
      return p * (sum(epoch) - sum(epoch - min(epoch, program.lastArrival)))
    case .perObject: return slabsAnEpoch.map { $0 * Double(min(epoch, program.lastArrival)) }
    }
  }

  private func sum(_ ages: Int) -> Double { sums[min(ages, sums.count - 1)] }

  /// The mean of expected retained slabs over the closes of the second half of a run.
  var secondHalf: Double? {
    let half = program.epochs / 2
    guard isSimple, case .perEpoch(let p) = program.arrivals, program.lastArrival == program.epochs
    else { return nil }
    // Sums are level from their last entry on.
    let level = min(max(sums.count - 1, half + 1), program.epochs + 1)
    let growing = (half + 1..<level).reduce(0.0) { $0 + sums[$1] }
    let rest = Double(program.epochs + 1 - level) * sums[sums.count - 1]
    return p * (growing + rest) / Double(program.epochs - half)
  }

  /// Expected retained slabs for each session, where none dies.
  var slabsPerSession: Double? {
    guard case .perObject(let fraction) = program.arrivals, isSimple, fraction > 0 else {
      return nil
    }
    return slabsAnEpoch.map { $0 / (Double(program.objects) * fraction) }
  }

  /// Retained slots for each live object: C where each session has a slab of its own.
  var amplification: Double? {
    guard isSimple else { return nil }
    if case .perEpoch(let p) = program.arrivals { return p > 0 ? Double(program.capacity) : nil }
    return slabsPerSession.map { $0 * Double(program.capacity) }
  }

  /// The probability that an epoch drains, the same for all epochs; nil where it is not.
  var dsr: Double? {
    if program.routing == .isolated { return 1 }
    guard program.reuse == .strict, program.lastArrival == program.epochs else { return nil }
    let outlives = program.lifetime.survival(0)
    switch program.arrivals {
    case .perEpoch(let p): return 1 - p * outlives
    case .perObject(let fraction):
      return (0..<program.objects).reduce(1.0) { product, _ in product * (1 - fraction * outlives) }
    }
  }
}
