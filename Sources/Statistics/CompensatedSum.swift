/// A running sum that carries what rounding cut off, so that its error does not grow with the
/// number of terms.
///
/// Source: Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen",
/// ZAMM 54, 1974.
struct CompensatedSum {
  private var sum = 0.0
  private var correction = 0.0

  /// The sum of the terms added so far; infinite once it has overflowed.
  package var value: Double { sum.isFinite ? sum + correction : sum }

  /// Adds one term.
  mutating func add(_ term: Double) {
    let next = sum + term
    correction += sum.magnitude >= term.magnitude ? (sum - next) + term : (term - next) + sum
    sum = next
  }

  /// The sum of `terms`.
  static func of(_ terms: some Sequence<Double>) -> Double {
    var sum = CompensatedSum()
    for term in terms { sum.add(term) }
    return sum.value
  }
}
