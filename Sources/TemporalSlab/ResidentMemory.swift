#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Memory of this process that is in physical memory.
package struct ResidentMemory {
  package init() {}

  /// Its bytes (`/proc/self/statm`, second field); 0 where the system does not tell.
  ///
  /// Allocates nothing, so that looking does not change what is looked at.
  package var byteCount: Int {
    let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return 0 }
    defer { close(file) }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 128) { buffer in
      let count = read(file, buffer.baseAddress, 128)
      let digits = buffer[..<max(0, count)].drop { $0 != UInt8(ascii: " ") }.dropFirst()
        .prefix { $0 != UInt8(ascii: " ") }
      return digits.reduce(0) { $0 &* 10 &+ Int($1 &- UInt8(ascii: "0")) } &* Platform.pageSize
    }
  }
}
