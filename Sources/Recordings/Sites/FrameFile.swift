import Results

/// `NAME.frames.csv`: the names of a recording's traces.
///
/// A row is a frame: the trace's number, function, file, line and module. A trace's rows are the
/// frames of its own instruction pointer, innermost first and inlined ones included; the rest of
/// its stack are the rows of its parent, which the raw file names.
package enum FrameFile {
  package static let columns: [ColumnNote] = [
    ColumnNote("trace", .integer, .one, "the trace's number in the recording, from 1", .key),
    ColumnNote("function", .string, .word, "function of the frame"),
    ColumnNote("file", .string, .word, "its source file; empty where it is not known"),
    ColumnNote("line", .integer, .one, "its line; 0 where it is not known"),
    ColumnNote("module", .string, .word, "the program or library that has it"),
  ]
  static let header = columns.map(\.name).joined(separator: ",")

  /// The path of the frames that belong to a recording.
  ///
  /// - Parameter recording: such as `NAME.raw.zst` or `NAME.csv`.
  static func path(for recording: String) -> String {
    RecordingSummary.name(of: recording) + ".frames.csv"
  }

  /// Reads a file of frames.
  ///
  /// - Throws: `badFrames` with the line, or what reading a file throws.
  static func read(_ path: String) throws(RecordingError) -> FrameTable {
    var source = try LineSource(path: path)
    var table = FrameTable()
    var texts = TextTable()
    var line = 0
    func fault(_ reason: String) -> RecordingError {
      .badFrames(path: path, line: line, reason: reason)
    }
    func parse(_ lines: UnsafeRawBufferPointer) throws(RecordingError) {
      let bytes = lines.bindMemory(to: UInt8.self)
      guard let start = bytes.baseAddress else { return }
      var cursor = LineCursor(start)
      while cursor.position < start + bytes.count {
        line += 1
        if line == 1 {
          var text = String(decoding: cursor.restOfLine, as: UTF8.self)
          if text.last == "\r" { text.removeLast() }
          if text != header { throw fault("the first line is not `\(header)`") }
        } else {
          guard let trace = cursor.decimal(), cursor.skip(UInt8(ascii: ",")),
            let function = cursor.field()?.text, cursor.skip(UInt8(ascii: ",")),
            let file = cursor.field()?.text, cursor.skip(UInt8(ascii: ",")),
            let number = cursor.decimal(), cursor.skip(UInt8(ascii: ",")),
            let module = cursor.field()?.text, cursor.isAtRowEnd
          else { throw fault("a row is a trace number, a function, a file, a line and a module") }
          guard trace >= max(1, UInt64(table.lastTrace)), trace <= UInt64(UInt32.max) else {
            throw fault("trace \(trace) is out of order; traces go from 1 up")
          }
          // A gap makes an entry for each trace in between.
          guard trace - UInt64(table.lastTrace) < 1 << 24, number <= UInt64(Int32.max) else {
            throw fault("trace \(trace), line \(number) is no number that a recording has")
          }
          func shared(_ text: String) -> String {
            let number = texts.number(of: text)
            return texts.texts[Int(number)]
          }
          table.append(
            Frame(
              function: shared(function), file: shared(file), line: Int(number),
              module: shared(module)),
            to: Int(trace))
        }
        cursor.skipLine()
      }
    }
    while let lines = try source.nextLines() { try parse(lines) }
    if let rest = source.remainder() { try parse(rest) }
    if let complaint = source.finish() { throw .cannotRead(path: path, reason: complaint) }
    if line == 0 { throw .badFrames(path: path, line: 1, reason: "the file is empty") }
    return table
  }

  /// A row as text, with its line end.
  static func row(trace: Int, _ frame: Frame) -> String {
    "\(trace),\(field(frame.function)),\(field(frame.file)),\(frame.line),\(field(frame.module))\n"
  }

  static func field(_ text: String) -> String {
    var isSpecial = false
    for byte in text.utf8 {
      if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte < 32 { isSpecial = true }
    }
    if !isSpecial { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar.value < 32 ? " " : scalar)
    }
    return quoted + "\""
  }
}
