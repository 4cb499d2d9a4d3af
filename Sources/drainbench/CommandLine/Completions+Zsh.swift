import Results

extension Tool {
  /// The script for zsh's completion system: an autoloaded function or a sourced file.
  func zshCompletions() -> String {
    let commands = listedCommands
    let listing = commands.map {
      "      " + shellQuoted($0.name + ":" + $0.summary.replacing(":", with: "\\:"))
    }
    let cases = commands.map { command in
      let specs =
        command.allOptions.map(zshSpec) + command.arguments.enumerated().map(zshSpec)
      return "    \(command.name))\n      _arguments \\\n"
        + specs.map { "        \($0)" }.joined(separator: " \\\n") + " ;;"
    }
    return """
      #compdef \(name)
      # zsh completion for \(name)
      \(completionFunction)() {
        if (( CURRENT == 2 )); then
          local -a commands=(
      \(listing.joined(separator: "\n"))
          )
          if [[ $PREFIX == -* ]]; then
            _arguments '--help[show the commands and stop]' '--version[show the version and stop]'
          else
            _describe -t commands command commands
          fi
          return
        fi
        local command=$words[2]
        shift words
        (( CURRENT-- ))
        case $command in
      \(cases.joined(separator: "\n"))
        esac
      }
      if [[ $funcstack[1] == \(completionFunction) ]]; then
        \(completionFunction) "$@"
      else
        compdef \(completionFunction) \(name)
      fi

      """
  }

  /// One option as `_arguments` reads it.
  private func zshSpec(_ option: any OptionDeclaration) -> String {
    let value = option.arity == .flag ? "" : ":\(option.name):" + zshAction(option)
    let text = zshEscaped(option.help, "[]")
    let spellings = option.spellings.map { $0 + (option.arity == .flag ? "" : "=") }
    if option.arity == .list {
      return spellings.map { shellQuoted("*\($0)[\(text)]\(value)") }.joined(separator: " ")
    }
    // An option that was given is offered no more, under either name.
    let given = "(\(option.spellings.joined(separator: " ")))"
    return spellings.map { shellQuoted("\(given)\($0)[\(text)]\(value)") }.joined(separator: " ")
  }

  private func zshSpec(index: Int, _ argument: Positional) -> String {
    let place =
      switch argument.count {
      case .one: "\(index + 1):"
      case .optional: "\(index + 1)::"
      case .oneOrMore, .any: "*:"
      }
    return shellQuoted(
      place + zshEscaped(argument.name, ":") + ":" + zshAction(argument.kind.form.completion))
  }

  private func zshAction(_ option: any OptionDeclaration) -> String {
    if option.arity == .list, case .words(let words) = option.form.completion {
      return "_values -s , \(option.name) " + words.joined(separator: " ")
    }
    return zshAction(option.form.completion)
  }

  private func zshAction(_ completion: ValueForm.Completion) -> String {
    switch completion {
    case .nothing: " "
    case .words(let words): "(\(words.joined(separator: " ")))"
    case .files: "_files"
    case .directories: "_files -/"
    }
  }

  private func zshEscaped(_ text: String, _ special: String) -> String {
    text.map { special.contains($0) || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
  }
}
