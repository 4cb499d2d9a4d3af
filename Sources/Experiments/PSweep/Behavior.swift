import Results

/// How memory moved over a run.
enum Behavior: String, Sendable, CaseIterable, Codable, CSVValue {
  /// It did not grow: the slope's 95 % interval holds 0, or growth stayed within 128 KiB.
  case plateau
  /// It grew with the requests.
  case linear
}
