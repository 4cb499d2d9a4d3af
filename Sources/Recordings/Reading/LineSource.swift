import Results

/// A file, decompressed where it is compressed, as runs of whole lines in one buffer.
///
/// The buffer has one size whatever the file's; a line that is longer is passed over. O(1) memory.
struct LineSource: ~Copyable {
  /// Bytes of the buffer, and so the longest line that is read.
  static let capacity = 1 << 20

  let path: String
  private let file: Int32
  private let decompressor: Decompressor?
  private let buffer: UnsafeMutableRawBufferPointer
  /// Bytes in the buffer that belong to lines not handed out yet.
  private var pending: Int
  /// Of those, bytes that are known to hold no LF.
  private var searched = 0
  /// Bytes at the buffer's start that have been handed out.
  private var consumed = 0
  private var isAtEnd = false
  private var isInsideLongLine = false
  private var isFinished = false
  /// Lines that were longer than the buffer.
  private(set) var longLines = 0

  /// - Throws: `cannotRead`, `programMissing` or `cannotStart`.
  init(path: String) throws(RecordingError) {
    let file = try Self.open(path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Self.capacity + 1, alignment: 16)
    let head: Int
    let decompressor: Decompressor?
    do {
      head = try Self.readHead(of: file, into: buffer, path: path)
      decompressor = try Self.decompressor(
        for: .init(rebasing: UnsafeRawBufferPointer(buffer)[..<head]), file: file, path: path)
    } catch {
      buffer.deallocate()
      Platform.close(file)
      throw error
    }
    self.path = path
    self.file = file
    self.buffer = buffer
    self.decompressor = decompressor
    pending = decompressor == nil ? head : 0
  }

  private static func open(_ path: String) throws(RecordingError) -> Int32 {
    do {
      return try Platform.openForReading(path)
    } catch {
      throw .cannotRead(path: path, reason: error.reason)
    }
  }

  /// Reads the four bytes that tell a compression, or as many as there are.
  private static func readHead(
    of file: Int32, into buffer: UnsafeMutableRawBufferPointer, path: String
  ) throws(RecordingError) -> Int {
    var head = 0
    do {
      while head < 4 {
        let count = try Platform.read(file, into: buffer.baseAddress! + head, capacity: 4 - head)
        if count == 0 { break }
        head += count
      }
    } catch {
      throw .cannotRead(path: path, reason: error.reason)
    }
    return head
  }

  private static func decompressor(
    for head: UnsafeRawBufferPointer, file: Int32, path: String
  ) throws(RecordingError) -> Decompressor? {
    let compression = Compression(head: head)
    if compression == .none { return nil }
    guard Platform.rewind(file) else {
      throw .cannotRead(path: path, reason: "it is compressed and no file; decompress it first")
    }
    return try Decompressor(compression, file: file, path: path)
  }

  deinit { if !isFinished { _ = close() } }

  /// The next whole lines, each ended by LF; nil at the end. They stay valid until the next call.
  mutating func nextLines() throws(RecordingError) -> UnsafeRawBufferPointer? {
    discardConsumed()
    while true {
      if isInsideLongLine { skipLongLine() }
      if let end = lastLineEnd() {
        consumed = end
        return UnsafeRawBufferPointer(rebasing: buffer[..<end])
      }
      searched = pending
      if pending == Self.capacity {
        longLines += 1
        isInsideLongLine = true
        pending = 0
        searched = 0
      }
      if isAtEnd { return nil }
      do {
        let count = try Platform.read(
          decompressor?.output ?? file, into: buffer.baseAddress! + pending,
          capacity: Self.capacity - pending)
        pending += count
        isAtEnd = count == 0
      } catch {
        throw .cannotRead(path: path, reason: error.reason)
      }
    }
  }

  /// What follows the last LF, once `nextLines` has returned nil, with an LF put after it; nil when
  /// the file ends with an LF.
  func remainder() -> UnsafeRawBufferPointer? {
    if pending == 0 || isInsideLongLine { return nil }
    buffer[pending] = UInt8(ascii: "\n")
    return UnsafeRawBufferPointer(rebasing: buffer[..<(pending + 1)])
  }

  /// Ends the decompressing program: why it could not go on, or nil.
  mutating func finish() -> String? {
    isFinished = true
    return close()
  }

  private func close() -> String? {
    let complaint = decompressor?.finish(atEnd: isAtEnd)
    buffer.deallocate()
    Platform.close(file)
    return complaint
  }

  private mutating func discardConsumed() {
    if consumed == 0 { return }
    move(from: consumed)
    searched = pending
    consumed = 0
  }

  /// Moves what is pending from an index on to the buffer's start.
  private mutating func move(from index: Int) {
    pending -= index
    buffer.baseAddress!.copyMemory(
      from: UnsafeRawPointer(buffer.baseAddress! + index), byteCount: pending)
  }

  /// The index after the last LF of what is pending; nil when it holds none.
  private func lastLineEnd() -> Int? {
    var index = pending
    while index > searched {
      if buffer[index - 1] == UInt8(ascii: "\n") { return index }
      index -= 1
    }
    return nil
  }

  private mutating func skipLongLine() {
    guard let end = buffer[..<pending].firstIndex(of: UInt8(ascii: "\n")) else {
      pending = 0
      return
    }
    move(from: end + 1)
    searched = 0
    isInsideLongLine = false
  }
}
