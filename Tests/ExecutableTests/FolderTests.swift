import Foundation
import Results
import Testing

@testable import Experiments

#if os(Linux)
  import Glibc

  /// What a person keeps in a results folder.
  @Suite(
    .serialized,
    .enabled(if: ProcessTable.isAvailable, "the kernel lists no process's children"))
  struct FolderTests {
    private static let sweep = "psweep --p 0.1,0.5 --requests 12000 --repeat 2 "

    @Test("Results of another configuration are not replaced: the run goes elsewhere or refuses")
    func otherConfiguration() async throws {
      let scratch = try Scratch()
      _ = try await Program.run(Self.sweep, in: scratch)
      let before = try scratch.snapshot().filter { $0.key != "results" }
      let moved = try await Program.run("psweep --p 0.1 --requests 12000 --repeat 2", in: scratch)
      #expect(moved.status == 0)
      #expect(
        moved.errors
          == "drainbench: results holds results of psweep of another configuration: p is [0.1,0.5] "
          + "there and [0.1] here; those of this run go to results/psweep-p=0.1\n"
          + "results are in results/psweep-p=0.1\n")
      #expect(try scratch.names("results/psweep-p=0.1").contains("psweep.csv"))
      let refused = try await Program.run(
        "psweep --p 0.1 --requests 12000 --repeat 2 --out results", in: scratch)
      #expect(refused.status == 64 && refused.output.isEmpty)
      #expect(
        refused.errors
          == "drainbench psweep: results holds results of psweep of another configuration: p is "
          + "[0.1,0.5] there and [0.1] here; --out names another folder, and --force replaces them\n"
      )
      #expect(
        try scratch.snapshot().filter { $0.key != "results" && !$0.key.contains("=") } == before)
      let forced = try await Program.run(
        "psweep --p 0.1 --requests 12000 --repeat 2 --out results --force", in: scratch)
      #expect(forced.status == 0, "\(forced)")
      #expect(try ResultsFolder(scratch.path(of: "results")).read(PSweepRow.self).count == 2)
      let more = try await Program.run("psweep --p 0.1 --requests 12000 --repeat 3", in: scratch)
      #expect(more.status == 0)
      #expect(try ResultsFolder(scratch.path(of: "results")).read(PSweepRow.self).count == 3)
    }

    @Test("A second run waits until the first has gone, and says for whom; or gives up")
    func waits() async throws {
      let scratch = try Scratch()
      let words = "psweep --p 0.5 --requests 400000 --repeat 2 --jobs 1 --out out"
      let first = try RunningProgram(
        Program.path, words.split(separator: " ").map(String.init), in: scratch)
      defer { first.stop() }
      // It keeps still while others come, however long that takes.
      let holderID = first.processID
      _ = try await ProcessTable.send(SIGSTOP, to: holderID, whenArmOf: holderID)
      let hasty = try await Program.run("churn --cycles 20 --out out --no-wait", in: scratch)
      #expect(hasty.status == 75)
      let holder = "process \(first.processID) (drainbench \(words)) writes into out"
      #expect(hasty.errors == "drainbench churn: \(holder)\n")
      let waiting = try RunningProgram(
        Program.path, ["dsr", "--closes", "100", "--repeat", "1", "--out", "out"], in: scratch)
      defer { waiting.stop() }
      try await Task.sleep(for: .seconds(2))
      #expect(kill(holderID, SIGCONT) == 0)
      let second = try await waiting.end()
      #expect(second.status == 0, "\(second)")
      #expect(second.errors.hasPrefix("drainbench: \(holder); waiting for it (Ctrl-C gives up)\n"))
      #expect(try await first.end().status == 0)
      let manifest = try Manifest.read(in: ResultsFolder(scratch.path(of: "out")))
      #expect(manifest?.experiments.keys.sorted() == ["dsr", "psweep"])
      #expect(try scratch.names("out").allSatisfy { !$0.hasPrefix(".") })
    }

    @Test("Kept arms that were edited are counted, and run again")
    func edited() async throws {
      let scratch = try Scratch()
      let line = "psweep --p 0.5 --requests 40000 --repeat 6 --jobs 1 --out out"
      let program = try RunningProgram(
        Program.path, line.split(separator: " ").map(String.init), in: scratch)
      defer { program.stop() }
      _ = try await ProcessTable.send(
        SIGKILL, to: program.processID, whenArmOf: program.processID
      ) { $0.seed ?? 0 >= 4 }
      _ = try await program.end()
      let name = try #require(try scratch.names("out/.arms").first { !$0.hasPrefix(".") })
      let text = try scratch.text("out/.arms/\(name)")
      try scratch.write(text.replacing("0", with: "1"), as: "out/.arms/\(name)")
      let resumed = try await Program.run(line + " --resume", in: scratch)
      #expect(resumed.status == 0)
      #expect(
        resumed.errors.hasPrefix(
          "drainbench: 1 of 6 kept arms of psweep are damaged and are run again\n"),
        "\(resumed)")
      let whole = try await Program.run(line.replacing("out out", with: "out whole"), in: scratch)
      #expect(whole.status == 0)
      let sessions = try ["out", "whole"].map {
        try ResultsFolder(scratch.path(of: $0)).read(PSweepRow.self).map(\.sessions)
      }
      #expect(sessions[0] == sessions[1])
    }

    @Test(
      "The manifest has the program that ran and what it was built from, wherever it was started",
      .enabled(if: Results.Program.find("git") != nil, "git is not installed"))
    func provenance() async throws {
      let scratch = try Scratch()
      let git = "git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x"
      _ = try await Program.shell(
        "git init -q . && \(git) && \"$DRAINBENCH\" churn --cycles 20 --out out", in: scratch)
      let manifest = try #require(try Manifest.read(in: ResultsFolder(scratch.path(of: "out"))))
      let entry = try #require(manifest.experiments["churn"])
      let bytes = try Data(contentsOf: URL(filePath: Program.path))
      #expect(entry.program?.digest == hexadecimal(bytes.withUnsafeBytes { digest(of: $0) }))
      #expect(entry.program?.path == URL(filePath: Program.path).resolvingSymlinksInPath().path)
      let other = try await Program.shell("git rev-parse HEAD", in: scratch)
      #expect(entry.gitCommit != other.output.trimmingCharacters(in: .whitespacesAndNewlines))
      #expect(entry.gitCommit == manifest.git?.commit)
      #expect(entry.arms == 1 && entry.finished == 1)
    }

    @Test("The manifest has the libraries that were measured")
    func libraries() async throws {
      let scratch = try Scratch()
      let result = try await Program.run(
        "bench --pattern pair --threads 1 --rounds 1 --scale 0.0001 --out out", in: scratch)
      #expect(result.status == 0, "\(result)")
      let folder = ResultsFolder(scratch.path(of: "out"))
      let programs = try Manifest.read(in: folder)?.experiments["bench"]?.programs ?? []
      let measured = try folder.readDocument("bench.csv").rows.map { $0[0].text }
      #expect(
        programs.map(\.name).sorted() == Set(measured).subtracting(["temporal-slab"]).sorted())
      for program in programs {
        #expect(program.path.hasPrefix("/") && program.path.contains("lib"), "\(program)")
        #expect(program.version != "unknown" && program.digest.count == 16, "\(program)")
      }
    }
  }
#endif
