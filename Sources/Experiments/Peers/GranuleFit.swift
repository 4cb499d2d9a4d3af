import Foundation

/// The capacity of the granule that an allocator behaves as if it had.
///
/// If session objects are a share f of the objects, chosen independently, a granule of C objects
/// drains with probability `(1 - f)^C`, so the share of all granules that is retained is
/// `1 - (1 - f)^C` (Blackwell, "Drainability", 2026, section on mixed routing). C is the one that
/// comes closest to the measured shares in the least-squares sense.
struct GranuleFit {
  /// Objects of a granule; 1 or more, need not be whole.
  let capacity: Double

  private static let largest = 1e6

  /// Fits a capacity to points of session fraction (above 0, below 1) and retained share.
  ///
  /// - Returns: nil without a point.
  init?(_ points: [(fraction: Double, share: Double)]) {
    guard !points.isEmpty else { return nil }
    func error(_ logarithm: Double) -> Double {
      points.reduce(0) { sum, point in
        let difference = point.share - Self.share(point.fraction, capacity: exp(logarithm))
        return sum + difference * difference
      }
    }
    // Every share grows with C, so each point's error falls up to its own C and rises from there;
    // their sum may have flat parts at the ends, which a coarse look avoids.
    let steps = 200
    let step = log(Self.largest) / Double(steps)
    let best = (0...steps).min { error(Double($0) * step) < error(Double($1) * step) } ?? 0
    var low = max(0, Double(best - 1) * step)
    var high = Double(best + 1) * step
    while high - low > 1e-9 {
      let third = (high - low) / 3
      if error(low + third) < error(high - third) { high -= third } else { low += third }
    }
    capacity = exp((low + high) / 2)
  }

  /// The share of granules that hold a session object.
  static func share(_ fraction: Double, capacity: Double) -> Double {
    // Exact for small fractions too: 1 - (1 - f)^C = -(exp(C log(1 - f)) - 1).
    -expm1(capacity * log1p(-fraction))
  }
}
