import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A system call that failed.
package struct SystemError: ProgramFault, Equatable {
  package let code: Int32

  package init(code: Int32) { self.code = code }

  /// The system's words for it, with what is asked of a file that is read whole.
  package var reason: String {
    self == .tooLarge
      ? "File too large: at most \(Platform.longestFile) bytes are read"
      : String(cString: strerror(code))
  }

  package var description: String { reason }

  /// The error of the call that just failed.
  package static var last: SystemError { SystemError(code: errno) }

  package static let addressInUse = SystemError(code: EADDRINUSE)
  package static let inputOutput = SystemError(code: EIO)
  static let noSuchFile = SystemError(code: ENOENT)
  /// Of a file that is read whole; no system's own number.
  static let tooLarge = SystemError(code: -1)
  static let alreadyExists = SystemError(code: EEXIST)
  static let notAFolder = SystemError(code: ENOTDIR)
}

/// What is asked of the operating system; each module adds what it needs.
package enum Platform {
  package static var processID: Int32 { getpid() }

  /// Whether there is a process of that number, also one that may not be signalled.
  package static func isRunning(_ processID: Int32) -> Bool {
    kill(processID, 0) == 0 || errno != ESRCH
  }
}

/// Files and folders.
extension Platform {
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  static func isFolder(_ path: String) -> Bool { mode(of: path) == S_IFDIR }

  /// Whether the path is a folder (true) or free to become one (false).
  static func isExistingFolder(_ path: String) throws(SystemError) -> Bool {
    if let mode = mode(of: path) {
      if mode != S_IFDIR { throw .notAFolder }
      return true
    }
    let error = SystemError.last
    var link = stat()
    // A symbolic link to nothing holds the name, yet has no mode.
    if error != .noSuchFile || path.isEmpty || lstat(path, &link) == 0 { throw error }
    return false
  }

  private static func mode(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  /// What tells a file or folder from all others; nil where there is none.
  static func identity(of path: String) -> [UInt64]? {
    var status = stat()
    guard stat(path.isEmpty ? "." : path, &status) == 0 else { return nil }
    return [UInt64(truncatingIfNeeded: status.st_dev), UInt64(status.st_ino)]
  }

  static func makeFolder(_ path: String) throws(SystemError) {
    if mkdir(path, 0o777) != 0 { throw .last }
  }

  package static func remove(_ path: String) { _ = unlink(path) }

  /// Removes a folder that is empty.
  package static func removeFolder(_ path: String) { _ = rmdir(path) }

  /// Where temporary folders are made, and what says so.
  package static var temporaryPlace: String {
    let stated = ProcessInfo.processInfo.environment["TMPDIR"] == nil ? "" : " (TMPDIR)"
    return FileManager.default.temporaryDirectory.path + stated
  }

  /// A new folder that this user alone can enter.
  package static func makeTemporaryFolder() throws(SystemError) -> String {
    let folder = FileManager.default.temporaryDirectory.path + "/drainbench-XXXXXX"
    var template = Array(folder.utf8CString)
    guard mkdtemp(&template) != nil else { throw .last }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Tells each name in a folder, in no order and without holding them all; none when it cannot be
  /// read.
  static func eachName(in path: String, _ body: (String) -> Void) {
    guard let folder = opendir(path) else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      body(name)
    }
  }

  /// The names in a folder, sorted; none when it cannot be read.
  static func names(in path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  package static func rename(_ source: String, to target: String) throws(SystemError) {
    #if canImport(Glibc)
      let result = Glibc.rename(source, target)
    #elseif canImport(Musl)
      let result = Musl.rename(source, target)
    #else
      let result = Darwin.rename(source, target)
    #endif
    if result != 0 { throw .last }
  }

  /// The names of what a folder holds, without `.` and `..`.
  static func namesInFolder(_ path: String) throws(SystemError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError
      throw SystemError(code: cause?.code.rawValue ?? EIO)
    }
  }

  /// Bytes of the longest file that is read: ten million lines or so.
  static let longestFile = 256 << 20

  static func readFile(
    _ path: String, followingLinks: Bool = true
  ) throws(SystemError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC | (followingLinks ? 0 : O_NOFOLLOW))
    if file < 0 { throw .last }
    defer { close(file) }
    var contents: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(file, &buffer, buffer.count)
      if count == 0 { return contents }
      if count > 0 {
        if contents.count + count > longestFile { throw .tooLarge }
        contents.append(contentsOf: buffer[..<count])
      } else if errno != EINTR {
        throw .last
      }
    }
  }

  /// Creates a file that must not exist, and returns once its bytes are on the disk; a file that
  /// could not be finished is removed.
  static func writeNewFile(_ path: String, _ bytes: [UInt8]) throws(SystemError) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    if file < 0 { throw .last }
    do {
      defer { close(file) }
      try write(bytes, to: file)
      try synchronize(file)
    } catch {
      remove(path)
      throw error
    }
  }

  /// Writes all bytes to a descriptor that waits.
  package static func write(
    _ bytes: UnsafeRawBufferPointer, to file: Int32
  ) throws(SystemError) {
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

  package static func write(_ bytes: [UInt8], to file: Int32) throws(SystemError) {
    try bytes.withUnsafeBytes { bytes in
      Result { () throws(SystemError) in try write(bytes, to: file) }
    }.get()
  }

  /// Brings a folder's names to the disk.
  static func synchronizeFolder(_ path: String) throws(SystemError) {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder < 0 { throw .last }
    defer { close(folder) }
    try synchronize(folder)
  }

  private static func synchronize(_ file: Int32) throws(SystemError) {
    while fsync(file) != 0 {
      // A file system that has nothing to synchronize says EINVAL.
      if errno == EINVAL || errno == ENOTSUP { return }
      if errno != EINTR { throw .last }
    }
  }
}

/// The machine.
extension Platform {
  /// What the machine calls itself.
  static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Tells the processes that see each other's numbers from those of other machines, of other
  /// containers, and of before the last start, eight hexadecimal digits.
  static let processSpace: String = {
    let boot = (try? readFile("/proc/sys/kernel/random/boot_id")) ?? []
    let space = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid"))
    let words = [hostName, String(decoding: boot, as: UTF8.self), space ?? ""]
    return String(hexadecimal(digest(of: words.joined(separator: " "))).suffix(8))
  }()

  /// Seconds since a file was written; nil where there is none.
  static func age(_ path: String) -> Int? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    #if canImport(Darwin)
      return time(nil) - status.st_mtimespec.tv_sec
    #else
      return time(nil) - status.st_mtim.tv_sec
    #endif
  }

  static var pageSizeBytes: Int { Int(sysconf(Int32(_SC_PAGESIZE))) }

  static var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

  static var operatingSystem: String { ProcessInfo.processInfo.operatingSystemVersionString }

  /// The kernel's name and release, such as `Linux 6.1.0`.
  static var kernel: String {
    func line(_ name: String) -> String? {
      guard let bytes = try? readFile("/proc/sys/kernel/\(name)") else { return nil }
      return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    guard let type = line("ostype"), let release = line("osrelease") else { return operatingSystem }
    return "\(type) \(release)"
  }

  /// The processor's model name, or the architecture where the kernel does not tell.
  static var processor: String {
    let information = (try? readFile("/proc/cpuinfo")) ?? []
    return modelName(in: String(decoding: information, as: UTF8.self)) ?? architecture
  }

  /// The first `model name` of a `/proc/cpuinfo` text.
  static func modelName(in information: String) -> String? {
    for line in information.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == "model name" else {
        continue
      }
      let name = parts[1].trimmingCharacters(in: .whitespaces)
      if !name.isEmpty { return name }
    }
    return nil
  }

  /// The architecture as `uname -m` prints it on Linux.
  static var architecture: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "aarch64"
    #else
      "unknown"
    #endif
  }

  /// The compiler that built this program; the language has no finer way to ask.
  static var swiftVersion: String {
    #if compiler(>=6.4)
      "6.4 or later"
    #elseif compiler(>=6.3.2)
      "6.3.2 or later"
    #elseif compiler(>=6.3.1)
      "6.3.1"
    #elseif compiler(>=6.3)
      "6.3"
    #elseif compiler(>=6.2)
      "6.2"
    #else
      "6.1"
    #endif
  }
}

/// The system's `write`, whose name is taken within `Platform`.
func systemWrite(_ file: Int32, _ source: UnsafeRawPointer?, _ count: Int) -> Int {
  write(file, source, count)
}
