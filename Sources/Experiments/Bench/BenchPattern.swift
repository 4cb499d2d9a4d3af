import Results

/// A sequence of allocations and frees whose time is measured.
enum BenchPattern: String, CaseIterable, Codable, CSVValue {
  /// Allocate 128 bytes, free them.
  case pair
  /// 1,000 allocations of 128 bytes, then their frees in the same order.
  case batch
  /// 100,000 live objects of 64 to 512 bytes; a random one is freed and replaced.
  case randomReplace = "random-replace"
  /// 64 objects of 128 bytes, freed, and the phase closed.
  case epoch
  /// Objects of 128 bytes that another thread frees.
  case producerConsumer = "producer-consumer"
  /// As random-replace with 10,000 objects of 128 bytes, each operation timed by itself.
  case latency
  /// 4,096 objects of 128 bytes in a phase, freed, and the phase closed: most slabs are new.
  case refill
  /// A phase opened, one object of 128 bytes allocated and freed, and the phase closed.
  case phase
  /// 1,000 objects of 128 bytes that end together: by a close that discards them, or freed each.
  case discard

  /// Whether the pattern has more threads than processors, and so is timed in processor time.
  package var isCrowded: Bool { self == .refill || self == .phase }

  /// Thread counts at which the pattern runs.
  var threadCounts: [Int] {
    switch self {
    case .producerConsumer: [2]
    case .latency: [1]
    case .refill, .phase: [1, 2, 4, 8, 16]
    default: [1, 2]
    }
  }
}
