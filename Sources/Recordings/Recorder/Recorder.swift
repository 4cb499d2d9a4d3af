import Foundation
import Results

/// Runs programs under heaptrack and keeps what it writes.
///
///     let recorded = try Recorder().record("redis-server", [], to: "redis")
///     exit(recorded.ending.shellStatus)
///
/// The program has this process's input, output and errors, gets the signals that come, and runs as
/// fast as under heaptrack itself: its raw lines go through a named pipe and a compressor. Where it
/// executes another program in its place, as a script that ends in `exec`, the last is recorded.
package struct Recorder {
  private let heaptrack: Heaptrack
  private let compressor: (program: String, suffix: String)

  /// Finds heaptrack and a compressor.
  ///
  /// - Throws: `programMissing`.
  package init() throws(RecordingError) {
    heaptrack = try Heaptrack()
    if let zstd = Platform.program(named: "zstd") {
      compressor = (zstd, "zst")
    } else if let gzip = Platform.program(named: "gzip") {
      compressor = (gzip, "gz")
    } else {
      throw .programMissing(program: "zstd", package: "zstd", purpose: "to compress a recording")
    }
  }

  /// Runs a program to its end.
  ///
  /// - Parameters:
  ///   - program: a name on PATH or a path.
  ///   - name: of the files, `NAME.raw.zst` and `NAME.frames.csv`.
  /// - Throws: `RecordingError`; where the program could not be started no file is left.
  package func record(
    _ program: String, _ arguments: [String], to name: String
  ) throws(RecordingError) -> RecordedProgram {
    guard let path = Platform.program(named: program) else {
      throw .cannotStart(program: program, reason: "there is no such program")
    }
    let channel = try RecordingChannel(name: name, compressor)
    let signals = SignalForwarder()
    defer { signals.end() }
    let ending: ChildProcess.Ending
    do {
      let others = ProcessInfo.processInfo.environment["LD_PRELOAD"].map { ":" + $0 } ?? ""
      let processID = try Platform.spawn(
        path, as: program, arguments,
        environment: [
          "LD_PRELOAD": heaptrack.preload + others, "DUMP_HEAPTRACK_OUTPUT": channel.pipe,
        ])
      channel.expect(processID)
      signals.forward(to: processID)
      ending = Platform.wait(for: processID)
    } catch {
      channel.abandon()
      throw .cannotStart(program: program, reason: error.reason)
    }
    return try complete(channel, name, ending)
  }

  /// Records a program that runs already, until it ends or this process gets a signal.
  ///
  /// gdb loads heaptrack into the program and stops it there again.
  package func attach(
    to processID: Int32, name: String
  ) throws(RecordingError) -> RecordedProgram {
    let debugger = try Debugger(heaptrack)
    guard Platform.isRunning(processID) else {
      throw .cannotStart(program: "process \(processID)", reason: "there is no such process")
    }
    let channel = try RecordingChannel(name: name, compressor)
    let signals = SignalForwarder()
    defer { signals.end() }
    do {
      channel.expect(processID)
      Platform.give(channel.pipe, toOwnerOf: processID)
      try debugger.inject(into: processID, output: channel.pipe)
    } catch {
      channel.abandon()
      throw error
    }
    while signals.received == 0 && Platform.isRunning(processID) {
      Thread.sleep(forTimeInterval: 0.05)
    }
    if Platform.isRunning(processID) { try? debugger.stop(processID) }
    return try complete(channel, name, nil)
  }

  private func complete(
    _ channel: consuming RecordingChannel, _ name: String, _ ending: ChildProcess.Ending?
  ) throws(RecordingError) -> RecordedProgram {
    let rawPath = try channel.finish()
    var recorded = RecordedProgram(ending: ending, rawPath: rawPath)
    do {
      recorded.summary = try FrameWriter.write(
        "\(name).frames.csv", for: rawPath, interpreter: heaptrack.interpreter)
      if heaptrack.interpreter != nil { recorded.framesPath = "\(name).frames.csv" }
    } catch {
      recorded.problem = error
    }
    return recorded
  }
}

/// What came of recording a program.
package struct RecordedProgram: Sendable {
  /// How the program ended; nil where it was recorded from outside.
  package var ending: ChildProcess.Ending?
  /// The raw recording, as heaptrack's own tools read it too.
  package var rawPath: String
  /// The names of its traces; nil where they could not be found.
  package var framesPath: String?
  /// What was recorded; nil where the file could not be read.
  package var summary: RecordingSummary?
  /// Why there are no names, or nothing was recorded; nil when all went well.
  package var problem: RecordingError?
}
