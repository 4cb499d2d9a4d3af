/// Another program in this arm's process: it ends when the process that asked for it ends, and its
/// working folder is gone before it starts.
///
/// The system ends a child with its parent only if the child asks for that before it becomes the
/// program, which is why the program is not started directly.
struct GuardedProgram: Arm {
  /// The program's absolute path.
  var path: String
  var arguments: [String]
  /// The process that asks.
  var parent: Int32

  static let kind = "guarded-program"
  var label: String { path }

  /// Becomes the program; returns never.
  func run() throws -> Bool {
    // A parent that ended before this process asked to end with it is no parent any more.
    guard Platform.isParent(parent) else { throw GuardError.orphaned }
    if let error = Platform.isolate() { throw GuardError.noFolder(error.reason) }
    throw GuardError.notStarted(path, Platform.become(path, arguments).reason)
  }

  /// Starts the program with its output as pipes.
  static func start(_ path: String, _ arguments: [String]) throws -> Platform.Child {
    let arm = GuardedProgram(path: path, arguments: arguments, parent: Platform.processID)
    return try ArmRunner.start(arm).get()
  }
}

enum GuardError: Error, CustomStringConvertible {
  case orphaned
  case noFolder(String)
  case notStarted(String, String)

  var description: String {
    switch self {
    case .orphaned: "the process that asked for a program ended"
    case .noFolder(let reason): "no temporary folder: \(reason)"
    case .notStarted(let path, let reason): "\(path): \(reason)"
    }
  }
}
