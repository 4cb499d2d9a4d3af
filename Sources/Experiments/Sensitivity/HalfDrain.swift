import Foundation

/// The session fraction at which half the slabs are empty at their boundary.
///
/// A slab of C slots is empty with probability `(1-f)^C`, which is one half at `f = 1 - 2^(-1/C)`.
struct HalfDrain: Sendable {
  /// Objects that fit a slab: C.
  var capacity: Int

  /// `1 - 2^(-1/C)`, without cancellation.
  var fraction: Double { -expm1(-log(2) / Double(capacity)) }

  /// Fractions a fifth below and a quarter above it, between which it is interpolated.
  var bracket: [Double] { [0.8 * fraction, min(1.25 * fraction, 0.999)] }

  /// The half-drain fraction that two measured rates stand for.
  ///
  /// Whatever C is, `log rate` is proportional to `log(1-f)` as long as every slot of a slab
  /// decides by itself; so it is interpolated on that scale, where the line is straight.
  /// - Returns: nil where a rate is 0 or both are 1, and no line can be drawn.
  static func interpolated(fractions: [Double], rates: [Double]) -> Double? {
    guard rates.allSatisfy({ $0 > 0 }), rates[0] != rates[1] else { return nil }
    let x = fractions.map { log1p(-$0) }
    let y = rates.map { log($0) }
    let slope = (y[1] - y[0]) / (x[1] - x[0])
    return -expm1(x[0] + (-log(2) - y[0]) / slope)
  }
}
