import Foundation
import Results
import Statistics
import Testing

#if os(Linux)
  import Glibc

  @Suite(
    .serialized,
    .enabled(if: ProcessTable.isAvailable, "the kernel lists no process's children"))
  struct ResumeTests {
    private static let sweep =
      "psweep --p 0.1,0.5 --requests 40000 --repeat 5 --jobs 2 --out"
    private static let arms = 10

    private func start(_ line: String, in scratch: Scratch) throws -> RunningProgram {
      try RunningProgram(Program.path, line.split(separator: " ").map(String.init), in: scratch)
    }

    /// The fields that configuration and seed determine.
    private func exactFields(_ scratch: Scratch, _ folder: String) throws -> [[String?]] {
      let folder = ResultsFolder(scratch.path(of: folder))
      func fields<Row: CSVRecord>(_ kind: Row.Type) throws -> [[String?]] {
        try folder.read(kind).map { row in
          Row.columns.filter { $0.role(in: row) != .noisy }.map { $0.field(in: row) }
        }
      }
      return try fields(PSweepRow.self) + fields(PSweepSample.self) + fields(Coefficient.self)
    }

    /// Waits until a process is gone; the kernel ends it without anybody's doing.
    private func awaitEnd(of arm: ProcessTable.Arm) async -> Bool {
      let deadline = ContinuousClock.now + .seconds(60)
      while ContinuousClock.now < deadline {
        if ProcessTable.arm(arm.processID) != arm { return true }
        await Task.yield()
      }
      return false
    }

    @Test("A sweep that is killed at random arms and resumed gives the files of an undisturbed one")
    func killed() async throws {
      let scratch = try Scratch()
      let undisturbed = try await Program.run("\(Self.sweep) whole", in: scratch)
      #expect(undisturbed.status == 0, "\(undisturbed)")
      #expect(try scratch.names("whole").allSatisfy { !$0.hasPrefix(".") })
      let seed = UInt64.random(in: 0 ... .max)
      var generator = SplitMix64(seed: seed)
      for round in 0..<3 {
        let program = try start("\(Self.sweep) out --resume", in: scratch)
        defer { program.stop() }
        let unlucky = Int.random(in: 3...5, using: &generator)
        let arm = try await ProcessTable.send(
          SIGKILL, to: program.processID, whenArmOf: program.processID
        ) { $0.seed ?? 0 >= unlucky }
        let result = try await program.end()
        #expect(result.status == nil, "seed \(seed) round \(round): \(result)")
        #expect(await awaitEnd(of: arm), "seed \(seed) round \(round): an arm outlived the run")
        // Whatever is visible is whole.
        for name in try scratch.names("out/.arms") where !name.hasPrefix(".") {
          _ = try JSONValue.parse(scratch.bytes("out/.arms/\(name)"), file: name)
        }
      }
      let resumed = try await Program.run("\(Self.sweep) out --resume", in: scratch)
      #expect(resumed.status == 0, "seed \(seed): \(resumed)")
      let kept = resumed.errors.firstMatch(
        of: /drainbench: (\d+) of (\d+) arms of psweep were kept by an earlier run\n/)
      #expect(kept.flatMap { Int($0.2) } == Self.arms, "seed \(seed): \(resumed.errors)")
      #expect(try exactFields(scratch, "out") == exactFields(scratch, "whole"), "seed \(seed)")
      #expect(try scratch.names("out") == scratch.names("whole"), "seed \(seed)")
    }

    @Test("An interrupted sweep says how to go on, and only its own configuration takes arms over")
    func interrupted() async throws {
      let scratch = try Scratch()
      let program = try start(
        "\(Self.sweep) out --jobs 1".replacing("--jobs 2 ", with: ""), in: scratch)
      defer { program.stop() }
      _ = try await ProcessTable.send(
        SIGINT, to: program.processID, whenArmOf: program.processID
      ) { $0.seed ?? 0 >= 3 }
      let result = try await program.end()
      #expect(result.status == 130, "\(result)")
      #expect(
        result.errors
          == "results are in out\n"
          + "drainbench: the same command with --resume runs the arms that are left\n")
      let other = try await Program.run(
        "psweep --p 0.1 --requests 72000 --repeat 1 --out out --resume", in: scratch)
      #expect(
        other.errors.hasPrefix(
          "drainbench: no finished arm of psweep was kept for this program and configuration: all "
            + "1 are run\n"), "\(other)")
      // A finished run takes away what was kept of its kind.
      #expect(try !scratch.names("out").contains(".arms"))
    }

    @Test("A run that is not resumed says that arms are kept, and runs them again")
    func afresh() async throws {
      let scratch = try Scratch()
      let program = try start(Self.sweep + " out", in: scratch)
      defer { program.stop() }
      _ = try await ProcessTable.send(
        SIGKILL, to: program.processID, whenArmOf: program.processID
      ) { $0.seed ?? 0 >= 4 }
      _ = try await program.end()
      let result = try await Program.run("\(Self.sweep) out", in: scratch)
      #expect(result.status == 0)
      #expect(
        result.errors.contains(
          /drainbench: \d of 10 arms of psweep were kept by an earlier run and are run again; --resume takes them over\n/
        ), "\(result)")
      #expect(try !scratch.names("out").contains(".arms"))
    }
  }
#endif

@testable import Experiments
