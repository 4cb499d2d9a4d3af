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
  static func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  static func sleep(nanoseconds: Int) {
    var time = timespec(tv_sec: 0, tv_nsec: nanoseconds)
    nanosleep(&time, nil)
  }

  /// Runs `body` on a thread of its own that takes no signals; false when there can be none.
  static func detachThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    let argument = Unmanaged.passRetained(ThreadBody(body)).toOpaque()
    var every = sigset_t()
    var before = sigset_t()
    sigfillset(&every)
    // The thread starts with the mask of this one.
    pthread_sigmask(SIG_SETMASK, &every, &before)
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let error = pthread_create(&thread, nil, runThread, argument)
    pthread_sigmask(SIG_SETMASK, &before, nil)
    if error != 0 { Unmanaged<ThreadBody>.fromOpaque(argument).release() }
    return error == 0
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

  /// Whether two texts that end with a zero byte are the same.
  @inline(__always)
  static func areEqual(_ left: UnsafePointer<CChar>, _ right: UnsafePointer<CChar>) -> Bool {
    strcmp(left, right) == 0
  }

  /// Nanoseconds since 1970.
  static func unixNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  static func yield() { _ = sched_yield() }
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

#if canImport(Darwin)
  private func runThread(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    pthread_detach(pthread_self())
    Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
    return nil
  }
#else
  private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    pthread_detach(pthread_self())
    // The thread is started with a body.
    Unmanaged<ThreadBody>.fromOpaque(argument.unsafelyUnwrapped).takeRetainedValue().run()
    return nil
  }
#endif
