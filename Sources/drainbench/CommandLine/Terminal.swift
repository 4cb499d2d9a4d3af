import Results

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What is known of the place an output goes to.
struct Terminal: Sendable {
  /// The file descriptor.
  let descriptor: Int32
  /// Whether it is a terminal.
  let isTerminal: Bool
  /// Columns of the terminal, else of `COLUMNS`, else 80.
  let width: Int
  /// Whether colour is wanted: on a terminal that is not `dumb`, unless `NO_COLOR` is set to
  /// anything (https://no-color.org).
  let usesColour: Bool

  /// Standard output.
  static var output: Terminal { Terminal(descriptor: STDOUT_FILENO) }
  /// Standard error.
  static var errors: Terminal { Terminal(descriptor: STDERR_FILENO) }

  /// Asks the system about an open file descriptor.
  /// - Parameter environment: gives the value of an environment variable.
  init(descriptor: Int32, environment: (String) -> String? = Terminal.environment) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
    let columns = isTerminal ? Terminal.columns(of: descriptor) : nil
    let stated = environment("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    width = columns ?? stated ?? 80
    usesColour =
      isTerminal && (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
  }

  /// The columns that tables should keep to: the terminal's. Elsewhere every row has one line.
  var tableWidth: Int? { isTerminal ? max(40, width) : nil }

  /// The styles to print with.
  var style: Style { Style(isOn: usesColour) }

  /// Writes the whole text. A reader that has gone has had enough, and is no error.
  /// - Throws: `OutputError` where the text cannot be written.
  func write(_ text: String) throws(OutputError) {
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let count = bytes[start...].withUnsafeBytes { systemWrite(descriptor, $0) }
      if count >= 0 {
        start += count
      } else if errno == EPIPE {
        return
      } else if errno == EAGAIN {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&entry, 1, -1)
      } else if errno != EINTR {
        throw OutputError(descriptor: descriptor, reason: String(cString: strerror(errno)))
      }
    }
  }

  /// Writes a text as far as it can be written: of its loss nobody could be told.
  func tell(_ text: String) { try? write(text) }

  /// Tells what a reader has to know; what it holds of data is told in visible characters.
  func remark(_ text: String) { tell("drainbench: \(text.visibleLines)\n") }

  /// Has a write fail to a pipe without reader, or to a file as long as files may be, in place of
  /// ending the process, which would leave files half-written then.
  static func outliveRefusals() {
    for refusal in [SIGPIPE, SIGXFSZ] { signal(refusal, SIG_IGN) }
  }

  /// The value of a variable of the process's environment.
  static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// The window's columns, or nil when the terminal does not know.
  private static func columns(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}

/// An output that did not take what was to be written to it.
struct OutputError: StatusError, Equatable, CustomStringConvertible {
  let descriptor: Int32
  /// The system's words.
  let reason: String
  var status: ExitStatus { .cannotCreate }

  var description: String {
    "\(descriptor == STDOUT_FILENO ? "standard output" : "standard error"): cannot write: \(reason)"
  }
}

/// Terminal styles (ECMA-48 SGR), each the identity when colour is off.
struct Style: Sendable {
  /// Whether the styles do anything.
  let isOn: Bool

  /// No styles.
  static let plain = Style(isOn: false)

  /// Stands out.
  func bold(_ text: String) -> String { sgr(1, text) }
  /// Steps back.
  func dim(_ text: String) -> String { sgr(2, text) }
  /// Wrong.
  func red(_ text: String) -> String { sgr(31, text) }
  /// Right.
  func green(_ text: String) -> String { sgr(32, text) }

  private func sgr(_ code: Int, _ text: String) -> String {
    isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
