import Statistics

/// How many closes an object outlives: W. An object born in epoch b is freed with the close of
/// epoch b + W.
enum EpochLifetime: Sendable, Equatable, Codable {
  /// W = 0: the object dies by its own epoch's close.
  case none
  /// W is the duration in epochs, rounded up.
  case lasting(Lifetime)
  /// The object is never freed.
  case endless

  /// The probability that the object is live when `age` closes have followed that of its own epoch:
  /// `P(W > age)`, which for a whole age is the probability of a duration above it.
  func survival(_ age: Int) -> Double {
    switch self {
    case .none: 0
    case .lasting(let lifetime): lifetime.survival(beyond: Double(age))
    case .endless: 1
    }
  }

  /// Draws W; nil for an object that is never freed. Takes one word where W is random or fixed, and
  /// none otherwise.
  func draw(_ random: inout Xoshiro256StarStar) -> Int? {
    switch self {
    case .none: 0
    case .lasting(let lifetime): Int(lifetime.draw(using: &random).rounded(.up))
    case .endless: nil
    }
  }
}
