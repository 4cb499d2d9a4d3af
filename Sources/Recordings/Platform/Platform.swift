import Foundation
import Results

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Files, as this module asks the operating system for them.
extension Platform {
  static func openForReading(_ path: String) throws(SystemError) -> Int32 {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    if file < 0 { throw .last }
    var status = stat()
    guard fstat(file, &status) == 0 else {
      let error = SystemError.last
      close(file)
      throw error
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      close(file)
      throw SystemError(code: EISDIR)
    }
    return file
  }

  /// Creates a file or empties one that is there.
  static func openForWriting(_ path: String) throws(SystemError) -> Int32 {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    if file < 0 { throw .last }
    return file
  }

  /// Reads at most `capacity` bytes; 0 at the end.
  static func read(
    _ file: Int32, into target: UnsafeMutableRawPointer, capacity: Int
  ) throws(SystemError) -> Int {
    while true {
      let count = systemRead(file, target, capacity)
      if count >= 0 { return count }
      if errno != EINTR { throw .last }
    }
  }

  /// Goes back to the beginning of a file; false where it has no positions, as in a pipe.
  static func rewind(_ file: Int32) -> Bool { lseek(file, 0, SEEK_SET) == 0 }

  /// Takes everything out of a file that is being written.
  static func makeEmpty(_ file: Int32) throws(SystemError) {
    guard ftruncate(file, 0) == 0, rewind(file) else { throw .last }
  }

  /// The process that took the lock (`flock`) on a file; nil where none did or the system does not
  /// say.
  static func lockHolder(of file: Int32) -> Int32? {
    var status = stat()
    guard fstat(file, &status) == 0,
      let locks = try? String(contentsOfFile: "/proc/locks", encoding: .utf8)
    else { return nil }
    // "1: FLOCK  ADVISORY  WRITE 4711 00:2f:3315 0 EOF"
    for line in locks.split(separator: "\n") {
      let fields = line.split(separator: " ")
      if fields.count > 5, fields[1] == "FLOCK", fields[5].hasSuffix(":\(status.st_ino)") {
        return Int32(fields[4])
      }
    }
    return nil
  }

  static func synchronize(_ file: Int32) { _ = fsync(file) }

  /// Makes a named pipe that this user alone can use.
  static func makeNamedPipe(_ path: String) throws(SystemError) {
    if mkfifo(path, 0o600) != 0 { throw .last }
  }
}

extension Platform {
  /// Makes the owner of a process the owner of a file, where this user may do that.
  static func give(_ path: String, toOwnerOf processID: Int32) {
    var status = stat()
    guard stat("/proc/\(processID)", &status) == 0 else { return }
    // The folder has to let that user in.
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    _ = chown("/" + folder, status.st_uid, status.st_gid)
    _ = chown(path, status.st_uid, status.st_gid)
  }
}

private func systemRead(
  _ file: Int32, _ target: UnsafeMutableRawPointer, _ capacity: Int
) -> Int {
  read(file, target, capacity)
}
