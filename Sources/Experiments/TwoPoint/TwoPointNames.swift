import Results

/// Whose workload the two-point experiment runs.
enum TwoPointProtocol: String, Sendable, CaseIterable, Codable, CSVValue {
  /// A sustained violation: a share of all objects lives to the end of the run.
  case sustained
  /// The authors' documented one: a pool of sessions of which some are replaced, and requests whose
  /// objects die before they end. Live objects are bounded.
  case pool
}

/// What "2 % churn" of the pool's sessions may mean: when that share of them is replaced.
enum PoolChurn: String, Sendable, CaseIterable, Codable, CSVValue {
  /// With every request.
  case request
  /// At once, with the first request of an epoch.
  case epoch
  /// Within 1,000 requests, one after the other at even distances.
  case thousandRequests = "thousand-requests"
}
