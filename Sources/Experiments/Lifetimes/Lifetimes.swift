import Exhibits
import Results

/// Sessions that die: where growth ends.
enum Lifetimes: Experiment {
  static let name = "lifetimes"

  static let words = ExperimentWords(
    "sessions that die: when growth is a transient", seconds: 14,
    discussion: """
      The p-sweep's workload in strict reuse, with session objects that live some number of \
      epochs: a fixed one, or one drawn from an exponential, lognormal or Pareto distribution.

      Retained slabs follow R(t) = p times the sum of P(W > a) over ages a up to t. Where the mean \
      lifetime is finite they level at p E[W]; where it is infinite they grow for ever, slower \
      than linearly. The exponent of that growth is fitted to increments over doublings of t.
      """,
    examples: [
      ("drainbench lifetimes", "five lifetimes, five violation fractions"),
      ("drainbench lifetimes --quick", "a smaller grid, done in seconds"),
      ("drainbench lifetimes --lifetime exponential --p 0.1", "one curve"),
    ])

  static let standing = Standing.beyondPaper
  static let files = [CSVKind].grid(LifetimesRow.self)
  static let arms: [any Arm.Type] = [LifetimesArm.self]
  static let coefficients = [
    coefficient(LifetimesRow.Metric.plateau, unit: "slabs"),
    coefficient(LifetimesRow.Metric.levelEpochs, unit: "epochs"),
    coefficient(LifetimesRow.Metric.growthExponent),
  ]

  static let exhibits = Exhibits.grid(
    name, titled: "When sessions die", tables: { rows, _ in [lifetimesTable(rows)] },
    figure: lifetimesFigure, finding: { rows, _ in lifetimesFinding(rows) })

  static func run(
    _ configuration: LifetimesConfiguration, _ laboratory: Laboratory
  ) throws -> Analysis {
    let analysis = try LifetimesAnalysis(configuration, laboratory.run(configuration.arms))
    return try Analysis(
      analysis.rows, coefficients: analysis.coefficients, checks: analysis.checks())
  }
}
