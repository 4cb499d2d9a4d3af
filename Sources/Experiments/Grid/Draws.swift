import Exhibits
import Results
import Statistics

/// How often something random came about in a run, by the run's own count.
struct Draws: Codable, Sendable, Equatable {
  /// How often it might have.
  var trials = 0
  /// How often it did.
  var successes = 0

  /// Counts one draw.
  mutating func count(_ cameAbout: Bool) {
    trials += 1
    successes += cameAbout ? 1 : 0
  }

  static func + (left: Draws, right: Draws) -> Draws {
    Draws(trials: left.trials + right.trials, successes: left.successes + right.successes)
  }
}

extension Sequence<Draws> {
  /// All of them together.
  var total: Draws { reduce(Draws(), +) }
}

/// The deviations from their probability that draws may show: one run in 30,000 has one beyond.
private let allowedDeviations = 4.5

extension Experiment {
  /// The check that something came about as often as its probability says.
  ///
  /// A mean of few runs says little of a probability that is off by a few in a hundred; the draws
  /// behind it are many.
  /// - Parameter draws: independent draws, each with the probability; those of which fewer than five
  ///   of either kind are expected are left out, unless they can come out in one way alone.
  /// - Returns: nil without draws.
  static func check(
    draws subject: String, _ draws: [(draws: Draws, probability: Double)]
  ) throws -> ReproductionCheck? {
    var scores: [Double] = []
    for (draws, probability) in draws where draws.trials > 0 {
      let expected = Double(draws.trials) * min(probability, 1 - probability)
      if expected > 0 && expected < 5 { continue }
      scores.append(
        try binomialZ(successes: draws.successes, trials: draws.trials, expected: probability)
          .magnitude)
    }
    guard let worst = scores.max() else { return nil }
    return check(
      "\(subject) as often as the probability says, within \(allowedDeviations) deviations",
      measured: "\(Figures.count(draws.reduce(0) { $0 + $1.draws.trials })) draws, largest "
        + "deviation \(Figures.decimal(worst, 2))",
      holds: worst <= allowedDeviations)
  }
}
