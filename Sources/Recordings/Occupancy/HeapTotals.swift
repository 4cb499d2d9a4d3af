/// A heap at one moment, in sums.
package struct HeapTotals: Sendable, Equatable {
  /// Bytes asked for and not freed.
  package var liveBytes = 0
  package var liveObjects = 0
  /// Granules that hold at least a byte of a live object.
  package var occupiedGranules = 0
  /// Bytes of a granule.
  package var granuleBytes = GranuleSize.page.bytes

  package init() {}

  package var occupiedBytes: Int { occupiedGranules * granuleBytes }

  /// `G * occupied - live`: bytes of occupied granules that hold nothing alive.
  ///
  /// Never below 0, also where a faulty recording has objects that overlap.
  package var strandedBytes: Int { max(0, occupiedBytes - liveBytes) }

  /// `G * (occupied - ceil(live / G))`: what packing the live objects could give back. Never
  /// below 0.
  package var structuralBytes: Int {
    let fewest = (liveBytes + granuleBytes - 1) / granuleBytes
    return max(0, (occupiedGranules - fewest) * granuleBytes)
  }
}
