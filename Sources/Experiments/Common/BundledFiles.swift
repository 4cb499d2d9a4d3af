import Results

/// The files of `experiments/`, as they were when the program was built.
package enum BundledFiles {
  /// The default configuration of the seven-point sweep.
  package static let psweep = PackageResources.psweep_json
  /// The default configuration of the two-point experiment.
  package static let twopoint = PackageResources.twopoint_json
  /// The default configuration of the quartile slope analysis.
  package static let slope = PackageResources.slope_json
  /// The default configuration of the churn run.
  package static let churn = PackageResources.churn_json
  /// The default configuration of the speed comparison.
  package static let bench = PackageResources.bench_json
  /// The default configuration of the drainability sweep.
  package static let dsr = PackageResources.dsr_json
  /// The default configuration of the connection-pool service.
  package static let diagnose = PackageResources.diagnose_json
  /// The default configuration of the profiler's speed measurement.
  package static let profiler = PackageResources.profiler_json
  /// The default configuration of the real Redis.
  package static let redis = PackageResources.redis_json
  /// The default configuration of the comparison of allocators.
  package static let peers = PackageResources.peers_json
  /// The default configuration of the experiment on finite lifetimes.
  package static let lifetimes = PackageResources.lifetimes_json
  /// The default configuration of the sensitivity experiment.
  package static let sensitivity = PackageResources.sensitivity_json
  /// The default configuration of the experiment on detection.
  package static let threshold = PackageResources.threshold_json
  /// The default configuration of the lifetime classes.
  package static let classes = PackageResources.classes_json
  /// The default configuration of the kinds of granule.
  package static let granules = PackageResources.granules_json
  /// The default configuration of routing by a predictor.
  package static let predictor = PackageResources.predictor_json
  /// What `reproduce` changes in the defaults.
  package static let reproduce = PackageResources.reproduce_json
  /// What `--quick` changes in the defaults of the experiments beyond the paper.
  package static let quick = PackageResources.quick_json
  /// The published figures.
  package static let published = PackageResources.published_json
}

extension PublishedFigures {
  /// The figures that are built into the program.
  package static let bundled: PublishedFigures = {
    do {
      return try PublishedFigures(BundledFiles.published, file: "experiments/published.json")
    } catch {
      // The file is part of the build and a test reads it.
      preconditionFailure("\(error)")
    }
  }()
}
