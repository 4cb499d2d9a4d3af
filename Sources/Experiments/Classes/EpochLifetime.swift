import Foundation
import Statistics

/// How many closes an object outlives: W. An object born in epoch b is freed with the close of epoch
/// b + W, so that W = 0 is an object that dies by its own epoch's close.
public enum EpochLifetime: Sendable, Equatable {
  /// W = 0.
  case none
  /// Uniform over 1, 2, ... up to the number given, 1 or more.
  case uniform(upTo: Int)
  /// Geometric from 1 on, of the mean given, 1 or more: each further close is outlived with
  /// probability `1 - 1/mean`.
  case geometric(mean: Int)
  /// The number given, 1 or more.
  case fixed(Int)
  /// The object is never freed.
  case endless

  /// The probability that the object is live when `age` closes have followed that of its own epoch:
  /// `P(W > age)`.
  public func survival(_ age: Int) -> Double {
    switch self {
    case .none: 0
    case .uniform(let longest): Double(max(0, longest - age)) / Double(longest)
    case .geometric(let mean): pow(1 - 1 / Double(mean), Double(age))
    case .fixed(let epochs): age < epochs ? 1 : 0
    case .endless: 1
    }
  }

  /// Draws W; nil for an object that is never freed. Takes one word where W is random and none
  /// otherwise.
  func draw(_ random: inout Xoshiro256StarStar) -> Int? {
    switch self {
    case .none: return 0
    case .uniform(let longest): return 1 + Int(random.nextBounded(UInt64(longest)))
    case .geometric(let mean):
      // Inversion: P(W > a) = q^a. The unit draw is below 1, so its complement has a logarithm; the
      // bound keeps a mean of many epochs within an integer.
      let word = 1 - random.nextUnit()
      if mean == 1 { return 1 }
      return 1 + Int(min(log(word) / log1p(-1 / Double(mean)), 1e15))
    case .fixed(let epochs): return epochs
    case .endless: return nil
    }
  }
}
