import Foundation

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

  private func run() {
    let capacity = 1 << 20
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
    defer { buffer.deallocate() }
    var isStopping = false
    while true {
      var entries = [
        pollfd(fd: source, events: Int16(POLLIN), revents: 0),
        pollfd(fd: wake.reading, events: Int16(POLLIN), revents: 0),
      ]
      if isStopping { entries.removeLast() }
      let ready = poll(&entries, nfds_t(entries.count), isStopping ? 0 : -1)
      if ready < 0 && errno == EINTR { continue }
      if entries.count == 2 && entries[1].revents != 0 { isStopping = true }
      if entries[0].revents & Int16(POLLIN) == 0 {
        if isStopping { return }
        continue
      }
      guard let count = try? Platform.read(source, into: buffer.baseAddress!, capacity: capacity)
      else { continue }
      if result.error != nil { continue }
      do {
        try Platform.write(target, UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        result.bytes += count
      } catch {
        result.error = error
      }
    }
  }
}
