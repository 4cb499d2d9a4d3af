import Results

/// The quartile slope analysis of fresh p-sweep runs.
public struct SlopeConfiguration: ExperimentConfiguration {
  /// The sweep whose series are analysed.
  public var sweep: PSweepConfiguration

  public static let experiment = "slope"
  public static let standard: Self = bundled(BundledFiles.slope)

  public init(reading reader: inout JSONReader, over base: Self?) throws(JSONError) {
    sweep = try PSweepConfiguration(reading: &reader, over: base?.sweep)
  }

  public func validate() throws(ExperimentError) { try sweep.validate() }

  public var json: JSONValue { sweep.json }
}
