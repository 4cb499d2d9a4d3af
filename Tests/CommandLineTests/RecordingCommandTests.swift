import Recordings
import Testing

@testable import drainbench

/// The commands about programs that are not ours.
@Suite struct RecordingCommandTests {
  private func invocation(_ words: [String]) throws -> Invocation {
    guard case .run(_, let invocation) = try Drainbench.tool.parse(words) else {
      throw UsageError("\(words) runs nothing")
    }
    return invocation
  }

  private func fault(_ line: String) -> String {
    do throws(UsageError) {
      _ = try Drainbench.tool.parse(line.split(separator: " ").map(String.init))
      return ""
    } catch {
      return error.message
    }
  }

  @Test("all that follows -- is the program's, as it is")
  func program() throws {
    let words = ["server", "--help", "-o", "x", "--", "", "a b", "--pid=7"]
    let record = try invocation(["record", "-o", "name", "--"] + words)
    #expect(record.arguments == words)
    #expect(record[RecordCommand.output] == "name")
    #expect(record[RecordCommand.pid] == nil)
    let attached = try invocation(["record", "--pid", "4711"])
    #expect(attached[RecordCommand.pid] == 4711 && attached.arguments.isEmpty)
  }

  @Test("a record without a program, or with two, is refused, and -- is named where it is missing")
  func recordFaults() {
    #expect(fault("record") == "a program is missing; expected -- and its command line, or --pid")
    #expect(fault("record -o x --").hasPrefix("a program is missing"))
    #expect(fault("record --pid 5 -- ls") == "--pid 5 and the program ls: one is recorded")
    #expect(
      fault("record redis-server --port 7")
        == "unknown option --port; what is the program's stands after --")
    #expect(
      fault("record --pid 0")
        == "--pid 0: expected the number of a process from 1 to 2147483647")
  }

  @Test("granules, moments and times are read with their units")
  func values() throws {
    let attribute = try invocation(
      "attribute x.csv --granule 2mib --at 1.5s --older-than 500ms --skip my_,g_ --depth 3"
        .split(separator: " ").map(String.init))
    #expect(attribute[RecordingOptions.granule] == .huge)
    #expect(attribute[RecordingOptions.moment] == .time(1_500_000_000))
    #expect(attribute[RecordingOptions.olderThan] == 500_000_000)
    #expect(attribute[RecordingOptions.skip] == ["my_", "g_"])
    for (text, time) in [("2min", 120), ("1h", 3_600), ("7", 7)] as [(String, UInt64)] {
      #expect(
        try invocation(["attribute", "x", "--at", text])[RecordingOptions.moment]
          == .time(time * 1_000_000_000))
    }
    #expect(try invocation(["episodes", "x", "--epoch", "64KiB"])[EpisodesCommand.epoch] == 65_536)
  }

  @Test(
    "a wrong value is named, with what is expected",
    arguments: [
      ("attribute", "RECORDING is missing; expected the file of a recording"),
      ("attribute a b", "unexpected argument b"),
      (
        "attribute a --granule 3KiB",
        "--granule 3KiB: expected one of 4KiB, 64KiB, 2MiB; did you mean 4KiB?"
      ),
      ("attribute a --at noon", "--at noon: expected worst, end, each, or a time such as 1.5s"),
      ("attribute a --at -1s", "--at -1s: expected worst, end, each, or a time such as 1.5s"),
      ("attribute a --older-than 5 minutes", "unexpected argument minutes"),
      (
        "attribute a --older-than 1e30s",
        "--older-than 1e30s: expected a time such as 1.5s, 500ms, 2min or 1h"
      ),
      ("attribute a --depth 0", "--depth 0: expected a whole number from 1 to 64"),
      (
        "attribute a --at each --folded", "--at each: --flame and --folded show one moment; name it"
      ),
      ("episodes a --epoch 0", "--epoch 0: expected a size such as 64KiB or 1MiB"),
      ("episodes a --epoch 4kb", "--epoch 4kb: expected a size such as 64KiB or 1MiB"),
      (
        "report a --at each", "--at each: the page shows one moment; expected worst, end or a time"
      ),
      ("report a --out results", "--out names a results folder, and a is a recording"),
      ("report --granule 2MiB", "--granule is for the page of a recording, and none is named"),
    ])
  func faults(line: String, message: String) {
    #expect(fault(line) == message)
  }
}
