/// The one rule by which `attribute`, `advise` and `replay` choose the worst moment of a recording.
///
/// It is the time of most structural bytes before the program's ending; of several such times the
/// one of most live bytes, and of those the first. The bytes are those of the heap that a command
/// speaks of: the recorded pages (`HeapTotals`) where these are attributed, and the heap as a model
/// of an allocator places it (`WorstMomentFinder`) where objects are routed, since sites that hold
/// pages under one allocator may hold none under another.
///
/// A program that is done frees what it has: its ending is what follows the last event that cannot
/// belong to one, where at most a twentieth of the objects that lived then are left when the
/// recording ends. An event cannot belong to an ending
/// - where as many objects live after it as at the start,
/// - where it is the allocation that makes more than 16 and a tenth of the objects that lived at the
///   start, or
/// - where it follows a second without events.
///
/// Whether events were the ending is known at the end only. So two moments are kept: the worst one
/// up to the last event that cannot belong to an ending, and a worse one after it, which counts
/// where the program goes on. O(1) an event.
struct WorstMoment {
  /// What an event did to the two moments.
  enum Change {
    case none
    /// The worst moment is now, and there is no later one.
    case isNow
    /// The later, worse one is now.
    case laterIsNow
    /// The later one is the worst moment.
    case later
  }

  /// A heap after an event.
  struct Heap {
    var structuralBytes = 0
    var liveBytes = 0
    var liveObjects = 0
  }

  /// Structural and live bytes of the worst moment, and of the later one.
  private var worst = (structural: -1, live: 0)
  private var later: (structural: Int, live: Int)?
  /// The last event that cannot belong to an ending: live objects after it, its time, and
  /// allocations since.
  private var startObjects = 0
  private var startTime: UInt64 = 0
  private var allocationsSince = 0
  private var liveObjects = 0
  private var lastTime: UInt64 = 0

  /// Nanoseconds without an event that no ending has.
  private static let pause: UInt64 = 1_000_000_000

  /// Takes an event.
  ///
  /// - Parameters:
  ///   - heap: after it.
  ///   - time: in nanoseconds from the start.
  @inline(__always) mutating func note(
    _ heap: Heap, isAllocation: Bool, time: UInt64
  ) -> Change {
    liveObjects = heap.liveObjects
    allocationsSince &+= isAllocation ? 1 : 0
    if liveObjects >= startObjects || allocationsSince > 16 &+ startObjects / 10
      || time >= lastTime &+ Self.pause
    {
      (startObjects, startTime, allocationsSince, lastTime) = (liveObjects, time, 0, time)
      return noteStart(heap)
    }
    lastTime = time
    let state = (heap.structuralBytes, heap.liveBytes)
    if state <= later ?? worst { return .none }
    later = state
    return .laterIsNow
  }

  /// Takes an event that cannot belong to the ending.
  @inline(__always) private mutating func noteStart(_ heap: Heap) -> Change {
    let state = (heap.structuralBytes, heap.liveBytes)
    if state > later ?? worst {
      (worst, later) = (state, nil)
      return .isNow
    }
    guard let settled = later else { return .none }
    (worst, later) = (settled, nil)
    return .later
  }

  /// When the program's ending began, in nanoseconds from the start, and objects that lived then;
  /// nil where the events so far do not end with one.
  var ending: (time: UInt64, liveObjects: Int)? {
    startObjects > 0 && liveObjects * 20 <= startObjects ? (startTime, startObjects) : nil
  }

  /// Whether the later moment is the worst one after the last event.
  var endsWithLater: Bool { later != nil && ending == nil }
}
