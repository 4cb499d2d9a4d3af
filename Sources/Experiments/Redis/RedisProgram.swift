/// A redis-server on this machine.
struct RedisProgram: Sendable, Equatable {
  /// Its absolute path.
  var path: String
  /// Its version, such as `7.0.15`.
  var version: String
  /// The allocator that it was built on, such as `jemalloc-5.3.0`.
  var allocator: String

  /// Whether it refuses the DEBUG command unless an option allows it.
  var needsDebugOption: Bool { (version.split(separator: ".").first.flatMap { Int($0) } ?? 0) >= 7 }

  /// Name and version, for sentences.
  var label: String { "redis-server \(version)" }

  /// Finds the program and asks it for its version and allocator.
  ///
  /// - Parameter path: where it is; nil looks in PATH.
  /// - Throws: `RedisError` when there is none, or it is none, or it has no jemalloc.
  static func find(_ path: String?) throws(RedisError) -> RedisProgram {
    guard let file = path ?? Platform.program(named: "redis-server") else { throw .missing }
    guard Platform.isExecutable(file) else { throw .noProgram(file) }
    let said: String
    switch Platform.run(file, ["--version"]) {
    case .success(let run): said = run.output + run.errors
    case .failure(let error): throw .notRedis(path: file, said: error.reason)
    }
    guard let program = RedisProgram(path: Platform.absolute(file), saying: said) else {
      throw .notRedis(path: file, said: said.firstLine)
    }
    guard program.allocator.hasPrefix("jemalloc") else {
      throw .otherAllocator(program: program.label, allocator: program.allocator)
    }
    return program
  }

  /// Reads `Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=…`.
  init?(path: String, saying text: String) {
    let words = text.firstLine.split(separator: " ")
    func value(_ name: String) -> String? {
      words.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }
    guard words.starts(with: ["Redis", "server"]), let version = value("v"),
      let allocator = value("malloc")
    else { return nil }
    self.path = path
    self.version = version
    self.allocator = allocator
  }
}

extension String {
  /// The first line that is not empty.
  var firstLine: String { split(whereSeparator: \.isNewline).first.map(String.init) ?? "" }
}
