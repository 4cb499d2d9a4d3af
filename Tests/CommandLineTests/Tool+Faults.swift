@testable import drainbench

extension Tool {
  /// What is wrong with the declarations themselves; a test holds this to be empty.
  ///
  /// Every example has to parse, names have to be unique and well-formed, and only a command's
  /// last argument may take another number of words than one.
  func declarationFaults() -> [String] {
    var faults = repeated(commands.map(\.name)).map { "two commands named \($0)" }
    for command in commands {
      let options = command.allOptions
      let names = repeated(options.map(\.name) + options.compactMap { $0.short.map(String.init) })
      faults += names.map { "\(command.name): two options named \($0)" }
      faults += (options.map(\.name) + [command.name]).filter { !isWellFormed($0) }
        .map { "\(command.name): '\($0)' is no name" }
      faults += command.arguments.dropLast().filter { $0.count != .one }
        .map { "\(command.name): only the last argument may vary, not \($0.name)" }
    }
    return faults + (examples + commands.flatMap(\.examples)).compactMap(fault)
  }

  private func fault(of example: Example) -> String? {
    // What follows is the shell's, not the tool's.
    let line = example.line.prefix { !"|>&;".contains($0) }
    let words = line.split(separator: " ").map(String.init)
    guard words.first == name else { return "'\(example.line)' does not start with \(name)" }
    do {
      _ = try parse(Array(words.dropFirst()))
      return nil
    } catch {
      return "'\(example.line)' does not parse: \(error.message)"
    }
  }

  private func isWellFormed(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix("-")
      && name.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) }
  }

  private func repeated(_ names: [String]) -> [String] {
    Dictionary(grouping: names, by: \.self).filter { $0.value.count > 1 }.keys.sorted()
  }
}
