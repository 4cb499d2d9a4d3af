import Testing

@testable import drainbench

@Suite struct UsageErrorTests {
  @Test(
    "every wrong command line is answered with what is wrong and what would be right",
    arguments: [
      ("sweep", "drainbench: unknown command sweep; did you mean psweep?"),
      ("frobnicate", "drainbench: unknown command frobnicate"),
      ("-5", "drainbench: unknown command -5"),
      ("help psweeep", "drainbench: unknown command psweeep; did you mean psweep?"),
      ("help psweep run", "drainbench help: unexpected argument run"),
      ("--versoin", "drainbench: unknown option --versoin; did you mean --version?"),
      ("--version x", "drainbench: unexpected argument x after --version"),
      (
        "--seed 3 twopoint",
        "drainbench: --seed: options follow the command, as in 'drainbench twopoint --seed'"
      ),
      (
        "psweep --requets 5",
        "drainbench psweep: unknown option --requets; did you mean --requests?"
      ),
      ("psweep -seed 5", "drainbench psweep: unknown option -seed; did you mean --seed?"),
      ("psweep --xyzzy=3", "drainbench psweep: unknown option --xyzzy"),
      ("psweep -z", "drainbench psweep: unknown option -z"),
      ("psweep --p 1.5", "drainbench psweep: --p 1.5: expected a probability from 0 to 1"),
      ("psweep --p=-1", "drainbench psweep: --p -1: expected a probability from 0 to 1"),
      (
        "psweep --p 0.1,x,1",
        "drainbench psweep: --p 0.1,x,1: expected a probability from 0 to 1 in place of x"
      ),
      (
        "psweep --p 0.1,",
        "drainbench psweep: --p 0.1,: expected a probability from 0 to 1 in place of ''"
      ),
      (
        "psweep --requests -5",
        "drainbench psweep: --requests -5: expected a whole number from 1 to 10000000"
      ),
      (
        "psweep --requests=",
        "drainbench psweep: --requests '': expected a whole number from 1 to 10000000"
      ),
      (
        "psweep --seed -1",
        "drainbench psweep: --seed -1: expected a whole number from 0 to 18446744073709551615"
      ),
      (
        "psweep --scale 0",
        "drainbench psweep: --scale 0: expected a number above 0 and at most 8"
      ),
      (
        "psweep --scale -.5",
        "drainbench psweep: --scale -.5: expected a number above 0 and at most 8"
      ),
      (
        "psweep --slab-size 5000",
        "drainbench psweep: --slab-size 5000: expected a power of two from 4096 to 262144"
      ),
      (
        "psweep --reuse strct",
        "drainbench psweep: --reuse strct: expected one of ring, strict; did you mean strict?"
      ),
      (
        "psweep --modes ring,x",
        "drainbench psweep: --modes ring,x: expected one of ring, strict in place of x"
      ),
      ("psweep --out=", "drainbench psweep: --out '': expected the name of a folder"),
      (
        "psweep --out --quiet",
        "drainbench psweep: --out: a value is missing; expected the name of a folder"
      ),
      (
        "psweep --p",
        "drainbench psweep: --p: a value is missing; expected a probability from 0 to 1"
      ),
      (
        "psweep -j --",
        "drainbench psweep: -j: a value is missing; expected a whole number from 1 to 256"
      ),
      ("psweep --quiet=3", "drainbench psweep: --quiet=3: --quiet takes no value"),
      ("psweep --help=3", "drainbench psweep: --help=3: --help takes no value"),
      (
        "psweep --seed 1 --seed=2",
        "drainbench psweep: --seed takes one value and is given 1 and 2"
      ),
      (
        "psweep -j 1 --jobs 2 -j 3",
        "drainbench psweep: --jobs takes one value and is given 1, 2 and 3"
      ),
      (
        "psweep --slab-size 131072 --reuse strict",
        "drainbench psweep: --slab-size 131072: at most 65536 with --reuse strict"
      ),
      ("psweep seed", "drainbench psweep: unexpected argument seed; did you mean --seed?"),
      ("psweep -5", "drainbench psweep: unexpected argument -5"),
      ("run", "drainbench run: FILE.json is missing; expected the name of a file"),
      ("compare a", "drainbench compare: HEAD is missing; expected the name of a file"),
      ("plot 1 2 3 4 5 6 7 8 9", "drainbench plot: at most 8 series"),
      ("compare a b c", "drainbench compare: unexpected argument c"),
      ("completions", "drainbench completions: SHELL is missing; expected one of bash, zsh, fish"),
      (
        "completions zhs",
        "drainbench completions: zhs: expected one of bash, zsh, fish; did you mean zsh?"
      ),
    ])
  func sentence(line: String, expected: String) {
    let result = Sample.run(line)
    #expect(result.status == .usage)
    #expect(result.output.isEmpty)
    let lines = result.errors.split(separator: "\n").map(String.init)
    let speaker = expected.prefix { $0 != ":" }.dropFirst("drainbench".count)
    #expect(lines == [expected, "see 'drainbench help\(speaker)'"])
  }

  @Test("a user's control characters and blanks are not printed raw")
  func unprintable() {
    let result = Sample.run(["psweep", "--reuse", "a b\u{1B}[31m\n"])
    let expected = #"--reuse 'a b\u{1B}[31m\n': expected one of ring, strict"#
    #expect(result.errors.split(separator: "\n")[0] == "drainbench psweep: " + expected)
  }

  @Test("an error of a command decides the exit status and is told on standard error")
  func runtimeErrors() {
    let result = Sample.run("twopoint")
    #expect(result.status == .unavailable)
    #expect(
      result.errors == "drainbench twopoint: redis-server is missing; install the package redis\n")
    #expect(result.output.isEmpty)
    #expect(Sample.run("psweep").status == .checkFailed)
    #expect(ExitStatus.allCases.map(\.rawValue) == [0, 1, 64, 65, 69, 70, 73, 75, 130])
  }
}
