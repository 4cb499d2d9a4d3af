import Synchronization

/// A heap's part of one epoch slot, beside its cells.
struct HeapSlot: ~Copyable {
  /// The era in which the fast path may allocate, or `HeapRecord.noEra`.
  let openEra = Atomic<UInt64>(0)
  /// The era whose slabs `members` holds.
  let era = Atomic<UInt64>(0)
  /// Slabs of the era: current, partial and full while it is open, pinned when it is closed.
  let members = SlabVector()
  /// A bit for each size class whose cell may have slabs. Owner only.
  let usedCells = Atomic<UInt16>(0)

  @inline(__always)
  func isUsed(sizeClass: Int) -> Bool {
    usedCells.load(ordering: .relaxed) >> UInt16(truncatingIfNeeded: sizeClass) & 1 != 0
  }

  @inline(__always)
  func use(sizeClass: Int) {
    let used = usedCells.load(ordering: .relaxed)
    usedCells.store(used | 1 &<< UInt16(truncatingIfNeeded: sizeClass), ordering: .relaxed)
  }
}
