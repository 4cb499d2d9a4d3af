import Results
extension Command {
  /// Reads the words after the command's name.
  /// - Parameter words: options and arguments in any order; `--` ends the options.
  /// - Throws: what is wrong with the first wrong word, then with values, then between options.
  func parse(_ words: [String]) throws(UsageError) -> Invocation {
    do {
      let (texts, arguments) = try sorted(words)
      try check(arguments)
      var values: [String: any Sendable] = [:]
      for option in options {
        values[option.name] = try value(of: option, texts: texts[option.name] ?? [])
      }
      let invocation = Invocation(
        command: name, words: words, arguments: arguments, values: values,
        given: Set(texts.keys))
      try validate(invocation)
      return invocation
    } catch {
      throw UsageError(error.message, command: error.command ?? name)
    }
  }

  /// The texts given for each option by name, and the arguments.
  private func sorted(
    _ words: [String]
  ) throws(UsageError) -> (texts: [String: [String]], arguments: [String]) {
    var texts: [String: [String]] = [:]
    var arguments: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        arguments += rest
        break
      }
      if looksLikeOption(word) {
        let (option, attached) = try option(in: word)
        let text = try text(for: option, in: word, attached: attached, rest: &rest)
        texts[option.name, default: []].append(text)
      } else {
        arguments.append(word)
      }
    }
    return (texts, arguments)
  }

  /// The option that a word spells, and the value after its equals sign.
  private func option(
    in word: String
  ) throws(UsageError) -> (option: any OptionDeclaration, attached: String?) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let spelled = String(parts[0])
    let attached = parts.count == 2 ? String(parts[1]) : nil
    let match = allOptions.first { option in
      spelled == option.spelling || option.short.map { spelled == "-\($0)" } ?? false
    }
    if let match { return (match, attached) }
    let bare = String(spelled.drop { $0 == "-" })
    let hint = nearestName(to: bare, among: allOptions.map(\.name)).map {
      "; did you mean --\($0)?"
    }
    throw UsageError("unknown option \(shown(spelled))\(hint ?? strangerHint)")
  }

  /// The value of an option, which follows an equals sign or is the next word; empty for a flag.
  private func text(
    for option: any OptionDeclaration, in word: String, attached: String?,
    rest: inout ArraySlice<String>
  ) throws(UsageError) -> String {
    if option.arity == .flag {
      guard attached == nil else {
        throw UsageError("\(shown(word)): \(option.spelling) takes no value")
      }
      return ""
    }
    if let attached { return attached }
    if let next = rest.first, !looksLikeOption(next) { return rest.removeFirst() }
    throw UsageError("\(shown(word)): a value is missing; expected \(option.form.expected)")
  }

  private func value(
    of option: any OptionDeclaration, texts: [String]
  ) throws(UsageError) -> any Sendable {
    if option.arity == .one, texts.count > 1 {
      let given = texts.map(shown)
      let all = given.dropLast().joined(separator: ", ") + " and \(given[given.count - 1])"
      throw UsageError("\(option.spelling) takes one value and is given \(all)")
    }
    do {
      return try option.value(of: texts)
    } catch {
      throw UsageError("\(option.spelling) \(error.message)")
    }
  }

  /// Checks the number of arguments, and each against its kind.
  private func check(_ words: [String]) throws(UsageError) {
    var rest = words[...]
    for argument in arguments {
      if rest.isEmpty, argument.count == .one || argument.count == .oneOrMore {
        throw UsageError("\(argument.name) is missing; expected \(argument.kind.form.expected)")
      }
      let repeats = argument.count == .oneOrMore || argument.count == .any
      do {
        _ = try argument.kind.values(of: Array(repeats ? rest : rest.prefix(1)), isList: false)
      } catch {
        throw UsageError(error.message)
      }
      rest = repeats ? [] : rest.dropFirst()
    }
    guard let extra = rest.first else { return }
    let isName = options.contains { $0.name == extra }
    let hint = isName ? "; did you mean --\(extra)?" : ""
    throw UsageError("unexpected argument \(shown(extra))\(hint)")
  }
}

/// Whether a word is to be read as an option: `-` alone names standard input, and `-5` and `-.5`
/// are numbers, which an option of numbers refuses with its range.
func looksLikeOption(_ word: String) -> Bool {
  guard word.hasPrefix("-"), let second = word.dropFirst().first else { return false }
  return !("0"..."9" ~= second || second == ".")
}
