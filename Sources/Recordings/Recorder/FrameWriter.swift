import Foundation
import Results

/// Writes the frames file of a raw recording from what `heaptrack_interpret` says.
///
/// The interpreter gets the lines of modules and traces alone, in their order, so that it does not
/// go through every allocation.
enum FrameWriter {
  /// - Parameters:
  ///   - path: of the frames file.
  ///   - interpreter: nil where there is none; then no file is written.
  /// - Returns: what the recording holds.
  static func write(
    _ path: String, for recording: String, interpreter: String?
  ) throws(RecordingError) -> RecordingSummary {
    var sink = NoSink()
    var summary = try readRecording(
      recording, book: TraceBook(rule: SiteRule()), into: &sink)
    guard let interpreter else { return summary }
    let folder: String
    do {
      folder = try Platform.makeTemporaryFolder()
    } catch {
      throw .cannotWrite(path: path, reason: error.reason)
    }
    let (lines, names) = (folder + "/lines", folder + "/names")
    defer {
      Platform.remove(lines)
      Platform.remove(names)
      Platform.removeFolder(folder)
    }
    try filter(recording, to: lines)
    try interpret(lines, to: names, by: interpreter)
    try convert(names, to: path)
    summary.hasNames = true
    return summary
  }

  /// Writes the lines of version, executable, modules and traces.
  private static func filter(_ recording: String, to path: String) throws(RecordingError) {
    var source = try LineSource(path: recording)
    var file = try OutputFile(path: path)
    do {
      var isInCommandLine = false
      var programs = 0
      while programs < 2, let lines = try source.nextLines() {
        var kept: [UInt8] = []
        for line in lines.split(separator: UInt8(ascii: "\n")) {
          if line.first == UInt8(ascii: "v"), !isInCommandLine { programs += 1 }
          // Behind the recorded program's lines another's may stand.
          if programs > 1 { break }
          switch line.first {
          case UInt8(ascii: "X"): isInCommandLine = true
          case UInt8(ascii: "I"):
            isInCommandLine = false
            kept += line + [UInt8(ascii: "\n")]
          case UInt8(ascii: "v"), UInt8(ascii: "x"), UInt8(ascii: "m"), UInt8(ascii: "t"):
            if !isInCommandLine { kept += line + [UInt8(ascii: "\n")] }
          default: break
          }
        }
        try file.write(kept)
      }
    } catch {
      file.abandon()
      throw error
    }
    try file.finish()
  }

  private static func interpret(
    _ lines: String, to names: String, by program: String
  ) throws(RecordingError) {
    do {
      let input = try Platform.openForReading(lines)
      defer { Platform.close(input) }
      let output = try Platform.openForWriting(names)
      defer { Platform.close(output) }
      let errors = try Platform.openForWriting("/dev/null")
      defer { Platform.close(errors) }
      let processID = try Platform.spawn(
        program, [], input: input, output: output, errors: errors,
        environment: ["DEBUGINFOD_URLS": ""], group: .own)
      let ending = Platform.wait(for: processID)
      guard ending == .exited(0) else {
        throw RecordingError.programFailed(program: program, reason: "it \(ending)")
      }
    } catch {
      if let error = error as? RecordingError { throw error }
      throw .cannotStart(
        program: program, reason: (error as? SystemError)?.reason ?? "\(error)")
    }
  }

  /// Writes a row for each frame of each trace's own pointer.
  private static func convert(_ names: String, to path: String) throws(RecordingError) {
    var source = try LineSource(path: names)
    var file = try OutputFile(path: path)
    var reader = InterpretedNames()
    do {
      try file.write(FrameFile.header + "\n")
      while let lines = try source.nextLines() { try file.write(reader.rows(of: lines)) }
    } catch {
      file.abandon()
      throw error
    }
    try file.finish()
  }
}

/// Reads strings, pointers and traces of interpreted lines.
struct InterpretedNames {
  private var strings = [""]
  private var pointers: [[Frame]] = [[]]
  private var traces = 0

  /// The rows of a frames file for the traces among some whole lines.
  mutating func rows(of lines: UnsafeRawBufferPointer) -> String {
    var text = ""
    let bytes = lines.bindMemory(to: UInt8.self)
    guard let start = bytes.baseAddress else { return text }
    var cursor = LineCursor(start)
    while cursor.position < start + bytes.count {
      let letter = cursor.byte
      if !cursor.isAtLineEnd { cursor.position += 1 }
      switch letter {
      case UInt8(ascii: "s"): strings.append(string(&cursor))
      case UInt8(ascii: "i"): pointers.append(frames(&cursor))
      case UInt8(ascii: "t"):
        traces += 1
        let pointer = Int(cursor.hexadecimalField() ?? 0)
        for frame in pointer < pointers.count ? pointers[pointer] : [] {
          text += FrameFile.row(trace: traces, frame)
        }
      default: break
      }
      cursor.skipLine()
    }
    return text
  }

  private func string(_ cursor: inout LineCursor) -> String {
    guard let length = cursor.hexadecimalField(), cursor.skip(UInt8(ascii: " ")) else { return "" }
    return String(decoding: cursor.restOfLine.prefix(Int(clamping: length)), as: UTF8.self)
  }

  /// Innermost first, as heaptrack prints inlined frames.
  private func frames(_ cursor: inout LineCursor) -> [Frame] {
    func text(_ number: UInt64?) -> String {
      number.map { $0 < strings.count ? strings[Int($0)] : "" } ?? ""
    }
    _ = cursor.hexadecimalField()
    let module = text(cursor.hexadecimalField())
    var frames: [Frame] = []
    while let function = cursor.hexadecimalField() {
      let file = text(cursor.hexadecimalField())
      let line = Int(clamping: cursor.hexadecimalField() ?? 0)
      frames.append(Frame(function: text(function), file: file, line: line, module: module))
    }
    return frames.isEmpty ? [Frame(function: "", module: module)] : frames
  }
}
