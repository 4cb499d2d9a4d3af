/// The right to write into a results folder, which one process has at a time. The kernel takes it
/// back when the process ends, however it ends.
package final class FolderLock {
  private static let name = ".lock"
  private let descriptor: Int32
  private let path: String
  private let made: [String]

  private init(_ descriptor: Int32, _ path: String, _ made: [String]) {
    self.descriptor = descriptor
    self.path = path
    self.made = made
  }

  /// Takes the right, or returns nil while another process has it.
  ///
  /// - Parameter owner: what others are told of this process.
  /// - Throws: `ResultsError.cannotWrite`.
  package static func take(_ folder: ResultsFolder, owner: String) throws(ResultsError)
    -> FolderLock?
  {
    let path = folder.path(of: name)
    do {
      let made = try folder.create()
      guard let descriptor = try Platform.lock(path, "process \(Platform.processID) (\(owner))\n")
      else { return nil }
      return FolderLock(descriptor, path, made)
    } catch {
      // The one before went with the folder that it had made.
      if error == .noSuchFile { return nil }
      throw .cannotWrite(path: path, reason: error.reason)
    }
  }

  /// Who has it, as that process tells.
  package static func holder(of folder: ResultsFolder) -> String {
    let bytes = (try? folder.readBytes(name, followingLinks: false)) ?? []
    // Nothing that a terminal obeys.
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }.filter { $0 >= 0x20 && $0 != 0x7F }
    return String(decoding: line, as: UTF8.self)
  }

  // Removed before it is let go: whoever waits for this file sees that it has lost its name.
  deinit {
    Platform.remove(path)
    Platform.close(descriptor)
    made.reversed().forEach(Platform.removeFolder)
  }
}
