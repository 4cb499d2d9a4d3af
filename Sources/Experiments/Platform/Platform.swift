import CPlatform
import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The system calls that experiments make: memory of this process, time, child processes.
enum Platform {
  static let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))

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

  /// A child process with its standard output and error as pipes.
  struct Child {
    var processID: pid_t
    var output: Int32
    var errors: Int32
  }

  /// Starts a program with arguments and with additions to the environment.
  ///
  /// - Parameter name: what the program is told as its own name; its path when nil.
  static func spawn(
    _ path: String, as name: String? = nil, _ arguments: [String],
    environment: [String: String] = [:]
  ) -> Result<Child, SpawnError> {
    var outputEnds: [Int32] = [-1, -1]
    var errorEnds: [Int32] = [-1, -1]
    guard pipe(&outputEnds) == 0 else { return .failure(SpawnError(number: errno)) }
    guard pipe(&errorEnds) == 0 else {
      let number = errno
      outputEnds.forEach { _ = close($0) }
      return .failure(SpawnError(number: number))
    }
    for end in outputEnds + errorEnds { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }

    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, outputEnds[1], 1)
    posix_spawn_file_actions_adddup2(&actions, errorEnds[1], 2)
    var words: [UnsafeMutablePointer<CChar>?] =
      ([name ?? path] + arguments).map { strdup($0) }
    words.append(nil)
    defer { words.forEach { free($0) } }
    var processID: pid_t = 0
    var variables = variables(adding: environment)
    defer { variables.forEach { free($0) } }
    let code = posix_spawn(&processID, path, &actions, nil, words, &variables)
    _ = close(outputEnds[1])
    _ = close(errorEnds[1])
    guard code == 0 else {
      _ = close(outputEnds[0])
      _ = close(errorEnds[0])
      return .failure(SpawnError(number: code))
    }
    return .success(Child(processID: processID, output: outputEnds[0], errors: errorEnds[0]))
  }

  /// This process's environment with additions, as a list that ends in nil; the caller frees it.
  private static func variables(
    adding additions: [String: String]
  ) -> [UnsafeMutablePointer<CChar>?] {
    let inherited = ProcessInfo.processInfo.environment.merging(additions) { $1 }
    return inherited.map { strdup("\($0.key)=\($0.value)") } + [nil]
  }

  /// Makes sure that this process does not outlive the one that started it.
  static func endWithParent() {
    drainbench_end_with_parent()
    // One that had ended before that call has closed its end of the pipe for the result.
    var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
    if systemPoll(&output, 1, 0) > 0 && output.revents & Int16(POLLERR) != 0 { _exit(0) }
  }

  /// Why a child process could not be started.
  struct SpawnError: Error {
    var number: Int32
    var reason: String { String(cString: strerror(number)) }
  }

  /// How a process ended.
  enum Ending: Equatable {
    case exited(Int32)
    case signalled(Int32)
  }

  /// Waits for a child that has closed its pipes.
  static func wait(for processID: pid_t) -> Ending {
    var status: Int32 = 0
    while waitpid(processID, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7f
    return signal == 0 ? .exited(status >> 8 & 0xff) : .signalled(signal)
  }

  static func kill(_ processID: pid_t) {
    #if canImport(Glibc)
      _ = Glibc.kill(processID, SIGKILL)
    #elseif canImport(Musl)
      _ = Musl.kill(processID, SIGKILL)
    #else
      _ = Darwin.kill(processID, SIGKILL)
    #endif
  }

  /// Waits until one of the descriptors can be read or is closed; those that are.
  static func poll(_ descriptors: [Int32], milliseconds: Int32) -> [Int32] {
    var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let count = entries.withUnsafeMutableBufferPointer { buffer in
      systemPoll(buffer.baseAddress, nfds_t(buffer.count), milliseconds)
    }
    return count <= 0 ? [] : entries.filter { $0.revents != 0 }.map(\.fd)
  }

  /// Reads what is there, at most 64 KiB; empty at the end.
  static func readSome(_ descriptor: Int32) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
      var result = read(descriptor, buffer.baseAddress, 65_536)
      while result < 0 && errno == EINTR { result = read(descriptor, buffer.baseAddress, 65_536) }
      count = max(0, result)
    }
  }

  static func closeDescriptor(_ descriptor: Int32) { _ = close(descriptor) }

  /// The usual name of a signal.
  static func signalName(_ signal: Int32) -> String {
    let names: [Int32: String] = [
      SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGILL: "SIGILL", SIGINT: "SIGINT",
      SIGKILL: "SIGKILL", SIGPIPE: "SIGPIPE", SIGSEGV: "SIGSEGV", SIGTERM: "SIGTERM",
      SIGTRAP: "SIGTRAP", SIGXCPU: "SIGXCPU",
    ]
    return names[signal] ?? "signal \(signal)"
  }
}

private func systemPoll(
  _ entries: UnsafeMutablePointer<pollfd>?, _ count: nfds_t, _ milliseconds: Int32
) -> Int32 {
  poll(entries, count, milliseconds)
}
