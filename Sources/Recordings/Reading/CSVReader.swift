import Results

/// Reads rows of `time_ns,event,address,size,site` into a sink.
///
/// Event is `allocate` or `free`; an address is decimal, or hexadecimal after 0x; size and site of
/// a free are not looked at. A row that cannot be read is counted and passed over.
package struct CSVReader {
  package static let columns: [ColumnNote] = [
    ColumnNote("time_ns", .integer, .nanoseconds, "when it happened, since any moment"),
    ColumnNote("event", .string, .word, "`allocate` or `free`"),
    ColumnNote("address", .string, .word, "the object's address, decimal, or hexadecimal after 0x"),
    ColumnNote(
      "size", .integer, .bytes, "bytes of the object; not looked at where it is freed",
      isOptional: true),
    ColumnNote("site", .string, .word, "who allocates it; not looked at where it is freed"),
  ]
  static let header = columns.map(\.name).joined(separator: ",")

  let book: TraceBook
  var summary = RecordingSummary()
  private let sites = SiteTexts()
  private var line = 1

  /// - Parameter path: of a file whose first line was the header.
  init(path: String, book: TraceBook) {
    self.book = book
    summary.path = path
    summary.format = .csv
    summary.hasNames = true
  }

  /// Reads whole lines after the header.
  mutating func read<Sink: EventSink & ~Copyable>(
    _ lines: UnsafeRawBufferPointer, into sink: inout Sink
  ) {
    let bytes = lines.bindMemory(to: UInt8.self)
    guard let start = bytes.baseAddress else { return }
    let end = start + bytes.count
    var cursor = LineCursor(start)
    while cursor.position < end {
      line &+= 1
      let first = cursor.position
      if !readRow(&cursor, into: &sink) { summary.losses.malformed(line: line) }
      cursor.position = first
      cursor.skipLine()
    }
  }

  private mutating func readRow<Sink: EventSink & ~Copyable>(
    _ cursor: inout LineCursor, into sink: inout Sink
  ) -> Bool {
    if cursor.isAtRowEnd { return true }
    guard let time = cursor.decimal(), cursor.skip(UInt8(ascii: ",")) else { return false }
    let isAllocation = cursor.byte == UInt8(ascii: "a")
    guard cursor.skip(word: isAllocation ? "allocate," : "free,"),
      let address = cursor.address(), cursor.skip(UInt8(ascii: ",")), time < 1 << 63
    else { return false }
    if isAllocation {
      guard address != 0, let size = cursor.decimal(), cursor.skip(UInt8(ascii: ",")),
        let site = cursor.field(), cursor.isAtRowEnd
      else { return false }
      advance(to: time, &sink)
      summary.allocations &+= 1
      let (last, isBeyond) = address.addingReportingOverflow(size)
      if isBeyond || last > 1 << 57 {
        summary.losses.impossibleObjects += 1
        return true
      }
      let (number, isNew) = sites.table.number(of: site.bytes)
      if isNew { book.append(text: site.text) }
      sink.allocated(size, trace: number + 1, at: address)
      return true
    }
    guard cursor.field() != nil, cursor.skip(UInt8(ascii: ",")), cursor.field() != nil,
      cursor.isAtRowEnd
    else { return false }
    advance(to: time, &sink)
    summary.frees &+= 1
    sink.freed(address)
    return true
  }

  @inline(__always) private mutating func advance<Sink: EventSink & ~Copyable>(
    to time: UInt64, _ sink: inout Sink
  ) {
    if time > summary.duration {
      summary.duration = time
      sink.reached(time)
    } else if time < summary.duration {
      summary.losses.timeReversals += 1
    }
  }
}

/// The texts of sites; a class, so that the reader stays copyable.
private final class SiteTexts { var table = ByteTable() }

extension LineCursor {
  /// Passes a word if it is next.
  @inline(__always) fileprivate mutating func skip(word: StaticString) -> Bool {
    let letters = word.utf8Start
    for index in 0..<word.utf8CodeUnitCount where position[index] != letters[index] { return false }
    position += word.utf8CodeUnitCount
    return true
  }

  /// A number in decimal, or in hexadecimal after 0x.
  @inline(__always) fileprivate mutating func address() -> UInt64? {
    if byte == UInt8(ascii: "0"), position[1] | 0x20 == UInt8(ascii: "x") {
      position += 2
      return hexadecimal()
    }
    return decimal()
  }
}
