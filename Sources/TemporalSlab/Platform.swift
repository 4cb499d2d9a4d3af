import CPlatform
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The system calls that the allocator makes, and nothing else of it.
@usableFromInline
enum Platform {
  /// Bytes of one page of virtual memory.
  static let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))

  /// Reserves `byteCount` bytes of address space without access rights; nil when the system has no
  /// room for it.
  ///
  /// Huge pages are refused for the range unless they are asked for: they tie many slabs to one unit
  /// of reclamation.
  static func reserve(byteCount: Int, hugePages: Bool) -> UnsafeMutableRawPointer? {
    map(byteCount: byteCount, protection: PROT_NONE, hugePages: hugePages)
  }

  /// Maps `byteCount` bytes that read as zero and take memory page by page as they are written.
  static func mapZeroed(byteCount: Int) -> UnsafeMutableRawPointer? {
    map(byteCount: byteCount, protection: PROT_READ | PROT_WRITE)
  }

  /// Bytes of a huge page.
  static let hugePageSize = 1 << 21

  private static func map(
    byteCount: Int, protection: Int32, hugePages: Bool = false
  ) -> UnsafeMutableRawPointer? {
    #if canImport(Darwin)
      let flags = MAP_PRIVATE | MAP_ANON | MAP_NORESERVE
    #else
      let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    #endif
    guard let address = mmap(nil, byteCount, protection, flags, -1, 0), address != MAP_FAILED
    else { return nil }
    #if os(Linux)
      _ = madvise(address, byteCount, Int32(hugePages ? MADV_HUGEPAGE : MADV_NOHUGEPAGE))
    #endif
    return address
  }

  /// Memory on cache lines of its own; nil when the system has none.
  static func allocate(byteCount: Int) -> UnsafeMutableRawPointer? {
    var address: UnsafeMutableRawPointer?
    return posix_memalign(&address, CacheLine.byteCount, byteCount) == 0 ? address : nil
  }

  static func deallocate(_ address: UnsafeMutableRawPointer) { free(address) }

  /// Makes a part of a reservation readable and writable; the error number, or 0.
  static func commit(_ address: UnsafeMutableRawPointer, byteCount: Int) -> Int32 {
    mprotect(address, byteCount, PROT_READ | PROT_WRITE) == 0 ? 0 : errno
  }

  /// Gives the pages behind `address` back; they stay mapped and read as zero. The error number,
  /// or 0.
  static func decommit(_ address: UnsafeMutableRawPointer, byteCount: Int) -> Int32 {
    madvise(address, byteCount, Int32(MADV_DONTNEED)) == 0 ? 0 : errno
  }

  static func unmap(_ address: UnsafeMutableRawPointer, byteCount: Int) {
    munmap(address, byteCount)
  }

  /// Whether `processFence()` orders the memory accesses of all threads of this process.
  static let hasProcessFence = renewProcessFence()

  /// Asks for what `processFence()` needs, once in each process; false where there is no such
  /// fence.
  @discardableResult
  static func renewProcessFence() -> Bool {
    #if os(Linux)
      return drainbench_membarrier(
        Int32(drainbench_membarrier_register_private_expedited)) == 0
    #else
      return false
    #endif
  }

  /// A full fence on every processor that runs a thread of this process (membarrier(2)); without
  /// that call, on the calling one.
  static func processFence() {
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    #if os(Linux)
      _ = drainbench_membarrier(Int32(drainbench_membarrier_private_expedited))
    #endif
  }

  /// A fence for the compiler alone: no instruction.
  @inlinable @inline(__always)
  static func compilerFence() { drainbench_compiler_fence() }

  /// Sets bit `index`, below 64, of a word; whether it was set before.
  @inlinable @inline(__always)
  static func setBit(_ index: UInt64, of word: inout UInt64) -> Bool {
    drainbench_set_bit(&word, index)
  }

  /// A word without bit `index` modulo 64.
  @inlinable @inline(__always)
  static func without(bit index: UInt64, _ word: UInt64) -> UInt64 {
    drainbench_without_bit(word, index)
  }

  static func yield() { _ = sched_yield() }

  /// Nanoseconds of the monotonic clock, as of its last tick: a few milliseconds old at most, and
  /// cheaper to read than the clock itself.
  static func coarseNanoseconds() -> UInt64 {
    var time = timespec()
    #if os(Linux)
      clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
    #else
      clock_gettime(CLOCK_MONOTONIC, &time)
    #endif
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  /// Nanoseconds of the monotonic clock.
  static func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  /// The text that the system has for an error number.
  static func describe(error: Int32) -> String { String(cString: strerror(error)) }
}

/// A mutex of the system, on a cache line of its own, from `make` to `destroy`.
@usableFromInline
package struct PlatformMutex {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  static func make() -> PlatformMutex {
    let mutex: UnsafeMutablePointer<pthread_mutex_t> = CacheLine.allocate(1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
    return PlatformMutex(mutex: mutex)
  }

  func destroy() {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  @usableFromInline
  package func lock() { pthread_mutex_lock(mutex) }

  @usableFromInline
  package func unlock() { pthread_mutex_unlock(mutex) }
}
