/// The files of `experiments/`, as they were when the program was built.
public enum BundledFiles {
  /// The default configuration of the seven-point sweep.
  public static let psweep = PackageResources.psweep_json
  /// The default configuration of the two-point experiment.
  public static let twopoint = PackageResources.twopoint_json
  /// The default configuration of the quartile slope analysis.
  public static let slope = PackageResources.slope_json
  /// The default configuration of the churn run.
  public static let churn = PackageResources.churn_json
  /// The default configuration of the speed comparison.
  public static let bench = PackageResources.bench_json
  /// The default configuration of the drainability sweep.
  public static let dsr = PackageResources.dsr_json
  /// The default configuration of the connection-pool service.
  public static let diagnose = PackageResources.diagnose_json
  /// The default configuration of the profiler's speed measurement.
  public static let profiler = PackageResources.profiler_json
  /// The default configuration of the real Redis.
  public static let redis = PackageResources.redis_json
  /// The default configuration of the comparison of allocators.
  public static let peers = PackageResources.peers_json
  /// The default configuration of the experiment on finite lifetimes.
  public static let lifetimes = PackageResources.lifetimes_json
  /// The default configuration of the sensitivity experiment.
  public static let sensitivity = PackageResources.sensitivity_json
  /// The default configuration of the experiment on detection.
  public static let threshold = PackageResources.threshold_json
  /// The default configuration of the lifetime classes.
  public static let classes = PackageResources.classes_json
  /// The default configuration of the kinds of granule.
  public static let granules = PackageResources.granules_json
  /// The default configuration of routing by a predictor.
  public static let predictor = PackageResources.predictor_json
  /// What `reproduce` changes in the defaults.
  public static let reproduce = PackageResources.reproduce_json
  /// What `--quick` changes in the defaults of the experiments beyond the paper.
  public static let quick = PackageResources.quick_json
  /// The published figures.
  public static let published = PackageResources.published_json
}
