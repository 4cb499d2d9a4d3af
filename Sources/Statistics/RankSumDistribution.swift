/// How the sum of some ranks, drawn from all without putting back, is distributed.
///
/// The number of ways to each sum is counted rank by rank; source: Streitberg and Röhmel, "Exact
/// distributions for permutation and rank tests", Statistical Software Newsletter 12(1), 1986.
struct RankSumDistribution {
  /// The ways to draw each sum, by the sum.
  private var ways: [Double]
  /// The ways to draw any.
  private let total: Double

  /// Counts the draws of `size` ranks.
  ///
  /// - Parameters:
  ///   - size: From 1 to the number of ranks less one.
  ///   - ranks: Whole numbers above 0, some of which may be equal.
  /// - Complexity: O(n `size` S) for n ranks whose largest `size` sum to S.
  init(of size: Int, among ranks: [Int]) {
    // By drawing the smaller of the two parts there is less to count; its complement's sum is what
    // the other part leaves.
    let drawn = min(size, ranks.count - size)
    let greatest = ranks.sorted().suffix(drawn).reduce(0, +)
    let width = greatest + 1
    // Row j holds the ways to draw j ranks to each sum.
    var counts = [Double](repeating: 0, count: (drawn + 1) * width)
    counts[0] = 1
    for (index, rank) in ranks.enumerated() {
      for j in stride(from: min(drawn, index + 1), to: 0, by: -1) {
        for sum in stride(from: rank, to: width, by: 1) {
          counts[j * width + sum] += counts[(j - 1) * width + sum - rank]
        }
      }
    }
    let row = Array(counts[(drawn * width)...])
    if drawn == size {
      ways = row
    } else {
      let all = ranks.reduce(0, +)
      ways = [Double](repeating: 0, count: all + 1)
      for (sum, count) in row.enumerated() where count > 0 { ways[all - sum] = count }
    }
    total = row.reduce(0, +)
  }

  /// The probability of a sum of `sum` or less.
  func atMost(_ sum: Int) -> Double { ways[...min(sum, ways.count - 1)].reduce(0, +) / total }

  /// The probability of a sum of `sum` or more.
  func atLeast(_ sum: Int) -> Double { ways[min(sum, ways.count)...].reduce(0, +) / total }

  /// The probability of the least or of the greatest sum, whichever is rarer.
  var leastShareOfAnEnd: Double {
    let ends = [ways.first { $0 > 0 }, ways.last { $0 > 0 }]
    return (ends.compactMap(\.self).min() ?? total) / total
  }
}
