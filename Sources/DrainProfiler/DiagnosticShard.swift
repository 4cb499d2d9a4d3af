import TemporalSlab

/// One thread's way into a `DiagnosticProfiler`.
///
/// A shard is neither copyable nor `Sendable`: one thread holds it at a time.
public struct DiagnosticShard: ~Copyable {
  /// The profiler that this shard belongs to.
  public let profiler: DiagnosticProfiler
  private let state: DiagnosticShardPointer

  init(_ profiler: DiagnosticProfiler) {
    self.profiler = profiler
    state = profiler.lendShard()
  }

  deinit { profiler.takeBack(state) }

  /// Remembers an object that was allocated in a granule; O(1) amortised.
  ///
  /// - Parameters:
  ///   - allocation: the object's id, which no live object has.
  ///   - size: its bytes.
  ///   - granule: an open granule; misuse is counted as in production mode.
  ///   - fileID: the file of its site.
  ///   - line: the line of its site.
  ///   - column: the column of its site.
  public borrowing func register(
    _ allocation: UInt64, size: Int, in granule: UInt64,
    fileID: StaticString = #fileID, line: UInt32 = #line, column: UInt32 = #column
  ) {
    if granule == Cell.noGranule { return state.pointee.counts.countStray() }
    profiler.register(
      allocation, size: size, in: granule,
      at: CallSite(fileID: fileID, line: line, column: column), state, mayRepeat: false)
  }

  /// Forgets an object of a granule that was freed; O(1), or a look at each shard for one that
  /// another thread registered.
  ///
  /// - Parameters:
  ///   - allocation: the object's id.
  ///   - granule: the granule in which it was registered; it may be closed by now.
  public borrowing func deregister(_ allocation: UInt64, in granule: UInt64) {
    profiler.deregister(allocation, in: granule, state)
  }
}

@available(*, unavailable)
extension DiagnosticShard: Sendable {}

/// The memory of one shard. What is not marked belongs to the thread that holds the shard.
struct DiagnosticShardState: ~Copyable {
  let counts: ShardPointer
  /// Under its own lock.
  let objects: ObjectsPointer
  let sites = SiteCache()
}

typealias DiagnosticShardPointer = UnsafeMutablePointer<DiagnosticShardState>

extension DiagnosticProfiler {
  func lendShard() -> DiagnosticShardPointer {
    let shard = counts.lendShard()
    let state = DiagnosticShardPointer.allocate(capacity: 1)
    state.initialize(to: DiagnosticShardState(counts: shard, objects: counts.objects(of: shard)))
    return state
  }

  func takeBack(_ shard: DiagnosticShardPointer) {
    counts.takeBack(shard.pointee.counts)
    shard.deinitialize(count: 1)
    shard.deallocate()
  }

  /// - Parameter mayRepeat: whether an id may come back before its last deregistration is seen, as
  ///   an allocator's does that another thread frees.
  @inline(__always)
  func register(
    _ allocation: UInt64, size: Int, in granule: UInt64, at site: CallSite,
    _ shard: DiagnosticShardPointer, mayRepeat: Bool
  ) {
    let number = shard.pointee.sites.number(of: site) { intern($0) }
    let time = clock.coarse()
    guard let cell = shard.pointee.counts.register(in: granule) else { return }
    let repeats = shard.pointee.objects.pointee.withLock { table in
      let repeats = !mayRepeat && table.contains(allocation)
      // A close at this moment may have taken the cell away; what it counted is misuse then.
      if cell.pointee.key.load(ordering: .relaxed) == granule {
        table.insert(allocation, cell: cell, size: size, site: number, at: time)
      }
      return repeats
    }
    if repeats { countDoubleRegistration() }
  }

  @inline(__always)
  func deregister(_ allocation: UInt64, in granule: UInt64, _ shard: DiagnosticShardPointer) {
    let objects = shard.pointee.objects
    let own = objects.pointee.withLock { $0.remove(allocation, in: granule) }
    guard let object = own ?? removeElsewhere(allocation, in: granule, objects) else {
      return countStray(in: granule, shard)
    }
    // The object keeps its granule known, and so the cell in its service.
    let actual = object.cell.pointee.key.load(ordering: .relaxed)
    shard.pointee.counts.deregister(from: object.cell)
    if object.boundaryNumber != 0 || actual != granule {
      settle(object, isMismatch: actual != granule)
    }
  }

  @inline(never)
  private func intern(_ site: AllocationSite) -> UInt32 {
    state.withLock { $0.number(of: site, limit: configuration.deltasPerSite) }
  }

  @inline(never)
  private func countDoubleRegistration() { state.withLock { $0.doubleRegistrations += 1 } }

  /// Counts a deregistration of an object that is not live.
  @inline(never)
  private func countStray(in granule: UInt64, _ shard: DiagnosticShardPointer) {
    if granule == Cell.noGranule {
      shard.pointee.counts.countStray()
    } else if counts.isKnown(granule) {
      state.withLock { $0.deregistrationsWithoutRegistration += 1 }
    } else {
      shard.pointee.counts.deregister(in: granule)
    }
  }

  @inline(never)
  private func settle(_ object: RemovedObject, isMismatch: Bool) {
    let time = clock.precise()
    let closes = counts.state.withLock { $0.closeNumber }
    state.withLock { state in
      if isMismatch { state.granuleMismatches += 1 }
      if object.boundaryNumber != 0 {
        state.died(object, at: time, closes: closes, configuration.nearMiss)
      }
    }
  }

  @inline(never)
  private func removeElsewhere(
    _ allocation: UInt64, in granule: UInt64, _ own: ObjectsPointer
  ) -> RemovedObject? {
    for objects in counts.objectTables() where objects != own {
      let found = objects.pointee.withLock { $0.remove(allocation, in: granule) }
      if let found { return found }
    }
    return nil
  }
}

extension DrainProfiler {
  /// The object table of a shard, which stays with the shard when it changes hands.
  func objects(of shard: ShardPointer) -> ObjectsPointer {
    state.withLock { _ in
      if let objects = shard.pointee.objects { return objects }
      let objects = ObjectsPointer.allocate(capacity: 1)
      objects.initialize(to: LockedObjects())
      shard.pointee.objects = objects
      return objects
    }
  }

  func objectTables() -> [ObjectsPointer] {
    state.withLock { $0.objectTables }
  }

  /// Whether a deregistration in the granule can be anything but unknown.
  func isKnown(_ granule: UInt64) -> Bool { state.withLock { $0.places[granule] != nil } }
}
