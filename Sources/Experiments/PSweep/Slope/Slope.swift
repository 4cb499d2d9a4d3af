import Exhibits
import Foundation
import Results

/// The quartile slopes of a sweep's series.
enum Slope: Experiment {
  static let name = "slope"

  static let words = ExperimentWords(
    "quartile slopes of a sweep's series: is growth sustained?", seconds: 2,
    discussion: """
      Fits a least-squares line to RSS and to retained slabs within each quarter of a run. Equal \
      slopes mean that growth is sustained and not the start of a plateau.

      Without FILE it runs the p-sweep's workload itself, at p = 1. With FILE, a \
      psweep-timeseries.csv, it analyses the series in it, those of p > 0, and runs nothing.
      """,
    examples: [
      ("drainbench slope", "runs at p = 1, in both reuse modes"),
      ("drainbench slope results/psweep-timeseries.csv", "the series of an earlier sweep"),
    ])

  static let standing = Standing.paper
  static let section = ReportSection("slope", "Is growth sustained?")
  static let files = [CSVKind(SlopeRow.self)]
  static let arms: [any Arm.Type] = []
  static let coefficients: [CoefficientKind] = [.quartileSlopeRatio]

  static let exhibits = Exhibits(
    tables: [
      TableGroup("slope", in: section, SlopeRow.self) { [slopeTable($0, published: $1)] },
      .coefficients(of: name, in: section),
    ],
    plots: [slopePlot], findings: [slopeFinding], oddities: [quotientOddity])

  static func run(
    _ configuration: SlopeConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    var analysis = Analysis()
    let slopes: SlopeAnalysis
    var samples: [PSweepSample] = []
    if let file = configuration.series {
      slopes = try SlopeAnalysis.ofSeries(in: file)
    } else {
      let sweep = try PSweepAnalysis(configuration.sweep, laboratory.run(configuration.sweep.arms))
      samples = sweep.samples
      slopes = try SlopeAnalysis(samples)
    }
    try analysis.add(slopes.rows)
    analysis.coefficients = try slopes.coefficients(published: laboratory.published)
    analysis.checks = try slopes.checks()
    if !samples.isEmpty { analysis.checks += [slopes.seriesCheck(samples)].compactMap(\.self) }
    return analysis
  }
}

extension SlopeAnalysis {
  /// Analyses the series in a file.
  ///
  /// - Throws: `CSVError` or `ResultsError`, and
  ///   `ExperimentError.badSeries` for series that no slope can be fitted to.
  fileprivate static func ofSeries(in file: String) throws -> SlopeAnalysis {
    let bytes = try readInput(
      file, hint: "`drainbench psweep` writes \(PSweepSample.fileName), which is such a file")
    let samples = try PSweepSample.read(bytes, file: file)
    guard samples.contains(where: { $0.p > 0 }) else {
      throw ExperimentError.badSeries(file: file, reason: "no series of p > 0, and slopes need one")
    }
    do {
      return try SlopeAnalysis(samples)
    } catch let error as ExperimentError {
      throw ExperimentError.badSeries(file: file, reason: "\(error)")
    }
  }
}
