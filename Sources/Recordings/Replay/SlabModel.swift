/// The memory that an allocator of slabs holds for some objects: each granule has slabs of its own
/// for each class, a slab goes back when its last object does, and pages of a slab count from their
/// first use on where the shape says so.
///
/// O(1) an event, and O(log n) where the oldest slab is looked for.
struct SlabModel: HeapModel {
  /// A slab, or what was one.
  private struct Slab {
    var cell: Int
    var live = 0
    /// The most that lived at once: slots are used from the first on.
    var used = 0
    /// Neighbours in the cell's list of slabs with a free slot.
    var newer = none
    var older = none
    var isListed = false
    /// Whether the cell's queue still has it.
    var isQueued = false
  }

  /// The slabs of one class in one granule.
  private struct Cell {
    var current = none
    /// Ends of the list: the slab that was full most recently, and the one longest ago.
    var newest = none
    var oldest = none
    /// By age: slabs with a free slot, and some that have none any more.
    var queue = AgeQueue()
  }

  private static let none = -1
  private static let page = 4_096

  private let shape: HeapShape
  /// Slots of a slab, by class.
  private let capacities: [Int]
  private let table: ClassTable
  private var cells: [Cell]
  private var slabs: [Slab] = []
  /// Slabs that have gone, whose numbers serve again.
  private var gone: [Int] = []
  /// The slab of each live object; `none` for one in pages of its own.
  private var slabOfSlot: [Int]
  /// Bytes of pages that hold an object or did since their slab began.
  private var pageBytes = 0
  /// Slabs that hold an object, and the most of them so far.
  private var occupied = 0
  private var mostOccupied = 0

  /// Bytes of these pages, and of the records of all slabs that were there at once.
  var heldBytes: Int { pageBytes + mostOccupied * shape.recordBytes }

  /// - Parameters:
  ///   - granules: places besides the common one.
  ///   - slots: of the script.
  init(_ shape: HeapShape, granules: Int, slots: Int) {
    self.shape = shape
    capacities = shape.classes.map { max(1, $0.slabBytes / $0.slotBytes) }
    table = ClassTable(shape.classes.map(\.slotBytes))
    cells = Array(repeating: Cell(), count: shape.classes.count * (granules + 1))
    slabOfSlot = Array(repeating: Self.none, count: slots)
  }

  /// Places an object.
  mutating func allocate(slot: Int, size: Int, granule: Int) {
    guard let number = table.index(of: size) else {
      slabOfSlot[slot] = Self.none
      pageBytes += Self.pages(size)
      return
    }
    let cell = granule * shape.classes.count + number
    let slab = slabWithRoom(cell, capacity: capacities[number])
    slabOfSlot[slot] = slab
    if slabs[slab].live == 0 {
      occupied += 1
      mostOccupied = max(mostOccupied, occupied)
    }
    slabs[slab].live += 1
    if slabs[slab].live > slabs[slab].used {
      let before = touched(slab, number)
      slabs[slab].used = slabs[slab].live
      pageBytes += touched(slab, number) - before
    }
  }

  /// Frees an object of that size.
  mutating func free(slot: Int, size: Int) {
    let slab = slabOfSlot[slot]
    if slab == Self.none {
      pageBytes -= Self.pages(size)
      return
    }
    let cell = slabs[slab].cell
    let number = cell % shape.classes.count
    let wasFull = slabs[slab].live == capacities[number]
    slabs[slab].live -= 1
    if slabs[slab].live == 0 {
      occupied -= 1
      drop(slab, cell, number)
    } else if wasFull && cells[cell].current != slab {
      offer(slab, cell)
    }
  }

  /// Whole pages of an object of its own.
  static func pages(_ size: Int) -> Int { (max(1, size) + page - 1) / page * page }

  /// Bytes of a slab's pages that have been used.
  private func touched(_ slab: Int, _ number: Int) -> Int {
    let shape = shape.classes[number]
    if slabs[slab].used == 0 { return 0 }
    if !self.shape.touchesSlotsLate { return shape.slabBytes }
    return min(shape.slabBytes, Self.pages(slabs[slab].used * shape.slotBytes))
  }

  private mutating func slabWithRoom(_ cell: Int, capacity: Int) -> Int {
    if shape.fit == .oldest {
      while let first = cells[cell].queue.first {
        if slabs[first].cell == cell && slabs[first].live > 0 && slabs[first].live < capacity {
          return first
        }
        cells[cell].queue.removeFirst()
        slabs[first].isQueued = false
      }
    } else {
      let current = cells[cell].current
      if current != Self.none && slabs[current].live < capacity { return current }
      let next = shape.fit == .latest ? cells[cell].newest : cells[cell].oldest
      if next != Self.none {
        unlink(next, cell)
        cells[cell].current = next
        return next
      }
    }
    let slab = makeSlab(cell)
    if shape.fit == .oldest { offer(slab, cell) } else { cells[cell].current = slab }
    return slab
  }

  private mutating func makeSlab(_ cell: Int) -> Int {
    // Numbers are ages where the oldest slab matters.
    if shape.fit != .oldest, let number = gone.popLast() {
      slabs[number] = Slab(cell: cell)
      return number
    }
    if shape.fit == .oldest, let last = slabs.last, last.live == 0, !last.isQueued {
      slabs[slabs.count - 1] = Slab(cell: cell)
      return slabs.count - 1
    }
    slabs.append(Slab(cell: cell))
    return slabs.count - 1
  }

  /// Lets a slab with a free slot serve its cell.
  private mutating func offer(_ slab: Int, _ cell: Int) {
    if shape.fit == .oldest {
      if slabs[slab].isQueued { return }
      slabs[slab].isQueued = true
      cells[cell].queue.insert(slab)
      return
    }
    slabs[slab].isListed = true
    slabs[slab].newer = Self.none
    slabs[slab].older = cells[cell].newest
    if cells[cell].newest != Self.none { slabs[cells[cell].newest].newer = slab }
    cells[cell].newest = slab
    if cells[cell].oldest == Self.none { cells[cell].oldest = slab }
  }

  private mutating func unlink(_ slab: Int, _ cell: Int) {
    let (newer, older) = (slabs[slab].newer, slabs[slab].older)
    if newer == Self.none { cells[cell].newest = older } else { slabs[newer].older = older }
    if older == Self.none { cells[cell].oldest = newer } else { slabs[older].newer = newer }
    slabs[slab].isListed = false
  }

  /// Gives an empty slab back, unless it is the one in use of an allocator that keeps that.
  private mutating func drop(_ slab: Int, _ cell: Int, _ number: Int) {
    if shape.fit == .latest && cells[cell].current == slab { return }
    pageBytes -= touched(slab, number)
    slabs[slab].used = 0
    if shape.fit == .oldest { return }
    if cells[cell].current == slab { cells[cell].current = Self.none }
    if slabs[slab].isListed { unlink(slab, cell) }
    gone.append(slab)
  }
}

/// Numbers of slabs, the least first: a binary heap.
private struct AgeQueue {
  private var items: [Int] = []

  var first: Int? { items.first }

  mutating func insert(_ number: Int) {
    items.append(number)
    var place = items.count - 1
    while place > 0, items[(place - 1) / 2] > items[place] {
      items.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  mutating func removeFirst() {
    items.swapAt(0, items.count - 1)
    items.removeLast()
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < items.count && items[child] < items[least] { least = child }
      if least == place { return }
      items.swapAt(place, least)
      place = least
    }
  }
}

/// The class of each size.
private struct ClassTable {
  private static let step = 8
  private let sizes: [Int]
  /// By `(size + 7) / 8`, the first class whose slots are that large.
  private let numbers: [UInt16]

  init(_ sizes: [Int]) {
    self.sizes = sizes
    var numbers: [UInt16] = []
    var number = 0
    while let largest = sizes.last, (numbers.count - 1) * Self.step < largest {
      while numbers.count * Self.step > sizes[number] + Self.step - 1 { number += 1 }
      numbers.append(UInt16(number))
    }
    self.numbers = numbers
  }

  /// The first class that the object fits; nil above the largest.
  @inline(__always) func index(of size: Int) -> Int? {
    guard let largest = sizes.last, size <= largest else { return nil }
    var number = Int(numbers[(size + Self.step - 1) / Self.step])
    while sizes[number] < size { number += 1 }
    return number
  }
}
