import Testing

@Suite struct HelpTests {
  /// The commands that the overview lists.
  private func commands() async throws -> [String] {
    let overview = try await Program.run("help", in: Scratch())
    return overview.output.split(separator: "\n").prefix { !$0.hasPrefix("Examples") }
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
      .filter { $0 != "drainbench" }
  }

  @Test("The overview lists the commands and fits 80 columns")
  func overview() async throws {
    let scratch = try Scratch()
    let overview = try await Program.run([], in: scratch)
    #expect(overview.status == 0 && overview.errors.isEmpty)
    #expect(overview.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    let names = try await commands()
    let expected = ["reproduce", "twopoint", "psweep", "slope", "run", "tables", "help"]
    #expect(Set(names).isSuperset(of: expected), "\(names)")
    #expect(!names.contains("run-arm"))
  }

  @Test("Every command's help shows an example and fits 80 columns")
  func commandHelp() async throws {
    let scratch = try Scratch()
    for command in try await commands() where command != "help" {
      let help = try await Program.run([command, "--help"], in: scratch)
      #expect(help.status == 0 && help.errors.isEmpty, "\(command)")
      #expect(help.output.contains("  drainbench \(command)"), "\(command)")
      #expect(help.output.contains("Example"), "\(command)")
      for line in help.output.split(separator: "\n") {
        #expect(line.count <= 80, "\(command): \(line)")
      }
      let same = try await Program.run(["help", command], in: scratch)
      #expect(same.output == help.output)
    }
    #expect(try scratch.names().isEmpty)
  }

  @Test("The version names the program and its compiler")
  func version() async throws {
    let result = try await Program.run("--version", in: Scratch())
    #expect(result.status == 0 && result.errors.isEmpty)
    let expected = /drainbench \d+\.\d+\.\d+ \(built with Swift \d.*\)\n/
    #expect(result.output.wholeMatch(of: expected) != nil)
  }

  @Test("No colour reaches a file, whatever the terminal is called")
  func colour() async throws {
    let scratch = try Scratch()
    let result = try await Program.run(
      ["psweep", "--p", "1", "--requests", "12000", "--repeat", "1"], in: scratch,
      environment: ["TERM": "xterm-256color", "COLUMNS": "200"])
    #expect(result.status == 0)
    #expect(!result.output.contains("\u{1B}") && !result.errors.contains("\u{1B}"))
    #expect(result.errors == "results are in results\n")
  }
}
