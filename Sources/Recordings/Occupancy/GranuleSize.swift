/// Bytes of a granule: the aligned block of address space that is given back as a whole.
package enum GranuleSize: Int, Sendable, CaseIterable {
  /// A page.
  case page = 4_096
  /// 64 KiB, the page of some processors and of some allocators.
  case large = 65_536
  /// 2 MiB, a huge page.
  case huge = 2_097_152

  /// The size in bytes.
  package var bytes: Int { rawValue }

  var shift: UInt64 { UInt64(rawValue.trailingZeroBitCount) }

  /// The granules that an object of at least one byte lies in.
  @inline(__always) static func cover(
    _ address: UInt64, _ size: UInt64, shift: UInt64
  ) -> (first: UInt64, last: UInt64) {
    // Readers let no object pass whose end lies above 2^57.
    (address &>> shift, (address &+ size &- 1) &>> shift)
  }
}
