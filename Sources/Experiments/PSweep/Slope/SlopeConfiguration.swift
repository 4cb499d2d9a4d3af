import Results

/// The quartile slope analysis of fresh p-sweep runs, or of a series in a file.
struct SlopeConfiguration: ExperimentConfiguration {
  /// The sweep whose series are analysed.
  var sweep = PSweepConfiguration()
  /// A time series to analyse in place of a run.
  var series: String?

  static let file = PackageResources.slope_json

  /// The parameters of the sweep, whose points have to grow.
  static let parameters: [Parameter<Self>] =
    [
      .numbers(
        "p", \.sweep.p, .one,
        NumberRange(0...1, .probability, includesLower: false, because: "slopes need growth"),
        "violation fractions")
    ]
    + PSweepConfiguration.parameters.filter {
      $0.name != "p" && $0.name != "compared-session-size"
    }.map { $0.within(\.sweep) }
    + [.file("FILE", \.series, "time series to analyse in place of a run").only(as: .operand)]

  var json: JSONValue { series.map { ["file": JSONValue(.string($0))] } ?? parameterJSON }

  func validateTogether() throws(ExperimentError) { try sweep.validateTogether() }

  func validate(given: Set<String>) throws(ExperimentError) {
    let about = Self.parameters.filter { $0.place == .everywhere }.map(\.name) + ["resume"]
    if series != nil, let option = about.first(where: given.contains) {
      throw .excluded("--\(option) is about a run, and FILE asks for none: leave one out")
    }
  }
}
