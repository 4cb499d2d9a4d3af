import Foundation

/// Round values along an axis.
enum Ticks {
  /// The factors of round numbers within a decade.
  private static let factors = [1.0, 2, 5]

  /// The least step of 1, 2 or 5 times a power of ten with which at most `count` steps span a
  /// range.
  static func step(from low: Double, to high: Double, atMost count: Int) -> Double {
    let rough = (high - low) / Double(count)
    let power = pow(10, log10(rough).rounded(.down))
    let edge = 1 - 1e-9
    for factor in factors where factor * power >= rough * edge { return factor * power }
    return 10 * power
  }

  /// The multiples of a step within a range, its ends included.
  static func multiples(of step: Double, from low: Double, to high: Double) -> [Double] {
    let edge = 1e-6
    let first = Int(clamping: (low / step - edge).rounded(.up))
    let last = Int(clamping: (high / step + edge).rounded(.down))
    return first > last ? [] : (first...last).map { Double($0) * step }
  }

  /// The greatest 1, 2 or 5 times a power of ten that is not above a value.
  static func below(_ value: Double, unit: Double) -> Double {
    let scaled = value / unit * (1 + 1e-9)
    let power = pow(10, log10(scaled).rounded(.down))
    return (factors.last { $0 * power <= scaled } ?? 1) * power * unit
  }

  /// The least 1, 2 or 5 times a power of ten that is not below a value.
  static func above(_ value: Double, unit: Double) -> Double {
    let scaled = value / unit * (1 - 1e-9)
    let power = pow(10, log10(scaled).rounded(.down))
    return (factors.first { $0 * power >= scaled } ?? 10) * power * unit
  }

  /// Round values on a logarithmic range: 1, 2 and 5 of each decade where there is room, else 1,
  /// else every second or third decade.
  static func logarithmic(from low: Double, to high: Double, atMost count: Int) -> [Double] {
    let edge = 1e-9
    let first = Int(clamping: log10(low * (1 - edge)).rounded(.down))
    let last = Int(clamping: log10(high * (1 + edge)).rounded(.up))
    func values(_ factors: [Double], every stride: Int) -> [Double] {
      let decades = (first...last).filter { $0 % stride == 0 }
      let round: [Double] = decades.flatMap { decade in
        factors.map { factor in factor * pow(10, Double(decade)) }
      }
      return round.filter { $0 >= low * (1 - edge) && $0 <= high * (1 + edge) }
    }
    // Labels are as wide apart as the closest two: 1 to 2 is 0.3 of a decade.
    let decades = log10(high / low)
    if decades / 0.3 <= Double(count) { return values(factors, every: 1) }
    var stride = 1
    while decades / Double(stride) > Double(count) { stride += 1 }
    let powers = values([1], every: stride)
    return powers.count > 1 ? powers : values(factors, every: 1)
  }

  /// The power of ten of a number's last significant digit, of at most three digits.
  static func grain(of value: Double) -> Double {
    guard value != 0 else { return 1 }
    var grain = pow(10, log10(value.magnitude * (1 + 1e-9)).rounded(.down))
    for _ in 0..<2 where abs((value / grain).rounded() * grain - value) > 1e-9 * value.magnitude {
      grain /= 10
    }
    return grain
  }
}
