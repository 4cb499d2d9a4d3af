import CPlatform
import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The system calls that experiments make: memory of this process and time.
enum Platform {
  static let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
  /// Bytes of physical memory.
  static let memoryByteCount = pageSize * Int(sysconf(Int32(_SC_PHYS_PAGES)))

  /// Processors that this process may run on: those of its affinity where the system has such a
  /// thing, else those that are there.
  static let processorCount: Int = {
    let usable = Int(drainbench_usable_processors())
    return usable > 0 ? usable : max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }()

  /// Nanoseconds of the monotonic clock.
  static func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  /// The path of the running executable.
  static var executablePath: String {
    #if os(Linux)
      var buffer = [CChar](repeating: 0, count: 4_096)
      let count = readlink("/proc/self/exe", &buffer, buffer.count)
      if count > 0 {
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      }
    #endif
    return CommandLine.arguments[0]
  }

  /// The path to start the running program again by, which on Linux leads to the file that runs
  /// even when another one has taken its name since.
  static var executable: String {
    let running = "/proc/self/exe"
    return access(running, X_OK) == 0 ? running : executablePath
  }

  /// The processor's tick counter; its rate is constant.
  @inline(__always) static func ticks() -> UInt64 { drainbench_ticks() }

  static func yield() { _ = sched_yield() }

  /// Makes sure that this process does not outlive the one that started it.
  static func endWithParent() {
    drainbench_end_with_parent()
    // One that had ended before that call has closed its end of the pipe for the result.
    var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
    if poll(&output, 1, 0) > 0 && output.revents & Int16(POLLERR) != 0 { _exit(0) }
  }

  static func closeDescriptor(_ descriptor: Int32) { _ = close(descriptor) }
}
