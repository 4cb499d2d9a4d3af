import Foundation
import Results
import Statistics

/// The p-sweep's workload in strict reuse, except that a session object dies: some epochs after it
/// was made, as its lifetime says.
struct LifetimesWorkload: Codable, Sendable, Equatable {
  /// Mean lifetime in epochs; where the mean is infinite, the shortest lifetime.
  var meanLifetime = 0
  /// Epochs of a run.
  var epochs = 0
  /// Request objects of an epoch.
  var requestObjects = 0
  /// Bytes of a request object.
  var requestSize = 0
  /// Bytes of a session object.
  var sessionSize = 0
  /// Bytes of a slab.
  var slabSize = 0

  static let parameters: [Parameter<Self>] = [
    .whole(
      "mean-lifetime", \.meanLifetime, .epochs, WholeRange(1...1_000_000, unit: "epochs"),
      "mean lifetime, or the shortest one where the mean is infinite"),
    .whole(
      "epochs", \.epochs, .epochs, WholeRange(4_096...100_000_000, unit: "epochs"),
      "epochs of a run, a multiple of 4096"),
    .whole(
      "request-objects", \.requestObjects, .objects, WholeRange(0...100_000),
      "request objects of an epoch"),
    .objectSize("request-size", \.requestSize, "bytes of a request object"),
    .objectSize("session-size", \.sessionSize, "bytes of a session object"),
    .slabSize(\.slabSize),
  ]

  func validateTogether() throws(ExperimentError) {
    try require(
      epochs % 4_096 == 0, "epochs", epochs,
      "a multiple of 4096 (the run is halved often)")
    try require(
      epochs >= 8 * meanLifetime, "epochs", epochs,
      "at least \(8 * meanLifetime), eight times --mean-lifetime")
  }

  /// The distribution behind a name, in epochs.
  func lifetime(_ law: LifetimeLaw) -> Lifetime {
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
  func theory(_ law: LifetimeLaw) -> LifetimesTheory {
    LifetimesTheory(lifetime: lifetime(law), epochs: epochs)
  }

  /// The epochs after whose close slabs are counted, ascending: four in each of ten doublings up to
  /// the whole run, so that all but the last four have their double.
  var sampledEpochs: [Int] {
    (1...10).reversed().flatMap { halvings in
      (4..<8).map { quarter in (epochs >> halvings) / 4 * quarter }
    } + [epochs]
  }
}
