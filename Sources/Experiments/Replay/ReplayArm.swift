import Recordings
import Results

/// The events of a recording, once, on one allocator, in a process of its own.
struct ReplayArm: Arm {
  var allocator: Allocator
  /// The library to preload; nil for an allocator that needs none.
  var library: String?
  var script: ReplayScript
  /// Places that routed objects go to; nil where everything goes to the common one.
  var granules: Int?
  /// Allocated bytes from one look at the process to the next.
  var interval: Int
  /// Tells processes that do the same apart, from 0.
  var round: Int

  /// What one process showed.
  struct Outcome: Codable, Sendable {
    var shape: HeapShape
    /// The process before the first event.
    var before: ReplayLook
    /// The process at every `interval` of allocation, and at the end.
    var looks: [ReplayLook]
    /// The process at the script's moment.
    var moment: ReplayLook
    /// Time without the looks.
    var nanoseconds: UInt64
  }

  static let kind = "replay"

  var routing: Routing { granules == nil ? .mixed : .isolated }

  var work: Double { Double(script.events) }

  var label: String { "replay \(allocator.rawValue) \(routing.rawValue) round=\(round)" }

  var environment: [String: String] { allocator.environment(preloading: library) }

  func run() throws -> Outcome {
    try allocator.requireLoaded()
    let granules = granules ?? 0
    // Each on its own, so that the compiler knows the heap.
    switch allocator {
    case .temporalSlab: return try play(SlabReplayHeap(granules: granules))
    case .glibc: return try play(GlibcReplayHeap())
    case .jemalloc: return try play(JemallocReplayHeap(granules: granules))
    case .mimalloc: return try play(MimallocReplayHeap(granules: granules))
    case .tcmalloc: return try play(TcmallocReplayHeap())
    }
  }

  private func play(_ heap: some ReplayHeap) throws -> Outcome {
    let shape = try heap.shape()
    var run = ReplayRun(
      heap, script, isRouted: granules != nil, largest: shape.largestObject, interval: interval)
    try run.play()
    return Outcome(
      shape: shape, before: run.before, looks: run.looks, moment: run.moment,
      nanoseconds: run.nanoseconds)
  }
}

/// A process that replays, at some event.
struct ReplayLook: Codable, Sendable, Equatable {
  var heap = ReplayScript.Heap()
  /// Live objects above the allocator's largest class, and their bytes.
  var largeObjects = 0
  var largeBytes = 0
  /// Bytes in physical memory.
  var rssBytes = 0
  /// The same after the allocator was asked to give back what it can.
  var purgedBytes = 0
  /// By the allocator's own count, after that.
  var own = HeapBytes()
}
