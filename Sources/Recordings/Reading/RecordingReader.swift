/// Reads a recording of any format into a sink.
///
/// A single pass whose memory is the sink's, the traces' and one buffer.
///
/// - Parameters:
///   - path: a raw recording, plain or compressed by zstd or gzip, or a CSV file.
///   - book: takes the traces; it should know the recording's frames.
///   - sink: takes the events.
/// - Returns: provenance, counts and losses; what the sink itself misses is not among these.
/// - Throws: `RecordingError` where the file is no recording or holds no event.
func readRecording<Sink: EventSink & ~Copyable>(
  _ path: String, book: TraceBook, into sink: inout Sink
) throws(RecordingError) -> RecordingSummary {
  var source = try LineSource(path: path)
  guard let first = try firstLines(of: &source) else {
    if source.longLines > 0 {
      throw .notARecording(path: path, line: 1, reason: "its first line is longer than 1 MiB")
    }
    throw .noEvents(path: path, lossSentences: source.finish().map { [$0] } ?? [])
  }
  var summary: RecordingSummary
  if let rows = afterHeader(first) {
    var reader = CSVReader(path: path, book: book)
    reader.read(rows, into: &sink)
    while let lines = try source.nextLines() { reader.read(lines, into: &sink) }
    // The last row of a CSV file needs no line end.
    if let rest = source.remainder() {
      let before = reader.summary.losses
      reader.read(rest, into: &sink)
      if reader.summary.losses != before {
        reader.summary.losses = before
        reader.summary.losses.endsInsideLine = true
      }
    }
    summary = reader.summary
  } else {
    var reader = RawReader(path: path, book: book)
    try reader.read(first, into: &sink)
    while let lines = try source.nextLines() { try reader.read(lines, into: &sink) }
    // A number that is cut short is another number, so that the rest of a line says nothing.
    if source.remainder() != nil { reader.summary.losses.endsInsideLine = true }
    summary = reader.summary
  }
  summary.losses.longLines = source.longLines
  summary.losses.decompression = source.finish()
  summary.traces = book.count
  if summary.allocations == 0 {
    throw .noEvents(path: path, lossSentences: summary.lossSentences)
  }
  return summary
}

/// The first lines of a file: what there is, where it does not even end one line.
private func firstLines(
  of source: inout LineSource
) throws(RecordingError) -> UnsafeRawBufferPointer? {
  try source.nextLines() ?? source.remainder()
}

/// What follows the header of a CSV recording; nil when the first line is another one.
private func afterHeader(_ lines: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
  let header = CSVReader.header.utf8
  guard lines.starts(with: header) else { return nil }
  var end = header.count
  if lines[end] == UInt8(ascii: "\r") { end += 1 }
  guard end < lines.count, lines[end] == UInt8(ascii: "\n") else { return nil }
  return UnsafeRawBufferPointer(rebasing: lines[(end + 1)...])
}
