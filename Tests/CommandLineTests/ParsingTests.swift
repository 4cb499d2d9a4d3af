import Testing

@testable import drainbench

@Suite struct ParsingTests {
  @Test("options that are not given have their defaults")
  func defaults() throws {
    let invocation = try #require(try Sample.invocation("psweep"))
    #expect(invocation[Sample.p] == [0, 0.01, 0.5, 1])
    #expect(invocation[Sample.requests] == 200_000)
    #expect(invocation[Sample.seed] == 1)
    #expect(invocation[Sample.reuse] == .ring)
    #expect(invocation[Sample.modes] == [.ring, .strict])
    #expect(invocation[Sample.jobs] == nil)
    #expect(invocation[Sample.config] == nil)
    #expect(invocation[Sample.out] == "results")
    #expect(!invocation[Sample.quiet])
    #expect(invocation.given.isEmpty)
  }

  @Test(
    "a list is read from commas, repetition and both spellings alike",
    arguments: [
      "--p 0.05,0.1 --p 1", "--p=0.05,0.1,1", "--p=0.05 --p 0.1 --p=1e0", "--p .05,+0.1,1.0",
    ])
  func lists(line: String) throws {
    let invocation = try #require(try Sample.invocation("psweep " + line))
    #expect(invocation[Sample.p] == [0.05, 0.1, 1])
    #expect(invocation.isGiven(Sample.p))
  }

  @Test(
    "options stand before, between and after arguments",
    arguments: ["--quiet a b", "a -q b", "a b --quiet", "--quiet -- a b", "-q --quiet a b"])
  func order(line: String) throws {
    let invocation = try #require(try Sample.invocation("compare " + line))
    #expect(invocation.arguments == ["a", "b"])
    #expect(invocation[Sample.quiet])
  }

  @Test("every kind of value is read")
  func values() throws {
    let line =
      "psweep --requests=7 --seed 18446744073709551615 --scale 0.5 --reuse=strict --modes strict"
      + " --allocator mimalloc -j 4 --slab-size 8192 -o=-dir --config c=d.json"
    let invocation = try #require(try Sample.invocation(line))
    #expect(invocation[Sample.requests] == 7)
    #expect(invocation[Sample.seed] == .max)
    #expect(invocation[Sample.scale] == 0.5)
    #expect(invocation[Sample.reuse] == .strict)
    #expect(invocation[Sample.modes] == [.strict])
    #expect(invocation[Sample.allocator] == .mimalloc)
    #expect(invocation[Sample.jobs] == 4)
    #expect(invocation[Sample.slabSize] == 8192)
    #expect(invocation[Sample.out] == "-dir")
    #expect(invocation[Sample.config] == "c=d.json")
    #expect(invocation.words.count == 17)
  }

  @Test("after -- nothing is an option, and - is an argument")
  func endOfOptions() throws {
    #expect(try Sample.invocation("compare -- --quiet -5")?.arguments == ["--quiet", "-5"])
    #expect(try Sample.invocation("compare - -- --")?.arguments == ["-", "--"])
  }

  @Test("a variable number of arguments may be none or many")
  func variable() throws {
    #expect(try Sample.invocation("plot")?.arguments == [])
    #expect(try Sample.invocation("plot a b - c")?.arguments == ["a", "b", "-", "c"])
  }

  @Test("a hidden command runs though nothing lists it")
  func hidden() throws {
    #expect(try Sample.invocation("run-arm --seed 3")?[Sample.seed] == 3)
  }
}
