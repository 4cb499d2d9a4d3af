import Results

/// The quartile slope analysis of fresh p-sweep runs.
public struct SlopeConfiguration: ExperimentConfiguration {
  /// The sweep whose series are analysed.
  public var sweep = PSweepConfiguration()

  /// `slope`.
  public static let experiment = "slope"
  /// `experiments/slope.json`.
  public static let standard: Self = bundled(BundledFiles.slope)

  /// A configuration whose parameters have no meaning yet.
  public init() {}

  /// The parameters of the sweep, whose points have to grow.
  public static let parameters: [Parameter<Self>] =
    [
      .numbers(
        "p", \.sweep.p,
        NumberRange(
          0...1, .probability, includesLower: false, because: "slopes need growth"),
        "violation fractions")
    ]
    + PSweepConfiguration.parameters.filter { $0.name != "p" }.map { $0.within(\.sweep) }

  /// Throws `ExperimentError.invalidParameter` for values that cannot be together.
  public func validateTogether() throws(ExperimentError) { try sweep.validateTogether() }
}
