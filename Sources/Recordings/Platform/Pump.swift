import Foundation
import Results
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A thread that carries what heaptrack writes from a named pipe to a file until it is told to stop.
///
/// A pipe ends when all its writers have closed it, and a program's children may keep it open for
/// ever. So the pump is told when the program has ended, carries what is there, and stops. When the
/// file takes no more it goes on reading, so that the writer is not held up.
///
/// More than one program may write, one after the other: the process that is recorded executes
/// another program, which begins anew, or a child that outlives it opens the pipe once nobody holds
/// it. The lock that heaptrack holds on the pipe says which of the two it is.
final class Pump: Sendable {
  private let source: Int32
  private let keptOpen: Int32
  private let target: CompressedFile
  private let recorded = Atomic<Int32>(0)
  private let wake: (reading: Int32, writing: Int32)
  private let done = DispatchSemaphore(value: 0)
  private let result = ResultBox()

  /// What came of the pump, written by its thread before `done`.
  private final class ResultBox: @unchecked Sendable {
    var hasBegun = false
    var isOfAnother = false
    var error: SystemError?
  }

  /// - Parameter path: a named pipe, to which writers may come later.
  init(from path: String, to target: CompressedFile) throws(SystemError) {
    let source = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    if source < 0 { throw .last }
    // A writer of its own: without one the pipe is at its end before the program opens it.
    let keptOpen = open(path, O_WRONLY | O_CLOEXEC)
    guard keptOpen >= 0 else {
      let error = SystemError.last
      close(source)
      throw error
    }
    do {
      wake = try Platform.makePipe()
    } catch {
      close(source)
      close(keptOpen)
      throw error
    }
    Platform.enlarge(pipe: source)
    self.source = source
    self.keptOpen = keptOpen
    self.target = target
  }

  /// Names the process that is recorded: what others write is left out.
  func expect(_ processID: Int32) { recorded.store(processID, ordering: .relaxed) }

  func start() {
    let thread = Thread { [self] in
      SignalForwarder.blockAllInThread()
      run()
      done.signal()
    }
    thread.start()
  }

  /// Carries what is still in the pipe and ends; the target stays open.
  func finish() throws(SystemError) {
    close(wake.writing)
    done.wait()
    close(wake.reading)
    close(source)
    close(keptOpen)
    if let error = result.error { throw error }
  }

  /// Bytes of the buffer, which is what the pipe holds.
  private static let capacity = 1 << 20
  /// A read of less than this is followed by a nap.
  private static let fewBytes = capacity / 4

  private func run() {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Self.capacity, alignment: 16)
    defer { buffer.deallocate() }
    var isStopping = false
    while true {
      if isStopping {
        guard wait([source], milliseconds: 0) == source else { return }
      } else {
        let ready = wait([wake.reading, source], milliseconds: -1)
        if ready == wake.reading { isStopping = true }
        if ready != source { continue }
      }
      guard
        let count = try? Platform.read(
          source, into: buffer.baseAddress!, capacity: Self.capacity)
      else { continue }
      carry(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      // heaptrack writes 4 KiB at a time: to wake for each would cost its program processor time.
      if count < Self.fewBytes && !isStopping {
        isStopping = wait([wake.reading], milliseconds: 1) != nil
      }
    }
  }

  /// The first of the descriptors that can be read or is closed; nil after the time.
  private func wait(_ descriptors: [Int32], milliseconds: Int32) -> Int32? {
    var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let count = poll(&entries, nfds_t(entries.count), milliseconds)
    return count <= 0 ? nil : entries.first { $0.revents != 0 }?.fd
  }

  /// Carries what the recorded process wrote, of its last program alone.
  private func carry(_ bytes: UnsafeRawBufferPointer) {
    var start = 0
    // The first heading begins the file.
    var next = result.hasBegun ? 0 : 1
    while let heading = Self.heading(in: bytes, from: next) {
      write(bytes[start..<heading])
      let (writer, expected) = (Platform.lockHolder(of: source), recorded.load(ordering: .relaxed))
      result.isOfAnother = writer != nil && expected != 0 && writer != expected
      if !result.isOfAnother { attempt { () throws(SystemError) in try target.beginAnew() } }
      start = heading
      next = heading + 1
    }
    write(bytes[start...])
  }

  private func write(_ bytes: Slice<UnsafeRawBufferPointer>) {
    if bytes.isEmpty || result.isOfAnother { return }
    result.hasBegun = true
    attempt { () throws(SystemError) in
      try Platform.write(UnsafeRawBufferPointer(rebasing: bytes), to: target.input)
    }
  }

  private func attempt(_ step: () throws(SystemError) -> Void) {
    if result.error != nil { return }
    do { try step() } catch { result.error = error }
  }

  /// Where a program begins to write: `v`, heaptrack's version and the format in hexadecimal, and on
  /// the next line the program's path. heaptrack writes it in one piece, so that it is never cut.
  private static func heading(in bytes: UnsafeRawBufferPointer, from first: Int) -> Int? {
    let base = bytes.baseAddress!
    var next = first
    // An x is in few other lines.
    while next < bytes.count,
      let found = memchr(base + next, Int32(UInt8(ascii: "x")), bytes.count - next)
    {
      let place = UnsafeRawPointer(found) - base
      next = place + 1
      let end = place - 1
      guard end > first, bytes[end] == UInt8(ascii: "\n") else { continue }
      var start = end
      while start > first, isOfVersion(bytes[start - 1]) { start -= 1 }
      if start > first, bytes[start - 1] == UInt8(ascii: "v") { return start - 1 }
    }
    return nil
  }

  private static func isOfVersion(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "a")...UInt8(ascii: "f"):
      true
    default: false
    }
  }
}
