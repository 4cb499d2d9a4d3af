import Foundation
import Results
import Statistics

/// What the experiment on finite lifetimes varies and what it holds constant.
///
/// The p-sweep's workload in strict reuse, except that a session object dies: some epochs after it
/// was made, as its lifetime says.
package struct LifetimesConfiguration: ExtensionConfiguration {
  /// The lifetimes.
  package var lifetimes: [LifetimeLaw] = []
  /// Violation fractions, each above 0 and at most 1.
  package var p: [Double] = []
  /// Mean lifetime in epochs; where the mean is infinite, the shortest lifetime.
  package var meanLifetime = 0
  /// Epochs of a run.
  package var epochs = 0
  /// Request objects of an epoch.
  package var requestObjects = 0
  /// Bytes of a request object.
  package var requestSize = 0
  /// Bytes of a session object.
  package var sessionSize = 0
  /// Bytes of a slab.
  package var slabSize = 0
  /// The first seed.
  package var seed: UInt64 = 0
  /// Seeds, counting up from the first.
  package var repeats = 0

  /// `lifetimes`.
  package static let experiment = "lifetimes"
  /// `experiments/lifetimes.json`.
  package static let standard: Self = bundled(BundledFiles.lifetimes)
  /// The same with what `experiments/quick.json` changes.
  package static let quick: Self = bundledQuick()

  /// A configuration whose parameters have no meaning yet.
  package init() {}

  /// The parameters, in the order in which help lists them.
  package static let parameters: [Parameter<Self>] = [
    .choices("lifetime", member: "lifetimes", \.lifetimes, "how long session objects live"),
    .numbers(
      "p", \.p, NumberRange(0...1, .probability, includesLower: false), "violation fractions"),
    .whole(
      "mean-lifetime", \.meanLifetime, WholeRange(1...1_000_000, unit: "epochs"),
      "mean lifetime, or the shortest one where the mean is infinite"),
    .whole(
      "epochs", \.epochs, WholeRange(4_096...100_000_000, unit: "epochs"),
      "epochs of a run, a multiple of 4096"),
    .whole(
      "request-objects", \.requestObjects, WholeRange(0...100_000), "request objects of an epoch"),
    .objectSize("request-size", \.requestSize, "bytes of a request object"),
    .objectSize("session-size", \.sessionSize, "bytes of a session object"),
    .slabSize(\.slabSize),
    .seed(\.seed),
    .repeats(\.repeats),
  ]

  /// Throws `ExperimentError.invalidParameter` for values that cannot be together.
  package func validateTogether() throws(ExperimentError) {
    try require(
      epochs % 4_096 == 0, "epochs", epochs,
      "a multiple of 4096 is wanted: the run is halved often")
    try require(
      epochs >= 8 * meanLifetime, "epochs", epochs,
      "at least \(8 * meanLifetime) is wanted: eight times --mean-lifetime")
  }

  /// The distribution behind a name.
  package func lifetime(_ law: LifetimeLaw) -> Lifetime {
    let mean = Double(meanLifetime)
    return switch law {
    case .fixed: .fixed(mean)
    case .exponential: .exponential(mean: mean)
    // The mean is e^(1/2) medians.
    case .lognormal: .lognormal(median: mean * exp(-0.5), shape: 1)
    // The mean is three times the shortest.
    case .pareto15: .pareto(minimum: mean / 3, shape: 1.5)
    case .pareto09: .pareto(minimum: mean, shape: 0.9)
    }
  }

  /// What theory says of a lifetime.
  package func theory(_ law: LifetimeLaw) -> LifetimesTheory {
    LifetimesTheory(lifetime: lifetime(law), epochs: epochs)
  }

  /// The epochs after whose close slabs are counted, ascending: four in each of ten doublings up to
  /// the whole run, so that all but the last four have their double.
  package var sampledEpochs: [Int] {
    (1...10).reversed().flatMap { halvings in
      (4..<8).map { quarter in (epochs >> halvings) / 4 * quarter }
    } + [epochs]
  }

  /// Every combination of lifetime and p, in blocks of seeds.
  package var arms: [LifetimesArm] {
    lifetimes.flatMap { law in
      p.flatMap { p in
        let seeds = SeedBlock(
          first: seed, count: repeats, stream: .distinct("lifetimes", law.rawValue, "\(p)"))
        return seeds.split(into: Self.seedsPerProcess).map { block in
          LifetimesArm(
            law: law, lifetime: lifetime(law), p: p, seeds: block, sampledEpochs: sampledEpochs,
            requestObjects: requestObjects, requestSize: requestSize, sessionSize: sessionSize,
            slabSize: slabSize)
        }
      }
    }
  }

  /// Seeds that share a process: a run takes about as long as starting one.
  static let seedsPerProcess = 10
}
