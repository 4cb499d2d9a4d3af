/// The addresses of a simple allocator: free lists by size over memory that only grows.
///
/// Blocks are multiples of 16 bytes up to a page and multiples of a page above; sizes lie beside
/// each other in the order of their allocation, so that granules are shared.
struct SyntheticHeap {
  /// A block of memory.
  struct Block {
    var address: UInt64
    /// Its bytes over 16, or over 4,096 for large ones; 0 is no block.
    var units: UInt32
    var isLarge: Bool
  }

  private static let page: UInt64 = 4_096
  private var next: UInt64 = 0x5555_5000_0000
  private var small: [[UInt64]] = Array(repeating: [], count: Int(page) / 16 + 1)
  private var large: [UInt32: [UInt64]] = [:]

  mutating func allocate(_ size: UInt64) -> Block {
    if size <= Self.page {
      let units = max(1, (size + 15) / 16)
      if let address = small[Int(units)].popLast() {
        return Block(address: address, units: UInt32(units), isLarge: false)
      }
      // A header of 16 bytes, as allocators of this kind have.
      next += 16
      defer { next += units * 16 }
      return Block(address: next, units: UInt32(units), isLarge: false)
    }
    let units = UInt32((size + Self.page - 1) / Self.page)
    if let address = large[units]?.popLast() {
      return Block(address: address, units: units, isLarge: true)
    }
    next = (next + Self.page - 1) / Self.page * Self.page + 16
    defer { next += UInt64(units) * Self.page - 16 }
    return Block(address: next, units: units, isLarge: true)
  }

  mutating func free(_ block: Block) {
    if block.isLarge {
      large[block.units, default: []].append(block.address)
    } else {
      small[Int(block.units)].append(block.address)
    }
  }
}
