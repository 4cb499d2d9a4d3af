import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Programs of this machine that experiments run.
extension Platform {
  /// The file of that name in a folder of PATH that can be executed; nil when there is none.
  static func program(named name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").map { "\($0)/\(name)" }.first(where: isExecutable)
  }

  /// Whether a path leads to a file that can be executed.
  static func isExecutable(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && !isFolder.boolValue && FileManager.default.isExecutableFile(atPath: path)
  }

  /// A path from the root.
  static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }

  /// What a program said, and how it ended.
  struct Run {
    var output: String
    var errors: String
    var ending: Ending
  }

  /// Runs a program to its end; an interruption ends it.
  static func run(_ path: String, _ arguments: [String]) -> Result<Run, SpawnError> {
    spawn(path, arguments).map { child in
      var texts: [Int32: [UInt8]] = [:]
      var open = [child.output, child.errors]
      while !open.isEmpty {
        if Interruption.isRequested { kill(child.processID) }
        for descriptor in poll(open, milliseconds: 200) {
          let bytes = readSome(descriptor)
          texts[descriptor, default: []] += bytes
          if bytes.isEmpty {
            closeDescriptor(descriptor)
            open.removeAll { $0 == descriptor }
          }
        }
      }
      func text(_ descriptor: Int32) -> String {
        String(decoding: texts[descriptor] ?? [], as: UTF8.self)
      }
      return Run(
        output: text(child.output), errors: text(child.errors), ending: wait(for: child.processID))
    }
  }

  /// Moves this process into a process group of its own, and into a folder of its own that is
  /// removed at once: nothing it writes by a relative name can be left behind.
  static func isolate() -> SpawnError? {
    let folder = FileManager.default.temporaryDirectory.path + "/drainbench-XXXXXX"
    var template = Array(folder.utf8CString)
    guard mkdtemp(&template) != nil else { return SpawnError(number: errno) }
    guard chdir(template) == 0, rmdir(template) == 0, setpgid(0, 0) == 0 else {
      return SpawnError(number: errno)
    }
    return nil
  }

  /// Becomes another program; returns only if it could not be started.
  static func become(_ path: String, _ arguments: [String]) -> SpawnError {
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    execv(path, &words)
    let number = errno
    words.forEach { free($0) }
    return SpawnError(number: number)
  }

  /// Ends a process with all of its process group.
  static func killGroup(_ processID: pid_t) { kill(-processID) }
}

extension Platform.SpawnError: CustomStringConvertible {
  var description: String { reason }
}
