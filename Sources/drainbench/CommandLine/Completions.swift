/// A shell that can load completions.
enum Shell: String, CaseIterable, Sendable {
  case bash, zsh, fish
}

extension Tool {
  /// The script that makes a shell complete commands, options, choices and file names.
  func completions(for shell: Shell) -> String {
    switch shell {
    case .bash: bashCompletions()
    case .zsh: zshCompletions()
    case .fish: fishCompletions()
    }
  }

  /// The commands that completions offer.
  var listedCommands: [Command] { commands.filter { !$0.hidden } }

  /// How each shell loads its script.
  static func completionsDiscussion(name: String) -> String {
    """
    bash: source <(\(name) completions bash), or save the script as \
    ~/.local/share/bash-completion/completions/\(name).

    zsh: save the script as _\(name) in a folder of $fpath, or source it after compinit.

    fish: save the script as ~/.config/fish/completions/\(name).fish.
    """
  }

  /// The name of the script's function.
  var completionFunction: String { "_" + name.replacing("-", with: "_") }
}

extension OptionDeclaration {
  /// The option's spellings, dashes included.
  var spellings: [String] { (short.map { ["-\($0)"] } ?? []) + [spelling] }
}

/// A word in single quotes, as bash and zsh read it.
func shellQuoted(_ text: String) -> String {
  "'" + text.replacing("'", with: "'\\''") + "'"
}
