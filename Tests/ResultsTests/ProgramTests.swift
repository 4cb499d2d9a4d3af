import Foundation
import Testing

@testable import Results

@Suite struct ProgramTests {
  private func shell(
    _ script: String, variables: [[CChar]]? = nil, seconds: Int = 60, outputLimit: Int = 1 << 20,
    interruption: () throws -> Void = {}
  ) throws -> Program.Ended {
    try Program.run(
      "/bin/sh", ["-c", script], variables: variables, seconds: seconds, outputLimit: outputLimit,
      interruption: interruption)
  }

  @Test("A program's complaints are kept apart from what it prints, however long")
  func complaints() throws {
    let ended = try shell("yes complaint | head -c 300000 >&2; echo x; exit 3")
    #expect(ended.ending == .exited(3) && !ended.hasSucceeded)
    #expect(ended.output == "x\n".bytes)
    #expect(ended.complaint == "complaint")
    #expect(ended.errors.count == 300_000)
    #expect(try shell("kill -9 $$").complaint == "it was ended by SIGKILL")
    #expect(try shell("cat; echo y").output == "y\n".bytes)
  }

  @Test("A program is found in PATH, and one that is not there cannot be started")
  func finding() {
    #expect(Program.find("sh")?.hasPrefix("/") == true)
    #expect(Program.find("no-such-program-here") == nil)
    #expect(!Program.isExecutable("/tmp"))
    #expect(throws: SystemError.noSuchFile) { try Program.run("/no/such/program", []) }
  }

  @Test(
    "A program that does not end is ended, and so is what it started",
    arguments: [
      "exec tail -f /dev/null", "tail -f /dev/null & echo $!; wait", "exec >&- 2>&-; wait_",
    ])
  func endless(script: String) throws {
    let script = script.replacing("wait_", with: "exec tail -f /dev/null")
    #expect(throws: ProgramError.endless(seconds: 0)) { try shell(script, seconds: 0) }
  }

  @Test("What a program has started and left behind holds nobody up")
  func leftBehind() throws {
    #expect(throws: ProgramError.endless(seconds: 1)) {
      try shell("tail -f /dev/null & exit 0", seconds: 1)
    }
    let ended = try shell("tail -f /dev/null > /dev/null 2>&1 & echo $!")
    let left = try #require(Int32(String(decoding: ended.output.dropLast(), as: UTF8.self)))
    #expect(ended.hasSucceeded && kill(left, SIGKILL) == 0)
  }

  @Test("A program that prints without end is ended")
  func verbose() {
    #expect(throws: ProgramError.verbose(byteCount: 1_000)) {
      try shell("yes", outputLimit: 1_000)
    }
  }

  @Test("An interruption ends the program")
  func interruption() {
    struct Interrupted: Error {}
    #expect(throws: Interrupted.self) {
      try shell("exec tail -f /dev/null") { throw Interrupted() }
    }
  }

  @Test("Variables reach the program as the bytes that they are, without those left out")
  func variables() throws {
    let bytes = "X=a".utf8CString.dropLast() + [CChar(bitPattern: 0xff), 0]
    #expect(
      try shell("printf %s \"$X\"", variables: [Array(bytes)]).output == [UInt8(ascii: "a"), 0xff])
    let kept = ChildProcess.variables(without: { $0 == "PATH" }, adding: ["HOME": "/x"])
      .map { String(decoding: $0.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self) }
    #expect(kept.filter { $0.hasPrefix("HOME=") } == ["HOME=/x"])
    #expect(!kept.contains { $0.hasPrefix("PATH=") })
  }

  @Test("What this process ignores the program does not")
  func signals() throws {
    signal(SIGPIPE, SIG_IGN)
    #expect(try shell("yes | head -c 1; kill -PIPE $$").ending == .signalled(SIGPIPE))
  }
}
