import Results

/// The configuration of an experiment beyond the paper, which has a quick form.
package protocol ExtensionConfiguration: ExperimentConfiguration {
  /// The standard configuration on a smaller grid, which runs in seconds.
  static var quick: Self { get }
}

extension ExtensionConfiguration {
  /// The standard configuration with what `experiments/quick.json` changes in it.
  static func bundledQuick() -> Self {
    let file = "experiments/quick.json"
    do {
      var reader = try JSONReader(JSONValue.parse(BundledFiles.quick, file: file), file: file)
      var changes = try reader.object(experiment)
      let configuration = try Self(reading: &changes, over: .standard)
      try changes.finish()
      return configuration
    } catch {
      // The file is part of the build and a test reads it.
      preconditionFailure("\(error)")
    }
  }
}
