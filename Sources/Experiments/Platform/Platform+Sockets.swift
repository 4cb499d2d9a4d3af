import Results

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Stream sockets on the loopback interface.
extension Platform {
  /// A port that nothing listens on at the moment.
  ///
  /// - Parameter port: the port wanted; 0 for any.
  /// - Throws: `SystemError.addressInUse` where something does.
  static func freePort(_ port: UInt16 = 0) throws(SystemError) -> UInt16 {
    let descriptor = try openSocket()
    defer { closeDescriptor(descriptor) }
    // As a server does: connections that were closed a moment ago do not count.
    set(SO_REUSEADDR, of: descriptor)
    var address = loopback(port)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isFree = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(descriptor, generic, size) == 0 && listen(descriptor, 1) == 0
          && getsockname(descriptor, generic, &size) == 0
      }
    }
    if !isFree { throw .last }
    return UInt16(bigEndian: address.sin_port)
  }

  /// Connects to a port of the loopback interface.
  static func connectToLoopback(_ port: UInt16) throws(SystemError) -> Int32 {
    let descriptor = try openSocket()
    var address = loopback(port)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if code == 0 { return descriptor }
    let error = SystemError.last
    closeDescriptor(descriptor)
    throw error
  }

  /// Writes what a socket takes within a fifth of a second; how many bytes, or nil when the peer is
  /// gone, which is no signal.
  static func sendSome(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Int? {
    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    if poll(&entry, 1, 200) <= 0 { return 0 }
    #if canImport(Darwin)
      let flags = Int32(MSG_DONTWAIT)
    #else
      let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
    #endif
    let count = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, flags) }
    if count >= 0 { return count }
    return errno == EINTR || errno == EAGAIN ? 0 : nil
  }

  private static func openSocket() throws(SystemError) -> Int32 {
    #if canImport(Glibc)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    if descriptor < 0 { throw .last }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    #if canImport(Darwin)
      set(SO_NOSIGPIPE, of: descriptor)
    #endif
    return descriptor
  }

  private static func set(_ option: Int32, of descriptor: Int32) {
    var one: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, option, &one, socklen_t(MemoryLayout<Int32>.size))
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }
}
