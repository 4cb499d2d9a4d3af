/// A redis-server of our own on a loopback port, without persistence; it ends with this value, or
/// with this process.
///
///     let server = try RedisServer(program, port: nil)
///     let replies = try server.replies(to: [["DBSIZE"]], "when it was asked for its keys")
final class RedisServer {
  private let child: Platform.Child
  private var socket: Int32 = -1
  private var parser = RESPParser()
  private var isRunning = true
  /// Its standard output and error, as long as they are open.
  private var pipes: [Int32]
  /// The last of what the server printed.
  private var log: [UInt8] = []

  private static let startSeconds = 20
  private static let answerSeconds = 120
  private static let keptLog = 16_384

  /// The number of the server's process.
  var processID: Int32 { child.processID }

  /// Starts a server and connects to it.
  ///
  /// - Parameter port: the port wanted; nil for any free one.
  init(_ program: RedisProgram, port wanted: Int?) throws {
    let port: UInt16
    switch Platform.freePort(wanted.map { UInt16($0) } ?? 0) {
    case .success(let free): port = free
    case .failure(let error):
      throw error.isAddressInUse
        ? RedisError.portTaken(wanted ?? 0) : .notStarted(error.reason)
    }
    do {
      child = try GuardedProgram.start(program.path, Self.arguments(of: program, port: port))
    } catch {
      throw RedisError.notStarted("\(error)")
    }
    pipes = [child.output, child.errors]
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
    guard isRunning else { return }
    endProcess()
    _ = reap()
  }

  private func endProcess() {
    Platform.killGroup(child.processID)
    // Before it has become the server it has no group of its own.
    Platform.kill(child.processID)
  }

  /// Closes what is open and waits for the process; how it ended.
  private func reap() -> Platform.Ending {
    isRunning = false
    for descriptor in pipes + [socket] where descriptor >= 0 {
      Platform.closeDescriptor(descriptor)
    }
    return Platform.wait(for: child.processID)
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
      // A server that is gone is noticed when its reply is read.
      _ = Platform.sendAll(bytes, to: socket)
      try read(until: end, into: &replies, step)
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

  private func read(
    until count: Int, into replies: inout [RESPValue], _ step: String
  ) throws {
    let deadline = Deadline(seconds: Self.answerSeconds)
    while true {
      do {
        while let value = try parser.next() { replies.append(value) }
      } catch {
        throw RedisError.badAnswer(step: step, said: error.what)
      }
      if replies.count >= count { return }
      guard let bytes = try receive(deadline, step) else { continue }
      if bytes.isEmpty { throw ended(step) }
      parser.append(bytes)
    }
  }

  /// What the socket has, or nil when only the server printed something; that goes to the log.
  private func receive(_ deadline: Deadline, _ step: String) throws -> [UInt8]? {
    if Interruption.isRequested { throw Interruption.Request() }
    if deadline.isOver { throw RedisError.silent(step: step, seconds: deadline.seconds) }
    // The timeout bounds how long an interruption goes unseen.
    let ready = Platform.poll(pipes + (socket < 0 ? [] : [socket]), milliseconds: 200)
    for descriptor in ready where descriptor != socket {
      let bytes = Platform.readSome(descriptor)
      log += bytes
      if log.count > Self.keptLog { log.removeFirst(log.count - Self.keptLog) }
      if bytes.isEmpty {
        Platform.closeDescriptor(descriptor)
        pipes.removeAll { $0 == descriptor }
      }
    }
    return ready.contains(socket) ? Platform.readSome(socket) : nil
  }

  /// The error for a server that has closed its socket.
  private func ended(_ step: String) -> RedisError {
    // It may have closed no more than that.
    endProcess()
    let how =
      switch reap() {
      case .exited(let status): "ended with status \(status)"
      case .signalled(let signal): "was ended by \(Platform.signalName(signal))"
      }
    return .ended(how: how, step: step)
  }
}

extension RedisServer {
  /// Waits for the server to say that it takes connections.
  private func waitUntilReady(_ port: UInt16) throws {
    let deadline = Deadline(seconds: Self.startSeconds)
    while !text.lowercased().contains("ready to accept connections") {
      // Both pipes at their end: nothing is left that could say it.
      if pipes.isEmpty { throw startFailure(port) }
      _ = try receive(deadline, "when it was started")
    }
  }

  private var text: String { String(decoding: log, as: UTF8.self) }

  /// Why the server ended before it was ready, from what it printed last.
  private func startFailure(_ port: UInt16) -> RedisError {
    if text.contains("Address already in use") { return .portTaken(Int(port)) }
    let last = text.split(whereSeparator: \.isNewline).last.map { String($0.prefix(200)) }
    return .notStarted(last ?? "it said nothing")
  }

  private func connect(_ port: UInt16) throws(RedisError) {
    switch Platform.connectToLoopback(port) {
    case .success(let descriptor): socket = descriptor
    case .failure(let error): throw .notStarted("no connection to port \(port): \(error.reason)")
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
