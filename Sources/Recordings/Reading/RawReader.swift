/// Reads lines of heaptrack's raw format 3 into a sink.
///
/// A line that cannot be read is counted and passed over. A `t` line always takes its number, so
/// that one bad line does not shift the names of all later traces. A second `v` line ends the
/// recording: a program that executes another, or a child that outlives it, begins anew with traces
/// of its own in the same file.
struct RawReader {
  let path: String
  let book: TraceBook
  var summary = RecordingSummary()
  private var line = 0
  /// The line of the first `a` line of two numbers, which interpreted files have.
  private var firstIndexLine: Int?
  /// Whether lines may belong to the command line, which can hold line ends.
  private var isInCommandLine = false
  private static let longestCommandLine = 65_536

  init(path: String, book: TraceBook) {
    self.path = path
    self.book = book
    summary.path = path
  }

  /// Reads whole lines.
  ///
  /// - Throws: `notARecording`, `unsupportedFormat` or `interpreted`.
  mutating func read<Sink: EventSink & ~Copyable>(
    _ lines: UnsafeRawBufferPointer, into sink: inout Sink
  ) throws(RecordingError) {
    let bytes = lines.bindMemory(to: UInt8.self)
    guard let start = bytes.baseAddress, summary.losses.otherProgramLine == 0 else { return }
    let end = start + bytes.count
    var cursor = LineCursor(start)
    var line = line
    while cursor.position < end {
      line &+= 1
      let first = cursor
      switch cursor.byte {
      case UInt8(ascii: "+") where !isInCommandLine:
        cursor.position += 1
        if let size = cursor.hexadecimalField(), let trace = cursor.hexadecimalField(),
          let address = cursor.hexadecimalField(), cursor.isAtLineEnd, address != 0
        {
          summary.allocations &+= 1
          let (last, isBeyond) = address.addingReportingOverflow(size)
          if isBeyond || last > 1 << 57 {
            summary.losses.impossibleObjects += 1
          } else if trace <= UInt64(book.count) {
            sink.allocated(size, trace: UInt32(truncatingIfNeeded: trace), at: address)
          } else {
            summary.losses.unknownTraces += 1
            sink.allocated(size, trace: 0, at: address)
          }
          cursor.position += 1
          continue
        }
      case UInt8(ascii: "-") where !isInCommandLine:
        cursor.position += 1
        if let address = cursor.hexadecimalField(), cursor.isAtLineEnd {
          summary.frees &+= 1
          sink.freed(address)
          cursor.position += 1
          continue
        }
      default:
        self.line = line
        cursor = first
        try readOther(&cursor, into: &sink)
        if summary.losses.otherProgramLine > 0 { return }
        cursor.position = first.position
        cursor.skipLine()
        continue
      }
      // An event that cannot be read.
      summary.losses.malformed(line: line)
      if let firstIndexLine, summary.allocations == 0 {
        throw .interpreted(path: path, line: firstIndexLine)
      }
      cursor.position = first.position
      cursor.skipLine()
    }
    self.line = line
  }

  /// Reads a line that is no event.
  @inline(never)
  private mutating func readOther<Sink: EventSink & ~Copyable>(
    _ cursor: inout LineCursor, into sink: inout Sink
  ) throws(RecordingError) {
    let letter = cursor.byte
    if line == 1 && letter != UInt8(ascii: "v") {
      throw .notARecording(
        path: path, line: 1,
        reason: "it begins neither with `v`, as heaptrack's raw format, nor with "
          + "`\(CSVReader.header)`")
    }
    let rest = LineCursor(cursor.position + (cursor.isAtLineEnd ? 0 : 1))
    cursor = rest
    if isInCommandLine {
      switch letter {
      case UInt8(ascii: "I") where readPages(&cursor): isInCommandLine = false
      case UInt8(ascii: "m") where readModule(&cursor): isInCommandLine = false
      case UInt8(ascii: "t") where readTrace(&cursor): isInCommandLine = false
      default:
        cursor.position -= 1
        let text = String(decoding: cursor.restOfLine, as: UTF8.self)
        if summary.commandLine.utf8.count + text.utf8.count < Self.longestCommandLine {
          summary.commandLine += "\n" + text
        }
      }
      return
    }
    let isRead: Bool
    switch letter {
    case UInt8(ascii: "t"):
      isRead = readTrace(&cursor)
      if !isRead { book.append(pointer: 0, parent: 0) }
    case UInt8(ascii: "c"):
      isRead = readTime(&cursor, into: &sink)
    case UInt8(ascii: "R"):
      let pages = cursor.hexadecimalField()
      isRead = pages.map { $0 < 1 << 32 } ?? false && cursor.isAtLineEnd
      if isRead, let pages {
        sink.resident(pages * UInt64(summary.pageBytes == 0 ? 4_096 : summary.pageBytes))
      }
    case UInt8(ascii: "m"): isRead = readModule(&cursor)
    case UInt8(ascii: "v"): isRead = try readVersion(&cursor)
    case UInt8(ascii: "x"):
      let text = sizedText(&cursor)
      isRead = text != nil
      book.modules.executable = text ?? ""
      summary.executable = text ?? ""
    case UInt8(ascii: "X"):
      isRead = cursor.skip(UInt8(ascii: " "))
      summary.commandLine = String(decoding: cursor.restOfLine, as: UTF8.self)
      isInCommandLine = true
    case UInt8(ascii: "I"): isRead = readPages(&cursor)
    case UInt8(ascii: "A"):
      summary.isAttached = true
      isRead = true
    case UInt8(ascii: "#"), UInt8(ascii: "\n"): isRead = true
    default:
      if letter == UInt8(ascii: "a"), firstIndexLine == nil, cursor.hexadecimalField() != nil,
        cursor.hexadecimalField() != nil, cursor.isAtLineEnd
      {
        firstIndexLine = line
      }
      summary.losses.unknownLines += 1
      isRead = true
    }
    if !isRead { summary.losses.malformed(line: line) }
  }

  private mutating func readVersion(_ cursor: inout LineCursor) throws(RecordingError) -> Bool {
    guard let version = cursor.hexadecimalField(), let format = cursor.hexadecimalField(),
      cursor.isAtLineEnd
    else {
      if line > 1 { return false }
      throw .notARecording(
        path: path, line: line, reason: "`v` is not followed by a version and a format")
    }
    if line > 1 {
      summary.losses.otherProgramLine = line
      return true
    }
    if format != 3 { throw .unsupportedFormat(path: path, line: line, format: format) }
    summary.heaptrackVersion = "\(version >> 16).\(version >> 8 & 0xff).\(version & 0xff)"
    return true
  }

  private mutating func readTrace(_ cursor: inout LineCursor) -> Bool {
    guard let pointer = cursor.hexadecimalField(), let parent = cursor.hexadecimalField(),
      cursor.isAtLineEnd, parent <= UInt64(book.count)
    else { return false }
    book.append(pointer: pointer, parent: UInt32(truncatingIfNeeded: parent))
    return true
  }

  private mutating func readTime<Sink: EventSink & ~Copyable>(
    _ cursor: inout LineCursor, into sink: inout Sink
  ) -> Bool {
    guard let milliseconds = cursor.hexadecimalField(), cursor.isAtLineEnd,
      milliseconds < 1 << 43
    else { return false }
    let time = milliseconds * 1_000_000
    if time < summary.duration {
      summary.losses.timeReversals += 1
    } else {
      summary.duration = time
      sink.reached(time)
    }
    return true
  }

  private mutating func readPages(_ cursor: inout LineCursor) -> Bool {
    guard let page = cursor.hexadecimalField(), let pages = cursor.hexadecimalField(),
      cursor.isAtLineEnd, page > 0, page <= 1 << 30, pages < 1 << 32
    else { return false }
    summary.pageBytes = Int(page)
    summary.memoryBytes = Int(page) * Int(pages)
    return true
  }

  private mutating func readModule(_ cursor: inout LineCursor) -> Bool {
    let start = cursor
    if cursor.hexadecimalField() == 1, cursor.skip(UInt8(ascii: " ")),
      cursor.skip(UInt8(ascii: "-")), cursor.isAtLineEnd
    {
      book.modules.removeAll()
      return true
    }
    cursor = start
    guard let name = sizedText(&cursor) else { return false }
    guard let base = cursor.hexadecimalField() else { return false }
    var segments: [(UInt64, UInt64)] = []
    while !cursor.isAtLineEnd {
      guard let offset = cursor.hexadecimalField(), let size = cursor.hexadecimalField() else {
        return false
      }
      segments.append((offset, size))
    }
    book.modules.add(name, base: base, segments: segments)
    return true
  }

  /// A space, a length in hexadecimal, a space, and so many bytes on the same line.
  private func sizedText(_ cursor: inout LineCursor) -> String? {
    guard let length = cursor.hexadecimalField(), cursor.skip(UInt8(ascii: " ")) else { return nil }
    let rest = cursor.restOfLine
    guard length <= UInt64(rest.count) else { return nil }
    cursor.position += Int(length)
    return String(decoding: rest[..<Int(length)], as: UTF8.self)
  }
}
