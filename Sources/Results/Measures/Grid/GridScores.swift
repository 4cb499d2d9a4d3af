import Foundation
import Statistics

extension GridPoint {
  /// How far the mean lies from its closed form, as a value that is standard normal where the form
  /// holds; infinite where runs without scatter contradict it.
  ///
  /// A mean's t statistic is taken to the normal value of the same probability. A rate is held
  /// against the binomial deviation of the closed form, and a mean whose law is known against that.
  /// Nil where there is no closed form, where runs without scatter agree with it, where fewer than
  /// `leastCount` outcomes of either kind are expected of a rate, and where the interval is not
  /// around the mean.
  package var score: Double? {
    guard let predicted, let ciLow, let ciHigh, let agrees else { return nil }
    if let law { return law.score(ofMean: measured, of: runs.count) }
    let trials = runs.reduce(0) { $0 + ($1.trials ?? 0) }
    if trials > 0 {
      let successes = Int((measured * Double(trials)).rounded())
      guard min(predicted, 1 - predicted) * Double(trials) >= Self.leastCount else {
        return predicted * (1 - predicted) == 0 && !agrees ? .infinity : nil
      }
      return try? binomialZ(successes: successes, trials: trials, expected: predicted)
    }
    if let first = runs.first, runs.allSatisfy({ $0.value == first.value }) {
      return agrees ? nil : scoreOfNone(in: runs.count, by: first.step, predicted)
    }
    let half = (ciHigh - ciLow) / 2
    let scale = max(measured.magnitude, predicted.magnitude)
    guard half > 1e-12 * scale else { return agrees ? nil : .infinity }
    guard ((ciHigh + ciLow) / 2 - measured).magnitude <= 1e-6 * half,
      seeds > 1, let student = try? StudentT(degreesOfFreedom: Double(seeds - 1)),
      let critical = try? student.quantile(0.975)
    else { return nil }
    let statistic = (measured - predicted) / half * critical
    guard let normal = try? StandardNormal.quantile(student.cumulative(-statistic.magnitude)) else {
      return nil
    }
    return statistic < 0 ? normal : -normal
  }

  /// Whether the interval of a mean follows from the differences between its runs, half of whose mean
  /// square is their variance, and Student's t; of a mean whose law is known, whether means that have
  /// the closed form at an end of their interval lie 1.96 deviations from it. Also true where there is
  /// no such interval.
  var followsFromRuns: Bool {
    if let law, let ciLow, let ciHigh {
      return [ciLow, ciHigh].allSatisfy { end in
        let score = law.score(ofMean: law.mean + measured - end, of: runs.count) ?? 0
        return end == 0 || end == measured || (score.magnitude - 1.959964).magnitude < 1e-4
      }
    }
    guard let ciLow, let ciHigh, runs.count > 1, runs.allSatisfy({ $0.trials == nil }),
      runs.contains(where: { $0.value != runs[0].value }),
      let critical = try? StudentT(degreesOfFreedom: Double(runs.count - 1)).quantile(0.975)
    else { return true }
    let values = runs.map(\.value)
    let count = Double(values.count)
    let squares = values.indices.reduce(0.0) { sum, i in
      values[..<i].reduce(sum) { $0 + ($1 - values[i]) * ($1 - values[i]) }
    }
    let half = critical * (squares / (count - 1)).squareRoot() / count
    let centre = values.reduce(0, +) / count
    let rounding = 1e-6 * half + 1e-12 * centre.magnitude
    return (ciLow - (centre - half)).magnitude <= rounding
      && (ciHigh - (centre + half)).magnitude <= rounding
  }

  /// The variance of the runs over that of their law, and how much chance lets the quotient vary about
  /// 1; nil of a mean whose law is not known.
  ///
  /// A sample's variance has the relative variance `(2 + k) / (n - 1)`, where k is the excess kurtosis,
  /// 1.5 times the squared skewness of a gamma variable.
  var scatter: (quotient: Double, variance: Double)? {
    guard let law, let variance = try? sampleVariance(of: runs.map(\.value)) else { return nil }
    let skewness = law.thirdMoment / (law.variance * law.variance.squareRoot())
    return (variance / law.variance, (2 + 1.5 * skewness * skewness) / Double(runs.count - 1))
  }

  /// The score of runs that all gave one number, if as many differ by a step as the closed form asks
  /// for: that of the probability of none, counted half.
  private func scoreOfNone(in count: Int, by step: Double?, _ predicted: Double) -> Double {
    guard let step, (measured - predicted).magnitude < step else { return .infinity }
    let share = (measured - predicted).magnitude / step
    let tail = exp(Double(count) * log1p(-share)) / 2
    return (try? -StandardNormal.quantile(tail)) ?? .infinity
  }

  /// The least number of outcomes of either kind that a rate has to have expected of it for its
  /// deviation to be anything like normal.
  static var leastCount: Double { 5 }
}

/// How the points of one metric stand to their closed forms, all together.
///
/// Points that share draws, such as the samples of one run, err together. So they are taken in
/// groups: the mean square of the scores in each group, summed over the groups, scatters at most
/// like chi-square with a degree of freedom a group.
package struct GridScores: Sendable {
  /// How many intervals hold the closed form.
  package let coverage: GridCoverage
  /// Groups of points that share draws.
  package let groups: Int
  /// The sum over groups of the mean square score.
  package let chiSquare: Double
  /// The sum over groups of the mean score.
  package let sum: Double
  /// Groups that have a score.
  package let scored: Int
  /// How far the runs scatter from what the closed forms say, as a standard normal value; nil where
  /// none says so.
  package let scatterScore: Double?
  /// The largest score of all points, without its sign; 0 where none has one.
  package let largest: Double

  /// Whether every interval holds its own mean.
  private let isOrdered: Bool
  /// Whether the intervals of means follow from the runs.
  package let followsFromRuns: Bool

  /// Scores rows.
  ///
  /// - Parameter group: what names the draws behind a row.
  package init<Row: GridRow>(_ rows: [Row], group: (Row) -> String) {
    let rows = rows.filter { $0.point.agrees != nil }
    coverage = GridCoverage(rows)
    isOrdered = rows.allSatisfy { row in
      let rounding = 1e-12 * row.point.measured.magnitude
      return (row.point.ciLow ?? 0) - rounding <= row.point.measured
        && row.point.measured <= (row.point.ciHigh ?? 0) + rounding
    }
    followsFromRuns = rows.allSatisfy(\.point.followsFromRuns)
    let groups = Dictionary(grouping: rows, by: group)
    self.groups = groups.count
    let scores = groups.values.map { $0.compactMap(\.point.score) }.filter { !$0.isEmpty }
    scored = scores.count
    largest = scores.joined().map(\.magnitude).max() ?? 0
    // Summed in the order of size, which does not depend on that of the groups.
    chiSquare = scores.map { scores in
      scores.reduce(0) { $0 + $1 * $1 } / Double(scores.count)
    }.sorted().reduce(0, +)
    sum = scores.map { $0.reduce(0, +) / Double($0.count) }.sorted().reduce(0, +)
    scatterScore = Self.scatterScore(groups.values.map { $0.compactMap(\.point.scatter) })
  }

  /// The score of the sum over groups of their points' mean quotient, which is 1 a group, as a gamma
  /// variable's.
  private static func scatterScore(_ groups: [[(quotient: Double, variance: Double)]]) -> Double? {
    let groups = groups.filter { !$0.isEmpty }
    func sum(_ value: ((quotient: Double, variance: Double)) -> Double) -> Double {
      groups.map { $0.reduce(0) { $0 + value($1) } / Double($0.count) }.sorted().reduce(0, +)
    }
    let (expected, variance) = (Double(groups.count), sum(\.variance))
    return SkewedLaw(
      mean: expected, variance: variance, thirdMoment: 2 * variance * variance / expected
    ).score(ofMean: sum(\.quotient), of: 1)
  }

  /// The chi-square as a standard normal value: positive for closed forms that lie too far off,
  /// negative for intervals that are too wide.
  ///
  /// Source: Wilson and Hilferty, "The distribution of chi-square", Proceedings of the National
  /// Academy of Sciences 17(12), 1931.
  package var chiSquareScore: Double {
    if scored == 0 { return 0 }
    let variance = 2 / (9 * Double(scored))
    return (cbrt(chiSquare / Double(scored)) - 1 + variance) / variance.squareRoot()
  }

  /// How many deviations the sum of scores lies from 0: far more than any of them where all err a
  /// little to one side.
  package var sumScore: Double { scored == 0 ? 0 : sum / Double(scored).squareRoot() }

  /// The least share of intervals that has to hold the closed form: four deviations below 95 % of
  /// as many independent ones as there are groups.
  package var requiredShare: Double {
    groups == 0 ? 1 : 0.95 - 4 * (0.95 * 0.05 / Double(groups)).squareRoot()
  }

  /// The largest score that points may have: each passes it in one of a thousand runs of all points.
  package var allowedScore: Double {
    let probability = 0.001 / Double(max(1, coverage.points))
    return (try? -StandardNormal.quantile(probability / 2)) ?? 0
  }

  /// The largest score, without its sign, of the sum, of chi-square and of the runs' scatter.
  package static let allowedTotalScore = 4.0

  /// Whether the intervals hold the closed forms as often, and as closely, as they should.
  package var holds: Bool {
    guard let share = coverage.share else { return false }
    return isOrdered && followsFromRuns && share >= requiredShare && largest <= allowedScore
      && chiSquareScore.magnitude <= Self.allowedTotalScore
      && sumScore.magnitude <= Self.allowedTotalScore
      && (scatterScore ?? 0).magnitude <= Self.allowedTotalScore
  }
}
