import Results

/// What some runs of `bounds` are about.
enum BoundsQuestion: String, Sendable, CaseIterable, Codable, CSVValue {
  /// Every closed epoch drains: is memory bounded?
  case drained
  /// Epochs are pinned by sessions that die: does retained memory level?
  case plateau
  /// The mean lifetime is infinite: is there a regime between level and linear?
  case between
  /// Sessions never die: the control, linear.
  case linear
  /// Sessions arrive in the first tenth of the run alone: what stays?
  case burst
  /// By what factor can retained slots exceed live objects?
  case amplification
  /// Does it help to close epochs more often?
  case closing
  /// Does it help to order an epoch's allocations?
  case order
  /// Does the p-sweep's growth slow down at any p?
  case slopes
  /// The connection service of `diagnose`, five times as long: does it grow?
  case service
  /// Does a plateau stay one over a long run?
  case horizon
}

/// In which order an epoch's objects are allocated.
enum AllocationOrder: String, Sendable, CaseIterable, Codable, CSVValue {
  /// Sessions and requests as they are drawn.
  case drawn
  /// Sessions before requests.
  case sessionsFirst = "sessions-first"
  /// Sessions after requests.
  case sessionsLast = "sessions-last"
}
