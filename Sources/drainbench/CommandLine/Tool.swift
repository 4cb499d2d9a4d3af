import Results
/// The whole command line: its commands, and the way from words to an exit status.
struct Tool: Sendable {
  /// The program's name.
  let name: String
  /// What `--version` prints.
  let version: @Sendable () -> String
  /// One line that says what the tool is for.
  let summary: String
  /// All commands: those given, then `help` and `completions`.
  let commands: [Command]
  /// Command lines for the overview.
  let examples: [Example]
  /// What `help` explains beside commands.
  let topics: HelpTopics
  /// The command that a user who gives none may want next, and what it does.
  let next: @Sendable () -> Example?
  /// The status that an error ends the process with.
  let status: @Sendable (any Error) -> ExitStatus

  /// A tool with the commands given.
  /// - Parameters:
  ///   - version: asked only when the version is printed.
  ///   - commands: in the order of the overview, which groups them by first appearance.
  init(
    name: String, version: @escaping @Sendable () -> String, summary: String,
    commands: [Command], examples: [Example], topics: HelpTopics = HelpTopics(),
    next: @escaping @Sendable () -> Example? = { nil },
    status: @escaping @Sendable (any Error) -> ExitStatus = { error in
      (error as? any StatusError)?.status ?? .internalError
    }
  ) {
    self.name = name
    self.version = version
    self.summary = summary
    self.examples = examples
    self.topics = topics
    self.next = next
    self.status = status
    let names = commands.filter { !$0.hidden }.map(\.name) + ["completions"] + topics.names
    self.commands =
      commands + [
        Command(
          name: "help", group: "Other",
          summary: topics.summary,
          arguments: [
            Positional(
              .word("TOPIC", "a command", completion: .words(names)), .optional,
              help: topics.argument)
          ],
          examples: [Example("\(name) help completions", "how a shell loads completions")]
            + topics.examples, action: .help),
        Command(
          name: "completions", group: "Other",
          summary: "a completion script for bash, zsh or fish",
          discussion: Tool.completionsDiscussion(name: name),
          arguments: [
            Positional(
              .word(among: Shell.allCases.map(\.rawValue), placeholder: "SHELL"),
              help: "bash, zsh or fish")
          ],
          examples: [Example("\(name) completions bash", "print the script for bash")],
          action: .completions),
      ]
  }

  /// What a command line asks for.
  enum Request: Sendable {
    /// The list of commands.
    case overview
    /// One command's help.
    case help(Command)
    /// What is told of a topic that is no command.
    case topic(String)
    /// The version.
    case version
    /// A completion script.
    case completions(Shell)
    /// A command's body.
    case run(@Sendable (Invocation) throws -> ExitStatus, Invocation)
  }

  /// Understands a command line.
  /// - Parameter arguments: the words after the program's name.
  func parse(_ arguments: [String]) throws(UsageError) -> Request {
    guard let first = arguments.first else { return .overview }
    let rest = Array(arguments.dropFirst())
    switch first {
    case "--help", "-h": return try parse(["help"] + rest)
    case "--version":
      guard let extra = rest.first else { return .version }
      throw UsageError("unexpected argument \(shown(extra)) after --version")
    default: break
    }
    if looksLikeOption(first) { throw misplaced(option: first, before: rest) }
    let command = try command(named: first)
    let options = rest.prefix { $0 != "--" }
    if options.contains("--help") || options.contains("-h") { return .help(command) }
    let invocation = try command.parse(rest)
    switch command.action {
    case .run(let body): return .run(body, invocation)
    case .help:
      guard let topic = invocation.arguments.first else { return .overview }
      if !commands.contains(where: { $0.name == topic }), topics.text(topic, 80) != nil {
        return .topic(topic)
      }
      return .help(try self.command(named: topic, or: topics.names))
    case .completions:
      // The argument's syntax let only a shell's name through.
      return .completions(Shell(rawValue: invocation.arguments[0])!)
    }
  }

  /// The command that a word names, hidden ones included.
  ///
  /// - Parameter others: names that may have been meant as well.
  private func command(
    named word: String, or others: [String] = []
  ) throws(UsageError) -> Command {
    if let command = commands.first(where: { $0.name == word }) { return command }
    let names = listedCommands.map(\.name)
    let hint = nearestName(to: word, among: names + others).map { "; did you mean \($0)?" } ?? ""
    throw UsageError("unknown command \(shown(word))\(hint)")
  }

  /// The error for an option where a command should be.
  private func misplaced(option word: String, before rest: [String]) -> UsageError {
    let bare = String(word.prefix { $0 != "=" }.drop { $0 == "-" })
    let takers = listedCommands.filter { $0.options.contains { $0.name == bare } }
    if let command = takers.first(where: { rest.contains($0.name) }) ?? takers.first {
      return UsageError(
        "\(shown(word)): options follow the command, as in '\(name) \(command.name) --\(bare)'")
    }
    let hint = nearestName(to: bare, among: ["help", "version"]).map { "; did you mean --\($0)?" }
    return UsageError("unknown option \(shown(word))\(hint ?? "")")
  }

  /// Does what a command line asks for.
  /// - Parameters:
  ///   - arguments: the words after the program's name.
  ///   - terminal: where the output goes, for styles and width.
  ///   - output: takes help, version and completion scripts.
  ///   - errors: takes one message on failure.
  /// - Returns: the status that the process should end with.
  func main(
    _ arguments: [String], terminal: Terminal = .output,
    output: (String) throws -> Void = { try Terminal.output.write($0) },
    errors: (String) -> Void = { Terminal.errors.tell($0) }
  ) -> ExitStatus {
    var command: String?
    do {
      let style = terminal.style
      let width = min(80, max(60, terminal.width))
      switch try parse(arguments) {
      case .overview:
        try output(overview(style: style, width: width))
        if arguments.isEmpty, terminal.isTerminal, let next = next() {
          try output("\n\(style.bold("Next:")) \(next.line)\n      \(next.purpose)\n")
        }
      case .help(let command): try output(help(for: command, style: style, width: width))
      case .topic(let topic): try output(topics.text(topic, width) ?? "")
      case .version: try output(version() + "\n")
      case .completions(let shell): try output(completions(for: shell))
      case .run(let body, let invocation):
        command = invocation.command
        return try body(invocation)
      }
      return .done
    } catch let error as UsageError {
      errors(text(of: UsageError(error.message, command: error.command ?? command)))
      return .usage
    } catch {
      errors("\(command.map { "\(name) \($0)" } ?? name): \("\(error)".visibleLines)\n")
      return status(error)
    }
  }

  /// The error as it is printed: who speaks, what is wrong, and where help is.
  func text(of error: UsageError) -> String {
    let command = error.command.map { " \($0)" } ?? ""
    return "\(name)\(command): \(error.message)\nsee '\(name) help\(command)'\n"
  }
}

/// What `help` explains beside commands.
struct HelpTopics: Sendable {
  /// The words that are offered.
  var names: [String] = []
  /// What `help` is said to show.
  var summary = "this overview, or a command's options and examples"
  /// What its argument is said to be.
  var argument = "the command to explain"
  var examples: [Example] = []
  /// The text of a topic in lines of at most so many columns; nil where it is none.
  var text: @Sendable (_ topic: String, _ width: Int) -> String? = { _, _ in nil }
}
