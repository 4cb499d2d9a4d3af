extension CSVKind {
  /// Every kind of file that this program writes.
  public static let all: [CSVKind] = [
    CSVKind(TwoPointRow.self), CSVKind(TwoPointSample.self), CSVKind(PSweepRow.self),
    CSVKind(PSweepSample.self), CSVKind(SlopeRow.self), CSVKind(ChurnRow.self),
    CSVKind(DSRRow.self), CSVKind(DiagnoseRow.self), CSVKind(BenchRow.self),
    CSVKind(ProfilerRow.self), CSVKind(Coefficient.self),
  ]
}
