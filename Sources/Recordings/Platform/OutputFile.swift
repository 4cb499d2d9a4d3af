import Results

/// A file that appears whole, under its name, or not at all; compressed where its name says so.
struct OutputFile: ~Copyable {
  private let path: String
  private let temporary: String
  /// Where bytes go: the file, or the compressor's input.
  private let target: Int32
  private let file: Int32
  private let compressor: Int32?

  /// - Throws: `cannotWrite`, or `programMissing` where the compressor is.
  init(path: String) throws(RecordingError) {
    let program = try Self.compressor(for: path)
    let temporary = Self.temporaryPath(for: path)
    let opened: (file: Int32, target: Int32, compressor: Int32?)
    do {
      opened = try Self.open(temporary, program)
    } catch {
      throw .cannotWrite(path: path, reason: error.reason)
    }
    self.path = path
    self.temporary = temporary
    (file, target, compressor) = opened
  }

  private static func compressor(for path: String) throws(RecordingError) -> String? {
    for (suffix, name) in [(".zst", "zstd"), (".gz", "gzip")] where path.hasSuffix(suffix) {
      if let found = Platform.program(named: name) { return found }
      throw .programMissing(program: name, package: name, purpose: "to write \(path)")
    }
    return nil
  }

  private static func open(
    _ temporary: String, _ program: String?
  ) throws(SystemError) -> (file: Int32, target: Int32, compressor: Int32?) {
    let file = try Platform.openForWriting(temporary)
    guard let program else { return (file, file, nil) }
    var isStarted = false
    defer {
      if !isStarted {
        Platform.close(file)
        Platform.remove(temporary)
      }
    }
    let pipe = try Platform.makePipe()
    defer {
      Platform.close(pipe.reading)
      if !isStarted { Platform.close(pipe.writing) }
    }
    Platform.enlarge(pipe: pipe.writing)
    let compressor = try Platform.spawn(
      program, ["-c"], input: pipe.reading, output: file, group: .own)
    isStarted = true
    return (file, pipe.writing, compressor)
  }

  /// A hidden name in the same folder, so that renaming is one step.
  static func temporaryPath(for path: String) -> String {
    var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    parts[parts.count - 1] = ".\(parts[parts.count - 1]).\(Platform.processID)"
    return parts.joined(separator: "/")
  }

  mutating func write(_ bytes: [UInt8]) throws(RecordingError) {
    do {
      try Platform.write(bytes, to: target)
    } catch {
      throw .cannotWrite(path: path, reason: error.reason)
    }
  }

  mutating func write(_ text: String) throws(RecordingError) { try write(Array(text.utf8)) }

  /// Completes the file and gives it its name.
  consuming func finish() throws(RecordingError) {
    if let compressor {
      Platform.close(target)
      let ending = Platform.wait(for: compressor)
      guard ending == .exited(0) else {
        Platform.close(file)
        Platform.remove(temporary)
        throw .cannotWrite(path: path, reason: "the compressor \(ending)")
      }
    }
    Platform.synchronize(file)
    Platform.close(file)
    do {
      try Platform.rename(temporary, to: path)
    } catch {
      Platform.remove(temporary)
      throw .cannotWrite(path: path, reason: error.reason)
    }
  }

  /// Removes what has been written.
  consuming func abandon() {
    if let compressor {
      Platform.close(target)
      Platform.end(compressor)
      _ = Platform.wait(for: compressor)
    }
    Platform.close(file)
    Platform.remove(temporary)
  }
}
