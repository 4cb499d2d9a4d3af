import TemporalSlab

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension ResidentMemory {
  /// Bytes of a process in physical memory, counted page by page (`/proc/*/smaps_rollup`); nil
  /// where the system does not tell.
  ///
  /// `byteCount` reads the kernel's counters, which each processor keeps a share of for itself.
  /// Takes a millisecond for 100 MiB, and allocates nothing.
  ///
  /// - Parameters:
  ///   - processID: the process; this one when it is nil.
  ///   - isAnonymous: leaves out pages of files: of the program's own code the system brings in 64 KiB
  ///     at a time when it is run for the first time, which is no allocator's doing.
  static func exactByteCount(of processID: Int32? = nil, isAnonymous: Bool = false) -> Int? {
    byteCount(
      after: isAnonymous ? "\nAnonymous:" : "\nRss:",
      in: "/proc/\(processID.map { "\($0)" } ?? "self")/smaps_rollup")
  }

  /// Bytes that the kernel's counters tell of this process (`/proc/self/status`), such as
  /// "\nVmHWM:", the most that were resident at once.
  static func statusByteCount(_ label: StaticString) -> Int? {
    byteCount(after: label, in: "/proc/self/status")
  }

  /// Has the most that is resident at once counted from now on; false where the system does not.
  static func resetPeak() -> Bool {
    let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { _ = close(descriptor) }
    // Of the values that may be written, the one that resets the peak.
    return write(descriptor, "5", 1) == 1
  }

  private static func byteCount(after label: StaticString, in path: String) -> Int? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { _ = close(descriptor) }
    return withUnsafeTemporaryAllocation(byteCount: 4_096, alignment: 1) { buffer in
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      return count > 0 ? kibibytes(of: label, in: buffer[..<count]).map { $0 * 1_024 } : nil
    }
  }

  /// The number after a label.
  private static func kibibytes(
    of label: StaticString, in text: Slice<UnsafeMutableRawBufferPointer>
  ) -> Int? {
    let size = label.utf8CodeUnitCount
    guard text.count > size else { return nil }
    for start in text.startIndex..<(text.endIndex - size) {
      guard (0..<size).allSatisfy({ text[start + $0] == label.utf8Start[$0] }) else { continue }
      var value = 0
      for byte in text[(start + size)...].drop(while: {
        $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t")
      }) {
        guard byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") else { break }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
      }
      return value
    }
    return nil
  }
}
