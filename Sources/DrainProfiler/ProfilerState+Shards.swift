import Synchronization
import TemporalSlab

extension ProfilerState {
  mutating func lendShard(_ profiler: DrainProfiler) -> ShardPointer {
    if let shard = freeShards.popLast() { return shard }
    let shard = ShardPointer.allocate(capacity: 1)
    shard.initialize(to: ShardState(profiler, shard))
    shards.append(shard)
    return shard
  }

  /// The shard's cell in a granule that it has not touched before, or that is closed, for a
  /// registration; nil for misuse without a place to count it in.
  mutating func cellToRegister(in granule: UInt64, _ shard: ShardPointer) -> CellPointer? {
    if let place = places[granule] { return cell(at: place, shard) }
    guard recent.contains(granule) else {
      misuse.unknownGranules += 1
      return nil
    }
    // It drained and was forgotten; the object that comes too late needs a place until it is freed.
    recent.remove(granule)
    let place = add(granule, .closed)
    closedPlaces.append(place)
    return cell(at: place, shard)
  }

  /// The shard's cell in a granule for a deregistration; nil for misuse.
  mutating func cellToDeregister(in granule: UInt64, _ shard: ShardPointer) -> CellPointer? {
    if let place = places[granule] {
      // An object that is live is among them: its registration came before.
      let live = liveObjects(at: place)
      guard live > 0 else {
        misuse.deregistrationsWithoutRegistration += 1
        retiredDeregistered &+= 1
        return nil
      }
      let cell = cell(at: place, shard)
      cell.grant(live)
      return cell
    }
    if recent.contains(granule) {
      misuse.deregistrationsWithoutRegistration += 1
    } else {
      misuse.unknownGranules += 1
    }
    return nil
  }

  private mutating func cell(at place: Int, _ shard: ShardPointer) -> CellPointer {
    for cell in cells(at: place) where cell.pointee.shard == shard { return cell }
    let cell = takeFreeCell(of: shard) ?? shard.pointee.freshCell(of: shard)
    cell.pointee.next = granules[place].cells
    granules[place].cells = cell
    let granule = granules[place].id
    cell.pointee.key.store(granule, ordering: .relaxed)
    if granules[place].phase == .open { cell.pointee.openKey.store(granule, ordering: .relaxed) }
    return cell
  }

  private mutating func takeFreeCell(of shard: ShardPointer) -> CellPointer? {
    var previous: CellPointer?
    for cell in CellList(first: shard.pointee.freeCells) {
      if hasObjects(cell) {
        previous = cell
        continue
      }
      if let previous {
        previous.pointee.next = cell.pointee.next
      } else {
        shard.pointee.freeCells = cell.pointee.next
      }
      retire(cell)
      return cell
    }
    return nil
  }

  /// Whether an object that was registered at the moment of the close is still listed.
  private func hasObjects(_ cell: CellPointer) -> Bool {
    guard let objects = cell.pointee.shard.pointee.objects else { return false }
    return objects.pointee.withLock { _ in cell.pointee.firstObject != 0 }
  }

  /// Objects that were registered in a free cell and whose deregistrations will be refused, as
  /// their granule is forgotten: they count as gone. An object that is listed is found by the list.
  func goneObjects(_ cell: CellPointer) -> UInt64 {
    if hasObjects(cell) { return 0 }
    return UInt64(max(0, cell.pointee.lateRegistrations - cell.pointee.lateDeregistrations))
  }

  /// Takes the counts out of a cell that is to serve another granule. Its owner is the caller, so
  /// they stand still.
  private mutating func retire(_ cell: CellPointer) {
    misuse.registrationsAfterClose += cell.pointee.lateRegistrations
    misuse.deregistrationsWithoutRegistration += cell.pointee.lateDeregistrations
    retiredDeregistered &+= goneObjects(cell)
    retiredRegistered &+= cell.pointee.registered.load(ordering: .relaxed)
    retiredDeregistered &+= cell.pointee.deregistered.load(ordering: .relaxed)
    cell.pointee.registered.store(0, ordering: .relaxed)
    cell.pointee.deregistered.store(0, ordering: .relaxed)
    cell.pointee.settledRegistered = 0
    cell.pointee.settledDeregistered = 0
    cell.pointee.credit = 0
  }
}

extension DrainProfiler {
  /// Registers an object that the shard's fast path cannot take; the cell that counted it, nil for
  /// misuse without a place to count it in.
  func register(in granule: UInt64, _ shard: ShardPointer) -> CellPointer? {
    var cell = shard.pointee.table.cell(of: granule)
    if let cell, cell.pointee.openKey.load(ordering: .relaxed) == granule {
      shard.pointee.lastRegistered = cell
    } else {
      cell = state.withLock { $0.cellToRegister(in: granule, shard) }
      if let cell { shard.pointee.table.insert(cell) }
    }
    cell?.pointee.registered.increment()
    return cell
  }

  /// Deregisters an object that the shard's fast path cannot take; false for misuse.
  func deregister(in granule: UInt64, _ shard: ShardPointer) -> Bool {
    guard granule != Cell.noGranule else {
      shard.countStray()
      return false
    }
    var cell = shard.pointee.table.cell(of: granule)
    if !(cell?.hasCredit ?? false) {
      cell = state.withLock { $0.cellToDeregister(in: granule, shard) }
      if let cell { shard.pointee.table.insert(cell) }
    }
    guard let cell else { return false }
    shard.pointee.lastDeregistered = cell
    cell.pointee.deregistered.increment()
    return true
  }
}
