import Foundation
import Results
import Testing

@Suite struct DiagnoseRunTests {
  @Test("diagnose writes the lines that pin, and a run in which none does takes their place")
  func sites() async throws {
    let scratch = try Scratch()
    let both = try await Program.run("diagnose --out out", in: scratch)
    #expect(both.status == 0, "\(both)")
    #expect(
      try scratch.names("out")
        == ["coefficients.csv", "diagnose-sites.csv", "diagnose.csv", "manifest.json"])
    let lines = try scratch.text("out/diagnose-sites.csv").split(separator: "\n")
    #expect(lines.count == 2, "\(lines)")
    #expect(
      lines[0]
        == "routing,file,line,closes,epochs_pinned,objects,bytes,past_p50_closes,past_p95_closes,"
        + "past_max_closes,past_p50_ns,past_p95_ns,past_max_ns,near_miss_closes,near_misses,"
        + "mismatches,verdict")
    #expect(lines[1].hasPrefix("broken,Experiments/ConnectionService.swift,"))
    let advice = "pins 19 of 20 epochs, and 272 of 304 objects live past 1 further close"
    let tables = try await Program.run("tables --out out --format markdown", in: scratch)
    for shown in [tables.output, try scratch.text("out/tables.md")] {
      #expect(shown.contains(advice), "\(shown)")
    }
    let fixed = try await Program.run("diagnose --routing fixed --out out --force", in: scratch)
    #expect(fixed.status == 0, "\(fixed)")
    #expect(try scratch.text("out/diagnose-sites.csv").split(separator: "\n") == [lines[0]])
    #expect(fixed.output.contains("No line pins an epoch."))
    let again = try await Program.run("tables --out out", in: scratch)
    #expect(!again.output.contains("ConnectionService.swift"), "\(again)")
    let same = try await Program.run("compare out out", in: scratch)
    #expect(same.status == 0, "\(same)")
  }
}

#if os(Linux)
  import Glibc

  @Suite(
    .serialized,
    .enabled(if: ProcessTable.isAvailable, "the kernel lists no process's children"),
    .enabled(if: Results.Program.find("valgrind") != nil, "valgrind is not installed"))
  struct ValgrindInterruptionTests {
    /// Starts a run and sends it a signal as soon as valgrind runs the service; its folder for
    /// temporary files is `tmp`.
    private func start(
      _ scratch: Scratch, sending signal: Int32
    ) async throws -> (program: RunningProgram, tool: pid_t) {
      try scratch.write("", as: "tmp/.keep")
      let program = try RunningProgram(
        Program.path, ["diagnose", "--valgrind", "--out", "out"], in: scratch,
        environment: ["TMPDIR": scratch.path(of: "tmp")])
      let parent = program.processID
      let tool = try await ProcessTable.look {
        ProcessTable.children(of: parent).first {
          // The dynamic linker has run, and so has all that valgrind does before.
          (try? ProcessTable.text("/proc/\($0)/comm"))?.hasPrefix("memcheck") == true
            && String(
              decoding: (try? ResultsFolder("/proc/\($0)").readBytes("maps")) ?? [], as: UTF8.self
            ).contains("libFoundation")
        }.flatMap { kill(parent, signal) == 0 ? $0 : nil }
      }
      return (program, tool)
    }

    @Test("An interruption ends valgrind and the run, with status 130")
    func interrupted() async throws {
      let scratch = try Scratch()
      let (program, tool) = try await start(scratch, sending: SIGINT)
      defer { program.stop() }
      let result = try await program.end()
      #expect(result.status == 130, "\(result)")
      #expect(ProcessTable.hasEnded(tool))
      #expect(try scratch.names("tmp") == [".keep"])
    }

    @Test("Valgrind ends with the run that is killed, and leaves no pipes")
    func killed() async throws {
      let scratch = try Scratch()
      let (program, tool) = try await start(scratch, sending: SIGKILL)
      defer { program.stop() }
      _ = try await program.end()
      try await ProcessTable.waitForEnd(of: tool)
      #expect(try scratch.names("tmp") == [".keep"])
    }
  }
#endif
