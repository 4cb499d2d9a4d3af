import Foundation
import Synchronization
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What one run of the program gave.
struct RunResult: Sendable, CustomStringConvertible {
  /// The exit status, or nil where a signal ended the program.
  var status: Int32?
  var output: String
  var errors: String

  var description: String {
    "status \(status.map { "\($0)" } ?? "none")\noutput: \(output)\nerrors: \(errors)"
  }
}

/// The built executable.
enum Program {
  /// The program that was built beside the test bundle.
  static let path: String = {
    let places =
      [CommandLine.arguments[0], Bundle.main.executablePath ?? "", Bundle.main.bundlePath]
      + CommandLine.arguments.dropFirst()
    for place in places {
      var folder = URL(filePath: place)
      // On macOS the test bundle is a folder with the program three levels up.
      for _ in 0..<4 {
        folder.deleteLastPathComponent()
        let candidate = folder.appending(path: "drainbench").path
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder),
          !isFolder.boolValue, FileManager.default.isExecutableFile(atPath: candidate)
        {
          return candidate
        }
      }
    }
    return "drainbench was not built beside \(CommandLine.arguments[0])"
  }()

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - arguments: the words after the program's name.
  ///   - folder: the working directory.
  ///   - environment: what is added to or replaced in this process's environment.
  static func run(
    _ arguments: [String], in folder: Scratch, environment: [String: String] = [:]
  ) async throws -> RunResult {
    try await RunningProgram(path, arguments, in: folder, environment: environment).end()
  }

  /// Runs the words of a line that needs no quoting.
  static func run(_ line: String, in folder: Scratch) async throws -> RunResult {
    try await run(line.split(separator: " ").map(String.init), in: folder)
  }

  /// Runs a shell command; the program is `$DRAINBENCH`.
  static func shell(_ command: String, in folder: Scratch) async throws -> RunResult {
    try await RunningProgram(
      "/bin/sh", ["-c", command], in: folder, environment: ["DRAINBENCH": path]
    ).end()
  }
}

/// A program that was started; its output goes to files, so that no pipe can fill up.
final class RunningProgram: Sendable {
  let processID: pid_t
  private let outputs: Scratch
  private let hasEnded: Mutex<Bool>
  private let ending: Task<Int32, Never>

  init(
    _ path: String, _ arguments: [String], in folder: Scratch, environment: [String: String] = [:]
  ) throws {
    let outputs = try Scratch()
    let processID = try spawn(
      path, arguments, in: folder.path,
      environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
      output: outputs.path(of: "output"), errors: outputs.path(of: "errors"))
    self.outputs = outputs
    self.processID = processID
    // A thread of its own: waiting must not hold one that tests run on.
    let (statuses, continuation) = AsyncStream.makeStream(of: Int32.self)
    ending = Task {
      for await status in statuses { return status }
      return -1
    }
    hasEnded = Mutex(false)
    Thread { [self] in
      continuation.yield(wait())
      continuation.finish()
    }.start()
  }

  private func wait() -> Int32 {
    var information = siginfo_t()
    while waitid(P_PID, id_t(processID), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
    return hasEnded.withLock { hasEnded in
      var status: Int32 = 0
      while waitpid(processID, &status, 0) < 0 && errno == EINTR {}
      hasEnded = true
      return status
    }
  }

  /// Asks the program to end, and its arms with it, unless it has ended: then its number may be
  /// another's.
  func stop() {
    hasEnded.withLock { hasEnded in
      guard !hasEnded else { return }
      _ = kill(processID, SIGTERM)
      // One that stands still hears nothing before it goes on.
      _ = kill(processID, SIGCONT)
    }
  }

  /// Waits for the program's end.
  func end() async throws -> RunResult {
    let status = await ending.value
    return RunResult(
      status: status & 0x7f == 0 ? status >> 8 & 0xff : nil, output: try outputs.text("output"),
      errors: try outputs.text("errors"))
  }
}

/// Starts a program with nothing on standard input, and with SIGINT and SIGTERM blocked, as a
/// launcher's thread may have them.
private func spawn(
  _ path: String, _ arguments: [String], in folder: String, environment: [String: String],
  output: String, errors: String
) throws -> pid_t {
  #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    var attributes: posix_spawnattr_t?
  #else
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
  #endif
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
  posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  var blocked = sigset_t()
  sigemptyset(&blocked)
  sigaddset(&blocked, SIGINT)
  sigaddset(&blocked, SIGTERM)
  posix_spawnattr_setsigmask(&attributes, &blocked)
  posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
  // glibc's function for it is not in every module of the C library.
  let changingFolder = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder, path]
  var words = (changingFolder + arguments).map { strdup($0) } + [nil]
  var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
  defer { (words + variables).forEach { free($0) } }
  var processID: pid_t = 0
  let code = posix_spawn(&processID, "/bin/sh", &actions, &attributes, &words, &variables)
  try #require(code == 0, "/bin/sh: \(String(cString: strerror(code)))")
  return processID
}

/// A folder of its own for one test, removed with the value.
final class Scratch: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(
      path: "drainbench-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.resolvingSymlinksInPath().path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(of name: String) -> String { "\(path)/\(name)" }

  func write(_ text: String, as name: String) throws {
    let url = URL(filePath: path(of: name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func bytes(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(filePath: path(of: name))))
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  /// Everything below the folder, hidden files too: contents and times of change of files.
  func snapshot() throws -> [String: String] {
    var result: [String: String] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
      let attributes = try FileManager.default.attributesOfItem(atPath: path(of: name))
      let date = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
      let isFile = attributes[.type] as? FileAttributeType == .typeRegular
      result[name] = isFile ? "\(date) \(try text(name))" : "folder"
    }
    return result
  }

  /// The names in a folder of this one, sorted.
  func names(_ name: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(of: name)).sorted()
  }
}
