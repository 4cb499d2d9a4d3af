import Exhibits
import TemporalSlab

/// Ranges and rules that the parameters of several workloads share.
enum ParameterRules {
  /// Epochs in the allocator's ring.
  static let ringSlots = SlabConfiguration().ringSlots
  static let sizeClasses = SlabConfiguration().sizeClasses
  static let largestObject = sizeClasses[sizeClasses.count - 1]

  /// Bytes of the slot that an object of `size` bytes gets.
  static func slotSize(of size: Int) -> Int {
    // Sizes are validated to be at most the largest class.
    sizeClasses.first { $0 >= size } ?? largestObject
  }

  static let objectSize = WholeRange(8...largestObject, unit: "bytes")
  static let slabSize = WholeRange(4_096...262_144, isPowerOfTwo: true)
  static let requests = WholeRange(1...1_000_000_000)
  static let requestsPerEpoch = WholeRange(1...1_000_000)
  static let objectsPerRequest = WholeRange(1...100_000)

  /// Samples have to fall on epoch ends, the last one on the end of the run.
  static func requireRequests(
    _ requests: Int, perEpoch: Int, sampleEvery: Int
  ) throws(ExperimentError) {
    try require(
      sampleEvery >= perEpoch && sampleEvery % perEpoch == 0, "sample-every", sampleEvery,
      "a multiple of --requests-per-epoch \(perEpoch)")
    try require(
      requests >= 12 * sampleEvery && requests % sampleEvery == 0, "requests", requests,
      "a multiple of --sample-every \(sampleEvery), at least \(12 * sampleEvery)")
  }

  /// The handles of an epoch's objects are held until they are freed, so they have to fit.
  static func requireEpoch(
    requests: Int, objectsPerRequest: Int
  ) throws(ExperimentError) {
    try require(
      requests * objectsPerRequest <= largestEpoch, "requests-per-epoch", requests,
      "at most \(largestEpoch) objects an epoch, and each request allocates "
        + "\(objectsPerRequest)")
  }

  static let largestEpoch = 10_000_000

  /// What a run has to hold at once has to fit into the machine's memory.
  static func requireMemory(
    _ byteCount: Double, _ name: String, _ value: Int
  ) throws(ExperimentError) {
    func gib(_ bytes: Double) -> String { Figures.decimal(bytes / 0x1p30, 1) + " GiB" }
    let memory = Double(Platform.memoryByteCount)
    try require(
      byteCount <= memory, name, value,
      "a value with which a run fits into this machine's memory of \(gib(memory)), and it takes "
        + gib(byteCount))
  }
}

/// A recording has one run's objects.
func require(ofOneRun recording: String?, of runs: Int) throws(ExperimentError) {
  guard let recording else { return }
  try require(
    runs == 1, "recording", recording,
    "a single run, not \(runs): name one of each thing that varies")
}
