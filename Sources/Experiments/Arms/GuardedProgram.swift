import Results

/// Another program in this arm's process: it ends when the process that asked for it ends, and its
/// working folder is gone before it starts.
///
/// The system ends a child with its parent only if the child asks for that before it becomes the
/// program, which is why the program is not started directly.
struct GuardedProgram: Arm {
  /// The program's absolute path.
  var path: String
  var arguments: [String]

  static let kind = "guarded-program"
  var work: Double { 0 }

  var label: String { path }

  /// Becomes the program; returns never.
  func run() throws -> Bool {
    do { try Platform.isolate() } catch { throw GuardError.noFolder(error.reason) }
    throw GuardError.notStarted(path, Platform.become(path, arguments).reason)
  }

  /// Starts the program.
  ///
  /// - Parameter executable: this program, whose arm becomes the other.
  static func start(
    _ path: String, _ arguments: [String], by executable: String = Platform.executable
  ) throws -> ChildProcess {
    try ArmRunner.start(GuardedProgram(path: path, arguments: arguments), by: executable)
  }
}

enum GuardError: Error, CustomStringConvertible {
  case noFolder(String)
  case notStarted(String, String)

  var description: String {
    switch self {
    case .noFolder(let reason):
      "no folder can be made in \(Results.Platform.temporaryPlace): \(reason)"
    case .notStarted(let path, let reason): "\(path): \(reason)"
    }
  }
}
