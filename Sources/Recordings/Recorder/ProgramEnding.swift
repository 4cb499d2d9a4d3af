/// How a program ended.
package enum ProgramEnding: Sendable, Equatable, CustomStringConvertible {
  /// By itself, with a status from 0 to 255.
  case exited(Int32)
  /// By a signal of that number.
  case signalled(Int32)

  /// Reads what `waitpid` stores.
  init(waitStatus: Int32) {
    let signal = waitStatus & 0x7f
    self = signal == 0 ? .exited(waitStatus >> 8 & 0xff) : .signalled(signal)
  }

  /// The status that a shell would show: 128 and the signal's number for one that a signal ended.
  package var shellStatus: Int32 {
    switch self {
    case .exited(let status): status
    case .signalled(let signal): 128 + signal
    }
  }

  package var description: String {
    switch self {
    case .exited(let status): "ended with status \(status)"
    case .signalled(let signal): "was ended by signal \(signal)"
    }
  }
}
