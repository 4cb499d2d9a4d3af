/// Taking away what is no longer needed.
extension ResultsFolder {
  /// The names in the folder, hidden ones too, sorted; none when there is no such folder.
  package var names: [String] { Platform.names(in: path) }

  /// Tells each of those names, in no order and without holding them all.
  package func eachName(_ body: (String) -> Void) { Platform.eachName(in: path, body) }

  /// Removes a file; one that is not there is no error.
  package func remove(_ name: String) { Platform.remove(path(of: name)) }

  /// Removes the folder unless it holds something.
  package func removeIfEmpty() { Platform.removeFolder(path) }

  /// Removes the hidden files that processes left when they were killed while they wrote.
  ///
  /// A file is removed only when it is a regular file of this user, and no process has the number in
  /// its name. Of the processes of other machines only time tells: theirs are removed after a day.
  package func removeAbandoned() {
    for name in names where name.hasPrefix(".") {
      let parts = name.split(separator: Self.temporaryMark, maxSplits: 1)
      guard parts.count == 2, let owner = Int32(parts[1].prefix { $0.isNumber }) else { continue }
      let space = parts[1].split(separator: "@", maxSplits: 1).dropFirst().first
      let isAbandoned =
        space == nil || space! == Platform.processSpace
        ? !Platform.isRunning(owner)
        : (Platform.age(path(of: name)) ?? 0) > Self.secondsOfADay
      if isAbandoned && Platform.isOwnFile(path(of: name)) { remove(name) }
    }
  }

  private static let secondsOfADay = 86_400

  /// What stands between a file's name and its writer's number while it is not yet complete; no
  /// other program's.
  static let temporaryMark = ".drainbench-"

  /// Whether the folder is a symbolic link.
  package var isLink: Bool { Platform.isLink(path) }

  /// Whether both are one folder, by whatever path.
  package func isSame(as other: ResultsFolder) -> Bool {
    Platform.identity(of: path) != nil
      && Platform.identity(of: path) == Platform.identity(of: other.path)
  }
}
