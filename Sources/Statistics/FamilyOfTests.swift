/// The p-values of several tests made at once, so adjusted that a false claim among all of them is
/// no likelier than in one.
///
///     let adjusted = try adjustedPValues(of: tests, alpha: 0.05)
///
/// A test that could not have reached significance, whatever its values' order, can make no false
/// claim and does not count: its result is nil. The others are adjusted step by step from the
/// least.
///
/// Source: Tarone, "A modified Bonferroni method for discrete data", Biometrics 46(2), 1990, for
/// what counts; Holm, "A simple sequentially rejective multiple test procedure", Scandinavian
/// Journal of Statistics 6(2), 1979, for the adjustment.
/// - Parameters:
///   - tests: The p-value of each test, and the least that it could have had.
///   - alpha: The probability of a false claim that is allowed, above 0 and below 1.
/// - Returns: For each test the least `alpha` at which it is significant among all, or nil.
/// - Complexity: O(n log n).
package func adjustedPValues(
  of tests: [(pValue: Double, leastPValue: Double)], alpha: Double
) throws(StatisticsError) -> [Double?] {
  try check(confidence: 1 - alpha)
  for test in tests {
    try check(probability: test.pValue, named: "pValue")
    try check(probability: test.leastPValue, named: "leastPValue")
  }
  let counting = testsThatCount(tests.map(\.leastPValue), alpha: alpha)
  var adjusted = [Double?](repeating: nil, count: tests.count)
  var greatest = 0.0
  for (step, index) in counting.sorted(by: { tests[$0].pValue < tests[$1].pValue }).enumerated() {
    greatest = max(greatest, min(1, tests[index].pValue * Double(counting.count - step)))
    adjusted[index] = greatest
  }
  return adjusted
}

/// The tests that can reach `alpha / k` for the least k of which no more than k tests can.
private func testsThatCount(_ least: [Double], alpha: Double) -> [Int] {
  let ascending = least.indices.sorted { least[$0] < least[$1] }
  var size = 1
  // More than k tests can reach alpha / k exactly where the next one, in this order, can.
  while size < ascending.count, least[ascending[size]] <= alpha / Double(size) { size += 1 }
  return ascending.filter { least[$0] <= alpha / Double(size) }.sorted()
}
