#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What is told on standard error.
struct Log {
  /// Closes from one line to the next; 0: none.
  let interval: UInt64
  /// Whether misuse and pinned closes are told as they happen.
  let isVerbose: Bool

  /// Tells a sentence where the log is verbose.
  func tell(_ sentence: @autoclosure () -> String) {
    if isVerbose { write(sentence()) }
  }

  /// Tells a sentence after every so many closes.
  ///
  /// - Parameter close: the number of the close, from 1.
  func tell(after close: UInt64, _ sentence: @autoclosure () -> String) {
    if interval > 0 && close % interval == 0 { write(sentence()) }
  }

  private func write(_ sentence: String) {
    _ = writeAll("drainprof: \(sentence)\n", to: STDERR_FILENO)
  }
}

/// Writes a text to a file descriptor: 0, or -1 with `errno`.
func writeAll(_ text: String, to descriptor: Int32) -> Int32 {
  var text = text
  return text.withUTF8 { bytes in
    var rest = UnsafeRawBufferPointer(bytes)[...]
    while !rest.isEmpty {
      let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress
      let written = write(descriptor, start, rest.count)
      if written < 0 {
        if errno == EINTR { continue }
        return -1
      }
      rest = rest.dropFirst(written)
    }
    return 0
  }
}
