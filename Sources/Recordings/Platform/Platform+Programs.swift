import Foundation
import Results

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Other programs.
extension Platform {
  /// The file of that name in a folder of PATH that can be executed; nil when there is none. A name
  /// with a `/` is a path.
  static func program(named name: String) -> String? {
    if !name.contains("/") { return Program.find(name) }
    return Program.isExecutable(name) ? name : nil
  }

  /// A path with symbolic links followed, or the path itself where there is no such file.
  static func resolved(_ path: String) -> String {
    guard let pointer = realpath(path, nil) else { return path }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  /// Two connected descriptors, neither of which a child inherits.
  static func makePipe() throws(SystemError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .last }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// Asks for a pipe that holds 1 MiB, which saves most of the switches between its two ends.
  static func enlarge(pipe: Int32) {
    #if os(Linux)
      // F_SETPIPE_SZ, which the C library's module does not export without _GNU_SOURCE.
      _ = fcntl(pipe, 1031, Int32(1 << 20))
    #endif
  }

  /// What a child does with its place among processes and signals.
  enum Group {
    /// In this process's group, so that a terminal's keys reach it as well.
    case shared
    /// In a group of its own, which a terminal's keys do not reach.
    case own
  }

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - descriptors: what the child has as 0, 1 and 2; nil inherits.
  ///   - environment: additions to this process's environment.
  static func spawn(
    _ path: String, as name: String? = nil, _ arguments: [String],
    input: Int32? = nil, output: Int32? = nil, errors: Int32? = nil,
    environment: [String: String] = [:], group: Group = .shared
  ) throws(SystemError) -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    for (descriptor, place) in [(input, Int32(0)), (output, 1), (errors, 2)] {
      if let descriptor { posix_spawn_file_actions_adddup2(&actions, descriptor, place) }
    }
    // A thread that waits for work of others may have signals blocked, and a child would too.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var flags = POSIX_SPAWN_SETSIGMASK
    if group == .own {
      posix_spawnattr_setpgroup(&attributes, 0)
      flags |= POSIX_SPAWN_SETPGROUP
    }
    posix_spawnattr_setflags(&attributes, Int16(flags))
    var words: [UnsafeMutablePointer<CChar>?] = ([name ?? path] + arguments).map { strdup($0) }
    words.append(nil)
    defer { words.forEach { free($0) } }
    let inherited = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    var variables = inherited.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { variables.forEach { free($0) } }
    var processID: pid_t = 0
    let code = posix_spawn(&processID, path, &actions, &attributes, words, &variables)
    if code != 0 { throw SystemError(code: code) }
    return processID
  }

  /// Waits for a child to end.
  static func wait(for processID: pid_t) -> ChildProcess.Ending {
    var status: Int32 = 0
    while waitpid(processID, &status, 0) < 0 && errno == EINTR {}
    return ChildProcess.Ending(waitStatus: status)
  }

  /// How a child ended, or nil while it runs.
  static func ending(of processID: pid_t) -> ChildProcess.Ending? {
    var status: Int32 = 0
    return waitpid(processID, &status, WNOHANG) == processID
      ? ChildProcess.Ending(waitStatus: status) : nil
  }

  @discardableResult
  static func send(_ signal: Int32, to processID: pid_t) -> Bool { kill(processID, signal) == 0 }

  static func end(_ processID: pid_t) { send(SIGKILL, to: processID) }
}
