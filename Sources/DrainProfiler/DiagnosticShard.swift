import Synchronization
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
  /// - Returns: whether the granule was open.
  @discardableResult
  public borrowing func register(
    _ allocation: UInt64, size: Int, in granule: UInt64,
    fileID: StaticString = #fileID, line: UInt32 = #line, column: UInt32 = #column
  ) -> Bool {
    profiler.register(
      allocation, size: size, in: granule,
      at: CallSite(fileID: fileID, line: line, column: column), state, mayRepeat: false)
  }

  /// Remembers an object whose site is known at run time only; O(1) amortised, with a look at a
  /// table of sites under a lock.
  ///
  /// - Returns: whether the granule was open.
  @discardableResult
  public borrowing func register(
    _ allocation: UInt64, size: Int, in granule: UInt64, at site: AllocationSite
  ) -> Bool {
    profiler.register(
      allocation, size: size, in: granule, site: profiler.intern(site), state, mayRepeat: false)
  }

  /// Forgets an object of a granule that was freed; O(1), or a look at each shard for one that
  /// another thread registered.
  ///
  /// - Parameters:
  ///   - allocation: the object's id.
  ///   - granule: the granule in which it was registered; it may be closed by now.
  /// - Returns: whether it was live; an object that is live in another granule is deregistered
  ///   there, and counted as misuse.
  @discardableResult
  public borrowing func deregister(_ allocation: UInt64, in granule: UInt64) -> Bool {
    profiler.deregister(allocation, in: granule, state)
  }
}

@available(*, unavailable)
extension DiagnosticShard: Sendable {}

/// The memory of one shard. What is not marked belongs to the thread that holds the shard.
package struct DiagnosticShardState: ~Copyable {
  let counts: ShardPointer
  /// Under its own lock.
  let objects: ObjectsPointer
  let sites = SiteCache()
  let runTimeSites = RunTimeSiteCache()
}

package typealias DiagnosticShardPointer = UnsafeMutablePointer<DiagnosticShardState>

extension DiagnosticProfiler {
  package func lendShard() -> DiagnosticShardPointer {
    let shard = counts.lendShard()
    let state = DiagnosticShardPointer.allocate(capacity: 1)
    state.initialize(to: DiagnosticShardState(counts: shard, objects: counts.objects(of: shard)))
    return state
  }

  package func takeBack(_ shard: DiagnosticShardPointer) {
    counts.takeBack(shard.pointee.counts)
    Self.forget(shard)
  }

  /// Ends a shard whose profiler is gone, or has taken back the rest of it.
  package static func forget(_ shard: DiagnosticShardPointer) {
    shard.deinitialize(count: 1)
    shard.deallocate()
  }

  /// - Parameter mayRepeat: whether an id may come back before its last deregistration is seen, as
  ///   an allocator's does that another thread frees.
  /// - Returns: whether the granule was open.
  @inline(__always) @discardableResult
  func register(
    _ allocation: UInt64, size: Int, in granule: UInt64, at site: CallSite,
    _ shard: DiagnosticShardPointer, mayRepeat: Bool
  ) -> Bool {
    let number = shard.pointee.sites.number(of: site) { intern($0) }
    return register(
      allocation, size: size, in: granule, site: number, shard, mayRepeat: mayRepeat)
  }

  /// The same with a file name that ends with a zero byte, and is copied; nil stands for a site that
  /// is not known.
  package func register(
    _ allocation: UInt64, size: Int, in granule: UInt64, file: UnsafePointer<CChar>?, line: UInt32,
    _ shard: DiagnosticShardPointer
  ) -> Bool {
    let number = shard.pointee.runTimeSites.number(of: file, line: line) { intern($0) }
    return register(allocation, size: size, in: granule, site: number, shard, mayRepeat: false)
  }

  @inline(__always)
  func register(
    _ allocation: UInt64, size: Int, in granule: UInt64, site number: UInt32,
    _ shard: DiagnosticShardPointer, mayRepeat: Bool
  ) -> Bool {
    if granule == Cell.noGranule {
      shard.pointee.counts.countStray()
      return false
    }
    let time = clock.coarse()
    guard let cell = shard.pointee.counts.register(in: granule) else { return false }
    let repeats = shard.pointee.objects.pointee.withLock { table in
      let repeats = !mayRepeat && table.contains(allocation)
      // A close at this moment may have taken the cell away; what it counted is misuse then.
      if cell.pointee.key.load(ordering: .relaxed) == granule {
        table.insert(allocation, cell: cell, size: size, site: number, at: time)
      }
      return repeats
    }
    if repeats { countDoubleRegistration() }
    return cell.pointee.isOpen(granule)
  }

  /// - Returns: whether the object was live.
  @inline(__always) @discardableResult
  package func deregister(
    _ allocation: UInt64, in granule: UInt64, _ shard: DiagnosticShardPointer
  ) -> Bool {
    let objects = shard.pointee.objects
    let own = objects.pointee.withLock { $0.remove(allocation, in: granule) }
    guard let object = own ?? removeElsewhere(allocation, in: granule, objects) else {
      countStray(in: granule, shard)
      return false
    }
    // The object keeps its granule known, and so the cell in its service.
    let actual = object.cell.pointee.key.load(ordering: .relaxed)
    shard.pointee.counts.deregister(from: object.cell)
    if object.boundaryNumber != 0 || actual != granule {
      settle(object, isMismatch: actual != granule)
    }
    return true
  }

  @inline(never)
  func intern(_ site: AllocationSite) -> UInt32 {
    state.withLock { $0.number(of: site, limit: configuration.deltasPerSite) }
  }

  @inline(never)
  private func countDoubleRegistration() { state.withLock { $0.doubleRegistrations += 1 } }

  /// Counts a deregistration of an object that is not live.
  @inline(never)
  private func countStray(in granule: UInt64, _ shard: DiagnosticShardPointer) {
    if counts.isKnown(granule) {
      state.withLock { $0.deregistrationsWithoutRegistration += 1 }
    } else {
      _ = shard.pointee.counts.deregisters(in: granule)
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
