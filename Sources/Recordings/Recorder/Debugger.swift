import Foundation
import Results

/// gdb, which loads heaptrack into a running program.
struct Debugger {
  private let program: String
  private let heaptrack: Heaptrack

  /// - Throws: `programMissing`.
  init(_ heaptrack: Heaptrack) throws(RecordingError) {
    guard let program = Platform.program(named: "gdb") else {
      throw .programMissing(
        program: "gdb", package: "gdb", purpose: "to record a program that runs already")
    }
    self.program = program
    self.heaptrack = heaptrack
  }

  /// Loads heaptrack into a process and has it write to a pipe.
  func inject(into processID: Int32, output pipe: String) throws(RecordingError) {
    var load = "dlopen(\"\(heaptrack.inject)\", 2)"
    if let environment = heaptrack.environment,
      let text = try? run(environment, ["dlopen", heaptrack.inject]).output, !text.isEmpty
    {
      load = text
    }
    try command(
      processID,
      [
        "sharedlibrary libc.so", "call (void) \(load)", "sharedlibrary libheaptrack_inject",
        "call (void) heaptrack_inject(\"\(pipe)\")", "detach",
      ])
  }

  /// Has heaptrack in a process write its last lines and close the pipe.
  func stop(_ processID: Int32) throws(RecordingError) {
    try command(
      processID, ["sharedlibrary libheaptrack_inject", "call (void) heaptrack_stop()", "detach"])
  }

  private func command(_ processID: Int32, _ commands: [String]) throws(RecordingError) {
    let result: (ending: ChildProcess.Ending, output: String, errors: String)
    do {
      result = try run(
        program,
        ["--batch", "-n", "-iex", "set auto-solib-add off", "-p", String(processID)]
          + commands.flatMap { ["-ex", $0] })
    } catch {
      throw .cannotStart(program: "gdb", reason: error.reason)
    }
    // gdb ends with 0 whatever its commands came to, so that its complaints have to be read.
    let complaint = result.errors.split(separator: "\n").first {
      $0.contains("ptrace") || $0.contains("No symbol") || $0.contains("not permitted")
        || $0.contains("Error in") || $0.contains("was signaled")
    }
    if let complaint {
      throw .programFailed(program: "gdb", reason: String(complaint))
    }
  }

  private func run(
    _ program: String, _ arguments: [String]
  ) throws(SystemError) -> (ending: ChildProcess.Ending, output: String, errors: String) {
    let folder = try Platform.makeTemporaryFolder()
    defer {
      for name in ["output", "errors"] { Platform.remove("\(folder)/\(name)") }
      Platform.removeFolder(folder)
    }
    let output = try Platform.openForWriting(folder + "/output")
    defer { Platform.close(output) }
    let errors = try Platform.openForWriting(folder + "/errors")
    defer { Platform.close(errors) }
    let processID = try Platform.spawn(
      program, arguments, output: output, errors: errors,
      environment: ["DEBUGINFOD_URLS": ""], group: .own)
    let ending = Platform.wait(for: processID)
    func text(_ name: String) -> String {
      (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
    }
    return (
      ending, text("output").trimmingCharacters(in: .whitespacesAndNewlines), text("errors")
    )
  }
}
