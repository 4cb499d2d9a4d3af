import Foundation
import Results
import Testing

#if os(Linux)
  import Glibc

  /// The processes that the program starts, as /proc tells of them.
  enum ProcessTable {
    /// One arm's process: its number and the JSON that it was started with.
    struct Arm: Equatable, Sendable {
      var processID: pid_t
      var description: String

      var seed: Int? {
        description.firstMatch(of: /"seed":(\d+)/).flatMap { Int($0.1) }
      }
    }

    /// The system's list of the processes that a process started; not every kernel has it.
    private static func childList(of parent: pid_t) -> String {
      "/proc/\(parent)/task/\(parent)/children"
    }

    static let isAvailable = FileManager.default.fileExists(atPath: childList(of: getpid()))

    /// The arms that run below a process.
    static func arms(of parent: pid_t) -> [Arm] {
      read(childList(of: parent)).split(separator: " ").compactMap { Int32($0) }.compactMap(arm)
    }

    static func arm(_ number: pid_t) -> Arm? {
      let words = read("/proc/\(number)/cmdline").split(separator: "\0")
      guard words.count == 4, words[1] == "run-arm" else { return nil }
      return Arm(processID: number, description: String(words[3]))
    }

    private static func read(_ path: String) -> String {
      let handle = FileHandle(forReadingAtPath: path)
      return String(decoding: (try? handle?.readToEnd()) ?? Data(), as: UTF8.self)
    }

    /// Sends a signal as soon as an arm that satisfies the condition runs, and returns that arm;
    /// looks until a minute has passed.
    ///
    /// - Parameter receiver: the process that gets the signal; the arm's when it is nil.
    static func send(
      _ signal: Int32, to receiver: pid_t? = nil, whenArmOf parent: pid_t,
      is condition: @escaping @Sendable (Arm) -> Bool = { _ in true }
    ) async throws -> Arm {
      try await look {
        arms(of: parent).first(where: condition).flatMap {
          kill(receiver ?? $0.processID, signal) == 0 ? $0 : nil
        }
      }
    }

    /// Looks until there is something to see, or a minute has passed; from a thread of its own, for
    /// other tests may keep those of tasks for seconds, and processes do not wait.
    static func look<Value: Sendable>(
      for sight: @escaping @Sendable () -> Value?
    ) async throws -> Value {
      try await withCheckedThrowingContinuation { continuation in
        Thread {
          let deadline = ContinuousClock.now + .seconds(60)
          while ContinuousClock.now < deadline {
            if let value = sight() { return continuation.resume(returning: value) }
            sched_yield()
          }
          continuation.resume(throwing: NoSuchArm())
        }.start()
      }
    }

    struct NoSuchArm: Error {}
  }

  @Suite(
    .serialized,
    .enabled(if: ProcessTable.isAvailable, "the kernel lists no process's children"))
  struct InterruptionTests {
    /// Arms of a second or two each, so that one can be met while it runs.
    private func start(_ scratch: Scratch, repeats: Int, jobs: Int) throws -> RunningProgram {
      try start(
        scratch,
        "psweep --p 0.5 --requests 400000 --repeat \(repeats) --jobs \(jobs) --out out")
    }

    /// Arms of a minute or more, which a test that passes never waits for.
    private func startLong(_ scratch: Scratch, _ options: String) throws -> RunningProgram {
      try start(
        scratch, "psweep --p 0 --requests 1000000000 --sample-every 50000000 --out out " + options)
    }

    private func start(_ scratch: Scratch, _ line: String) throws -> RunningProgram {
      try RunningProgram(Program.path, line.split(separator: " ").map(String.init), in: scratch)
    }

    @Test("An arm whose process is killed is named, and takes no other arm with it")
    func killedArm() async throws {
      let scratch = try Scratch()
      let program = try start(scratch, repeats: 4, jobs: 2)
      defer { program.stop() }
      let victim = try await ProcessTable.send(SIGKILL, whenArmOf: program.processID)
      let seed = try #require(victim.seed)
      let result = try await program.end()
      #expect(
        result.errors
          == "drainbench: psweep p=0.5 reuse=ring session_size=384 seed=\(seed): its process was ended by SIGKILL; "
          + "the results of the other arms are kept\nresults are in out\n"
          + "drainbench: the same command with --resume runs the arms that are left\n")
      #expect(result.status == 70)
      let rows = try ResultsFolder(scratch.path(of: "out")).read(PSweepRow.self)
      #expect(rows.map(\.seed) == [1, 2, 3, 4].filter { $0 != UInt64(seed) })
      #expect(
        try scratch.names("out")
          == [
            ".arms", "coefficients.csv", "incomplete.csv", "manifest.json", "psweep-timeseries.csv",
            "psweep.csv",
          ])
      let missing = try ResultsFolder(scratch.path(of: "out")).read(IncompleteRow.self)
      #expect(
        missing == [
          IncompleteRow(
            experiment: "psweep", arms: 4, finished: 3,
            missing: "psweep p=0.5 reuse=ring session_size=384 seed=\(seed)")
        ])
      let entry = try Manifest.read(in: ResultsFolder(scratch.path(of: "out")))?.experiments[
        "psweep"]
      #expect(entry?.arms == 4 && entry?.finished == 3)
      let note = "Incomplete: 3 of 4 arms of psweep finished; incomplete.csv has the others."
      #expect(result.output.contains(note))
      let tables = try await Program.run("tables --out out", in: scratch)
      #expect(tables.output.components(separatedBy: note).count > 3, "\(tables)")
      let resumed = try await Program.run(
        "psweep --p 0.5 --requests 400000 --repeat 4 --out out --resume", in: scratch)
      #expect(resumed.status == 0 && !resumed.output.contains("Incomplete"), "\(resumed)")
      #expect(
        try scratch.names("out")
          == [
            "coefficients.csv", "datapackage.json", "manifest.json", "psweep-timeseries.csv",
            "psweep.csv", "ro-crate-metadata.json", "tables.md",
          ])
    }

    @Test("When the only arm's process is killed, nothing is written", arguments: ["text", "json"])
    func onlyArm(format: String) async throws {
      let scratch = try Scratch()
      let program = try startLong(scratch, "--repeat 1 --format \(format)")
      defer { program.stop() }
      // A signal that no runtime catches to say more first.
      _ = try await ProcessTable.send(SIGXCPU, whenArmOf: program.processID)
      let result = try await program.end()
      #expect(
        result.errors
          == "drainbench: psweep p=0.0 reuse=ring session_size=384 seed=1: its process was ended by "
          + "SIGXCPU\n"
          + "drainbench: no run finished, and nothing was written\n")
      #expect(result.status == 70 && result.output.isEmpty)
      #expect(try scratch.names().isEmpty)
    }

    @Test(
      "An interrupted sweep ends its arms and keeps those that finished",
      arguments: [SIGINT, SIGTERM])
    func interrupted(signal: Int32) async throws {
      let scratch = try Scratch()
      let program = try start(scratch, repeats: 50, jobs: 1)
      defer { program.stop() }
      // With one job the second arm starts when the first has been read to its end.
      let running = try await ProcessTable.send(
        signal, to: program.processID, whenArmOf: program.processID
      ) { $0.seed ?? 0 >= 2 }
      let result = try await program.end()
      #expect(result.status == 130, "\(result)")
      #expect(ProcessTable.arm(running.processID) != running)
      #expect(ProcessTable.arms(of: program.processID).isEmpty)
      let rows = try ResultsFolder(scratch.path(of: "out")).read(PSweepRow.self)
      let seeds = rows.map(\.seed)
      #expect(!seeds.isEmpty && seeds.count < 50)
      #expect(seeds == Array(1...UInt64(max(1, seeds.count))))
      #expect(
        try scratch.names("out")
          == [
            ".arms", "coefficients.csv", "incomplete.csv", "manifest.json", "psweep-timeseries.csv",
            "psweep.csv",
          ])
      #expect(
        try ResultsFolder(scratch.path(of: "out")).read(IncompleteRow.self).count == 50
          - seeds.count)
    }

    @Test(
      "Complete results stay as they were when arms are killed or interrupted",
      arguments: [true, false])
    func complete(isKilled: Bool) async throws {
      let scratch = try Scratch()
      let line = "psweep --p 0.5 --requests 400000 --repeat 4 --jobs 2 --out out"
      let whole = try await Program.run(line, in: scratch)
      #expect(whole.status == 0, "\(whole)")
      let before = try scratch.snapshot().filter { $0.key != "out" }
      let program = try start(scratch, line)
      defer { program.stop() }
      _ = try await ProcessTable.send(
        isKilled ? SIGKILL : SIGINT, to: isKilled ? nil : program.processID,
        whenArmOf: program.processID
      ) { $0.seed ?? 0 >= 3 }
      let result = try await program.end()
      #expect(result.status == (isKilled ? 70 : 130), "\(result)")
      #expect(result.errors.contains("results in out stay as they were; --force replaces them\n"))
      #expect(result.errors.contains("--resume"))
      let after = try scratch.snapshot().filter { $0.key != "out" && !$0.key.contains(".arms") }
      #expect(after == before)
      #expect(try scratch.names("out").contains(".arms"))
    }

    @Test("A sweep that is interrupted before any arm finished writes nothing")
    func interruptedAtOnce() async throws {
      let scratch = try Scratch()
      let program = try startLong(scratch, "--repeat 2 --jobs 2")
      defer { program.stop() }
      let running = try await ProcessTable.send(
        SIGINT, to: program.processID, whenArmOf: program.processID)
      let result = try await program.end()
      #expect(result.status == 130, "\(result)")
      #expect(result.output.isEmpty)
      #expect(ProcessTable.arm(running.processID) != running)
      #expect(try scratch.names().isEmpty)
    }

    @Test(
      "Closed forms hear of an interruption, and nothing is written", .timeLimit(.minutes(1)),
      arguments: [
        "predictor --objects 20000 --epochs 2500 --span 5 --repeat 1",
        "threshold --requests 100000000 --sample-every 1000 --repeat 1",
      ])
    func closedForms(line: String) async throws {
      let scratch = try Scratch()
      let program = try start(scratch, line + " --out out")
      defer { program.stop() }
      // It waits until the program lets signals through, which it does before it works.
      #expect(kill(program.processID, SIGINT) == 0)
      let result = try await program.end()
      #expect(result.errors == "drainbench: no run finished, and nothing was written\n")
      #expect(result.status == 130 && result.output.isEmpty, "\(result)")
      #expect(try scratch.names().isEmpty)
    }

    @Test("Where files may not be long enough, a sentence says so and no file is left half-written")
    func fileSize() async throws {
      let scratch = try Scratch()
      let result = try await Program.shell(
        "ulimit -f 1; exec \"$DRAINBENCH\" psweep --p 1 --requests 12000 --repeat 1 --out out",
        in: scratch)
      #expect(result.errors.hasSuffix(": cannot write: File too large\n"), "\(result)")
      #expect(result.errors.split(separator: "\n").count == 1 && result.status == 73)
      let left = FileManager.default.enumerator(atPath: scratch.path)?.allObjects as? [String] ?? []
      #expect(left.allSatisfy { !$0.contains(".tmp-") && !$0.hasSuffix(".json") }, "\(left)")
    }

    @Test("An argument that is not UTF-8, and a program without a name, are refused")
    func arguments() async throws {
      let scratch = try Scratch()
      let odd = try await Program.shell(
        "exec \"$DRAINBENCH\" psweep --p 1 --requests 12000 --repeat 1 "
          + "--out \"$(printf 'a\\377')\"",
        in: scratch)
      #expect(odd.errors == "drainbench: argument 9 is not UTF-8: a\u{FFFD}\n")
      #expect(odd.status == 64 && odd.output.isEmpty, "\(odd)")
      let nameless = try await Program.shell(
        "exec bash -c 'exec -a \"\" \"$DRAINBENCH\" psweep --p 1'", in: scratch)
      #expect(nameless.errors.hasPrefix("drainbench: the arguments of this process are not known"))
      #expect(nameless.status == 64 && nameless.output.isEmpty, "\(nameless)")
      #expect(try scratch.names().isEmpty)
    }

    @Test("An arm that cannot be started is named with the system's reason")
    func spawnFailure() async throws {
      let scratch = try Scratch()
      // Three descriptors are in use, and two pipes need four.
      let result = try await Program.shell(
        "exec 3>&- 4>&- 5>&-; ulimit -n 6; "
          + "exec \"$DRAINBENCH\" psweep --p 1 --requests 12000 --repeat 2 --out out",
        in: scratch)
      for seed in 1...2 {
        #expect(
          result.errors.contains(
            "drainbench: psweep p=1.0 reuse=ring session_size=384 seed=\(seed): could not be started: Too many open "
              + "files\n"))
      }
      #expect(result.status == 70 && result.output.isEmpty)
      #expect(try scratch.names().isEmpty)
    }

    @Test("On a full disk earlier results stay whole, and nothing half-written is left")
    func fullDisk() async throws {
      let scratch = try Scratch()
      try scratch.write("", as: "disk/.keep")
      // The mount is in a namespace of its own and goes with the shell.
      let prepared = "mount -t tmpfs -o size=64k none disk"
      let probe = try await Program.shell("unshare -m sh -c '\(prepared)'", in: scratch)
      guard probe.status == 0 else {
        print("skipped: a small tmpfs cannot be mounted here: \(probe.errors)")
        return
      }
      let script = """
        \(prepared) && cd disk || exit 99
        echo kept > psweep.csv
        cat /dev/zero > filler 2> /dev/null
        "$DRAINBENCH" psweep --p 1 --requests 24000 --repeat 1 --out . --force
        status=$?
        ls -A; cat psweep.csv
        exit $status
        """
      let result = try await Program.shell("unshare -m sh -c '\(script)'", in: scratch)
      #expect(result.output == "filler\npsweep.csv\nkept\n", "\(result)")
      #expect(result.errors.contains("cannot write: No space left on device"))
      #expect(result.errors.split(separator: "\n").count == 1)
      #expect(result.status == 73)
    }
  }
#endif

@testable import Experiments
