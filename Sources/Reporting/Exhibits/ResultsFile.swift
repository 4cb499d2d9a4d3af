import Results

/// A file of a results folder, and the command that makes it.
public struct ResultsFile: Sendable, Hashable {
  /// The file's name.
  public let name: String
  /// The words after `drainbench` that make it.
  public let command: String

  /// The file of that kind of rows.
  public init<Row: CSVRecord>(_ kind: Row.Type, from command: String) {
    name = Row.fileName
    self.command = command
  }

  /// `twopoint.csv`.
  public static let twoPoint = ResultsFile(TwoPointRow.self, from: "twopoint")
  /// `twopoint-timeseries.csv`.
  public static let twoPointSamples = ResultsFile(TwoPointSample.self, from: "twopoint")
  /// `psweep.csv`.
  public static let psweep = ResultsFile(PSweepRow.self, from: "psweep")
  /// `psweep-timeseries.csv`.
  public static let psweepSamples = ResultsFile(PSweepSample.self, from: "psweep")
  /// `slope.csv`.
  public static let slope = ResultsFile(SlopeRow.self, from: "slope")
  /// `churn.csv`.
  public static let churn = ResultsFile(ChurnRow.self, from: "churn")
  /// `dsr.csv`.
  public static let dsr = ResultsFile(DSRRow.self, from: "dsr")
  /// `diagnose.csv`.
  public static let diagnose = ResultsFile(DiagnoseRow.self, from: "diagnose")
  /// `bench.csv`.
  public static let bench = ResultsFile(BenchRow.self, from: "bench")
  /// `profiler.csv`.
  public static let profiler = ResultsFile(ProfilerRow.self, from: "bench --profiler")
  /// `redis.csv`.
  public static let redis = ResultsFile(RedisRow.self, from: "redis")
  /// `peers.csv`.
  public static let peers = ResultsFile(PeersRow.self, from: "peers")
  /// `lifetimes.csv`.
  public static let lifetimes = ResultsFile(LifetimesRow.self, from: "lifetimes")
  /// `sensitivity.csv`.
  public static let sensitivity = ResultsFile(SensitivityRow.self, from: "sensitivity")
  /// `coefficients.csv`.
  public static let coefficients = ResultsFile(Coefficient.self, from: "reproduce")
}
