import Results

/// The way from a recorded program to a compressed file: a named pipe, a pump and a compressor.
struct RecordingChannel: ~Copyable {
  /// The named pipe, which the program's heaptrack writes to.
  let pipe: String
  private let folder: String
  private let path: String
  private let temporary: String
  private let file: Int32
  private let input: Int32
  private let compressor: Int32
  private let pump: Pump

  init(
    name: String, _ program: (program: String, suffix: String)
  ) throws(RecordingError) {
    let path = "\(name).raw.\(program.suffix)"
    let temporary = OutputFile.temporaryPath(for: path)
    let parts: (folder: String, file: Int32, input: Int32, compressor: Int32, pump: Pump)
    do {
      parts = try Self.open(temporary, program.program)
    } catch {
      throw .cannotWrite(path: path, reason: error.reason)
    }
    self.path = path
    self.temporary = temporary
    (folder, file, input, compressor, pump) = parts
    pipe = folder + "/pipe"
    pump.start()
  }

  private static func open(
    _ temporary: String, _ program: String
  ) throws(SystemError) -> (
    folder: String, file: Int32, input: Int32, compressor: Int32, pump: Pump
  ) {
    var isOpen = false
    let file = try Platform.openForWriting(temporary)
    defer {
      if !isOpen {
        Platform.close(file)
        Platform.remove(temporary)
      }
    }
    let folder = try Platform.makeTemporaryFolder()
    defer { if !isOpen { remove(folder) } }
    try Platform.makeNamedPipe(folder + "/pipe")
    let ends = try Platform.makePipe()
    defer {
      Platform.close(ends.reading)
      if !isOpen { Platform.close(ends.writing) }
    }
    Platform.enlarge(pipe: ends.writing)
    let pump = try Pump(from: folder + "/pipe", to: ends.writing)
    let compressor = try Platform.spawn(
      program, ["-c"], input: ends.reading, output: file, group: .own)
    isOpen = true
    return (folder, file, ends.writing, compressor, pump)
  }

  private static func remove(_ folder: String) {
    Platform.remove(folder + "/pipe")
    Platform.removeFolder(folder)
  }

  /// Ends the recording once the program has ended, and gives the file its name.
  consuming func finish() throws(RecordingError) -> String {
    let problem = stop()
    Platform.synchronize(file)
    Platform.close(file)
    do {
      if let problem { throw problem }
      try Platform.rename(temporary, to: path)
    } catch {
      Platform.remove(temporary)
      throw .cannotWrite(path: path, reason: (error as? SystemError)?.reason ?? "\(error)")
    }
    return path
  }

  /// Ends the recording and leaves nothing.
  consuming func abandon() {
    _ = stop()
    Platform.close(file)
    Platform.remove(temporary)
  }

  private func stop() -> SystemError? {
    var problem: SystemError?
    do {
      _ = try pump.finish()
    } catch {
      problem = error
    }
    Platform.close(input)
    if Platform.wait(for: compressor) != .exited(0) {
      problem = problem ?? .inputOutput
    }
    Self.remove(folder)
    return problem
  }
}
