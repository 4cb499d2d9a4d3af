/// Taking away what is no longer needed.
extension ResultsFolder {
  /// The names in the folder, hidden ones too, sorted; none when there is no such folder.
  package var names: [String] { Platform.names(in: path) }

  /// Removes a file; one that is not there is no error.
  package func remove(_ name: String) { Platform.remove(path(of: name)) }

  /// Removes the folder unless it holds something.
  package func removeIfEmpty() { Platform.removeFolder(path) }

  /// Removes the hidden files that processes left when they were killed while they wrote.
  ///
  /// A file is removed only when no process has the number in its name.
  package func removeAbandoned() {
    for name in names where name.hasPrefix(".") {
      let parts = name.split(separator: Self.temporaryMark, maxSplits: 1)
      guard parts.count == 2, let owner = Int32(parts[1].prefix { $0 != "-" }) else { continue }
      if !Platform.isRunning(owner) { remove(name) }
    }
  }

  /// What stands between a file's name and its writer's number while it is not yet complete.
  static let temporaryMark = ".tmp-"
}
