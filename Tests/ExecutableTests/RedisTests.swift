import Foundation
import Results
import Testing

#if os(Linux)
  import Glibc
#endif

@testable import Experiments

/// What these tests need of the machine.
private enum Machine {
  static let server = Results.Program.find("redis-server")
}

extension Scratch {
  /// Writes a script that stands in for redis-server; it answers for its version by itself.
  ///
  /// - Parameters:
  ///   - body: what it does with the arguments.
  ///   - version: what it says when it is asked for its version.
  fileprivate func server(
    _ body: String, version: String = "Redis server v=7.0.15 sha=0:0 malloc=jemalloc-5.3.0 bits=64"
  ) async throws -> String {
    try write(
      "#!/bin/sh\nif [ \"$1\" = --version ]; then echo \"\(version)\"; exit; fi\n\(body)\n",
      as: "tools/body")
    // A file that this process has written may still be open in a child of another test, and then
    // the system does not run it.
    let made = try await Program.shell(
      "cp tools/body tools/server && chmod 700 tools/server", in: self)
    try #require(made.status == 0, "\(made)")
    return path(of: "tools/server")
  }

  /// Whether a run has left nothing here beside the stand-in.
  fileprivate func isUntouched() throws -> Bool { try names() == ["tools"] }
}

@Suite struct RedisFailureTests {
  private func expectFailure(
    _ result: RunResult, _ status: Int32, _ sentence: String, _ scratch: Scratch
  ) throws {
    #expect(result.errors == "drainbench redis: \(sentence)\n", "\(result)")
    #expect(result.status == status && result.output.isEmpty, "\(result)")
    #expect(try scratch.isUntouched())
  }

  @Test("Without redis-server in PATH one sentence names the package, with status 69")
  func missing() async throws {
    let scratch = try Scratch()
    _ = try await scratch.server("")
    let result = try await Program.run(["redis"], in: scratch, environment: ["PATH": "/nowhere"])
    try expectFailure(
      result, 69,
      "redis-server was not found in PATH; the Debian package redis-server has it, and --server "
        + "names one elsewhere", scratch)
  }

  @Test("A path without a program, and a program that is no redis-server, are status 69")
  func otherProgram() async throws {
    let scratch = try Scratch()
    let server = try await scratch.server("", version: "hello 1.0")
    try expectFailure(
      try await Program.run(["redis", "--server", "tools/none"], in: scratch), 69,
      "--server tools/none: no program is there that can be run", scratch)
    try expectFailure(
      try await Program.run(["redis", "--server", server], in: scratch), 69,
      "--server \(server): expected a redis-server; asked for its version this one said "
        + "'hello 1.0'", scratch)
  }

  @Test("A Redis that was built on another allocator is status 69")
  func otherAllocator() async throws {
    let scratch = try Scratch()
    let server = try await scratch.server(
      "", version: "Redis server v=7.2.0 sha=0:0 malloc=libc bits=64")
    try expectFailure(
      try await Program.run(["redis", "--server", server], in: scratch), 69,
      "redis-server 7.2.0 was built on libc, and only jemalloc tells of its slabs; the Debian "
        + "package redis-server is built on jemalloc", scratch)
  }

  @Test("A server that ends before it is ready is status 70, with what it said last")
  func notStarted() async throws {
    let scratch = try Scratch()
    let server = try await scratch.server("echo first; echo 'no luck' >&2; exit 3")
    let result = try await Program.run(["redis", "--server", server], in: scratch)
    #expect(result.errors.hasPrefix("drainbench redis: redis-server did not start: "))
    #expect(result.errors.split(separator: "\n").count == 1)
    #expect(result.status == 70 && result.output.isEmpty, "\(result)")
    #expect(try scratch.isUntouched())
  }

  #if os(Linux)
    @Test("A port on which something listens is status 69")
    func occupiedPort() async throws {
      let scratch = try Scratch()
      let server = try await scratch.server("")
      let listener = try Listener()
      let result = try await Program.run(
        ["redis", "--server", server, "--port", "\(listener.port)"], in: scratch)
      try expectFailure(
        result, 69, "port \(listener.port) is taken; without --port a free one is chosen", scratch)
    }

    /// A socket that listens on a port of the loopback interface.
    private final class Listener {
      let port: Int
      private let descriptor: Int32

      init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let listens = withUnsafeMutablePointer(to: &address) { pointer in
          pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, size) == 0 && listen(descriptor, 1) == 0
              && getsockname(descriptor, $0, &size) == 0
          }
        }
        try #require(listens)
        port = Int(UInt16(bigEndian: address.sin_port))
      }

      deinit { close(descriptor) }
    }
  #endif
}

@Suite(.enabled(if: Machine.server != nil, "redis-server is not installed"))
struct RedisTests {
  /// A stand-in that becomes the real server with further options.
  private func server(_ options: String, in scratch: Scratch) async throws -> String {
    let program = try #require(Machine.server)
    return try await scratch.server("exec '\(program)' \"$@\" \(options)")
  }

  @Test("All patterns run on a real server, and the sequential one alone drains it")
  func patterns() async throws {
    let scratch = try Scratch()
    let result = try await Program.run(
      "redis --pattern odd,random,sequential --keys 8000 --out out", in: scratch)
    #expect(result.status == 0, "\(result)")
    #expect(result.errors == "results are in out\n")
    let rows = try ResultsFolder(scratch.path(of: "out")).read(RedisRow.self)
    let drained = DeletionPattern.allCases.map { RedisSummary(rows, $0)?.purged.drainedSlabs ?? -1 }
    #expect(drained[0] <= 4 && drained[2] >= 900, "\(drained)")
    #expect(drained[1] > drained[0] && drained[1] < drained[2], "\(drained)")
    #expect(
      try scratch.names("out") == ["coefficients.csv", "manifest.json", "redis.csv"])
  }

  @Test(
    "A Redis without the DEBUG command is status 69",
    arguments: ["--enable-debug-command no", "--rename-command DEBUG \"\""])
  func noDebugCommand(options: String) async throws {
    let scratch = try Scratch()
    let result = try await Program.run(
      ["redis", "--server", await server(options, in: scratch)], in: scratch)
    #expect(
      result.errors.hasPrefix(
        "drainbench redis: redis-server 7.0.15 has no DEBUG command to load keys with: ERR "))
    #expect(result.errors.filter { $0 == "\n" }.count == 1)
    #expect(result.status == 69 && result.output.isEmpty, "\(result)")
    #expect(try scratch.isUntouched())
  }

  @Test("A server that dies in the middle is status 70, and nothing is written")
  func diesInTheMiddle() async throws {
    let scratch = try Scratch()
    // The question for the number of keys ends this one.
    let dying = try await server(
      "--rename-command DBSIZE '' --rename-command SHUTDOWN DBSIZE", in: scratch)
    let result = try await Program.run(
      ["redis", "--server", dying, "--keys", "1000", "--out", "out"], in: scratch)
    #expect(
      result.errors
        == "drainbench redis: redis-server ended with status 0 when it was asked for its memory\n")
    #expect(result.status == 70 && result.output.isEmpty, "\(result)")
    #expect(try scratch.isUntouched())
  }

  @Test("A server that refuses to delete is status 70, with its answer")
  func refuses() async throws {
    let scratch = try Scratch()
    let result = try await Program.run(
      [
        "redis", "--server", await server("--rename-command DEL ''", in: scratch), "--keys", "1000",
      ],
      in: scratch)
    #expect(result.errors.contains("ERR unknown command 'DEL'"))
    #expect(result.errors.hasSuffix(" while keys were deleted\n"), "\(result)")
    #expect(result.status == 70 && result.output.isEmpty)
    #expect(try scratch.isUntouched())
  }

  @Test("A program that does not say its version is ended, and that is what is said")
  func silentVersion() async throws {
    let scratch = try Scratch()
    let server = try await scratch.server("", version: "$(exec tail -f /dev/null)")
    let problem = #expect(throws: RedisError.self) {
      try RedisProgram.find(server, seconds: 0)
    }
    #expect(
      problem?.description
        == "--server \(server): expected a redis-server; asked for its version it did not end "
        + "within 0 s, and was ended")
  }

  #if os(Linux)
    /// A server that is given two seconds to answer.
    private func impatient() throws -> RedisServer {
      try RedisServer(
        RedisProgram.find(nil), port: nil, patience: .init(answer: 2, end: 1), by: Program.path)
    }

    @Test(
      "A server that stops answering is silent, and that is what is said", arguments: [1, 1 << 26])
    func stopsAnswering(byteCount: Int) throws {
      let server = try impatient()
      #expect(try server.reply(to: ["PING"], "at first") == .simple("PONG"))
      #expect(kill(server.processID, SIGSTOP) == 0)
      // The longer text does not fit the buffers of the socket.
      let text = String(repeating: "x", count: byteCount)
      #expect(throws: RedisError.silent(step: "at last", seconds: 2)) {
        try server.reply(to: ["ECHO", text], "at last")
      }
      #expect(
        RedisError.silent(step: "at last", seconds: 2).description
          == "redis-server did not answer within 2 s at last, and was ended")
      server.stop()
      #expect(kill(server.processID, 0) != 0)
    }

    @Test("Who ended a server is said: itself, a signal, or this program when it only hung up")
    func endings() throws {
      let killed = try impatient()
      #expect(kill(killed.processID, SIGKILL) == 0)
      #expect(throws: RedisError.ended(how: "was ended by SIGKILL", step: "now")) {
        try killed.reply(to: ["PING"], "now")
      }
      let left = try impatient()
      #expect(throws: RedisError.ended(how: "ended with status 0", step: "now")) {
        try left.reply(to: ["SHUTDOWN", "NOSAVE"], "now")
      }
      let hungUp = try impatient()
      let command: RESPCommand = ["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no"]
      #expect(
        throws: RedisError.ended(how: "closed the connection and was ended for that", step: "now")
      ) { _ = try hungUp.replies(to: [command, ["PING"]], "now") }
      #expect(kill(hungUp.processID, 0) != 0)
    }
  #endif

  @Test("A script that does not become the server is refused, and its server is ended too")
  func noExec() async throws {
    let scratch = try Scratch()
    let program = try #require(Machine.server)
    let result = try await Program.run(
      ["redis", "--server", await scratch.server("'\(program)' \"$@\"")], in: scratch)
    #expect(result.errors.contains("a script has to become the server with exec"), "\(result)")
    #expect(result.status == 70 && result.output.isEmpty)
    #expect(try scratch.isUntouched())
  }
}

#if os(Linux)
  @Suite(
    .serialized,
    .enabled(if: ProcessTable.isAvailable, "the kernel lists no process's children"))
  struct RedisInterruptionTests {
    /// Starts a run whose server says nothing, for ever, and waits for that server.
    private func start(
      _ scratch: Scratch
    ) async throws -> (program: RunningProgram, server: pid_t, folder: String) {
      let server = try await scratch.server("exec tail -f /dev/null")
      let program = try RunningProgram(
        Program.path, ["redis", "--server", server, "--out", "out"], in: scratch)
      let child = try await ProcessTable.child(of: program.processID, named: "tail")
      let folder = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(child)/cwd")
      return (program, child, folder)
    }

    @Test("An interrupted run ends its server and writes nothing", arguments: [SIGINT, SIGTERM])
    func interrupted(signal: Int32) async throws {
      let scratch = try Scratch()
      let (program, server, folder) = try await start(scratch)
      defer { program.stop() }
      // The folder is gone before the server begins.
      #expect(folder.hasSuffix(" (deleted)"))
      #expect(kill(program.processID, signal) == 0)
      let result = try await program.end()
      #expect(result.errors == "drainbench: no run finished, and nothing was written\n")
      #expect(result.status == 130 && result.output.isEmpty, "\(result)")
      #expect(ProcessTable.hasEnded(server))
      #expect(try scratch.isUntouched())
    }

    @Test("A run that is killed takes its server with it, and leaves nothing")
    func killed() async throws {
      let scratch = try Scratch()
      let (program, server, folder) = try await start(scratch)
      defer { program.stop() }
      #expect(kill(program.processID, SIGKILL) == 0)
      let result = try await program.end()
      #expect(result.status == nil && result.output.isEmpty && result.errors.isEmpty)
      try await ProcessTable.waitForEnd(of: server)
      #expect(folder.hasSuffix(" (deleted)"))
      // What is left is nobody's right to write.
      #expect(try scratch.names("out") == [".lock"])
    }
  }

  extension ProcessTable {
    /// The child with that program, looked for until a minute has passed.
    fileprivate static func child(of parent: pid_t, named name: String) async throws -> pid_t {
      try await look {
        children(of: parent).first { (try? text("/proc/\($0)/comm")) == name + "\n" }
      }
    }

    /// Waits until a process has ended, a minute at most.
    static func waitForEnd(of processID: pid_t) async throws {
      _ = try await look { hasEnded(processID) ? processID : nil }
    }

    /// Whether a process is gone, or only its number is left for its parent.
    static func hasEnded(_ processID: pid_t) -> Bool {
      guard let status = try? text("/proc/\(processID)/stat") else { return true }
      // The state follows the name, which is in parentheses.
      return status.split(separator: ")").last?.hasPrefix(" Z") ?? true
    }

    static func children(of parent: pid_t) -> [pid_t] {
      ((try? text("/proc/\(parent)/task/\(parent)/children")) ?? "").split(separator: " ")
        .compactMap { pid_t($0) }
    }

    static func text(_ path: String) throws -> String {
      try String(contentsOfFile: path, encoding: .utf8)
    }
  }
#endif

@Suite struct PeersProgramTests {
  @Test("Two allocators that are always there are measured, and agree with their granules")
  func small() async throws {
    let scratch = try Scratch()
    let result = try await Program.run(
      "peers --allocator temporal-slab,glibc --objects 100000 --session-fraction 0.01,0.1 "
        + "--repeat 1 --out out", in: scratch)
    #expect(result.status == 0, "\(result)")
    #expect(result.errors == "results are in out\n")
    let folder = ResultsFolder(scratch.path(of: "out"))
    let rows = try folder.read(PeersRow.self)
    #expect(rows.count == 9)
    #expect(try folder.read(PeersSample.self).count == 36)
    #expect(rows.filter { $0.routing == .isolated }.allSatisfy { $0.allocator == "temporal-slab" })
    #expect(
      try scratch.names("out")
        == ["coefficients.csv", "manifest.json", "peers-phases.csv", "peers.csv"])
  }

  /// A folder in which the name of a library leads to something that is none.
  private func environment(_ scratch: Scratch) throws -> [String: String] {
    try scratch.write("this is no library\n", as: "tools/libjemalloc.so.2")
    return ["LD_LIBRARY_PATH": scratch.path(of: "tools")]
  }

  #if os(Linux)
    @Test(
      "A library that cannot be preloaded is status 69 where its allocator is asked for",
      arguments: ["peers", "bench"])
    func badLibrary(command: String) async throws {
      let scratch = try Scratch()
      let result = try await Program.run(
        [command, "--allocator", "glibc,jemalloc", "--out", "out"], in: scratch,
        environment: environment(scratch))
      #expect(
        result.errors
          == "drainbench \(command): jemalloc: no libjemalloc.so.2 can be preloaded; the Debian package "
          + "libjemalloc2 has it\n")
      #expect(result.status == 69 && result.output.isEmpty, "\(result)")
      #expect(try scratch.isUntouched())
    }

    @Test("Where nobody asks for it, it is named and skipped")
    func skippedByBench() async throws {
      let scratch = try Scratch()
      let result = try await Program.run(
        [
          "bench", "--pattern", "pair", "--threads", "1", "--rounds", "1", "--scale", "0.0001",
          "--out", "out",
        ], in: scratch, environment: environment(scratch))
      #expect(
        result.errors.contains(
          "drainbench: jemalloc is skipped: no libjemalloc.so.2 can be preloaded; the Debian "
            + "package libjemalloc2 has it\n"))
      #expect(result.status == 0, "\(result)")
      let rows = try ResultsFolder(scratch.path(of: "out")).read(BenchRow.self)
      #expect(rows.map(\.allocator).starts(with: ["temporal-slab", "glibc"]))
      #expect(!rows.contains { $0.allocator == "jemalloc" })
      #expect(!result.output.contains("Nanoseconds of one operation"))
    }

    @Test("Where a file lists it, it is named and skipped")
    func skippedLibrary() async throws {
      let scratch = try Scratch()
      try scratch.write(
        """
        {"experiment": "peers", "allocator": ["glibc", "jemalloc"], "objects": 50000,
         "session_fraction": [0.1], "repeat": 1}
        """, as: "tools/peers.json")
      let result = try await Program.run(
        ["run", "tools/peers.json", "--out", "out"], in: scratch,
        environment: environment(scratch))
      #expect(
        result.errors
          == "drainbench: jemalloc is skipped: no libjemalloc.so.2 can be preloaded; the Debian "
          + "package libjemalloc2 has it\nresults are in out\n")
      #expect(result.status == 0, "\(result)")
      let rows = try ResultsFolder(scratch.path(of: "out")).read(PeersRow.self)
      #expect(rows.map(\.allocator) == ["glibc", "glibc"])
    }
  #endif
}
