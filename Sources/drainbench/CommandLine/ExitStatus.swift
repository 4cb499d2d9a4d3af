/// What the process tells its parent, in the numbers of BSD's `sysexits.h` where it has one.
enum ExitStatus: Int32, Sendable, CaseIterable {
  /// Everything asked for was done.
  case done = 0
  /// The work was done, and a reproduction check or a comparison did not hold.
  case checkFailed = 1
  /// The command line is wrong.
  case usage = 64
  /// An input file is wrong.
  case data = 65
  /// A program or library that the command needs is missing.
  case unavailable = 69
  /// A fault of the tool itself.
  case internalError = 70
  /// An output cannot be written.
  case cannotCreate = 73
  /// Another run writes into the folder, and waiting was not wanted.
  case busy = 75
  /// The user interrupted the run (128 + SIGINT).
  case interrupted = 130
}

/// An error that knows the exit status it ends the process with; any other error is
/// `internalError`.
protocol StatusError: Error {
  /// The status that the process ends with when this error reaches `Tool.main`.
  var status: ExitStatus { get }
}
