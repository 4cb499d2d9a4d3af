#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Stream sockets on the loopback interface.
extension Platform {
  /// Why a socket call failed.
  struct SocketError: Error {
    var number: Int32
    var isAddressInUse: Bool { number == EADDRINUSE }
    var reason: String { String(cString: strerror(number)) }
  }

  /// A port that nothing listens on at the moment.
  ///
  /// - Parameter port: the port wanted; 0 for any.
  static func freePort(_ port: UInt16 = 0) -> Result<UInt16, SocketError> {
    openSocket().flatMap { descriptor in
      defer { closeDescriptor(descriptor) }
      var one: Int32 = 1
      // As a server does: connections that were closed a moment ago do not count.
      setsockopt(
        descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
      var address = loopback(port)
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let code = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
          guard bind(descriptor, generic, size) == 0, listen(descriptor, 1) == 0 else {
            return errno
          }
          return getsockname(descriptor, generic, &size) == 0 ? 0 : errno
        }
      }
      return code == 0 ? .success(UInt16(bigEndian: address.sin_port)) : failure(code)
    }
  }

  /// Connects to a port of the loopback interface.
  static func connectToLoopback(_ port: UInt16) -> Result<Int32, SocketError> {
    openSocket().flatMap { descriptor in
      var address = loopback(port)
      let code = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
          connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      if code == 0 { return .success(descriptor) }
      let number = errno
      closeDescriptor(descriptor)
      return failure(number)
    }
  }

  /// Writes all bytes; a peer that is gone is an error and no signal.
  static func sendAll(_ bytes: [UInt8], to descriptor: Int32) -> SocketError? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { buffer in
        #if canImport(Darwin)
          send(descriptor, buffer.baseAddress, buffer.count, 0)
        #else
          send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
        #endif
      }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        return SocketError(number: errno)
      }
    }
    return nil
  }

  private static func failure<Success>(_ number: Int32) -> Result<Success, SocketError> {
    .failure(SocketError(number: number))
  }

  private static func openSocket() -> Result<Int32, SocketError> {
    #if canImport(Glibc)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    guard descriptor >= 0 else { return failure(errno) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    #if canImport(Darwin)
      var one: Int32 = 1
      setsockopt(
        descriptor, SOL_SOCKET, SO_NOSIGPIPE, &one, socklen_t(MemoryLayout<Int32>.size))
    #endif
    return .success(descriptor)
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }
}
