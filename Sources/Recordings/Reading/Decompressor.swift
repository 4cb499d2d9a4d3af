import Results

/// How a file is compressed, which its first bytes tell, and the program that undoes it.
enum Compression: Equatable {
  case none, zstandard, gzip

  /// - Parameter head: at least the first four bytes, where the file has so many.
  init(head: UnsafeRawBufferPointer) {
    if head.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
      self = .zstandard
    } else if head.starts(with: [0x1f, 0x8b]) {
      self = .gzip
    } else {
      self = .none
    }
  }

  /// The program, which is also the name of its package.
  var program: String { self == .zstandard ? "zstd" : "gzip" }
}

/// A child process that decompresses a file into a pipe.
struct Decompressor {
  let program: String
  let output: Int32
  private let errors: Int32
  private let processID: Int32

  /// Starts on a file that stands at its beginning.
  init(_ compression: Compression, file: Int32, path: String) throws(RecordingError) {
    program = compression.program
    guard let executable = Platform.program(named: program) else {
      throw .programMissing(
        program: program, package: program, purpose: "to read \(path)")
    }
    do {
      (processID, output, errors) = try Self.start(executable, on: file)
    } catch {
      throw .cannotStart(program: compression.program, reason: error.reason)
    }
  }

  private static func start(
    _ executable: String, on file: Int32
  ) throws(SystemError) -> (processID: Int32, output: Int32, errors: Int32) {
    let output = try Platform.makePipe()
    defer { Platform.close(output.writing) }
    var isRunning = false
    defer { if !isRunning { Platform.close(output.reading) } }
    let errors = try Platform.makePipe()
    defer { Platform.close(errors.writing) }
    defer { if !isRunning { Platform.close(errors.reading) } }
    Platform.enlarge(pipe: output.reading)
    let processID = try Platform.spawn(
      executable, ["-dc"], input: file, output: output.writing, errors: errors.writing,
      group: .own)
    isRunning = true
    return (processID, output.reading, errors.reading)
  }

  /// Ends the program if it still runs, and returns why it did not reach the file's end: nil when
  /// it did.
  ///
  /// - Parameter atEnd: whether its output was read to the end; an earlier stop is no fault of its.
  func finish(atEnd: Bool) -> String? {
    if !atEnd { Platform.end(processID) }
    let complaint = firstErrorLine()
    Platform.close(output)
    Platform.close(errors)
    let ending = Platform.wait(for: processID)
    if !atEnd || ending == .exited(0) { return nil }
    return complaint.isEmpty ? "\(program) ended early" : complaint
  }

  private func firstErrorLine() -> String {
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count =
      (try? bytes.withUnsafeMutableBytes {
        try Platform.read(errors, into: $0.baseAddress!, capacity: $0.count)
      }) ?? 0
    // zstd rewrites its progress line with carriage returns.
    let line = bytes[..<count].split { $0 == 10 || $0 == 13 }.first ?? []
    return String(decoding: line, as: UTF8.self)
  }
}
