import Results

/// One argument of a command that is told by its place.
struct Positional: Sendable {
  /// How many words the argument takes.
  enum Count: Sendable {
    case one, optional, oneOrMore, any
  }

  /// What the argument may be; its placeholder is the argument's name.
  let kind: ValueKind<String>
  /// How many words it takes.
  let count: Count
  /// What the argument is.
  let help: String

  /// An argument; only the last of a command may be anything but `one`.
  init(_ kind: ValueKind<String>, _ count: Count = .one, help: String) {
    self.kind = kind
    self.count = count
    self.help = help
  }

  /// The argument's name in help and errors.
  var name: String { kind.form.placeholder }
}

/// A command line shown in help, and what it is good for.
struct Example: Sendable {
  /// The whole line, the tool's name included.
  let line: String
  /// What it does.
  let purpose: String

  /// An example; a test checks that its line parses.
  init(_ line: String, _ purpose: String) {
    self.line = line
    self.purpose = purpose
  }
}

/// One thing the tool does, stated once: help, completions, parsing, validation and suggestions
/// all come from here.
///
///     Command(
///       name: "run", group: "Experiments", summary: "an experiment from a configuration",
///       arguments: [Positional(.file("FILE.json"), help: "the configuration")],
///       options: [seed, quiet], examples: [Example("drainbench run x.json", "one run")],
///       action: .run { invocation in try run(invocation.arguments[0], seed: invocation[seed]) })
struct Command: Sendable {
  /// What a command does once it is parsed.
  enum Action: Sendable {
    /// A body of the caller's; a `StatusError` that it throws decides the exit status.
    case run(@Sendable (Invocation) throws -> ExitStatus)
    /// Shows the overview, or the help of the command named.
    case help
    /// Prints the completion script of the shell named.
    case completions
  }

  /// The word that chooses the command.
  var name: String
  /// The heading under which the overview lists it.
  var group: String
  /// One line for the overview, without a full stop.
  var summary: String
  /// What help says beyond the summary; paragraphs are separated by an empty line.
  var discussion = ""
  /// The arguments told by their place, in order.
  var arguments: [Positional] = []
  /// The options, in the order in which help lists them, without `--help`.
  var options: [any OptionDeclaration] = []
  /// Command lines to start from.
  var examples: [Example] = []
  /// Whether the overview, the completions and the suggestions leave the command out.
  var hidden = false
  /// A check across options, made before the action; its error may leave the command out.
  var validate: @Sendable (Invocation) throws(UsageError) -> Void = { _ in }
  /// What an option that the command does not have may have been meant for; empty for nothing.
  var strangerHint = ""
  /// What the command does.
  var action: Action

  /// The options with `--help`, which every command has.
  var allOptions: [any OptionDeclaration] { options + [Command.helpOption] }

  /// What a shell offers for arguments, all of which are of one kind in each command.
  var argumentCompletion: ValueForm.Completion? {
    arguments.map(\.kind.form.completion).first { $0 != .nothing }
  }

  /// `--help`, which every command has.
  static let helpOption = Option.flag("help", short: "h", help: "show this help and stop")
}

/// A command line that was understood: typed option values, and the arguments.
struct Invocation: Sendable {
  /// The command's name.
  let command: String
  /// The words after the command, as typed.
  let words: [String]
  /// The words that are no options and no option's value.
  let arguments: [String]
  /// Every declared option's value by name, the default where none was given.
  let values: [String: any Sendable]
  /// The names of the options that were given.
  let given: Set<String>

  /// The value of an option, which the command has to declare.
  subscript<Value>(option: Option<Value>) -> Value {
    guard let value = values[option.name] as? Value else {
      preconditionFailure("'\(command)' does not declare --\(option.name) with this type")
    }
    return value
  }

  /// Whether the user gave the option, even with its default's value.
  func isGiven(_ option: some OptionDeclaration) -> Bool { given.contains(option.name) }
}
