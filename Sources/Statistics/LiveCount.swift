import Foundation

/// How many of a set of independent objects are live, each with a probability of its own: the exact
/// mean, and the exact mean of the fewest slabs that could hold them.
///
///     var live = LiveCount()
///     live.add(100, liveWithProbability: 0.25)
///     live.mean                      // 25
///     live.fewestSlabs(capacity: 16) // 2.03: more than 25 / 16, since slabs are whole
package struct LiveCount: Sendable {
  private var certain = 0
  private var uncertain: [(objects: Double, probability: Double)] = []

  package init() {}

  /// Adds objects that are each live with the same probability.
  package mutating func add(_ objects: Int, liveWithProbability probability: Double) {
    if objects == 0 || probability <= 0 { return }
    if probability >= 1 {
      certain += objects
    } else {
      uncertain.append((Double(objects), probability))
    }
  }

  /// The expected number of live objects.
  package var mean: Double {
    uncertain.reduce(Double(certain)) { $0 + $1.objects * $1.probability }
  }

  /// The probabilities of 0, 1, 2 live objects and so on, up to as many as were added.
  ///
  /// - Complexity: O(n^2) for n objects whose life is not certain.
  package var masses: [Double] {
    var masses = [1.0]
    for (objects, probability) in uncertain {
      for _ in 0..<Int(objects) {
        masses.append(0)
        for count in stride(from: masses.count - 1, to: 0, by: -1) {
          masses[count] += probability * (masses[count - 1] - masses[count])
        }
        masses[0] *= 1 - probability
      }
    }
    return Array(repeating: 0, count: certain) + masses
  }

  /// The expected number of slabs of `capacity` slots that the live objects L fill, the last one
  /// perhaps in part: `E[ceil(L / C)]`.
  ///
  /// Since `C ceil(L/C) = L + (-L mod C)`, what is wanted is the mean of `-L mod C`. The indicator
  /// of `L = -j mod C` is `1/C` times the sum of `w^(s(L+j))` over s from 0 to C - 1, where w is
  /// the first C-th root of unity; and the sum of `j w^(sj)` over j is `C / (w^s - 1)`, or
  /// `C(C-1)/2` at s = 0. So the mean is `(C-1)/2` plus the sum over s from 1 of `E[w^(sL)] / (w^s
  /// - 1)`, and the expectation of the power factors over the objects: each contributes `1 - q + q
  /// w^s`. The first term, which is all that is left when L spreads over many slabs, is a uniform
  /// remainder.
  ///
  /// - Complexity: O(capacity) times the distinct probabilities.
  package func fewestSlabs(capacity: Int) -> Double {
    if uncertain.isEmpty { return Double((certain + capacity - 1) / capacity) }
    var remainder = Double(capacity - 1) / 2
    for s in 1..<max(1, capacity) {
      let angle = 2 * Double.pi * Double(s) / Double(capacity)
      guard let factor = characteristic(at: angle, capacity) else { continue }
      // 1 / (w^s - 1) = -1/2 - i cot(angle / 2) / 2, and the sum is real.
      remainder +=
        factor.modulus * (sin(factor.phase) / tan(angle / 2) - cos(factor.phase)) / 2
    }
    return (mean + remainder) / Double(capacity)
  }

  /// The expectation of `e^(i angle L)` by modulus and phase; nil where it is below any rounding.
  private func characteristic(
    at angle: Double, _ capacity: Int
  ) -> (modulus: Double, phase: Double)? {
    var logModulus = 0.0
    var phase = angle * Double(certain % capacity)
    for (objects, probability) in uncertain {
      let real = 1 - probability + probability * cos(angle)
      let imaginary = probability * sin(angle)
      logModulus += objects * log(real * real + imaginary * imaginary) / 2
      if logModulus < -60 { return nil }
      phase += objects * atan2(imaginary, real)
    }
    return (exp(logModulus), phase)
  }
}
