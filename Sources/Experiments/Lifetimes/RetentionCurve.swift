import Foundation
import Statistics

/// Retained slabs at some epochs, measured or expected, and what can be read off the curve; both
/// are read in the same way, so that neither a coarse grid of epochs nor a short run sets them
/// apart.
struct RetentionCurve: Sendable {
  /// Epochs closed, ascending.
  var epochs: [Int]
  /// Slabs retained after each.
  var slabs: [Double]

  /// The epoch at which the curve first reaches a height, between the sampled ones by a line; nil
  /// where it does not.
  func firstEpoch(reaching height: Double) -> Double? {
    guard let index = slabs.firstIndex(where: { $0 >= height }) else { return nil }
    let before = index == 0 ? (0.0, 0.0) : (Double(epochs[index - 1]), slabs[index - 1])
    let rise = slabs[index] - before.1
    let share = rise > 0 ? (height - before.1) / rise : 1
    return before.0 + share * (Double(epochs[index]) - before.0)
  }

  /// The epoch from which on the curve stays above a height, between the sampled ones by a line; the
  /// last sampled one where it does not.
  func epoch(stayingAbove height: Double) -> Double? {
    guard let index = slabs.lastIndex(where: { $0 <= height }) else {
      return firstEpoch(reaching: height)
    }
    guard index + 1 < slabs.count else { return epochs.last.map(Double.init) }
    let share = (height - slabs[index]) / (slabs[index + 1] - slabs[index])
    return Double(epochs[index]) + share * Double(epochs[index + 1] - epochs[index])
  }

  /// The exponent b of a growth `A t^b + B`, from the increments over doublings.
  ///
  /// `R(2t) - R(t) = A (2^b - 1) t^b` has no constant, where the slope of log R itself is far from
  /// b until t^b outgrows B: after a hundred thousand epochs still 0.15 for b = 0.1. So b is the
  /// least-squares slope of the increment's logarithm against that of t.
  ///
  /// - Parameter start: the least t, from which on the tail is a power.
  /// - Throws: `StatisticsError` where fewer than three doublings grow.
  func growthExponent(from start: Double) throws(StatisticsError) -> Double {
    let bySlabs = Dictionary(uniqueKeysWithValues: zip(epochs, slabs))
    var logTimes: [Double] = []
    var logIncrements: [Double] = []
    for (epoch, slabs) in zip(epochs, slabs) where Double(epoch) >= start {
      guard let doubled = bySlabs[2 * epoch], doubled > slabs else { continue }
      logTimes.append(log(Double(epoch)))
      logIncrements.append(log(doubled - slabs))
    }
    return try LinearFit(x: logTimes, y: logIncrements).slope
  }
}
