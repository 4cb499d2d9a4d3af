import CPlatform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The system calls that the profiler makes.
enum Platform {
  /// Nanoseconds of the monotonic clock.
  static func monotonicNanoseconds() -> UInt64 { nanoseconds(of: CLOCK_MONOTONIC) }

  /// Nanoseconds of the monotonic clock at its last tick: cheap, and a few milliseconds late.
  static func coarseNanoseconds() -> UInt64 {
    #if os(Linux)
      nanoseconds(of: CLOCK_MONOTONIC_COARSE)
    #else
      nanoseconds(of: CLOCK_MONOTONIC)
    #endif
  }

  private static func nanoseconds(of clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  /// Maps `byteCount` bytes that read as zero and take memory page by page as they are written;
  /// nil when the system has no room for them.
  static func mapZeroed(byteCount: Int) -> UnsafeMutableRawPointer? {
    #if canImport(Darwin)
      let flags = MAP_PRIVATE | MAP_ANON | MAP_NORESERVE
    #else
      let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    #endif
    guard let address = mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0),
      address != MAP_FAILED
    else { return nil }
    return address
  }

  static func unmap(_ address: UnsafeMutableRawPointer, byteCount: Int) {
    munmap(address, byteCount)
  }

  static func yield() { _ = sched_yield() }
}
