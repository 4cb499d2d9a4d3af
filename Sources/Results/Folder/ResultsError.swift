/// What the file system refused.
package enum ResultsError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The path cannot be written; the reason is the system's.
  case cannotWrite(path: String, reason: String)
  /// The path is there and cannot be read; the reason is the system's.
  case cannotRead(path: String, reason: String)
  /// There is no such file; the hint says how it comes to be.
  case notFound(path: String, hint: String)

  /// The path and a sentence.
  package var description: String {
    switch self {
    case .cannotWrite(let path, let reason): "\(path): cannot write: \(reason)"
    case .cannotRead(let path, let reason): "\(path): cannot read: \(reason)"
    case .notFound(let path, let hint): "\(path): there is no such file; \(hint)"
    }
  }
}
