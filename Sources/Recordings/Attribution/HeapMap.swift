/// Occupied granules by address, in cells of one or more granules.
package struct HeapMap: Sendable, Equatable {
  /// A stretch of address space with at least one occupied granule.
  package struct Cell: Sendable, Equatable {
    /// The address of its first byte.
    package var address: UInt64
    package var occupiedGranules: Int
    package var liveBytes: Int
  }

  package var granuleBytes: Int
  /// Bytes of a cell: the granule's times a power of two.
  package var cellBytes: Int
  /// Cells by address; what lies between two of them is free.
  package var cells: [Cell]

  /// Cells at most.
  package static let limit = 4_096

  /// - Parameter granules: numbers of occupied granules and their live bytes, in any order; runs of
  ///   granules that one object fills have a length above 1.
  init(granule: Int, runs: [Run]) {
    let runs = runs.sorted { $0.first < $1.first }
    var shift: UInt64 = 0
    // Doubling the cell until few enough are left; a long run counts all of its cells.
    while Self.cellCount(runs, shift: shift) > Self.limit { shift += 1 }
    granuleBytes = granule
    cellBytes = granule << Int(shift)
    cells = []
    for run in runs {
      var granule = run.first
      while granule < run.first + run.length {
        let cell = granule >> shift
        let end = min((cell + 1) << shift, run.first + run.length)
        let count = Int(end - granule)
        let live = run.length == 1 ? run.liveBytes : count * (run.liveBytes / Int(run.length))
        let address = cell << shift * UInt64(cellBytes >> Int(shift))
        if cells.last?.address == address {
          cells[cells.count - 1].occupiedGranules += count
          cells[cells.count - 1].liveBytes += live
        } else {
          cells.append(Cell(address: address, occupiedGranules: count, liveBytes: live))
        }
        granule = end
      }
    }
  }

  /// Granules in a row with the same number of live bytes each.
  struct Run {
    var first: UInt64
    var length: UInt64 = 1
    /// Of all of them.
    var liveBytes: Int
  }

  private static func cellCount(_ runs: [Run], shift: UInt64) -> UInt64 {
    var count: UInt64 = 0
    var last: UInt64?
    for run in runs {
      let first = run.first >> shift
      let end = (run.first + run.length - 1) >> shift
      if let last, end <= last { continue }
      count += last.map { first <= $0 ? end - $0 : end - first + 1 } ?? end - first + 1
      last = end
    }
    return count
  }
}
