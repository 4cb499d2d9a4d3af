import Results

extension Tool {
  /// The list of commands in their groups.
  /// - Parameter width: the columns that no line exceeds.
  func overview(style: Style = .plain, width: Int = 80) -> String {
    var lines = wrapped(summary, width: width)
    lines += ["", style.bold("Usage:") + " \(name) COMMAND [OPTIONS] [ARGUMENTS]"]
    let listed = listedCommands
    var groups: [String] = []
    for command in listed where !groups.contains(command.group) { groups.append(command.group) }
    let column = labelColumn(listed.map(\.name))
    for group in groups {
      let rows = listed.filter { $0.group == group }.map { (label: $0.name, text: $0.summary) }
      lines += ["", style.bold("\(group):")]
      lines += table(rows, column: column, style: style, width: width)
    }
    lines += exampleLines(examples, style: style, width: width)
    let hint = "'\(name) help COMMAND' shows a command's options, defaults and examples."
    lines += [""] + wrapped(hint, width: width)
    return lines.joined(separator: "\n") + "\n"
  }

  /// A command's usage, discussion, arguments, options with their defaults, and examples.
  /// - Parameter width: the columns that no line exceeds, save an example's own.
  func help(for command: Command, style: Style = .plain, width: Int = 80) -> String {
    let usage = [name, command.name, "[OPTIONS]"] + command.arguments.map(\.usage)
    var lines = [style.bold("Usage:") + " " + usage.joined(separator: " ")]
    lines += [""] + wrapped(command.summary, width: width)
    for paragraph in command.discussion.split(separator: "\n\n") {
      lines += [""] + wrapped(paragraph.replacing("\n", with: " "), width: width)
    }
    let arguments = command.arguments.map { (label: $0.name, text: $0.help) }
    let options = command.allOptions.map { (label: $0.label, text: $0.explanation) }
    let column = labelColumn((arguments + options).map(\.label))
    for (title, rows) in [("Arguments:", arguments), ("Options:", options)] where !rows.isEmpty {
      lines += ["", style.bold(title)]
      lines += table(rows, column: column, style: style, width: width)
    }
    lines += exampleLines(command.examples, style: style, width: width)
    return lines.joined(separator: "\n") + "\n"
  }

  private func exampleLines(_ examples: [Example], style: Style, width: Int) -> [String] {
    guard !examples.isEmpty else { return [] }
    var lines = ["", style.bold("Examples:")]
    for example in examples {
      lines.append("  " + example.line)
      lines += wrapped(example.purpose, width: width - 6).map { style.dim("      " + $0) }
    }
    return lines
  }
}

extension Positional {
  /// The argument in a usage line.
  fileprivate var usage: String {
    switch count {
    case .one: name
    case .optional: "[\(name)]"
    case .oneOrMore: "\(name)..."
    case .any: "[\(name)...]"
    }
  }
}

extension OptionDeclaration {
  /// The option's spellings and placeholder, long names aligned.
  fileprivate var label: String {
    let first = short.map { "-\($0), " } ?? "    "
    return first + spelling + (placeholder.isEmpty ? "" : " \(placeholder)")
  }

  /// The help, the choices that the placeholder does not show, and the default, which is kept on
  /// one line where it fits.
  fileprivate var explanation: String {
    var text = help
    if case .words(let words) = form.completion,
      !placeholder.hasPrefix(words.joined(separator: "|"))
    {
      text += ": " + words.joined(separator: ", ")
    }
    if let defaultText {
      text += " " + "[default: \(defaultText)]".replacing(" ", with: "\u{A0}")
    }
    return text
  }
}

private let indent = 2
private let gap = 2
private let widestLabel = 26

/// The column where the texts beside these labels start.
private func labelColumn(_ labels: [String]) -> Int {
  indent + min(widestLabel, labels.map(\.count).max() ?? 0) + gap
}

/// Labels on the left, wrapped texts on the right; a label that is too long has its own line.
private func table(
  _ rows: [(label: String, text: String)], column: Int, style: Style, width: Int
) -> [String] {
  let margin = String(repeating: " ", count: column)
  var lines: [String] = []
  for row in rows {
    let texts = wrapped(row.text, width: width - column)
    let room = column - indent - row.label.count
    let label = String(repeating: " ", count: indent) + style.bold(row.label)
    if room >= gap {
      lines.append(label + String(repeating: " ", count: room) + (texts.first ?? ""))
      lines += texts.dropFirst().map { margin + $0 }
    } else {
      lines += [label] + texts.map { margin + $0 }
    }
  }
  return lines
}
