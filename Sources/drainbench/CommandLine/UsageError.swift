/// A command line that cannot be obeyed: what was wrong, and what would be right.
struct UsageError: StatusError, Equatable, CustomStringConvertible {
  /// One line that names the wrong word and what is allowed, without the tool's name.
  let message: String
  /// The command that was being parsed, or nil when none was recognised.
  ///
  /// `Command.validate` may leave it nil: the parser fills it in.
  var command: String?

  /// An error with a message for the command that is being parsed.
  init(_ message: String, command: String? = nil) {
    self.message = message
    self.command = command
  }

  var status: ExitStatus { .usage }
  var description: String { message }
}
