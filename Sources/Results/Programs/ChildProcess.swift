import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program that was started, with nothing on its standard input and a pipe each for its standard
/// output and error; it ends with this value.
///
/// It belongs to one thread.
package final class ChildProcess {
  /// How a process ended.
  package enum Ending: Sendable, Equatable, CustomStringConvertible {
    /// By itself, with a status from 0 to 255.
    case exited(Int32)
    case signalled(Int32)

    /// Reads what `waitpid` stores.
    package init(waitStatus: Int32) {
      let signal = waitStatus & 0x7f
      self = signal == 0 ? .exited(waitStatus >> 8 & 0xff) : .signalled(signal)
    }

    /// The status that a shell would show: 128 and the signal's number for one that a signal ended.
    package var shellStatus: Int32 {
      switch self {
      case .exited(let status): status
      case .signalled(let signal): 128 + signal
      }
    }

    /// The end of a sentence about the process.
    package var description: String {
      switch self {
      case .exited(let status): "ended with status \(status)"
      case .signalled(let signal): "was ended by \(Self.names[signal] ?? "signal \(signal)")"
      }
    }

    private static let names: [Int32: String] = [
      SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGILL: "SIGILL", SIGINT: "SIGINT",
      SIGKILL: "SIGKILL", SIGPIPE: "SIGPIPE", SIGSEGV: "SIGSEGV", SIGTERM: "SIGTERM",
      SIGTRAP: "SIGTRAP", SIGXCPU: "SIGXCPU",
    ]
  }

  package let processID: Int32
  /// The reading ends of its output and of its errors; -1 once one is at its end.
  private var pipes: [Int32]
  private var printed: [[UInt8]] = [[], []]
  private var ending: Ending?

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - name: what the program is told as its own name; its path when nil.
  ///   - variables: the environment as `NAME=value`, in bytes that end in 0; nil for this process's
  ///     own.
  ///   - leadsGroup: whether it gets a process group of its own, which ends with it.
  package init(
    _ path: String, as name: String? = nil, _ arguments: [String],
    variables: [[CChar]]? = nil, leadsGroup: Bool = false
  ) throws(SystemError) {
    // One at a time, so that none inherits the pipes of another.
    (processID, pipes) = try Self.starting.withLock { (_) throws(SystemError) in
      try Self.start(
        path, [name ?? path] + arguments, variables ?? Self.variables(), leadsGroup: leadsGroup)
    }
  }

  private static let starting = Mutex(())

  private static func start(
    _ path: String, _ words: [String], _ variables: [[CChar]], leadsGroup: Bool
  ) throws(SystemError) -> (pid_t, pipes: [Int32]) {
    // Of each pipe the end to read from, then the end to write to.
    var ends: [[Int32]] = [[-1, -1], [-1, -1]]
    var code: Int32 = 0
    defer {
      for pair in ends { for end in code == 0 ? pair.dropFirst() : pair[...] { _ = close(end) } }
    }
    for index in ends.indices {
      if pipe(&ends[index]) != 0 {
        code = errno
        throw SystemError(code: code)
      }
      for end in ends[index] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[0][1], 1)
    posix_spawn_file_actions_adddup2(&actions, ends[1][1], 2)
    // What this process ignores or blocks is its own affair.
    var (ignored, blocked) = (sigset_t(), sigset_t())
    sigemptyset(&blocked)
    sigemptyset(&ignored)
    for signal in [SIGPIPE, SIGXFSZ] { sigaddset(&ignored, signal) }
    posix_spawnattr_setsigdefault(&attributes, &ignored)
    posix_spawnattr_setsigmask(&attributes, &blocked)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = [POSIX_SPAWN_SETSIGDEF, POSIX_SPAWN_SETSIGMASK].reduce(0) { $0 | Int16($1) }
    posix_spawnattr_setflags(
      &attributes, flags | (leadsGroup ? Int16(POSIX_SPAWN_SETPGROUP) : 0))
    var words = words.map { strdup($0) } + [nil]
    var variables = variables.map { strdup($0) } + [nil]
    defer { (words + variables).forEach { free($0) } }
    var processID: pid_t = 0
    code = posix_spawn(&processID, path, &actions, &attributes, &words, &variables)
    if code != 0 { throw SystemError(code: code) }
    return (processID, ends.map { $0[0] })
  }

  deinit { stop() }

  /// What was read of its standard output.
  package var output: [UInt8] { printed[0] }
  /// What was read of its standard error.
  package var errors: [UInt8] { printed[1] }
  /// Whether it has closed both pipes.
  package var isAtEnd: Bool { pipes.allSatisfy { $0 < 0 } }

  /// Drops what was read of each pipe before its last bytes.
  package func keepLast(_ count: Int) {
    for pipe in printed.indices { printed[pipe].removeFirst(max(0, printed[pipe].count - count)) }
  }

  /// Reads what children print, once one of them does or closes a pipe.
  ///
  /// - Parameters:
  ///   - descriptor: something else to wait for.
  ///   - milliseconds: how long to wait at most, which bounds how long an interruption goes unseen.
  /// - Returns: whether the descriptor can be read.
  @discardableResult
  package static func receive(
    _ children: [ChildProcess], or descriptor: Int32 = -1, milliseconds: Int32 = 200
  ) -> Bool {
    // The system passes over descriptors below 0.
    var entries = (children.flatMap(\.pipes) + [descriptor]).map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return false }
    for (index, entry) in entries.dropLast().enumerated() where entry.revents != 0 {
      let (child, pipe) = (children[index / 2], index % 2)
      let bytes = readSome(entry.fd)
      child.printed[pipe] += bytes
      if bytes.isEmpty { child.closePipe(pipe) }
    }
    return entries[entries.count - 1].revents != 0
  }

  private func closePipe(_ pipe: Int) {
    if pipes[pipe] >= 0 { _ = close(pipes[pipe]) }
    pipes[pipe] = -1
  }

  /// Reads what is there, at most 64 KiB; empty at the end.
  package static func readSome(_ descriptor: Int32) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
      repeat {
        count = read(descriptor, buffer.baseAddress, 65_536)
      } while count < 0 && errno == EINTR
      count = max(0, count)
    }
  }

  /// How it ended, once it has.
  package func ended() -> Ending? { end(WNOHANG) }

  /// Waits for its end.
  package func wait() -> Ending { end(0) ?? .exited(0) }

  private func end(_ options: Int32) -> Ending? {
    var status: Int32 = 0
    while ending == nil {
      let result = waitpid(processID, &status, options)
      if result == 0 { return nil }
      if result < 0 && errno == EINTR { continue }
      ending = Ending(waitStatus: status)
    }
    return ending
  }

  /// Ends it, with its process group if it leads one, unless it has ended, and waits for that.
  @discardableResult
  package func stop() -> Ending {
    if ending == nil {
      _ = kill(-processID, SIGKILL)
      _ = kill(processID, SIGKILL)
    }
    for pipe in pipes.indices { closePipe(pipe) }
    return wait()
  }

  /// This process's environment, without some variables and with others added.
  package static func variables(
    without isLeftOut: (String) -> Bool = { _ in false }, adding added: [String: String] = [:]
  ) -> [[CChar]] {
    var result = added.map { Array("\($0.key)=\($0.value)".utf8CString) }
    #if canImport(Darwin)
      var place = _NSGetEnviron().pointee
    #else
      var place: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> = environ
    #endif
    while let variable = place.pointee {
      place += 1
      let text = String(cString: variable)
      let name = String(text.prefix { $0 != "=" })
      if added[name] == nil && !isLeftOut(name) {
        // Its bytes as they are, which need not be UTF-8.
        result.append(Array(UnsafeBufferPointer(start: variable, count: strlen(variable) + 1)))
      }
    }
    return result
  }
}
