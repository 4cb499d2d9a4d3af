import Results

extension CSVKind {
  /// Every kind of file that this program writes.
  package static let all: [CSVKind] = [
    CSVKind(TwoPointRow.self), CSVKind(TwoPointSample.self), CSVKind(PSweepRow.self),
    CSVKind(PSweepSample.self), CSVKind(SlopeRow.self), CSVKind(ChurnRow.self),
    CSVKind(DSRRow.self), CSVKind(DiagnoseRow.self), CSVKind(BenchRow.self),
    CSVKind(ProfilerRow.self), CSVKind(PeersRow.self), CSVKind(PeersSample.self),
    CSVKind(RedisRow.self), CSVKind(LifetimesRow.self), CSVKind(SensitivityRow.self),
    CSVKind(ThresholdRow.self), CSVKind(ClassesRow.self), CSVKind(GranulesRow.self),
    CSVKind(PredictorRow.self), CSVKind(Coefficient.self),
  ]
}

/// The words after `drainbench` that make a file of a results folder.
package func command(making file: String) -> String {
  switch file {
  case Coefficient.fileName: "reproduce"
  case ProfilerRow.fileName: "bench --profiler"
  default: String(file.prefix { $0 != "-" && $0 != "." })
  }
}
