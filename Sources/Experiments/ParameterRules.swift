import TemporalSlab

/// Rules that the parameters of several workloads share.
enum ParameterRules {
  static let sizeClasses = SlabConfiguration().sizeClasses
  static var largestObject: Int { sizeClasses[sizeClasses.count - 1] }

  /// Bytes of the slot that an object of `size` bytes gets.
  static func slotSize(of size: Int) -> Int {
    // Sizes are validated to be at most the largest class.
    sizeClasses.first { $0 >= size } ?? largestObject
  }

  static func requireObjectSize(_ name: String, _ size: Int) throws(ExperimentError) {
    try require(
      size >= 8 && size <= largestObject, name, size,
      "8 to \(largestObject) bytes are wanted")
  }

  static func requireSlabSize(_ size: Int) throws(ExperimentError) {
    try require(
      size >= 4_096 && size <= 262_144 && size & (size - 1) == 0, "slab-size", size,
      "a power of two from 4096 to 262144 is wanted")
  }

  /// Samples have to fall on epoch ends, the last one on the end of the run.
  static func requireRequests(
    _ requests: Int, perEpoch: Int, sampleEvery: Int
  ) throws(ExperimentError) {
    try require(perEpoch >= 1, "requests-per-epoch", perEpoch, "1 or more is wanted")
    try require(
      sampleEvery >= perEpoch && sampleEvery % perEpoch == 0, "sample-every", sampleEvery,
      "a multiple of --requests-per-epoch \(perEpoch) is wanted")
    try require(
      requests >= 12 * sampleEvery && requests % sampleEvery == 0, "requests", requests,
      "a multiple of --sample-every \(sampleEvery) is wanted, at least \(12 * sampleEvery)")
    try require(requests <= 1_000_000_000, "requests", requests, "at most 1000000000 is wanted")
  }

  /// The handles of an epoch's objects are held until they are freed, so they have to fit.
  static func requireEpoch(
    requests: Int, objectsPerRequest: Int
  ) throws(ExperimentError) {
    try require(
      requests * objectsPerRequest <= largestEpoch, "requests-per-epoch", requests,
      "at most \(largestEpoch) objects an epoch are wanted, and each request allocates "
        + "\(objectsPerRequest)")
  }

  static let largestEpoch = 10_000_000

  static func requireUnique<Value: Hashable>(
    _ name: String, _ values: [Value]
  ) throws(ExperimentError) {
    try require(!values.isEmpty, name, "", "at least one value is wanted")
    try require(
      Set(values).count == values.count, name, values.map { "\($0)" }.joined(separator: ","),
      "each value once is wanted")
  }
}
