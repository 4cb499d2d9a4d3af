import Results

/// A redis-server of our own on a loopback port, without persistence; it ends with this value, or
/// with this process.
///
///     let server = try RedisServer(program, port: nil)
///     let replies = try server.replies(to: [["DBSIZE"]], "when it was asked for its keys")
final class RedisServer {
  /// How long a server may take, in seconds: to start, and to answer some hundred commands.
  struct Patience {
    var start = 20
    var answer = 120
    /// From closing its connection to its end.
    var end = 2
  }

  private let child: ChildProcess
  private let patience: Patience
  private var socket: Int32 = -1
  private var parser = RESPParser()

  private static let keptLog = 16_384

  /// The number of the server's process.
  var processID: Int32 { child.processID }

  /// Starts a server and connects to it.
  ///
  /// - Parameters:
  ///   - port: the port wanted; nil for any free one.
  ///   - executable: this program, which becomes the server.
  init(
    _ program: RedisProgram, port wanted: Int?, patience: Patience = Patience(),
    by executable: String = Platform.executable
  ) throws {
    let port: UInt16
    do {
      port = try Platform.freePort(wanted.map { UInt16($0) } ?? 0)
    } catch {
      throw error == .addressInUse
        ? RedisError.portTaken(wanted ?? 0) : .notStarted(error.reason)
    }
    self.patience = patience
    do {
      child = try GuardedProgram.start(
        program.path, Self.arguments(of: program, port: port), by: executable)
    } catch {
      throw RedisError.notStarted("\(error)")
    }
    do {
      try waitUntilReady(port)
      try connect(port)
      try identify()
    } catch {
      stop()
      throw error
    }
  }

  deinit { stop() }

  private static func arguments(of program: RedisProgram, port: UInt16) -> [String] {
    // `--save ""` and `--appendonly no` leave nothing to write; jemalloc's own defaults stay.
    var result = [
      "--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
      "--daemonize", "no", "--logfile", "", "--loglevel", "notice",
    ]
    if program.needsDebugOption { result += ["--enable-debug-command", "local"] }
    return result
  }

  /// Ends the server, if it has not ended, and waits for that.
  func stop() {
    if socket >= 0 { Platform.closeDescriptor(socket) }
    socket = -1
    child.stop()
  }

  /// Sends commands, some hundred at a time, and returns their replies.
  ///
  /// - Parameter step: when it happens, for the sentence of an error: `while keys were deleted`.
  func replies(to commands: [RESPCommand], _ step: String) throws -> [RESPValue] {
    var replies: [RESPValue] = []
    replies.reserveCapacity(commands.count)
    var next = 0
    while next < commands.count {
      // Few enough that their replies fit the socket's buffer while we are still sending.
      let end = min(commands.count, next + 512)
      var bytes: [UInt8] = []
      for command in commands[next..<end] { command.write(to: &bytes) }
      let deadline = Deadline(seconds: patience.answer)
      try send(bytes, deadline, step)
      try read(until: end, into: &replies, deadline, step)
      next = end
    }
    return replies
  }

  /// Sends one command and returns its reply, which must not be an error.
  func reply(to command: RESPCommand, _ step: String) throws -> RESPValue {
    let reply = try replies(to: [command], step)[0]
    if case .error(let said) = reply { throw RedisError.badAnswer(step: step, said: said) }
    return reply
  }

  private func send(_ bytes: [UInt8], _ deadline: Deadline, _ step: String) throws {
    var rest = bytes[...]
    while let count = Platform.sendSome(rest, to: socket) {
      rest = rest.dropFirst(count)
      if rest.isEmpty { return }
      // Its buffer is full.
      if count == 0 { try check(deadline, step) }
    }
    // A server that is gone is noticed when its reply is read.
  }

  private func read(
    until count: Int, into replies: inout [RESPValue], _ deadline: Deadline, _ step: String
  ) throws {
    while true {
      do {
        while let value = try parser.next() { replies.append(value) }
      } catch {
        throw RedisError.badAnswer(step: step, said: error.what)
      }
      if replies.count >= count { return }
      guard let bytes = try receive(deadline, step) else { continue }
      if bytes.isEmpty { throw try ended(step) }
      parser.append(bytes)
    }
  }

  private func check(_ deadline: Deadline, _ step: String) throws {
    try Interruption.check()
    if deadline.isOver { throw RedisError.silent(step: step, seconds: deadline.seconds) }
  }

  /// What the socket has, or nil when only the server printed something; that is the log.
  private func receive(_ deadline: Deadline, _ step: String) throws -> [UInt8]? {
    try check(deadline, step)
    let isReady = ChildProcess.receive([child], or: socket)
    child.keepLast(Self.keptLog)
    return isReady ? ChildProcess.readSome(socket) : nil
  }

  /// The error for a server that has closed its socket: how it ended, or that it was ended.
  private func ended(_ step: String) throws -> RedisError {
    let deadline = Deadline(seconds: patience.end)
    while !deadline.isOver {
      try Interruption.check()
      if let ending = child.ended() { return .ended(how: ending.description, step: step) }
      ChildProcess.receive([child], milliseconds: 20)
    }
    stop()
    return .ended(how: "closed the connection and was ended for that", step: step)
  }
}

extension RedisServer {
  /// Waits for the server to say that it takes connections.
  private func waitUntilReady(_ port: UInt16) throws {
    let deadline = Deadline(seconds: patience.start)
    while !text.lowercased().contains("ready to accept connections") {
      // Both pipes at their end: nothing is left that could say it.
      if child.isAtEnd { throw startFailure(port) }
      _ = try receive(deadline, "when it was started")
    }
  }

  private var text: String { String(decoding: child.output + child.errors, as: UTF8.self) }

  /// Why the server ended before it was ready, from what it printed last.
  private func startFailure(_ port: UInt16) -> RedisError {
    if text.contains("Address already in use") { return .portTaken(Int(port)) }
    let last = text.split(whereSeparator: \.isNewline).last.map { String($0.prefix(200)) }
    return .notStarted(last ?? "it said nothing")
  }

  private func connect(_ port: UInt16) throws(RedisError) {
    do {
      socket = try Platform.connectToLoopback(port)
    } catch {
      throw .notStarted("no connection to port \(port): \(error.reason)")
    }
  }

  /// Makes sure that it is our server that answers.
  private func identify() throws {
    let process = try info("server", "when it was asked who it is")["process_id"]
    guard process == "\(child.processID)" else {
      throw RedisError.wrong(
        "the redis-server that answers is process \(process ?? "?"), and \(child.processID) was "
          + "started; a script has to become the server with exec")
    }
  }

  /// A section of INFO by name.
  func info(_ section: String, _ step: String) throws -> [String: String] {
    let text = try reply(to: ["INFO", section], step).text ?? ""
    return Dictionary(
      text.split(whereSeparator: \.isNewline).compactMap { line in
        line.firstIndex(of: ":").map {
          (String(line[..<$0]), String(line[line.index(after: $0)...]))
        }
      }, uniquingKeysWith: { $1 })
  }
}

/// A moment after which nobody waits any longer.
struct Deadline {
  let seconds: Int
  private let end: UInt64

  init(seconds: Int) {
    self.seconds = seconds
    end = Platform.monotonicNanoseconds() + UInt64(seconds) * 1_000_000_000
  }

  var isOver: Bool { Platform.monotonicNanoseconds() > end }
}
