import Foundation
import Results
import Testing

@testable import Recordings

/// Programs recorded under the real heaptrack.
@Suite(
  .serialized,
  .enabled(
    if: (try? Heaptrack()) != nil && program("bash") != nil, "heaptrack or bash is not installed"))
struct RecorderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func record(_ script: String) throws -> RecordedProgram {
    // dash ends by _exit, which leaves what heaptrack has not written yet unwritten.
    try Recorder().record("bash", ["-c", script], to: folder.path + "/run")
  }

  @Test func `a program's recording and its names are read again`() throws {
    let recorded = try record("exit 3")
    #expect(recorded.ending == .exited(3))
    #expect(recorded.problem == nil)
    #expect(folder.names == ["run.frames.csv", (recorded.rawPath as NSString).lastPathComponent])
    let report = try AttributionReport(of: recorded.rawPath)
    #expect(report.summary.commandLine == "bash -c exit 3")
    #expect(report.summary.allocations == recorded.summary?.allocations)
    #expect(report.summary.hasNames)
    #expect(report.summary.losses.areNone)
    #expect(
      report.moments[0].sites.contains { $0.site.frame?.module.isEmpty == false })
  }

  @Test(arguments: [("kill -KILL $$", 9), ("kill -SEGV $$", 11), ("kill -TERM $$", 15)])
  func `a program that a signal ends leaves what was recorded`(
    _ script: String, _ signal: Int32
  ) throws {
    let recorded = try record(script)
    #expect(recorded.ending == .signalled(signal))
    #expect(recorded.ending?.shellStatus == 128 + signal)
    #expect(recorded.problem == nil)
    #expect((recorded.summary?.allocations ?? 0) > 0)
    #expect(try AttributionReport(of: recorded.rawPath).summary.events > 0)
  }

  @Test func `a program that forks is recorded, and its children are not waited for`() throws {
    // The child has the pipe open for as long as it lives, which is until the test ends it. It is
    // not waited for: heaptrack's lock may be held by its other thread at the fork, for ever.
    let note = folder.path + "/child"
    let recorded = try record(
      "sleep 1000 </dev/null >/dev/null 2>&1 & echo $! >\(note); exit 0")
    let child = try #require(
      Int32(String(contentsOfFile: note, encoding: .utf8).trimmingCharacters(in: .newlines)))
    defer { Platform.end(child) }
    #expect(Platform.isRunning(child))
    #expect(recorded.ending == .exited(0))
    #expect(recorded.problem == nil)
    #expect(recorded.summary?.commandLine.hasPrefix("bash") == true)
  }

  @Test func `of a program that executes another in its place the last is recorded`() throws {
    let recorded = try record("exec bash -c 'exit 4'")
    #expect(recorded.ending == .exited(4))
    #expect(recorded.problem == nil)
    #expect(recorded.summary?.commandLine == "bash -c exit 4")
  }

  @Test func `a program that does not exist leaves no file`() throws {
    #expect(
      throws: RecordingError.cannotStart(
        program: "no-such-program", reason: "there is no such program")
    ) { try Recorder().record("no-such-program", [], to: folder.path + "/run") }
    #expect(folder.names.isEmpty)
  }

  @Test func `a recording that cannot be written is refused before the program starts`() throws {
    let error = #expect(throws: RecordingError.self) {
      try Recorder().record(
        "sh", ["-c", "touch \(folder.path)/started"], to: folder.path + "/none/run")
    }
    #expect(error?.kind == .cannotWrite)
    #expect(folder.names.isEmpty)
  }

  @Test func `a process that does not exist cannot be recorded`() throws {
    let error = #expect(throws: RecordingError.self) {
      try Recorder().attach(to: Int32.max, name: folder.path + "/run")
    }
    #expect(error?.kind == .failed || error?.kind == .missingProgram)
    #expect(folder.names.isEmpty)
  }
}

@Suite struct HeaptrackTests {
  @Test func `missing heaptrack is named with its package`() {
    let error = #expect(throws: RecordingError.self) { try Heaptrack(folders: ["/nowhere"]) }
    #expect(error?.kind == .missingProgram)
    #expect(
      error?.description
        == "heaptrack is needed to record a program and is not installed; it is in the package "
        + "heaptrack")
  }
}
