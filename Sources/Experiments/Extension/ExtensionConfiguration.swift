import Results

/// The configuration of an experiment beyond the paper, which has a quick form.
public protocol ExtensionConfiguration: ExperimentConfiguration {}

extension ExtensionConfiguration {
  /// The standard configuration with what `experiments/quick.json` changes in it.
  public static func quick() throws(JSONError) -> Self {
    let file = "experiments/quick.json"
    var reader = try JSONReader(JSONValue.parse(BundledFiles.quick, file: file), file: file)
    var changes = try reader.object(experiment)
    let configuration = try Self(reading: &changes, over: .standard)
    try changes.finish()
    return configuration
  }
}
