import Results

/// The quartile slope analysis of fresh p-sweep runs.
public struct SlopeConfiguration: ExperimentConfiguration {
  /// The sweep whose series are analysed.
  public var sweep: PSweepConfiguration

  /// `slope`.
  public static let experiment = "slope"
  /// `experiments/slope.json`.
  public static let standard: Self = bundled(BundledFiles.slope)

  /// Reads the members; absent ones keep the values of `base`, and are required without one.
  public init(reading reader: inout JSONReader, over base: Self?) throws(JSONError) {
    sweep = try PSweepConfiguration(reading: &reader, over: base?.sweep)
  }

  /// Throws `ExperimentError.invalidParameter` for values that cannot run.
  public func validate() throws(ExperimentError) {
    try sweep.validate()
    for value in sweep.p {
      try require(value > 0, "p", value, "a probability above 0 is wanted: slopes need growth")
    }
  }

  /// The same members as JSON, for the manifest.
  public var json: JSONValue { sweep.json }
}
