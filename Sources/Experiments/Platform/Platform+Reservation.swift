#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Address space that is reserved once and takes memory as it is used.
extension Platform {
  /// Reserves address space that reads as zero and takes memory page by page as it is written; nil
  /// when the system has no room for it.
  static func reserve(byteCount: Int) -> UnsafeMutableRawPointer? {
    #if canImport(Darwin)
      let flags = MAP_PRIVATE | MAP_ANON | MAP_NORESERVE
    #else
      let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    #endif
    let address = mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0)
    return address == MAP_FAILED ? nil : address
  }

  /// Gives the memory behind a part of a reservation back; whether the system took it.
  static func discard(_ address: UnsafeMutableRawPointer, byteCount: Int) -> Bool {
    madvise(address, byteCount, Int32(MADV_DONTNEED)) == 0
  }

  static func unmap(_ address: UnsafeMutableRawPointer, byteCount: Int) {
    munmap(address, byteCount)
  }
}
