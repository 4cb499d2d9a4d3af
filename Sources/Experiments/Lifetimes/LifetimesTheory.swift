import Results
import Statistics

/// Closed forms of retained slabs when session objects live a random number of epochs W.
///
/// An epoch receives a session with probability p, and in strict reuse that session alone pins its
/// epoch's slab. After the close of epoch t, the epochs 1 to t have ages t - 1 down to 0, and a
/// session of age a is live with probability P(W > a). By linearity
///
///     R(t) = p * sum of P(W > a) over ages a from 0 to t - 1,
///
/// whose limit is p E[ceil W], which is Little's law: sessions arrive at rate p and stay ceil W
/// closes. It lies less than p above p E[W]. Where E[W] is infinite there is no limit, and a tail
/// P(W > a) = (x/a)^s with s < 1 gives R(t) = A t^(1-s) + B past the shortest lifetime x.
struct LifetimesTheory: Sendable {
  /// The distribution of W, in epochs.
  var lifetime: Lifetime
  /// The sums of P(W > a), and of its squares and cubes, by t from 0.
  private let sums: [Double]
  private let squares: [Double]
  private let cubes: [Double]

  /// The closed forms up to a number of epochs.
  ///
  /// - Complexity: O(`epochs`).
  init(lifetime: Lifetime, epochs: Int) {
    self.lifetime = lifetime
    var sums = [0.0]
    sums.reserveCapacity(epochs + 1)
    // Neumaier's correction is not needed: the terms are of one sign and each at most 1, so that
    // the sum of n terms has lost less than n^2 units of 2^-53.
    for age in 0..<epochs { sums.append(sums[age] + lifetime.survival(beyond: Double(age))) }
    self.sums = sums
    func running(_ power: (Double) -> Double) -> [Double] {
      var total = 0.0
      return [0]
        + zip(sums.dropFirst(), sums).map { next, sum in
          total += power(next - sum)
          return total
        }
    }
    squares = running { $0 * $0 }
    cubes = running { $0 * $0 * $0 }
  }

  /// Expected retained slabs after the close of epoch t, for p = 1: `R(t) / p`.
  ///
  /// - Parameter epoch: t, from 0 to the number of epochs.
  func retained(after epoch: Int) -> Double { sums[epoch] }

  /// The law of retained slabs after the close of epoch t: a sum of independent Bernoulli variables of
  /// probabilities `q = p P(W > a)`, whose cumulants `q`, `q (1 - q)` and `q (1 - q) (1 - 2 q)` add.
  func retainedLaw(after epoch: Int, p: Double) -> SkewedLaw {
    let square = p * p * squares[epoch]
    return SkewedLaw(
      mean: p * retained(after: epoch), variance: max(0, p * sums[epoch] - square),
      thirdMoment: p * sums[epoch] - 3 * square + 2 * p * p * p * cubes[epoch])
  }

  /// The mean of `R(t) / p` over the second half of the run.
  var secondHalf: Double {
    let half = sums.count / 2
    // The closes of half + 1 up to the last; `sums` starts at 0.
    let window = sums[(half + 1)...]
    return window.reduce(0, +) / Double(window.count)
  }

  /// What `R(t) / p` tends to by Little's law, E[W]; nil where it has no limit.
  var limit: Double? { lifetime.mean.isFinite ? lifetime.mean : nil }

  /// The share of the limit at which a curve counts as level.
  static let levelShare = 0.95

  /// The exponent of growth: `1 - s` for a tail of exponent s below 1, nil where growth ends.
  var growthExponent: Double? {
    if case .pareto(_, let shape) = lifetime, shape < 1 { return 1 - shape }
    return nil
  }
}
