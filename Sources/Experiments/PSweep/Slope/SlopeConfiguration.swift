import Results

/// The quartile slope analysis of fresh p-sweep runs.
package struct SlopeConfiguration: ExperimentConfiguration {
  /// The sweep whose series are analysed.
  package var sweep = PSweepConfiguration()

  /// `slope`.
  package static let experiment = "slope"
  /// `experiments/slope.json`.
  package static let standard: Self = bundled(BundledFiles.slope)

  /// A configuration whose parameters have no meaning yet.
  package init() {}

  /// The parameters of the sweep, whose points have to grow.
  package static let parameters: [Parameter<Self>] =
    [
      .numbers(
        "p", \.sweep.p,
        NumberRange(
          0...1, .probability, includesLower: false, because: "slopes need growth"),
        "violation fractions")
    ]
    + PSweepConfiguration.parameters.filter { $0.name != "p" }.map { $0.within(\.sweep) }

  /// Throws `ExperimentError.invalidParameter` for values that cannot be together.
  package func validateTogether() throws(ExperimentError) { try sweep.validateTogether() }
}
