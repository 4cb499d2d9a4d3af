import Results

/// What the process tells its parent, in the numbers of BSD's `sysexits.h` where it has one.
enum ExitStatus: Int32, Sendable, CaseIterable {
  case done = 0
  case checkFailed = 1
  case usage = 64
  case data = 65
  case unavailable = 69
  case internalError = 70
  case cannotCreate = 73
  case busy = 75
  /// 128 + SIGINT.
  case interrupted = 130

  /// What it says, a sentence without its full stop.
  var meaning: String {
    switch self {
    case .done: "everything asked for was done"
    case .checkFailed: "the work was done, and a check or a comparison did not hold"
    case .usage: "the command line is wrong"
    case .data: "an input file is wrong"
    case .unavailable: "a program or library that the command needs is missing"
    case .internalError: "a fault of this program"
    case .cannotCreate: "an output cannot be written"
    case .busy: "another run writes into the folder, and waiting was not wanted"
    case .interrupted: "the run was interrupted"
    }
  }

  /// The topic of help that has them all.
  static let topic = "status"

  /// All of them in lines of at most so many columns.
  static func reference(width: Int) -> String {
    let heading = "The exit statuses of drainbench; `record` ends with its program's."
    let lines = allCases.flatMap { status in
      ["  \(status.rawValue)"] + wrapped(status.meaning, width: width - 6).map { "      \($0)" }
    }
    return (wrapped(heading, width: width) + [""] + lines).joined(separator: "\n") + "\n"
  }
}

/// An error that knows the exit status it ends the process with; any other error is
/// `internalError`.
protocol StatusError: Error {
  /// The status that the process ends with when this error reaches `Tool.main`.
  var status: ExitStatus { get }
}
