import Synchronization

/// A shard's cells by granule: open addressing with linear probing, for the owner alone.
///
/// A slot names a cell and the cell names its granule, so a cell that was freed, or has moved to
/// another granule, makes its old slot stale without anybody touching the table. Stale slots go
/// when the table is rebuilt.
struct CellTable: ~Copyable {
  private var slots: UnsafeMutablePointer<CellPointer>
  private var shift: UInt64
  private var used = 0
  private let empty: CellPointer

  private static let smallestBits: UInt64 = 6

  /// An empty table.
  ///
  /// - Parameter empty: a cell without a granule, which marks unused slots.
  init(empty: CellPointer) {
    self.empty = empty
    shift = 64 - Self.smallestBits
    slots = .allocate(capacity: 1 << Self.smallestBits)
    slots.initialize(repeating: empty, count: 1 << Self.smallestBits)
  }

  deinit { slots.deallocate() }

  private var mask: Int { 1 << Int(64 - shift) - 1 }

  /// Fibonacci hashing (Knuth, The Art of Computer Programming, volume 3, section 6.4).
  private func home(of granule: UInt64) -> Int {
    Int(truncatingIfNeeded: (granule &* 0x9e37_79b9_7f4a_7c15) &>> shift)
  }

  /// The cell of a granule, or nil; O(1) expected.
  func cell(of granule: UInt64) -> CellPointer? {
    var slot = home(of: granule)
    while slots[slot] != empty {
      if slots[slot].pointee.key.load(ordering: .relaxed) == granule { return slots[slot] }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Enters a cell under its key; O(1) amortised.
  mutating func insert(_ cell: CellPointer) {
    if used >= (mask + 1) / 2 { rebuild() }
    place(cell)
  }

  private mutating func place(_ cell: CellPointer) {
    let granule = cell.pointee.key.load(ordering: .relaxed)
    // A close may just have freed the cell.
    if granule == Cell.noGranule { return }
    var slot = home(of: granule)
    while slots[slot] != empty {
      if slots[slot] == cell { return }
      slot = (slot + 1) & mask
    }
    slots[slot] = cell
    used += 1
  }

  /// Leaves the stale slots behind, and makes room for as many cells again as are left.
  private mutating func rebuild() {
    let old = slots
    let count = mask + 1
    var live = 0
    for slot in 0..<count
    where old[slot] != empty && old[slot].pointee.key.load(ordering: .relaxed) != Cell.noGranule {
      live += 1
    }
    var bits = Self.smallestBits
    while 1 << Int(bits) < live * 4 { bits += 1 }
    shift = 64 - bits
    slots = .allocate(capacity: 1 << Int(bits))
    slots.initialize(repeating: empty, count: 1 << Int(bits))
    used = 0
    for slot in 0..<count where old[slot] != empty { place(old[slot]) }
    old.deallocate()
  }
}
