import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Files that several processes meet at.
extension Platform {
  /// The kind of a path's file, links not followed, and whether it is this user's; nil without one.
  private static func status(of path: String) -> stat? {
    var status = stat()
    return lstat(path, &status) == 0 ? status : nil
  }

  static func isLink(_ path: String) -> Bool {
    status(of: path).map { $0.st_mode & S_IFMT == S_IFLNK } ?? false
  }

  /// Whether a path is a regular file, no link to one, of this user.
  static func isOwnFile(_ path: String) -> Bool {
    status(of: path).map { $0.st_mode & S_IFMT == S_IFREG && $0.st_uid == geteuid() } ?? false
  }

  /// Makes a file this process's alone until it is closed; nil while another process holds it.
  ///
  /// - Parameter text: what the file then holds, as far as there is space for it.
  static func lock(_ path: String, _ text: String) throws(SystemError) -> Int32? {
    let file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0o644)
    if file < 0 { throw .last }
    if flock(file, LOCK_EX | LOCK_NB) != 0 {
      let error = SystemError.last
      close(file)
      if error.code == EWOULDBLOCK { return nil }
      throw error
    }
    var held = stat()
    // A file that lost its name in between is nobody's lock.
    guard fstat(file, &held) == 0, let named = status(of: path), named.st_ino == held.st_ino,
      named.st_dev == held.st_dev
    else {
      close(file)
      return nil
    }
    _ = ftruncate(file, 0)
    _ = text.withCString { systemWrite(file, $0, strlen($0)) }
    return file
  }

  package static func close(_ descriptor: Int32) {
    #if canImport(Glibc)
      _ = Glibc.close(descriptor)
    #elseif canImport(Musl)
      _ = Musl.close(descriptor)
    #else
      _ = Darwin.close(descriptor)
    #endif
  }
}
