/// Why a recording could not be read or made.
package enum RecordingError: Error, Equatable, CustomStringConvertible {
  /// What kind of fault an error is, which decides the exit status.
  package enum Kind: Sendable {
    /// The input is not what it should be.
    case badInput
    /// A program that is needed is not installed, or does not start.
    case missingProgram
    /// The output could not be written.
    case cannotWrite
    /// Something failed that should not have.
    case failed
  }

  /// The file could not be opened or read.
  case cannotRead(path: String, reason: String)
  /// The file is no recording; `line` is where that shows.
  case notARecording(path: String, line: Int, reason: String)
  /// A raw recording of a format that is not read.
  case unsupportedFormat(path: String, line: Int, format: UInt64)
  /// A file that `heaptrack` has interpreted, which has no addresses.
  case interpreted(path: String, line: Int)
  /// A recording without one event.
  case noEvents(path: String, lossSentences: [String])
  /// A recording in which nothing is freed.
  case noFrees(path: String, allocations: Int)
  /// A row of a frames file that cannot be read.
  case badFrames(path: String, line: Int, reason: String)
  /// A recording that has not one site of a routing.
  case routingDoesNotFit(recording: String, reason: String)
  /// A program is missing; `package` is Debian's name of what has it.
  case programMissing(program: String, package: String, purpose: String)
  /// A program could not be started.
  case cannotStart(program: String, reason: String)
  /// A program that was needed failed.
  case programFailed(program: String, reason: String)
  /// A file could not be written.
  case cannotWrite(path: String, reason: String)
  /// The sum of shared bytes over sites is not the stranded total: a fault of this program.
  case identityBroken(stranded: Int, shared: Int)

  package var kind: Kind {
    switch self {
    case .cannotRead, .notARecording, .unsupportedFormat, .interpreted, .noEvents, .badFrames,
      .noFrees, .routingDoesNotFit:
      .badInput
    case .programMissing, .cannotStart: .missingProgram
    case .cannotWrite: .cannotWrite
    case .programFailed, .identityBroken: .failed
    }
  }

  package var description: String {
    switch self {
    case .cannotRead(let path, let reason): "\(path) cannot be read: \(reason)"
    case .notARecording(let path, let line, let reason):
      "\(path):\(line): this is no recording: \(reason)"
    case .unsupportedFormat(let path, let line, let format):
      "\(path):\(line): raw format \(format) is not read; format 3 is, of heaptrack 1.3 and later"
    case .interpreted(let path, let line):
      "\(path):\(line): this file has been interpreted and holds no addresses; record with "
        + "`drainbench record` or `heaptrack --raw`"
    case .noEvents(let path, let losses):
      (["\(path) holds no allocation"] + losses).joined(separator: "; ")
    case .noFrees(let path, let allocations):
      "\(path) holds \(allocations) allocations and no free of them: nothing dies, so that no "
        + "routing saves anything; expected a recording that goes on until memory is freed"
    case .badFrames(let path, let line, let reason): "\(path):\(line): \(reason)"
    case .routingDoesNotFit(let recording, let reason):
      "the routing does not fit \(recording): \(reason)"
    case .programMissing(let program, let package, let purpose):
      "\(program) is needed \(purpose) and is not installed; it is in the package \(package)"
    case .cannotStart(let program, let reason): "\(program) cannot be started: \(reason)"
    case .programFailed(let program, let reason): "\(program) failed: \(reason)"
    case .cannotWrite(let path, let reason): "\(path) cannot be written: \(reason)"
    case .identityBroken(let stranded, let shared):
      "shared bytes add up to \(shared), and \(stranded) are stranded"
    }
  }
}
