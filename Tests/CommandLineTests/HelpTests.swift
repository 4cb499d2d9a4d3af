import Foundation
import Testing

@testable import drainbench

@Suite struct HelpTests {
  @Test("all ways to ask for the overview give it on standard output with status 0")
  func overview() {
    let overview = Sample.tool.overview()
    for line in ["", "help", "--help", "-h"] {
      let result = Sample.run(line)
      #expect(result.status == .done && result.errors.isEmpty)
      #expect(result.output == overview)
    }
    for command in Sample.tool.commands where !command.hidden {
      #expect(overview.contains("\n  \(command.name) "))
      #expect(overview.contains(command.summary))
    }
    #expect(!overview.contains("run-arm"))
    let headings = ["Paper experiments:", "Experiments:", "Results:", "Other:", "Examples:"]
    let places = headings.map { overview.range(of: "\n\($0)")?.lowerBound }
    #expect(places.allSatisfy { $0 != nil })
    #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
  }

  @Test("all ways to ask for a command's help give it, whatever else the line holds")
  func help() {
    let help = Sample.tool.help(for: Sample.psweep)
    for line in [
      "help psweep", "psweep --help", "psweep -h", "--help psweep", "psweep --p 7 --x --help",
    ] {
      let result = Sample.run(line)
      #expect(result.status == .done && result.errors.isEmpty)
      #expect(result.output == help)
    }
    #expect(Sample.run("compare -- --help x").output.isEmpty)
    #expect(Sample.run("--version").output == "drainbench 1.2.3\n")
  }

  @Test("the program's overview has one line for each command, and every command an example")
  func oneLine() {
    let lines = Set(Drainbench.tool.overview(width: 80).split(separator: "\n").map(String.init))
    for command in Drainbench.tool.listedCommands {
      let padded = command.name.padding(toLength: 13, withPad: " ", startingAt: 0)
      #expect(lines.contains("  \(padded)\(command.summary)"), "\(command.name)")
      #expect(!command.examples.isEmpty, "\(command.name)")
    }
  }

  @Test("no line of any help is longer than the width", arguments: [60, 72, 80])
  func widths(width: Int) {
    let tool = Sample.tool
    for text in tool.commands.map({ tool.help(for: $0, width: width) }) + [
      tool.overview(width: width)
    ] {
      for line in text.split(separator: "\n") where !line.hasPrefix("  drainbench ") {
        #expect(line.count <= width, "\(line)")
        #expect(line.last != " ", "\(line)")
      }
    }
  }

  @Test("help shows every option with its placeholder, help and default")
  func complete() {
    let help = Sample.tool.help(for: Sample.psweep)
    let flat = help.split { $0.isWhitespace }.joined(separator: " ")
    for option in Sample.psweep.allOptions {
      let label = [option.spelling, option.placeholder].filter { !$0.isEmpty }
      #expect(flat.contains(label.joined(separator: " ") + " " + option.help))
      if let text = option.defaultText { #expect(help.contains("[default: \(text)]")) }
    }
    #expect(flat.contains("allocator under test: slab, malloc, jemalloc, mimalloc, tcmalloc"))
    for example in Sample.psweep.examples {
      #expect(help.contains("\n  \(example.line)\n      \(example.purpose)\n"))
    }
  }

  @Test("a command's help reads as laid out here")
  func snapshot() {
    #expect(Sample.tool.help(for: Sample.psweep) == Self.expected)
  }

  @Test("styles change nothing but escape sequences")
  func styles() {
    let styled = Sample.tool.help(for: Sample.psweep, style: Style(isOn: true))
    #expect(styled != Self.expected)
    #expect(styled.replacing(#/\x1B\[\d+m/#, with: "") == Self.expected)
  }

  @Test("declarations have no faults, and faults are found")
  func faults() {
    #expect(Sample.tool.declarationFaults() == [])
    let twice = Command(
      name: "run", group: "", summary: "",
      arguments: [Positional(.file(), .any, help: ""), Positional(.file(), help: "")],
      options: [Sample.seed, Sample.seed, Option.flag("A b", short: "h", help: "")],
      examples: [Example("drainbench run --sed 3", ""), Example("other run", "")],
      action: .run { _ in .done })
    let tool = Tool(
      name: "drainbench", version: { "" }, summary: "", commands: [twice, twice], examples: [])
    let faults = Set(tool.declarationFaults())
    #expect(
      faults == [
        "two commands named run", "run: two options named h", "run: two options named seed",
        "run: 'A b' is no name", "run: only the last argument may vary, not FILE",
        "'other run' does not start with drainbench",
        "'drainbench run --sed 3' does not parse: unknown option --sed; did you mean --seed?",
      ])
  }

  static let expected = """
    Usage: drainbench psweep [OPTIONS]

    seven-point sweep of the violation fraction

    Retention grows in proportion to the fraction of epochs that receive an object
    which outlives them, and it is the user's routing that decides the fraction.

    Each arm runs in a process of its own.

    Options:
          --p P[,...]             violation fractions, one arm each
                                  [default: 0,0.01,0.5,1]
          --requests N            requests of an arm [default: 200000]
          --seed N                seed of the generator [default: 1]
          --scale X               a factor on every count, which is explained at
                                  such length that the text needs more than one line
                                  beside its option [default: 1]
          --reuse ring|strict     how a ring slot that comes round is reused
                                  [default: ring]
          --modes ring|strict[,...]
                                  reuse modes to compare [default: ring,strict]
          --allocator NAME        allocator under test: slab, malloc, jemalloc,
                                  mimalloc, tcmalloc [default: slab]
      -j, --jobs N                arms at a time [default: number of cores]
          --slab-size N           bytes of a slab [default: 4096]
      -o, --out DIR               folder of the CSV files [default: results]
          --config FILE           configuration to read
      -q, --quiet                 no progress
      -h, --help                  show this help and stop

    Examples:
      drainbench psweep --p 0.05
          one point of the sweep
      drainbench psweep --reuse strict --out /tmp/x > log
          one slab a pinned epoch

    """
}
