import Foundation
import Testing

@testable import drainbench

@Suite struct CompletionTests {
  @Test(
    "scripts name every command that is listed, every option and every choice",
    arguments: Shell.allCases)
  func names(shell: Shell) {
    let result = Sample.run("completions \(shell.rawValue)")
    #expect(result.status == .done)
    let script = result.output
    for command in Sample.tool.commands {
      #expect(script.contains(command.name) != command.hidden, "\(command.name)")
      guard !command.hidden else { continue }
      for option in command.allOptions {
        #expect(script.contains(shell == .fish ? "-l \(option.name)" : option.spelling))
        guard case .words(let words) = option.form.completion else { continue }
        for word in words { #expect(script.contains(word)) }
      }
    }
  }

  @Test("the shell itself finds no fault in its script", arguments: Shell.allCases)
  func syntax(shell: Shell) throws {
    guard let path = executable(shell) else { return }
    let script = Sample.tool.completions(for: shell)
    let result = try run(path, ["-n"], input: script)
    #expect(result.status == 0 && result.output.isEmpty, "\(result.output)")
  }

  @Test(
    "bash completes commands, options, choices, lists and names of files",
    .enabled(if: executable(.bash) != nil, "bash is not installed"),
    arguments: [
      (["psw"], ["psweep"]),
      (["--"], ["--help", "--version"]),
      (["psweep", "--re"], ["--requests", "--reuse"]),
      (["psweep", "--re", "--q"], ["--quiet"]),
      (["psweep", "--reuse", ""], ["ring", "strict"]),
      (["psweep", "--reuse", "=", "s"], ["strict"]),
      (["psweep", "--reuse", "="], ["ring", "strict"]),
      (["psweep", "--reuse=s"], ["--reuse=strict"]),
      (["psweep", "--modes", "ring,s"], ["ring,strict"]),
      (["psweep", "--requests", ""], []),
      (["psweep", "-o", "/usr/loca"], ["/usr/local"]),
      (["psweep", "--config", "/etc/passw"], ["/etc/passwd"]),
      (["run", "/etc/passw"], ["/etc/passwd"]),
      (["run", "--"], ["--quiet", "--help"]),
      (["help", "tw"], ["twopoint"]),
      (["completions", ""], ["bash", "zsh", "fish"]),
      (["nosuch", ""], []),
    ])
  func bash(words: [String], expected: [String]) throws {
    let line = (["drainbench"] + words).map(shellQuoted).joined(separator: " ")
    let script =
      Sample.tool.completions(for: .bash) + """
        COMP_WORDS=(\(line)) COMP_CWORD=\(words.count)
        _drainbench
        for reply in "${COMPREPLY[@]}"; do echo "$reply"; done
        """
    let result = try run(#require(executable(.bash)), [], input: script)
    let replies = result.output.split(separator: "\n").map(String.init)
    #expect(result.status == 0)
    // Folders may hold other names with the same beginning.
    if words.last?.hasPrefix("/") == true {
      #expect(Set(replies).isSuperset(of: expected))
    } else {
      #expect(replies == expected)
    }
  }

  @Test(
    "zsh reads the script as it stands",
    .enabled(if: executable(.zsh) != nil, "zsh is not installed"))
  func zsh() throws {
    let result = try run(
      #require(executable(.zsh)), ["-f", "-n"], input: Sample.tool.completions(for: .zsh))
    #expect(result.status == 0 && result.output.isEmpty, "\(result.output)")
  }

  @Test(
    "fish completes commands, options and choices",
    .enabled(if: executable(.fish) != nil, "fish is not installed"),
    arguments: [
      ("psw", ["psweep"]), ("psweep --re", ["--requests", "--reuse"]),
      ("psweep --reuse ", ["ring", "strict"]), ("psweep --reuse=s", ["--reuse=strict"]),
      ("help tw", ["twopoint"]), ("completions ", ["bash", "fish", "zsh"]),
      ("psweep --modes ring,s", ["ring,strict"]), ("twopoint --re", []),
    ])
  func fish(line: String, expected: [String]) throws {
    let script =
      Sample.tool.completions(for: .fish) + "complete -C \(shellQuoted("drainbench " + line))\n"
    let result = try run(#require(executable(.fish)), ["--no-config"], input: script)
    let replies = result.output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    #expect(replies.sorted() == expected)
  }
}

/// The path of a shell, or nil where it is not installed.
private func executable(_ shell: Shell) -> String? {
  ["/bin/", "/usr/bin/", "/usr/local/bin/", "/opt/homebrew/bin/"].map { $0 + shell.rawValue }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
}

/// Runs a shell with a script as its last argument, a file that is removed afterwards.
private func run(
  _ path: String, _ arguments: [String], input: String
) throws -> (status: Int32, output: String) {
  let folder = FileManager.default.temporaryDirectory
  let file = folder.appendingPathComponent("completions-\(UUID().uuidString)")
  try Data(input.utf8).write(to: file)
  defer { try? FileManager.default.removeItem(at: file) }
  let process = Process()
  process.executableURL = URL(fileURLWithPath: path)
  process.arguments = arguments + [file.path]
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}
