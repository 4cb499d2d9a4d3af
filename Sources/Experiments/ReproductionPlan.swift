import Results

/// What `reproduce` runs: the default configurations with the changes of
/// `experiments/reproduce.json`.
package struct ReproductionPlan: Sendable, Equatable {
  /// The two-point experiment.
  package var twopoint: TwoPointConfiguration
  /// The p-sweep.
  package var psweep: PSweepConfiguration
  /// The churn experiment.
  package var churn: ChurnConfiguration
  /// The sweep through the profiler.
  package var dsr: DSRConfiguration
  /// The service that pins memory.
  package var diagnose: DiagnoseConfiguration

  /// The full plan or the quick one.
  package static func bundled(isQuick: Bool) throws(JSONError) -> ReproductionPlan {
    let file = "experiments/reproduce.json"
    var reader = try JSONReader(JSONValue.parse(BundledFiles.reproduce, file: file), file: file)
    _ = try reader.string("experiment")
    var full = try reader.object("full")
    var quick = try reader.object("quick")
    try reader.finish()
    return isQuick ? try ReproductionPlan(&quick) : try ReproductionPlan(&full)
  }

  private init(_ reader: inout JSONReader) throws(JSONError) {
    twopoint = try Self.changed(.standard, by: &reader)
    psweep = try Self.changed(.standard, by: &reader)
    churn = try Self.changed(.standard, by: &reader)
    dsr = try Self.changed(.standard, by: &reader)
    diagnose = try Self.changed(.standard, by: &reader)
    try reader.finish()
  }

  /// A configuration with the changes that the plan has under its experiment's name.
  private static func changed<Configuration: ExperimentConfiguration>(
    _ standard: Configuration, by reader: inout JSONReader
  ) throws(JSONError) -> Configuration {
    var changes = try reader.object(Configuration.experiment)
    let configuration = try Configuration(reading: &changes, over: standard)
    try changes.finish()
    return configuration
  }
}
