import Results

/// What `reproduce` runs: the default configurations with the changes of
/// `experiments/reproduce.json`.
public struct ReproductionPlan: Sendable, Equatable {
  /// The two-point experiment.
  public var twopoint: TwoPointConfiguration
  /// The p-sweep.
  public var psweep: PSweepConfiguration

  /// The full plan or the quick one.
  public static func bundled(isQuick: Bool) throws(JSONError) -> ReproductionPlan {
    let file = "experiments/reproduce.json"
    var reader = try JSONReader(JSONValue.parse(BundledFiles.reproduce, file: file), file: file)
    _ = try reader.string("experiment")
    var full = try reader.object("full")
    var quick = try reader.object("quick")
    try reader.finish()
    return isQuick ? try ReproductionPlan(&quick) : try ReproductionPlan(&full)
  }

  private init(_ reader: inout JSONReader) throws(JSONError) {
    var twopointReader = try reader.object("twopoint")
    twopoint = try TwoPointConfiguration(reading: &twopointReader, over: .standard)
    try twopointReader.finish()
    var psweepReader = try reader.object("psweep")
    psweep = try PSweepConfiguration(reading: &psweepReader, over: .standard)
    try psweepReader.finish()
    try reader.finish()
  }
}
