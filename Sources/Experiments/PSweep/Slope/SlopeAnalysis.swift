import Exhibits
import Results
import Statistics

extension CoefficientKind {
  static let quartileSlopeRatio = CoefficientKind(Slope.name, "quartile_slope_ratio", unit: "1") {
    $0.matches(["metric": SlopeRow.Metric.retainedSlabs])
  }
}

/// Whether growth is sustained: the least-squares slope within each quarter of a series.
struct SlopeAnalysis: Sendable {
  /// One row a series, metric and quarter.
  var rows: [SlopeRow] = []

  /// Analyses the series of every p > 0, reuse mode and seed among the samples.
  ///
  /// - Throws: `ExperimentError.unusableSeries` for one of fewer than 12 samples, or one whose
  ///   requests stand still.
  init(_ samples: [PSweepSample]) throws {
    struct Key: Hashable {
      var p: Double
      var reuse: ReuseMode
      var seed: UInt64
      var label: String { "p=\(p) reuse=\(reuse.rawValue) seed=\(seed)" }
    }
    var series: [Key: [PSweepSample]] = [:]
    var order: [Key] = []
    for sample in samples where sample.p > 0 {
      let key = Key(p: sample.p, reuse: sample.reuse, seed: sample.seed)
      if series[key] == nil { order.append(key) }
      series[key, default: []].append(sample)
    }
    for key in order {
      let points = series[key, default: []]
      for metric in SlopeRow.Metric.allCases {
        let slopes: QuartileSlopes
        do throws(StatisticsError) {
          slopes = try QuartileSlopes(
            x: points.map { Double($0.request) }, y: points.map { $0.value(of: metric) })
        } catch {
          throw ExperimentError.unusableSeries(key.label, error)
        }
        for (index, slope) in slopes.slopes.enumerated() {
          rows.append(
            SlopeRow(
              p: key.p, reuse: key.reuse, seed: key.seed, metric: metric, quartile: index + 1,
              slopePerRequest: slope, ratioToFirst: slopes.ratiosToFirst?[index]))
        }
      }
    }
  }

  /// The last quarter's slope over the first's, one a seed.
  func lastOverFirst(_ reuse: ReuseMode, p: Double, _ metric: SlopeRow.Metric) -> [Double] {
    rows.filter { $0.reuse == reuse && $0.p == p && $0.metric == metric && $0.quartile == 4 }
      .compactMap(\.ratioToFirst)
  }

  /// The reuse modes and p that were analysed, in order.
  var groups: [(reuse: ReuseMode, p: Double)] {
    var result: [(reuse: ReuseMode, p: Double)] = []
    for row in rows where !result.contains(where: { $0.reuse == row.reuse && $0.p == row.p }) {
      result.append((row.reuse, row.p))
    }
    return result
  }

  /// The mean ratio of last to first slope, by reuse mode, p and metric, with its t interval.
  @Listing<Coefficient> func coefficients(published: PublishedFigures) throws -> [Coefficient] {
    for (reuse, p) in groups {
      for metric in SlopeRow.Metric.allCases {
        let ratios = lastOverFirst(reuse, p: p, metric)
        let isPublished = p == 1 && reuse == .ring && metric == .rssBytes
        if !ratios.isEmpty {
          try Coefficient(
            .quartileSlopeRatio, at: ["p": p, "reuse": reuse, "metric": metric], meanOf: ratios,
            predicted: 1, published: isPublished ? published.slope.lastOverFirst : nil)
        }
      }
    }
  }

  /// Each quarter's slope as the covariance over the variance of its own quarter of the samples, and
  /// the ratio of the last to the first of them, against the rows.
  func seriesCheck(_ samples: [PSweepSample]) -> ReproductionCheck? {
    var worst = 0.0
    for (reuse, p) in groups {
      for seed in Set(rows.filter { $0.reuse == reuse && $0.p == p }.map(\.seed)) {
        let series = samples.filter { $0.reuse == reuse && $0.p == p && $0.seed == seed }
        for metric in SlopeRow.Metric.allCases {
          let own = rows.filter {
            $0.reuse == reuse && $0.p == p && $0.seed == seed && $0.metric == metric
          }
          let slopes = (0..<4).map { quarter in
            let points = series[quarter * series.count / 4..<(quarter + 1) * series.count / 4]
            return Self.slope(points.map { (Double($0.request), $0.value(of: metric)) })
          }
          for row in own {
            let slope = slopes[row.quartile - 1]
            worst = max(worst, (row.slopePerRequest - slope).magnitude / max(1e-3, slope.magnitude))
            if let ratio = row.ratioToFirst {
              worst = max(worst, (ratio * slopes[0] - slope).magnitude / max(1e-3, slope.magnitude))
            }
          }
        }
      }
    }
    return rows.isEmpty
      ? nil
      : Slope.check(
        "slopes and their ratios follow from the quarters of the series, to a billionth",
        measured: "largest difference \(Figures.scientific(worst))", holds: worst <= 1e-9)
  }

  private static func slope(_ points: [(x: Double, y: Double)]) -> Double {
    let count = Double(points.count)
    let meanX = points.reduce(0) { $0 + $1.x } / count
    let meanY = points.reduce(0) { $0 + $1.y } / count
    return points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
      / points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
  }

  /// What a reproduction must show at p = 1, where growth has no Bernoulli noise.
  func checks() throws -> [ReproductionCheck] {
    try groups.filter { $0.p == 1 }.flatMap { reuse, p in
      try SlopeRow.Metric.allCases.compactMap { metric in
        let ratios = lastOverFirst(reuse, p: p, metric)
        if ratios.isEmpty { return nil }
        let tolerance = metric == .retainedSlabs ? 0.02 : 0.05
        let ratio = try mean(of: ratios)
        let name = metric == .retainedSlabs ? "retained slabs" : "RSS"
        return Slope.check(
          "\(reuse.rawValue): last quarter's slope over the first's, \(name), is within "
            + "\(Figures.decimal(1 - tolerance, 2)) to \(Figures.decimal(1 + tolerance, 2))",
          measured: Figures.decimal(ratio, 4), holds: abs(ratio - 1) <= tolerance)
      }
    }
  }
}

extension PSweepSample {
  fileprivate func value(of metric: SlopeRow.Metric) -> Double {
    switch metric {
    case .rssBytes: Double(rssBytes)
    case .retainedSlabs: Double(retainedSlabs)
    }
  }
}
