import Foundation
import Results

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A process that becomes another program.
extension Platform {
  /// A path from the root.
  static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }

  /// Moves this process into a process group of its own, and into a folder of its own that is
  /// removed at once: nothing it writes by a relative name can be left behind.
  static func isolate() throws(SystemError) {
    let folder = try Results.Platform.makeTemporaryFolder()
    guard chdir(folder) == 0, rmdir(folder) == 0, setpgid(0, 0) == 0 else { throw .last }
  }

  /// Becomes another program; returns only if it could not be started.
  static func become(_ path: String, _ arguments: [String]) -> SystemError {
    // Ignored signals stay ignored in the program.
    for ignored in [SIGPIPE, SIGXFSZ] { signal(ignored, SIG_DFL) }
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    execv(path, &words)
    let error = SystemError.last
    words.forEach { free($0) }
    return error
  }
}
