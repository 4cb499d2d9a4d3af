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
  /// 100,000 objects of 64 to 512 bytes, then their frees in random order.
  case burst
  /// 1,000 live objects of 64 to 512 bytes a thread, of which 10,000 are replaced; the thread hands
  /// them to one that begins then, and ends (Larson and Krishnan, ISMM 1998).
  case larson
  /// A request of 200 objects of 96 to 480 bytes, freed at its end, in a phase of its own; 4 of 4,000
  /// session objects of 256 bytes are replaced meanwhile.
  case request

  /// Whether the pattern has more threads than processors, and so is timed in processor time.
  package var isCrowded: Bool {
    switch self {
    case .refill, .phase, .burst, .larson, .request: true
    default: false
    }
  }

  /// Thread counts at which the pattern runs.
  var threadCounts: [Int] {
    switch self {
    case .producerConsumer: [2]
    case .latency: [1]
    case .refill, .phase: [1, 2, 4, 8, 16]
    case .burst, .larson, .request: [1, 2, 4, 8]
    default: [1, 2]
    }
  }
}
