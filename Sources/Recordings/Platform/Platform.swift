import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A system call that failed.
struct SystemError: Error, Equatable {
  let code: Int32

  /// The system's words for it.
  var reason: String { String(cString: strerror(code)) }

  static let inputOutput = SystemError(code: EIO)

  /// The error of the call that just failed.
  static var last: SystemError { SystemError(code: errno) }
}

/// Files, as this module asks the operating system for them.
enum Platform {
  static var processID: Int32 { getpid() }

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

  static func closeFile(_ file: Int32) { close(file) }

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

  static func write(_ file: Int32, _ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = systemWrite(file, rest.baseAddress, rest.count)
      if count >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno != EINTR {
        throw .last
      }
    }
  }

  /// Goes back to the beginning of a file; false where it has no positions, as in a pipe.
  static func rewind(_ file: Int32) -> Bool { lseek(file, 0, SEEK_SET) == 0 }

  static func synchronize(_ file: Int32) { _ = fsync(file) }

  static func rename(_ source: String, to target: String) throws(SystemError) {
    #if canImport(Glibc)
      let result = Glibc.rename(source, target)
    #elseif canImport(Musl)
      let result = Musl.rename(source, target)
    #else
      let result = Darwin.rename(source, target)
    #endif
    if result != 0 { throw .last }
  }

  static func remove(_ path: String) { _ = unlink(path) }

  static func removeFolder(_ path: String) { _ = rmdir(path) }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// A new folder that this user alone can enter.
  static func makeTemporaryFolder() throws(SystemError) -> String {
    let folder = FileManager.default.temporaryDirectory.path + "/drainbench-XXXXXX"
    var template = Array(folder.utf8CString)
    guard mkdtemp(&template) != nil else { throw .last }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

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

private func systemWrite(_ file: Int32, _ source: UnsafeRawPointer?, _ count: Int) -> Int {
  write(file, source, count)
}
