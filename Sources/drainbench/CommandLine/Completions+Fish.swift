import Results

extension Tool {
  /// The script for fish 3.
  func fishCompletions() -> String {
    let test = "_" + completionFunction + "_is"
    var lines = [
      "# fish completion for \(name)",
      "# Whether the command line's command is the one named; without a name, whether it has none.",
      "function \(test)",
      "  set -l words (commandline -opc)",
      "  if test (count $words) -lt 2",
      "    test (count $argv) -eq 0",
      "  else",
      "    test (count $argv) -eq 1; and test $words[2] = $argv[1]",
      "  end",
      "end",
      "complete -c \(name) -f",
      "complete -c \(name) -n \(test) -l help -s h -d 'show the commands and stop'",
      "complete -c \(name) -n \(test) -l version -d 'show the version and stop'",
    ]
    for command in listedCommands {
      lines.append(
        "complete -c \(name) -n \(test) -a \(command.name) -d \(fishQuoted(command.summary))")
      let start = "complete -c \(name) -n '\(test) \(command.name)'"
      lines += command.allOptions.map { option in
        let short = option.short.map { " -s \($0)" } ?? ""
        let value = option.arity == .flag ? "" : " -r" + fishOffer(option)
        return "\(start) -l \(option.name)\(short)\(value) -d \(fishQuoted(option.help))"
      }
      if let argument = command.argumentCompletion { lines.append(start + fishOffer(argument)) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func fishOffer(_ option: any OptionDeclaration) -> String {
    if option.arity == .list, case .words(let words) = option.form.completion {
      let list = "(__fish_complete_list , \"string join \\n \(words.joined(separator: " "))\")"
      return " -f -a '\(list)'"
    }
    return fishOffer(option.form.completion)
  }

  private func fishOffer(_ completion: ValueForm.Completion) -> String {
    switch completion {
    case .nothing: " -f"
    case .words(let words): " -f -a \(fishQuoted(words.joined(separator: " ")))"
    case .files: " -F"
    case .directories: " -f -a '(__fish_complete_directories)'"
    }
  }

  private func fishQuoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
