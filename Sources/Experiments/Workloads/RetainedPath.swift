import Foundation
import Results

/// Means and covariances of retained slabs after some closes of the p-sweep's workload, and the
/// R-squared to expect of a line through them.
///
/// Strict, R(t) is binomial. Ring, R(t) is the sum over ring slots of `ceil(B / C)`, where B counts
/// the sessions of the slot's rounds so far. With U the free slots of its last slab, `-B mod C`,
/// that is (B + U) / C. Of two moments the later B is the earlier one plus an independent D, so that
/// every covariance is a sum over remainders by C. The remainder of a binomial is had from the C-th
/// roots of unity w: `P(B = a mod C)` is `1/C` times the sum over s of `w^(-sa) (1 - p + p w^s)^n`.
struct RetainedPath {
  /// Expected retained slabs at each moment.
  let means: [Double]
  /// Covariances of the moments, row by row.
  private let covariances: [Double]

  /// - Parameters:
  ///   - closes: the moments, ascending.
  ///   - p: above 0 to 1.
  ///   - capacity: sessions that fit a slab: C.
  init(reuse: ReuseMode, p: Double, closes: [Int], capacity: Int) throws {
    let count = closes.count
    var means = [Double](repeating: 0, count: count)
    var covariances = [Double](repeating: 0, count: count * count)
    func add(_ slots: Int, _ i: Int, _ j: Int, _ value: Double) {
      covariances[i * count + j] += Double(slots) * value
      if i != j { covariances[j * count + i] += Double(slots) * value }
    }
    if reuse == .strict {
      for i in 0..<count {
        means[i] = p * Double(closes[i])
        for j in i..<count { add(1, i, j, p * (1 - p) * Double(closes[i])) }
      }
    } else {
      let slots = ParameterRules.ringSlots
      // Slots that come round equally often at all moments are alike.
      let rounds = (0..<slots).map { slot in closes.map { ($0 - slot + slots - 1) / slots } }
      var remainders = Remainders(p: p, capacity: capacity)
      for (rounds, alike) in Dictionary(grouping: rounds, by: \.self).sorted(by: {
        $0.value.count == $1.value.count
          ? $0.key.lexicographicallyPrecedes($1.key) : $0.value.count < $1.value.count
      }) {
        for i in 0..<count {
          means[i] += Double(alike.count) * remainders.mean(rounds[i])
          for j in i..<count {
            add(alike.count, i, j, remainders.covariance(rounds[i], rounds[j]))
          }
        }
      }
    }
    self.means = means
    self.covariances = covariances
  }

  /// What the residual squares about the least-squares line on equidistant moments are of all
  /// squares, in expectations of both, from 1; nil where nothing grows.
  var expectedRSquared: Double? {
    let count = means.count
    let centre = Double(count - 1) / 2
    let length = (0..<count).reduce(0.0) { $0 + (Double($1) - centre) * (Double($1) - centre) }
      .squareRoot()
    let line = (0..<count).map { (Double($0) - centre) / length }
    let mean = means.reduce(0, +) / Double(count)
    var own = 0.0
    var level = 0.0
    var slope = 0.0
    for i in 0..<count {
      own += covariances[i * count + i]
      for j in 0..<count {
        level += covariances[i * count + j] / Double(count)
        slope += covariances[i * count + j] * line[i] * line[j]
      }
    }
    let deviations = means.map { $0 - mean }
    let rise = zip(deviations, line).reduce(0.0) { $0 + $1.0 * $1.1 }
    // Residuals of the expected path are formed one by one, since a straight one has none.
    let bent = zip(deviations, line).reduce(0.0) { sum, pair in
      let residual = pair.0 - rise * pair.1
      return sum + residual * residual
    }
    let all = own - level + bent + rise * rise
    return all > 0 ? 1 - (own - level - slope + bent) / all : nil
  }
}

/// Sessions of one ring slot by their remainder by C.
private struct Remainders {
  let p: Double
  let capacity: Int
  private var known: [Int: [Double]] = [:]
  private var knownAhead: [Int: [Double]] = [:]

  init(p: Double, capacity: Int) {
    self.p = p
    self.capacity = capacity
  }

  /// P(B = a mod C) of so many rounds, for a from 0.
  private mutating func shares(_ rounds: Int) -> [Double] {
    if let shares = known[rounds] { return shares }
    var shares = [Double](repeating: 1 / Double(capacity), count: capacity)
    for s in 1..<max(1, capacity) {
      let angle = 2 * Double.pi * Double(s) / Double(capacity)
      let real = 1 - p + p * cos(angle)
      let imaginary = p * sin(angle)
      let modulus = pow(real * real + imaginary * imaginary, Double(rounds) / 2)
      let phase = Double(rounds) * atan2(imaginary, real)
      for a in 0..<capacity {
        shares[a] += modulus * cos(phase - angle * Double(a)) / Double(capacity)
      }
    }
    known[rounds] = shares
    return shares
  }

  /// Free slots of the last slab, by the remainder.
  private func free(_ remainder: Int) -> Double {
    Double((capacity - remainder % capacity) % capacity)
  }

  /// Expected free slots after so many rounds more, by the remainder now.
  private mutating func freeAhead(_ rounds: Int) -> [Double] {
    if let ahead = knownAhead[rounds] { return ahead }
    let shares = shares(rounds)
    let ahead = (0..<capacity).map { a in
      (0..<capacity).reduce(0.0) { $0 + shares[$1] * free(a + $1) }
    }
    knownAhead[rounds] = ahead
    return ahead
  }

  private mutating func meanFree(_ rounds: Int) -> Double { freeAhead(rounds)[0] }

  /// Expected slabs of the slot.
  mutating func mean(_ rounds: Int) -> Double {
    (p * Double(rounds) + meanFree(rounds)) / Double(capacity)
  }

  /// The covariance of its slabs after so many rounds and after more.
  mutating func covariance(_ rounds: Int, _ later: Int) -> Double {
    if rounds == 0 { return 0 }
    let now = shares(rounds)
    let before = shares(rounds - 1)
    let ahead = freeAhead(later - rounds)
    let sessions = p * Double(rounds)
    let (freeNow, freeLater) = (meanFree(rounds), meanFree(later))
    var products = (freeNow: 0.0, sessionsNow: 0.0, sessionsLater: 0.0)
    for a in 0..<capacity {
      // The mean of B where it leaves that remainder.
      let share = sessions * before[(a + capacity - 1) % capacity]
      products.freeNow += now[a] * free(a) * ahead[a]
      products.sessionsNow += share * free(a)
      products.sessionsLater += share * ahead[a]
    }
    let both = sessions * (1 - p)
    let sum =
      both + (products.sessionsLater - sessions * freeLater)
      + (products.sessionsNow - sessions * freeNow) + (products.freeNow - freeNow * freeLater)
    return sum / Double(capacity * capacity)
  }
}
