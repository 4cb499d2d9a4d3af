import Synchronization
import TemporalSlab

/// Measures drainability: of the granules that an allocator closes, how many held no live object.
///
///     let profiler = DrainProfiler()
///     let shard = profiler.makeShard()              // one for each thread
///     profiler.open(granule)
///     shard.register(object, size: 64, in: granule)
///     shard.deregister(object, in: granule)
///     profiler.close(granule)                       // its reclaim boundary
///     profiler.snapshot().dsr                       // 1: every close drained
///
/// Any allocator can call it, with granule and object ids of its own: any number but `UInt64.max`.
/// Opens and closes take a lock; registering and deregistering go through a `ProfilerShard`, which
/// belongs to one thread and takes plain loads and stores. Tables grow as they must; nothing is
/// ever dropped for want of room.
///
/// A granule's live count is what all shards have registered in it less what all have deregistered,
/// so objects may be deregistered on another thread than they were registered on.
///
/// What a close knows: everything that happened before it, on any thread, in the sense of the
/// memory model. An operation that runs at the same time as the close falls on one side or the
/// other: a concurrent deregistration may leave the granule pinned, a concurrent registration may
/// come too late and is then counted in `ProfilerMisuse.registrationsAfterClose`. Neither is lost.
public final class DrainProfiler: Sendable {
  let state = Lock(ProfilerState())
  private let forks: ForkParticipant.Ticket

  /// A profiler without granules.
  public init() {
    let mutex = state.mutex
    let shared = state.state
    forks = ForkParticipant.join {
      mutex.lock()
      for objects in shared.pointee.objectTables { objects.pointee.lock.lock() }
    } unlock: { _ in
      for objects in shared.pointee.objectTables { objects.pointee.lock.unlock() }
      mutex.unlock()
    }
  }

  deinit { ForkParticipant.leave(forks) }

  /// Opens a granule; opening one that is open changes nothing. O(1) amortised.
  ///
  /// - Returns: whether it was not open.
  @discardableResult
  public func open(_ granule: UInt64) -> Bool { open(granule, at: 0) }

  func open(_ granule: UInt64, at time: UInt64) -> Bool {
    state.withLock { $0.open(granule, at: time) }
  }

  /// Closes a granule: its reclaim boundary. O(shards that touched it), amortised.
  ///
  /// - Returns: what was found; nil for misuse, when the granule was not open.
  @discardableResult
  public func close(_ granule: UInt64) -> GranuleReport? {
    state.withLock { $0.close(granule) { _ in } }
  }

  /// The counts at this moment; O(granules that are open or have live objects).
  ///
  /// Other threads go on meanwhile. Of each granule, deregistrations are read before registrations,
  /// so that no object counts as freed and not as allocated.
  public func snapshot() -> ProfilerSnapshot { state.withLock { $0.snapshot() } }

  /// The drainability satisfaction rate so far, for a metric that is read often; O(1). Nil before
  /// the first close.
  public var dsr: Double? {
    state.withLock { $0.closes == 0 ? nil : Double($0.drained) / Double($0.closes) }
  }

  /// The occupancy of the open granules at this moment; O(open granules).
  public func sweep() -> OccupancySweep { state.withLock { $0.sweep() } }

  /// Starts counting afresh: closes, misuse and the peak go to 0 or to what is open now.
  ///
  /// Granules and their objects stay, and live objects count as registered since, so that
  /// registered less deregistered is live afterwards too.
  public func reset() { state.withLock { $0.reset() } }

  /// A shard for the calling thread: one that another thread gave up, or a new one.
  public func makeShard() -> ProfilerShard { ProfilerShard(self) }

  package func lendShard() -> ShardPointer { state.withLock { $0.lendShard(self) } }

  package func takeBack(_ shard: ShardPointer) { state.withLock { $0.freeShards.append(shard) } }
}

/// What the shards share. The extensions in `ProfilerState+…` are its operations.
struct ProfilerState: ~Copyable {
  enum Phase { case unused, open, closed }

  struct Granule {
    var id: UInt64
    /// The first of its cells.
    var cells: CellPointer?
    var phase: Phase
    /// When it was opened; 0 in production mode.
    var openedAt: UInt64 = 0
  }

  /// Granules that are open or pinned, and places that are free.
  var granules: [Granule] = []
  /// Places in `granules`.
  var places: [UInt64: Int] = [:]
  var freePlaces: [Int] = []
  /// Places of closed granules, some of which may have drained since.
  var closedPlaces: [Int] = []
  /// How many closed granules make it worth looking for those that have drained.
  var scrubThreshold = 1_024
  var recent = RecentGranules()

  /// By index.
  var shards: [ShardPointer] = []
  var freeShards: [ShardPointer] = []

  /// Closes ever; `reset` does not touch it.
  var closeNumber: UInt64 = 0
  var closes = 0
  var drained = 0
  var openCount = 0
  var peakOpen = 0
  var misuse = ProfilerMisuse()
  /// Counts of cells that serve another granule now.
  var retiredRegistered: UInt64 = 0
  var retiredDeregistered: UInt64 = 0
  /// Deregistrations up to the last reset.
  var resetDeregistered: UInt64 = 0

  /// The object tables of all shards that have one.
  var objectTables: [ObjectsPointer] { shards.compactMap { $0.pointee.objects } }

  deinit {
    for shard in shards {
      shard.deinitialize(count: 1)
      shard.deallocate()
    }
  }
}
