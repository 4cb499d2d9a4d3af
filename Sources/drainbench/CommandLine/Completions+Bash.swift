import Results

extension Tool {
  /// The script for bash 3.2 and later.
  func bashCompletions() -> String {
    let commands = listedCommands
    let cases = commands.map(bashCase).joined(separator: "\n")
    let words = (commands.map(\.name) + ["--help", "--version"]).joined(separator: " ")
    return """
      # bash completion for \(name)
      \(completionFunction)() {
        local IFS=$' \\t\\n'
        local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
        local command='' head='' kind=words list='' words='' word i
        # Where bash splits --name=value at the equals sign, the name is two words back.
        if [[ $cur == '=' ]]; then
          cur=''
        elif [[ $prev == '=' ]]; then
          prev=${COMP_WORDS[COMP_CWORD-2]}
        elif [[ $cur == --*=* ]]; then
          prev=${cur%%=*} head=${cur%%=*}= cur=${cur#*=}
        fi
        for ((i = 1; i < COMP_CWORD; i++)); do
          [[ ${COMP_WORDS[i]} == -* ]] || { command=${COMP_WORDS[i]}; break; }
        done
        case $command in
          '') words=\(shellQuoted(words)) ;;
      \(cases)
          *) kind=nothing ;;
        esac
        if [[ -n $list && $cur == *,* ]]; then
          head+=${cur%,*}, cur=${cur##*,}
        fi
        COMPREPLY=()
        case $kind in
          words)
            for word in $words; do
              [[ $word == "$cur"* ]] && COMPREPLY+=("$head$word")
            done ;;
          file|directory)
            compopt -o filenames 2>/dev/null
            while IFS= read -r word; do
              COMPREPLY+=("$head$word")
            done < <(compgen -A "$kind" -- "$cur") ;;
        esac
        return 0
      }
      complete -F \(completionFunction) \(name)

      """
  }

  /// What one command offers, by the word before the one being typed.
  private func bashCase(_ command: Command) -> String {
    let valued = command.options.filter { $0.arity != .flag }.map { option in
      let list = option.arity == .list ? " list=1" : ""
      let spellings = option.spellings.joined(separator: "|")
      return "        \(spellings)) \(bashOffer(option.form.completion))\(list) ;;"
    }
    let options = command.allOptions.flatMap(\.spellings)
    let offer = bashOffer(.words(options))
    let other = command.argumentCompletion.map {
      "if [[ $cur == -* ]]; then \(offer); else \(bashOffer($0)); fi"
    }
    let lines =
      ["    \(command.name))", "      case $prev in"] + valued
      + ["        *) \(other ?? offer) ;;", "      esac ;;"]
    return lines.joined(separator: "\n")
  }

  private func bashOffer(_ completion: ValueForm.Completion) -> String {
    switch completion {
    case .nothing: "kind=nothing"
    case .words(let words): "words=" + shellQuoted(words.joined(separator: " "))
    case .files: "kind=file"
    case .directories: "kind=directory"
    }
  }
}
