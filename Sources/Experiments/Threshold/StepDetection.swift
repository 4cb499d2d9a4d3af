import Statistics

/// How likely a few unit steps, at random moments of a run, go unnoticed by the rule on levels.
///
/// Of n samples at 1 to n, a step between samples g and g + 1 has with time the product sum
/// `A(g) = g (n - g) / 2`, and with another step at h > g the product sum
/// `V(g, h) = g (n - h) / n`. Several steps add: the correlation of their sum with time has the
/// square `r^2 = (sum of A)^2 / (Sxx * sum of V)` with `Sxx = n (n^2 - 1) / 12`, and the slope's
/// interval lies above 0 exactly if `r^2 > c^2 / (n - 2 + c^2)` for the critical value c of
/// Student's t with n - 2 degrees of freedom. Source of the test's form: Draper and Smith, "Applied
/// Regression Analysis", 3rd edition, 1998, chapter 1.
struct StepDetection: Sendable {
  /// Samples: n.
  let samples: Int
  private let leastRSquared: Double
  /// The gaps in which a single step goes unnoticed.
  private(set) var missedGaps: [Int] = []
  /// The probability that 0, 1, 2 or 3 steps in uniformly random gaps go unnoticed.
  private(set) var missed: [Double] = [1]

  /// Enumerates the gaps.
  ///
  /// - Parameter samples: three or more.
  /// - Complexity: O(n^2), and O(n^3) for up to 50 samples; with more, three steps are taken to be
  ///   noticed, which fails for fewer than one case in 10,000.
  init(samples: Int) throws(StatisticsError) {
    self.samples = samples
    let degrees = Double(samples - 2)
    let critical = try StudentT(degreesOfFreedom: degrees).quantile(0.975)
    leastRSquared = critical * critical / (degrees + critical * critical)
    let gaps = 1..<samples
    let count = Double(gaps.count)
    missedGaps = gaps.filter { !isNoticed([$0]) }
    missed.append(Double(missedGaps.count) / count)
    var pairs = 0
    var triples = 0
    for first in gaps {
      for second in gaps {
        pairs += isNoticed([first, second]) ? 0 : 1
        if samples > 50 { continue }
        for third in gaps { triples += isNoticed([first, second, third]) ? 0 : 1 }
      }
    }
    missed.append(Double(pairs) / (count * count))
    missed.append(Double(triples) / (count * count * count))
  }

  /// Whether steps in those gaps are noticed; gap g lies between samples g and g + 1.
  func isNoticed(_ steps: [Int]) -> Bool {
    let n = Double(samples)
    var withTime = 0.0
    var withThemselves = 0.0
    for step in steps {
      withTime += Double(step) * (n - Double(step)) / 2
      for other in steps {
        withThemselves += Double(min(step, other)) * (n - Double(max(step, other))) / n
      }
    }
    let timeSquares = n * (n * n - 1) / 12
    return withTime * withTime > leastRSquared * timeSquares * withThemselves
  }
}
