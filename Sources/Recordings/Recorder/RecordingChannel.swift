import Results

/// The way from a recorded program to a compressed file: a named pipe, a pump and a compressor.
struct RecordingChannel: ~Copyable {
  /// The named pipe, which the program's heaptrack writes to.
  let pipe: String
  private let folder: String
  private let path: String
  private let file: CompressedFile
  private let pump: Pump

  init(
    name: String, _ program: (program: String, suffix: String)
  ) throws(RecordingError) {
    path = "\(name).raw.\(program.suffix)"
    do {
      (folder, file, pump) = try Self.open(OutputFile.temporaryPath(for: path), program.program)
    } catch {
      throw .cannotWrite(path: path, reason: error.reason)
    }
    pipe = folder + "/pipe"
    pump.start()
  }

  private static func open(
    _ temporary: String, _ program: String
  ) throws(SystemError) -> (folder: String, file: CompressedFile, pump: Pump) {
    let file = try CompressedFile(temporary, by: program)
    var folder: String?
    do throws(SystemError) {
      let made = try Platform.makeTemporaryFolder()
      folder = made
      try Platform.makeNamedPipe(made + "/pipe")
      return (made, file, try Pump(from: made + "/pipe", to: file))
    } catch {
      if let folder { remove(folder) }
      _ = file.close()
      Platform.remove(temporary)
      throw error
    }
  }

  private static func remove(_ folder: String) {
    Platform.remove(folder + "/pipe")
    Platform.removeFolder(folder)
  }

  /// Names the process that is recorded.
  func expect(_ processID: Int32) { pump.expect(processID) }

  /// Ends the recording once the program has ended, and gives the file its name.
  consuming func finish() throws(RecordingError) -> String {
    let problem = stop()
    do {
      if let problem { throw problem }
      try Platform.rename(file.path, to: path)
    } catch {
      Platform.remove(file.path)
      throw .cannotWrite(path: path, reason: (error as? SystemError)?.reason ?? "\(error)")
    }
    return path
  }

  /// Ends the recording and leaves nothing.
  consuming func abandon() {
    _ = stop()
    Platform.remove(file.path)
  }

  private func stop() -> SystemError? {
    // First of all: a child that still comes finds no pipe.
    Self.remove(folder)
    var problem: SystemError?
    do { try pump.finish() } catch { problem = error }
    return problem ?? file.close()
  }
}

/// A file that a compressor writes; the pump's until the pump has ended.
final class CompressedFile: @unchecked Sendable {
  let path: String
  private let program: String
  private let file: Int32
  private var compressor: Int32
  /// What is written here is compressed.
  private(set) var input: Int32

  init(_ path: String, by program: String) throws(SystemError) {
    self.path = path
    self.program = program
    file = try Platform.openForWriting(path)
    do throws(SystemError) {
      (compressor, input) = try Self.start(program, into: file)
    } catch {
      Platform.close(file)
      Platform.remove(path)
      throw error
    }
  }

  private static func start(
    _ program: String, into file: Int32
  ) throws(SystemError) -> (Int32, input: Int32) {
    let ends = try Platform.makePipe()
    defer { Platform.close(ends.reading) }
    Platform.enlarge(pipe: ends.writing)
    do throws(SystemError) {
      let compressor = try Platform.spawn(
        program, ["-c"], input: ends.reading, output: file, group: .own)
      return (compressor, ends.writing)
    } catch {
      Platform.close(ends.writing)
      throw error
    }
  }

  /// Drops what was written.
  func beginAnew() throws(SystemError) {
    if let error = end() { throw error }
    try Platform.makeEmpty(file)
    (compressor, input) = try Self.start(program, into: file)
  }

  /// Waits for the compressor.
  private func end() -> SystemError? {
    Platform.close(input)
    input = -1
    return Platform.wait(for: compressor) == .exited(0) ? nil : .inputOutput
  }

  /// Closes the file once it is on its medium.
  func close() -> SystemError? {
    let problem = input < 0 ? SystemError.inputOutput : end()
    Platform.synchronize(file)
    Platform.close(file)
    return problem
  }
}
