#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads the resident bytes of this process (`/proc/self/statm`, second field) without allocating,
/// so that looking does not change what is looked at.
struct ResidentMemory: ~Copyable {
  private let descriptor: Int32
  private let buffer: UnsafeMutableRawBufferPointer

  init() {
    descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    buffer = .allocate(byteCount: 256, alignment: 16)
    buffer.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit {
    if descriptor >= 0 { _ = close(descriptor) }
    buffer.deallocate()
  }

  /// Bytes in physical memory; 0 where the system does not tell.
  var byteCount: Int {
    guard descriptor >= 0 else { return 0 }
    let count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
    var pages = 0
    var field = 0
    var index = 0
    while index < count && field < 2 {
      let byte = buffer[index]
      if byte == UInt8(ascii: " ") {
        field += 1
      } else if field == 1 {
        pages = pages &* 10 &+ Int(byte &- UInt8(ascii: "0"))
      }
      index += 1
    }
    return pages &* Platform.pageSize
  }
}
