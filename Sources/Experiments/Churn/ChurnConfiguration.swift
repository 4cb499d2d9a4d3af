import Foundation
import Results
import TemporalSlab

/// What the churn run does, all of which its one arm needs.
struct ChurnConfiguration: ExperimentConfiguration, Codable {
  /// Objects that are live all the time.
  var liveObjects = 0
  /// Bytes of an object.
  var objectSize = 0
  /// Cycles of replacement.
  var cycles = 0
  /// Objects that a cycle frees and allocates anew, chosen at random.
  var replaced = 0
  /// Share of the objects that is left after the phase in which they are freed.
  var shrunkShare = 0.0
  /// Cycles of that phase, and of the one in which they are allocated again.
  var phaseCycles = 0
  /// Bytes of a slab.
  var slabSize = 0
  /// Cycles between samples.
  var sampleEvery = 0
  /// Seed of the choice.
  var seed: UInt64 = 0

  static let file = PackageResources.churn_json

  static let parameters: [Parameter<Self>] = [
    .whole(
      "live-objects", \.liveObjects, .objects, WholeRange(1...100_000_000),
      "objects that are live all the time"),
    .objectSize("object-size", \.objectSize, "bytes of an object"),
    .whole("cycles", \.cycles, .cycles, WholeRange(1...1_000_000), "cycles of replacement"),
    .whole(
      "replaced", \.replaced, .objects, WholeRange(1...100_000_000), "objects replaced in a cycle"),
    .number(
      "shrunk-share", \.shrunkShare, .one, .probability, "share of the objects that a shrink leaves"
    ),
    .whole(
      "phase-cycles", \.phaseCycles, .cycles, WholeRange(1...1_000_000),
      "cycles of the shrink, and of the growth after it"),
    .slabSize(\.slabSize),
    .whole(
      "sample-every", \.sampleEvery, .cycles, WholeRange(1...1_000_000), "cycles between samples"),
    .seed(\.seed),
  ]

  /// Objects that are left after the shrink.
  var shrunkObjects: Int { Int((Double(liveObjects) * shrunkShare).rounded()) }

  /// Objects that fit a slab.
  var capacity: Int { slabSize / ParameterRules.slotSize(of: objectSize) }

  /// Expected objects of the fill that are left after some random replacements: each spares a given
  /// one with probability 1 - 1/n.
  func expectedOriginals(afterReplacing count: Int) -> Double {
    let objects = Double(liveObjects)
    return objects * exp(Double(count) * log1p(-1 / objects))
  }

  /// The bytes between which what the allocator has committed may lie: the fewest slabs that hold
  /// the live objects, and two partial slabs and the cache more.
  func committedRange(liveObjects: Int) -> ClosedRange<Int> {
    let fewest = (liveObjects + capacity - 1) / capacity
    return fewest * slabSize...(fewest + 2 + SlabConfiguration().cachedSlabLimit) * slabSize
  }

  func validateTogether() throws(ExperimentError) {
    try require(
      replaced <= liveObjects, "replaced", replaced, "1 to --live-objects \(liveObjects)")
    try require(
      sampleEvery <= cycles, "sample-every", sampleEvery, "1 to --cycles \(cycles)")
    // Each live object has its slot, and its handle and address are held.
    let slot = ParameterRules.slotSize(of: objectSize) + MemoryLayout<Allocation>.stride
    try ParameterRules.requireMemory(
      Double(liveObjects) * Double(slot), "live-objects", liveObjects)
  }
}
