import Foundation
import Results

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A thread that carries bytes from a named pipe to a descriptor until it is told to stop.
///
/// A pipe ends when all its writers have closed it, and a program's children may keep it open for
/// ever. So the pump is told when the program has ended, carries what is there, and stops. When the
/// target takes no more it goes on reading, so that the writer is not held up.
final class Pump: Sendable {
  private let source: Int32
  private let keptOpen: Int32
  private let target: Int32
  private let wake: (reading: Int32, writing: Int32)
  private let done = DispatchSemaphore(value: 0)
  private let result = ResultBox()

  /// What came of the pump, written by its thread before `done`.
  private final class ResultBox: @unchecked Sendable {
    var bytes = 0
    var error: SystemError?
  }

  /// - Parameter path: a named pipe, to which writers may come later.
  init(from path: String, to target: Int32) throws(SystemError) {
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

  func start() {
    let thread = Thread { [self] in
      SignalForwarder.blockAllInThread()
      run()
      done.signal()
    }
    thread.start()
  }

  /// Carries what is still in the pipe and ends; the target stays open.
  ///
  /// - Returns: bytes carried.
  func finish() throws(SystemError) -> Int {
    close(wake.writing)
    done.wait()
    close(wake.reading)
    close(source)
    close(keptOpen)
    if let error = result.error { throw error }
    return result.bytes
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

  private func carry(_ bytes: UnsafeRawBufferPointer) {
    if result.error != nil { return }
    do {
      try Platform.write(bytes, to: target)
      result.bytes += bytes.count
    } catch {
      result.error = error
    }
  }
}
