/// Why a real Redis could not be measured.
enum RedisError: MissingRequirement, Equatable {
  /// There is no redis-server in PATH.
  case missing
  /// No program is at the path given.
  case noProgram(String)
  /// The program said something else than a redis-server does when it is asked for its version.
  case notRedis(path: String, said: String)
  /// This Redis was built on another allocator.
  case otherAllocator(program: String, allocator: String)
  /// Something else listens on the port.
  case portTaken(Int)
  /// The DEBUG command is off or not there.
  case noDebugCommand(program: String, said: String)
  /// No server came up.
  case notStarted(String)
  /// The server ended: how, and at what step.
  case ended(how: String, step: String)
  /// The server did not answer within some seconds.
  case silent(step: String, seconds: Int)
  /// The server answered with an error, or with something else than the protocol has.
  case badAnswer(step: String, said: String)
  /// The server's figures cannot be: another number of keys, say.
  case wrong(String)

  var isMissing: Bool {
    switch self {
    case .missing, .noProgram, .notRedis, .otherAllocator, .portTaken, .noDebugCommand: true
    default: false
    }
  }
}

extension RedisError {
  /// What is wrong, and what would be right.
  var description: String {
    switch self {
    case .missing:
      "redis-server was not found in PATH; the Debian package redis-server has it, and --server "
        + "names one elsewhere"
    case .noProgram(let path): "--server \(path): no program is there that can be run"
    case .notRedis(let path, let said):
      "--server \(path): a redis-server is wanted, and asked for its version this one said "
        + "'\(said)'"
    case .otherAllocator(let program, let allocator):
      "\(program) was built on \(allocator), and only jemalloc tells of its slabs; the Debian "
        + "package redis-server is built on jemalloc"
    case .portTaken(let port):
      "port \(port) is taken; without --port a free one is chosen"
    case .noDebugCommand(let program, let said):
      "\(program) has no DEBUG command to load keys with: \(said)"
    case .notStarted(let reason): "redis-server did not start: \(reason)"
    case .ended(let how, let step): "redis-server \(how) \(step)"
    case .silent(let step, let seconds):
      "redis-server did not answer within \(seconds) s \(step)"
    case .badAnswer(let step, let said): "redis-server answered '\(said)' \(step)"
    case .wrong(let what): what
    }
  }
}
