import Foundation
import Statistics

/// How many epochs of a program stay retained because an object of theirs lives: what the lives of
/// its epochs say.
///
/// An epoch is retained while any of its objects lives, W epochs after its own. Of the epochs up to
/// t those of age a are retained with probability P(W > a), so that
///
///     R(t) = rate * sum of P(W > a) over ages a from 0 to t - 1,
///
/// whose limit is Little's law: a plateau where E[W] is finite, growth where it is not. P(W > a) is
/// estimated from the recording (Kaplan and Meier; epochs that hold live objects at the end are
/// censored). Beyond what was seen the tail continues as a power, whose exponent is the maximum
/// likelihood estimate for a censored Pareto tail (Hill, "A simple general approach to inference
/// about the tail of a distribution", Annals of Statistics 3, 1975).
package struct LifetimeLaw: Sendable, Equatable {
  /// What follows for a run that goes on as before.
  package enum Verdict: Sendable, Equatable {
    /// Retention ends at so many epochs, and is at 95 % of that after so many.
    case plateau(epochs: Double, levelAfter: Double)
    /// Retention grows as `t^exponent`, by now at so many epochs for each that passes.
    case growth(epochsPerEpoch: Double, exponent: Double)
    /// The recording is too short to tell.
    case undecided
  }

  /// How the tail goes on beyond what was seen often enough.
  package struct Tail: Sendable, Equatable {
    /// The age from which on lives were taken, in epochs.
    package var from: Int
    /// The last age at which P(W > a) is taken as measured.
    package var through: Int
    /// Epochs that were retained beyond `from`, and those of them that drained later.
    package var retained: Int
    package var drained: Int
    /// P(W > a) falls as `a^-exponent`; 0 where none of them drained.
    package var exponent: Double
    /// 95 % confidence, normal on the exponent; nil without a drained one.
    package var interval: ConfidenceInterval?
  }

  /// The age at which a plateau counts as reached, as a share of its height.
  package static let levelShare = 0.95
  /// Ages are looked at up to this.
  static let longestHorizon = 1 << 16
  /// Epochs that must have been looked at for a measured P(W > a).
  static let leastAtRisk = 5

  /// Epochs with an allocation over all epochs.
  package private(set) var rate: Double
  /// P(W > a) by a from 0.
  package private(set) var survival: [Double]
  /// Sums of P(W > a) over ages below a, by a from 0.
  private var sums: [Double]
  package private(set) var tail: Tail
  package private(set) var verdict: Verdict

  /// - Parameters:
  ///   - lives: of the epochs that closed before `end`.
  ///   - end: the number of epochs that closed.
  init(_ lives: [EpochLedger.Life], epochs end: UInt64) {
    rate = end == 0 ? 0 : Double(lives.count) / Double(end)
    let horizon = Int(min(end, UInt64(Self.longestHorizon)))
    // Epochs that drained at each age, and those that were looked at up to it for the last time.
    var drained = Array(repeating: 0, count: horizon + 1)
    var left = Array(repeating: 0, count: horizon + 1)
    for life in lives {
      let last = Int(min(life.lastLag, UInt64(horizon)))
      if let at = life.drainedAt, at <= last {
        drained[Int(at)] += 1
      } else {
        left[last] += 1
      }
    }
    var atRisk = lives.count
    survival = []
    for age in 0..<horizon {
      if atRisk < Self.leastAtRisk { break }
      let before = survival.last ?? 1
      survival.append(before * (1 - Double(drained[age]) / Double(atRisk)))
      atRisk -= drained[age] + left[age]
    }
    sums = [0]
    sums.reserveCapacity(survival.count + 1)
    for share in survival { sums.append(sums[sums.count - 1] + share) }
    tail = Self.tail(lives, through: survival.count - 1)
    verdict = .undecided
    verdict = judge()
  }

  private static func tail(_ lives: [EpochLedger.Life], through last: Int) -> Tail {
    let from = max(0, last / 4)
    var tail = Tail(from: from, through: last, retained: 0, drained: 0, exponent: 0)
    var exposure = 0.0
    for life in lives where life.lastLag > UInt64(from) {
      if let at = life.drainedAt, at <= UInt64(from) { continue }
      tail.retained += 1
      let seen = life.drainedAt ?? life.lastLag + 1
      if life.drainedAt != nil { tail.drained += 1 }
      exposure += log(Double(seen + 1) / Double(from + 1))
    }
    if tail.drained > 0 && exposure > 0 {
      tail.exponent = Double(tail.drained) / exposure
      let half = 1.959_963_984_540_054 * tail.exponent / Double(tail.drained).squareRoot()
      tail.interval = ConfidenceInterval(
        low: max(0, tail.exponent - half), high: tail.exponent + half)
    }
    return tail
  }

  private func judge() -> Verdict {
    guard let last = survival.last else { return .undecided }
    if tail.retained == 0 || last == 0 { return plateau(retained(after: survival.count)) }
    if tail.drained == 0 {
      // Few survivors that were not seen to drain may have been about to.
      return tail.retained < Self.leastAtRisk
        ? .undecided : .growth(epochsPerEpoch: rate * last, exponent: 1)
    }
    guard let interval = tail.interval else { return .undecided }
    if interval.low > 1 {
      let beyond = rate * last * Double(survival.count) / (tail.exponent - 1)
      return plateau(retained(after: survival.count) + beyond)
    }
    if interval.high < 1 {
      return .growth(epochsPerEpoch: rate * last, exponent: 1 - tail.exponent)
    }
    return .undecided
  }

  private func plateau(_ height: Double) -> Verdict {
    let level = Self.levelShare * height
    if let epochs = sums.firstIndex(where: { rate * $0 >= level }) {
      return .plateau(epochs: height, levelAfter: Double(epochs))
    }
    // In the tail the missing part falls as (t / n)^(1 - s).
    let missing = height - rate * sums[sums.count - 1]
    let ratio = missing / max(height - level, .leastNormalMagnitude)
    let factor = pow(ratio, 1 / (tail.exponent - 1))
    return .plateau(epochs: height, levelAfter: Double(survival.count) * factor)
  }

  /// Expected retained epochs after so many: `R(t)`.
  ///
  /// - Parameter epochs: t, 0 or more; beyond what was measured the tail's power goes on.
  package func retained(after epochs: Int) -> Double {
    let measured = sums[min(max(0, epochs), survival.count)]
    guard epochs > survival.count, let last = survival.last else { return rate * measured }
    let n = Double(survival.count)
    let ratio = Double(epochs) / n
    let power = 1 - tail.exponent
    let beyond =
      abs(power) < 1e-9
      ? n * log(ratio) : n / power * (pow(ratio, power) - 1)
    return rate * (measured + last * beyond)
  }
}
