import Results
import Exhibits
import Foundation
import Recordings

/// `drainbench record -- PROGRAM ARGUMENTS`
enum RecordCommand {
  static let group = "Programs you did not write"

  static let output = Option.optional(
    "output", short: "o", .file("NAME"), defaultText: "the program's name",
    help: "beginning of the names of the files")
  static let pid = Option.optional(
    "pid",
    ValueKind<Int>(
      "the number of a process from 1 to \(Int32.max)", "PID",
      allows: { 1...Int(Int32.max) ~= $0 }
    ) { Int($0) },
    help: "record a process that runs already, until it ends or Ctrl-C; needs gdb")

  static let command = Command(
    name: "record", group: group,
    summary: "every allocation of a program, through heaptrack",
    discussion: """
      Writes NAME.raw.zst, which heaptrack's own programs read too, and NAME.frames.csv with the \
      names of its call stacks, which need the machine and the binaries of the recording. The \
      program has the terminal to itself, gets the signals that come, and its exit status is \
      that of this command: 128 and the signal's number where a signal ended it.

      heaptrack sees only what allocators do through malloc and its kin: a program with an \
      allocator of its own has to be told to leave it (PYTHONMALLOC=malloc). What a program that \
      is killed or ends by _exit did last may be missing. A program's children are not recorded: \
      let a script that starts a service end in `exec service`, or record the service itself. A \
      child that is forked while heaptrack's other thread holds its lock can hang. What heaptrack \
      puts into a program that runs already (--pid) can crash it.
      """,
    arguments: [
      Positional(
        ValueKind("a program", "-- PROGRAM ARGUMENT", completion: .files) { $0 }, .any,
        help: "what is run; all that follows -- is the program's")
    ],
    options: [output, pid],
    examples: [
      Example("drainbench record -o redis -- redis-server --port 7000", "until it is stopped"),
      Example("drainbench record --pid 4711 -o service", "a process that runs already"),
    ],
    validate: { (invocation) throws(UsageError) in
      let program = invocation.arguments.first
      if let pid = invocation[pid] {
        if let program {
          throw UsageError("--pid \(pid) and the program \(shown(program)): one is recorded")
        }
      } else if program?.isEmpty ?? true {
        throw UsageError("a program is missing; expected -- and its command line, or --pid")
      }
    },
    strangerHint: "; what is the program's stands after --",
    action: .run { invocation in
      let recorder = try Recorder()
      let program = invocation.arguments.first ?? "process"
      let name =
        invocation[output] ?? program.split(separator: "/").last.map(String.init) ?? program
      let recorded =
        if let pid = invocation[pid] {
          try recorder.attach(to: Int32(pid), name: invocation[output] ?? "process-\(pid)")
        } else {
          try recorder.record(program, Array(invocation.arguments.dropFirst()), to: name)
        }
      for sentence in sentences(about: recorded) {
        Terminal.errors.tell("drainbench: \(sentence)\n")
      }
      if let ending = recorded.ending, ending != .exited(0) { exit(ending.shellStatus) }
      return recorded.ending == nil && recorded.summary == nil ? .internalError : .done
    })

  /// What was recorded, what may be missing, and what to run next.
  static func sentences(about recorded: RecordedProgram) -> [String] {
    var sentences: [String] = []
    if let ending = recorded.ending, ending != .exited(0) {
      sentences.append("the program \(ending)")
    }
    if let summary = recorded.summary {
      let bytes = (try? FileManager.default.attributesOfItem(atPath: recorded.rawPath))?[.size]
      let size = (bytes as? Int).map { ", \(Words.size($0))" } ?? ""
      sentences.append(
        "\(recorded.rawPath)\(size): \(Words.count(summary.allocations, "allocation")) and "
          + "\(Words.count(summary.frees, "free")) of \(Words.count(summary.traces, "call stack")) "
          + "in \(Words.time(summary.duration))")
      sentences += summary.lossSentences
    }
    if case .signalled = recorded.ending {
      sentences.append(
        "heaptrack writes in blocks, so that what came last before the signal may be missing")
    } else if recorded.summary?.losses.endsInsideLine == true {
      sentences.append(
        "the end is missing, as where a program ends by _exit: heaptrack writes in blocks")
    }
    if let problem = recorded.problem { sentences.append("\(problem)") }
    if let frames = recorded.framesPath {
      sentences.append("\(frames): names of the call stacks")
    } else if recorded.summary != nil {
      sentences.append(
        "there are no names: heaptrack_interpret is missing, which the package heaptrack has")
    }
    if recorded.summary != nil {
      sentences.append("next: drainbench attribute \(recorded.rawPath)")
    }
    return sentences
  }
}
