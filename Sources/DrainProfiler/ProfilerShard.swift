import Synchronization
import TemporalSlab

/// One thread's way into a `DrainProfiler`.
///
/// The owner's part of every granule that it has touched: registering and deregistering are plain
/// loads and stores in memory that no other thread writes. A shard is neither copyable nor
/// `Sendable`: one thread holds it at a time. When it ends, its counts stay with the profiler and
/// the next shard takes over its memory.
public struct ProfilerShard: ~Copyable {
  /// The profiler that this shard belongs to.
  public let profiler: DrainProfiler
  @usableFromInline let state: ShardPointer

  init(_ profiler: DrainProfiler) {
    self.profiler = profiler
    state = profiler.lendShard()
  }

  deinit { profiler.takeBack(state) }

  /// Counts an object that was allocated in a granule; O(1).
  ///
  /// - Parameters:
  ///   - allocation: the object's id; diagnostic mode alone looks at it.
  ///   - size: the object's bytes; diagnostic mode alone looks at it.
  ///   - granule: an open granule. A registration in a closed one is counted as misuse and still
  ///     balanced by its deregistration; one in a granule that was never opened is counted as
  ///     misuse alone.
  /// - Returns: whether the granule was open.
  @inlinable @inline(__always) @discardableResult
  public borrowing func register(_ allocation: UInt64, size: Int, in granule: UInt64) -> Bool {
    state.registers(in: granule)
  }

  /// Counts an object of a granule that was freed; O(1).
  ///
  /// - Parameters:
  ///   - allocation: the object's id; diagnostic mode alone looks at it.
  ///   - granule: the granule in which the object was registered, on whichever thread; it may be
  ///     closed by now.
  /// - Returns: false for misuse: when the granule has no live object. Where several threads
  ///   deregister more than was registered, one of them may hear true for what the granule's close
  ///   then counts as misuse.
  @inlinable @inline(__always) @discardableResult
  public borrowing func deregister(_ allocation: UInt64, in granule: UInt64) -> Bool {
    state.deregisters(in: granule)
  }
}

@available(*, unavailable)
extension ProfilerShard: Sendable {}

/// The memory of one shard. What is not marked belongs to the thread that holds the shard.
@usableFromInline
package struct ShardState: ~Copyable {
  /// The profiler outlives its shards: whoever holds one holds the profiler.
  unowned(unsafe) let profiler: DrainProfiler
  /// The cell of the last registration.
  @usableFromInline var lastRegistered: CellPointer
  /// The cell of the last deregistration.
  @usableFromInline var lastDeregistered: CellPointer
  /// Cells by granule.
  var table: CellTable
  /// Cells without a granule. Under the profiler's lock.
  var freeCells: CellPointer?
  /// Cells that were never used, in the newest chunk. Under the profiler's lock.
  var freshCells = 0
  /// Every chunk with its length. Under the profiler's lock.
  var chunks: [(cells: CellPointer, count: Int)] = []
  /// Diagnostic mode's live objects. Set once, under the profiler's lock.
  var objects: ObjectsPointer?
  /// A cell of no granule, for a shard that has no other.
  let sentinel: CellPointer

  init(_ profiler: DrainProfiler, _ address: ShardPointer) {
    self.profiler = profiler
    sentinel = Self.allocate(1)
    sentinel.initialize(to: Cell(shard: address))
    lastRegistered = sentinel
    lastDeregistered = sentinel
    table = CellTable(empty: sentinel)
  }

  deinit {
    for chunk in chunks { chunk.cells.deallocate() }
    objects?.deinitialize(count: 1)
    objects?.deallocate()
    sentinel.deallocate()
  }

  /// Memory for cells, on cache lines of their own.
  private static func allocate(_ count: Int) -> CellPointer {
    UnsafeMutableRawPointer.allocate(byteCount: count * 64, alignment: 64)
      .bindMemory(to: Cell.self, capacity: count)
  }

  /// A cell that was never used; the caller holds the profiler's lock.
  mutating func freshCell(of address: ShardPointer) -> CellPointer {
    if freshCells == 0 {
      let count = min(65_536, max(64, (chunks.last?.count ?? 32) * 2))
      chunks.append((Self.allocate(count), count))
      freshCells = count
    }
    // A chunk was just made if there was none.
    let chunk = chunks[chunks.count - 1]
    let cell = chunk.cells + (chunk.count - freshCells)
    freshCells -= 1
    cell.initialize(to: Cell(shard: address))
    return cell
  }
}

@usableFromInline package typealias ShardPointer = UnsafeMutablePointer<ShardState>

extension ShardPointer {
  /// Counts a registration: four instructions when it is in the granule of the last one.
  ///
  /// - Parameter granule: any but `Cell.noGranule`.
  /// - Returns: the cell that counted it; nil for misuse without a place to count it in.
  @inlinable @inline(__always) @discardableResult
  func register(in granule: UInt64) -> CellPointer? {
    let cell = pointee.lastRegistered
    if _fastPath(cell.pointee.openKey.load(ordering: .relaxed) == granule) {
      cell.pointee.registered.increment()
      return cell
    }
    return registerElsewhere(granule)
  }

  /// Counts a registration.
  ///
  /// - Parameter granule: any number.
  /// - Returns: whether the granule was open.
  @inlinable @inline(__always)
  package func registers(in granule: UInt64) -> Bool {
    let cell = pointee.lastRegistered
    // Closed and free cells carry the number that is no granule.
    if _fastPath(
      cell.pointee.openKey.load(ordering: .relaxed) == granule && granule != Cell.noGranule)
    {
      cell.pointee.registered.increment()
      return true
    }
    return registersElsewhere(granule)
  }

  /// Counts a deregistration: a few instructions when it is in the granule of the last one.
  ///
  /// - Parameter granule: any number.
  /// - Returns: whether the granule had a live object.
  @inlinable @inline(__always)
  package func deregisters(in granule: UInt64) -> Bool {
    let cell = pointee.lastDeregistered
    if _fastPath(
      cell.pointee.key.load(ordering: .relaxed) == granule && granule != Cell.noGranule
        && cell.hasCredit)
    {
      cell.pointee.deregistered.increment()
      return true
    }
    return deregisterElsewhere(granule)
  }

  /// Counts the deregistration of a live object.
  ///
  /// - Parameter note: the address of the cell that counted it as registered, or 0 when none did.
  @inlinable @inline(__always)
  func deregister(noted note: UInt64) {
    // Counting in the cell of the last deregistration, and not in the same one by way of the note,
    // keeps what the note was read from out of the way of the count.
    let last = pointee.lastDeregistered
    if _fastPath(UInt64(UInt(bitPattern: last)) == note) {
      last.pointee.deregistered.increment()
    } else {
      deregisterElsewhere(noted: note)
    }
  }

  @usableFromInline @inline(never)
  func deregisterElsewhere(noted note: UInt64) {
    // Cells live as long as the profiler.
    if let cell = CellPointer(bitPattern: UInt(note)) { deregister(from: cell) }
  }

  /// Counts the deregistration of a live object that `cell` counted as registered.
  func deregister(from cell: CellPointer) {
    // The object keeps its granule known, and so the cell in its service.
    if cell.pointee.shard == self {
      pointee.lastDeregistered = cell
      cell.pointee.deregistered.increment()
    } else {
      deregisterElsewhere(cell.pointee.key.load(ordering: .relaxed))
    }
  }

  /// Counts an operation on the number that is no granule.
  @usableFromInline @inline(never)
  func countStray() { pointee.profiler.state.withLock { $0.misuse.unknownGranules += 1 } }

  @usableFromInline @inline(never)
  func registerElsewhere(_ granule: UInt64) -> CellPointer? {
    pointee.profiler.register(in: granule, self)
  }

  @usableFromInline @inline(never)
  func registersElsewhere(_ granule: UInt64) -> Bool {
    if granule == Cell.noGranule {
      countStray()
      return false
    }
    return registerElsewhere(granule)?.pointee.isOpen(granule) ?? false
  }

  @usableFromInline @inline(never) @discardableResult
  func deregisterElsewhere(_ granule: UInt64) -> Bool {
    pointee.profiler.deregister(in: granule, self)
  }
}
