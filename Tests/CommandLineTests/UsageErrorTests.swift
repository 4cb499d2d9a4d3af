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
      ("psweep --p 1.5", "drainbench psweep: --p 1.5: a probability between 0 and 1 is wanted"),
      ("psweep --p=-1", "drainbench psweep: --p -1: a probability between 0 and 1 is wanted"),
      (
        "psweep --p 0.1,x,1",
        "drainbench psweep: --p 0.1,x,1: a probability between 0 and 1 is wanted in place of x"
      ),
      (
        "psweep --p 0.1,",
        "drainbench psweep: --p 0.1,: a probability between 0 and 1 is wanted in place of ''"
      ),
      (
        "psweep --requests -5",
        "drainbench psweep: --requests -5: a whole number between 1 and 10000000 is wanted"
      ),
      (
        "psweep --requests=",
        "drainbench psweep: --requests '': a whole number between 1 and 10000000 is wanted"
      ),
      (
        "psweep --seed -1",
        "drainbench psweep: --seed -1: a whole number between 0 and 18446744073709551615 is wanted"
      ),
      (
        "psweep --scale 0",
        "drainbench psweep: --scale 0: a number above 0 and at most 8 is wanted"
      ),
      (
        "psweep --scale -.5",
        "drainbench psweep: --scale -.5: a number above 0 and at most 8 is wanted"
      ),
      (
        "psweep --slab-size 5000",
        "drainbench psweep: --slab-size 5000: a power of two between 4096 and 262144 is wanted"
      ),
      (
        "psweep --reuse strct",
        "drainbench psweep: --reuse strct: one of ring, strict is wanted; did you mean strict?"
      ),
      (
        "psweep --modes ring,x",
        "drainbench psweep: --modes ring,x: one of ring, strict is wanted in place of x"
      ),
      ("psweep --out=", "drainbench psweep: --out '': the name of a folder is wanted"),
      (
        "psweep --out --quiet",
        "drainbench psweep: --out: a value is missing; the name of a folder is wanted"
      ),
      (
        "psweep --p",
        "drainbench psweep: --p: a value is missing; a probability between 0 and 1 is wanted"
      ),
      (
        "psweep -j --",
        "drainbench psweep: -j: a value is missing; a whole number between 1 and 256 is wanted"
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
      ("run", "drainbench run: FILE.json is missing; the name of a file is wanted"),
      ("compare a", "drainbench compare: HEAD is missing; the name of a file is wanted"),
      ("plot 1 2 3 4 5 6 7 8 9", "drainbench plot: at most 8 series"),
      ("compare a b c", "drainbench compare: unexpected argument c"),
      ("completions", "drainbench completions: SHELL is missing; one of bash, zsh, fish is wanted"),
      (
        "completions zhs",
        "drainbench completions: zhs: one of bash, zsh, fish is wanted; did you mean zsh?"
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
    let expected = #"--reuse 'a b\u{1B}[31m\n': one of ring, strict is wanted"#
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
