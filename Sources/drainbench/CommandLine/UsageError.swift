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

/// One value that its option or argument cannot take.
struct BadValue: Error, Equatable {
  /// The text as the user typed it.
  let text: String
  /// The item of a comma-separated text that is wrong, or the whole text.
  let item: String
  /// What is allowed: a noun phrase such as `a probability between 0 and 1`.
  let wanted: String
  /// The allowed word that is spelled nearly like the item.
  let near: String?

  /// The sentence after the option's name.
  var message: String {
    let place = item == text ? "" : " in place of \(shown(item))"
    let hint = near.map { "; did you mean \($0)?" } ?? ""
    return "\(shown(text)): \(wanted) is wanted\(place)\(hint)"
  }
}

/// A user's text made safe to print on one line of a terminal: quoted when it is empty or holds
/// white space or quotes, with control characters and line separators escaped.
func shown(_ text: String) -> String {
  var plain = !text.isEmpty
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      result += scalar.escaped(asASCII: true)
      plain = false
    default:
      if scalar.properties.isWhitespace || scalar == "'" { plain = false }
      result.unicodeScalars.append(scalar)
    }
  }
  return plain ? result : "'\(result)'"
}
