/// Where the program and its libraries lie in memory.
struct ModuleMap {
  /// The executable, which the recording names `x` among modules.
  var executable = ""
  private var segments: [(start: UInt64, end: UInt64, base: UInt64, name: String)] = []
  private var isSorted = true

  mutating func removeAll() { segments = [] }

  mutating func add(_ name: String, base: UInt64, segments added: [(UInt64, UInt64)]) {
    for (offset, size) in added {
      let start = base &+ offset
      segments.append((start, start &+ size, base, name))
    }
    isSorted = false
  }

  /// The module that holds an address, and the address within it. O(log n), after a sort when
  /// modules were added.
  mutating func find(_ address: UInt64) -> (name: String, offset: UInt64)? {
    if !isSorted {
      segments.sort { $0.start < $1.start }
      isSorted = true
    }
    var low = 0
    var high = segments.count
    while low < high {
      let middle = (low + high) / 2
      if segments[middle].start <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0, address < segments[low - 1].end else { return nil }
    return (segments[low - 1].name, address &- segments[low - 1].base)
  }
}
