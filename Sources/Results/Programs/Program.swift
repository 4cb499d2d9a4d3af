import Foundation

/// Programs of this machine that are run to their end.
package enum Program {
  /// How a program ended, and what it printed.
  package struct Ended {
    package let ending: ChildProcess.Ending
    /// What it printed on standard output.
    package let output: [UInt8]
    /// What it printed on standard error.
    package let errors: [UInt8]

    /// Whether it ended by itself with status 0.
    package var hasSucceeded: Bool { ending == .exited(0) }

    /// The first line of its complaints, or how it ended without any.
    package var complaint: String {
      let line = errors.split(separator: UInt8(ascii: "\n")).first
      return line.map { String(decoding: $0, as: UTF8.self) } ?? "it \(ending)"
    }
  }

  /// The file of that name in a folder of PATH that can be executed; nil when there is none.
  ///
  /// Folders that are not named from the root are passed over: whose they are depends on where this
  /// process was started.
  package static func find(_ name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }.first(where: isExecutable)
  }

  /// Whether a path leads to a file that can be executed.
  package static func isExecutable(_ path: String) -> Bool {
    !Platform.isFolder(path) && FileManager.default.isExecutableFile(atPath: path)
  }

  /// Runs a program to its end; nothing of it is left when it is not let end.
  ///
  /// - Parameters:
  ///   - variables: its environment; this process's own when nil.
  ///   - seconds: how long it may take.
  ///   - outputLimit: the bytes that it may print.
  ///   - interruption: asked five times a second; what it throws ends the program.
  /// - Throws: `SystemError` where it cannot be started, `ProgramError`, or what `interruption`
  ///   throws.
  package static func run(
    _ path: String, _ arguments: [String], variables: [[CChar]]? = nil, seconds: Int = 10,
    outputLimit: Int = 256 << 20, interruption: () throws -> Void = {}
  ) throws -> Ended {
    let child = try ChildProcess(path, arguments, variables: variables, leadsGroup: true)
    return try end(child, seconds: seconds, outputLimit: outputLimit, interruption: interruption)
  }

  /// The same for a program that has been started.
  package static func end(
    _ child: ChildProcess, seconds: Int, outputLimit: Int = 256 << 20,
    interruption: () throws -> Void
  ) throws -> Ended {
    defer { child.stop() }
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
      // Not before its pipes are at their end: until then its number tells its group.
      if child.isAtEnd, let ending = child.ended() {
        return Ended(ending: ending, output: child.output, errors: child.errors)
      }
      try interruption()
      if ContinuousClock.now > deadline { throw ProgramError.endless(seconds: seconds) }
      if child.output.count + child.errors.count > outputLimit {
        throw ProgramError.verbose(byteCount: outputLimit)
      }
      // After its pipes nothing is left to wake up for.
      ChildProcess.receive([child], milliseconds: child.isAtEnd ? 5 : 200)
    }
  }
}

/// Why a program did not run to its end.
package protocol ProgramFault: Error, CustomStringConvertible {}

/// Why a program was ended.
package enum ProgramError: ProgramFault, Equatable {
  /// It took longer than that.
  case endless(seconds: Int)
  /// It printed more than that.
  case verbose(byteCount: Int)

  package var description: String {
    switch self {
    case .endless(let seconds): "it did not end within \(seconds) s, and was ended"
    case .verbose(let count): "it printed more than \(count) bytes, and was ended"
    }
  }
}
