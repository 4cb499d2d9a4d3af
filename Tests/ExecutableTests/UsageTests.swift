import Testing

@Suite struct UsageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var line: String
    var status: Int32
    var message: String
    var testDescription: String { line }

    init(_ line: String, _ message: String, status: Int32 = 64) {
      self.line = line
      self.status = status
      self.message = message
    }
  }

  static let wrongLines = [
    Case("psweep --p 1.5", "psweep: --p 1.5: expected a probability from 0 to 1"),
    Case("psweep --p abc", "psweep: --p abc: expected a probability from 0 to 1"),
    Case(
      "psweep --p 0.5,-1",
      "psweep: --p 0.5,-1: expected a probability from 0 to 1 in place of -1"),
    Case(
      "psweep --p", "psweep: --p: a value is missing; expected a probability from 0 to 1"),
    Case("psweep --p 0.5,0.5", "psweep: --p 0.5,0.5: expected each value once"),
    Case(
      "twopoint --session-fraction 0",
      "twopoint: --session-fraction 0: expected a fraction above 0 and below 1 (without one of the "
        + "two lifetimes there is nothing to route)"),
    Case(
      "twopoint --session-fraction 1",
      "twopoint: --session-fraction 1: expected a fraction above 0 and below 1 (without one of the "
        + "two lifetimes there is nothing to route)"),
    Case(
      "twopoint --object-size 769",
      "twopoint: --object-size 769: expected a number of bytes from 8 to 768"),
    Case(
      "twopoint --close-lag 15",
      "twopoint: --close-lag 15: expected a number of epochs from 1 to 14 (the ring holds 16)"),
    Case(
      "twopoint --requests 12000",
      "twopoint: --requests 12000: expected at least 16000, 12 epochs beyond the --close-lag of 4"
    ),
    Case(
      "psweep --requests 0",
      "psweep: --requests 0: expected a whole number from 1 to 1000000000"),
    Case(
      "psweep --requests -5",
      "psweep: --requests -5: expected a whole number from 1 to 1000000000"),
    Case(
      "psweep --requests 3",
      "psweep: --requests 3: expected a multiple of --sample-every 1000, at least 12000"),
    Case(
      "psweep --requests 24500",
      "psweep: --requests 24500: expected a multiple of --sample-every 1000, at least 12000"),
    Case(
      "psweep --slab-size 5000",
      "psweep: --slab-size 5000: expected a power of two from 4096 to 262144"),
    Case(
      "psweep --seed -1",
      "psweep: --seed -1: expected a whole number from 0 to 18446744073709551615"),
    Case("psweep --jobs 0", "psweep: --jobs 0: expected a whole number from 1 to 1024"),
    Case(
      "psweep --reuse rign",
      "psweep: --reuse rign: expected one of ring, strict; did you mean ring?"),
    Case("psweep --format xml", "psweep: --format xml: expected one of text, json, csv, markdown"),
    Case("psweep --sede 3", "psweep: unknown option --sede; did you mean --seed?"),
    Case("psweep 0.05", "psweep: unexpected argument 0.05"),
    Case(
      "bench --allocator glibc,glibc", "bench: --allocator glibc,glibc: expected each value once"),
    Case(
      "bench --repeat 3 --rounds 3", "bench: --repeat and --rounds are the same: leave one out"),
    Case(
      "slope --p 0",
      "slope: --p 0: expected a probability above 0 and at most 1 (slopes need growth)"),
    Case(
      "slope some.csv --p 1",
      "slope: --p is about a run, and FILE asks for none: leave one out"),
    Case(
      "reproduce --format csv",
      "reproduce: --format csv: each experiment has columns of its own, in a CSV file of "
        + "its own in the results folder; expected one of text, json, markdown"),
    Case(
      "slope some.csv --resume",
      "slope: --resume is about a run, and FILE asks for none: leave one out"),
    Case("run", "run: FILE.json is missing; expected the name of a file"),
    Case("run-arm tea {}", "run-arm: unknown kind of arm tea"),
  ]

  @Test(
    "A wrong command line is answered in one sentence, and nothing is done", arguments: wrongLines)
  func usage(_ wrong: Case) async throws {
    let scratch = try Scratch()
    try scratch.write("kept", as: "results/psweep.csv")
    let before = try scratch.snapshot()
    let result = try await Program.run(wrong.line, in: scratch)
    let command = wrong.line.prefix { $0 != " " }
    #expect(
      result.errors == "drainbench \(wrong.message)\nsee 'drainbench help \(command)'\n")
    #expect(result.status == wrong.status)
    #expect(result.output.isEmpty)
    #expect(try scratch.snapshot() == before)
  }

  @Test("An unknown command is answered with the nearest one")
  func unknownCommand() async throws {
    let scratch = try Scratch()
    let result = try await Program.run("pswep --p 0.5", in: scratch)
    #expect(
      result.errors
        == "drainbench: unknown command pswep; did you mean psweep?\nsee 'drainbench help'\n")
    #expect(result.status == 64 && result.output.isEmpty)
    #expect(try scratch.names().isEmpty)
  }

  @Test("A folder that cannot be written is noticed before anything runs")
  func unwritable() async throws {
    let scratch = try Scratch()
    try scratch.write("a file", as: "file")
    let before = try scratch.snapshot()
    for command in ["psweep", "twopoint", "slope", "reproduce"] {
      let result = try await Program.run("\(command) --out file/results", in: scratch)
      #expect(
        result.errors == "drainbench \(command): file/results: cannot write: Not a directory\n")
      #expect(result.status == 73 && result.output.isEmpty)
    }
    #expect(try scratch.snapshot() == before)
  }

  @Test("A results folder that could not be added to is noticed before anything runs")
  func brokenFolder() async throws {
    for (file, text, message) in [
      ("manifest.json", "{", "1:2: expected a name in double quotes, found the end of the file"),
      (
        "coefficients.csv", "experiment\n\"",
        "2:1: this quoted field has no closing quote; end it with `\"`"
      ),
    ] {
      let scratch = try Scratch()
      try scratch.write(text, as: "out/\(file)")
      let before = try scratch.snapshot()
      let result = try await Program.run("psweep --out out", in: scratch)
      #expect(result.errors == "drainbench psweep: out/\(file):\(message)\n")
      #expect(result.status == 65 && result.output.isEmpty)
      #expect(try scratch.snapshot() == before)
    }
  }
}
