extension ResultsFolder {
  /// Writes the file of that kind of rows, in place of an earlier one.
  ///
  /// - Throws: `ResultsError.cannotWrite`, or `CSVError` where a row holds a number that cannot be
  ///   written. In both cases an earlier file stays as it was.
  package func write<Row: CSVRecord>(_ rows: [Row]) throws {
    try write(Row.csvText(of: rows), as: Row.fileName)
  }

  /// Writes a file in place of an earlier one of that name, whole or not at all.
  ///
  /// The text goes to a hidden file in the same folder, reaches the disk, and then takes the name
  /// in one step, so that a reader or a crash sees the old file or the new one. The folder is
  /// created with its parents when it is missing.
  ///
  /// - Parameters:
  ///   - text: the file's contents.
  ///   - name: a file name without `/`.
  /// - Throws: `ResultsError.cannotWrite` with the system's reason.
  package func write(_ text: String, as name: String) throws(ResultsError) {
    let target = path(of: name)
    if let reason = Self.fault(ofName: name) { throw .cannotWrite(path: target, reason: reason) }
    do {
      try create()
      try move(writeTemporary(Array(text.utf8), for: name), to: target)
      try Platform.synchronizeFolder(path)
    } catch {
      throw .cannotWrite(path: target, reason: error.reason)
    }
  }

  /// Proves that files can be written here, so that a long run does not end without its results.
  ///
  /// It makes and removes a hidden file in the folder or, where that is missing, in the nearest
  /// parent that exists. Nothing is left, whether it fails or not.
  ///
  /// - Throws: `ResultsError.cannotWrite` with the system's reason, and which parent refused.
  package func checkWritable() throws(ResultsError) {
    var place = path
    do {
      while try !Platform.isExistingFolder(place) { place = Self.parent(of: place) }
      Platform.remove(try ResultsFolder(place).writeTemporary([], for: "drainbench"))
    } catch {
      if place == path { throw .cannotWrite(path: path, reason: error.reason) }
      let parent = place == "." ? "the working folder" : place
      throw .cannotWrite(
        path: path, reason: "\(error.reason) in \(parent); --out names another folder")
    }
  }

  private static func fault(ofName name: String) -> String? {
    if ["", ".", ".."].contains(name) { return "\(name.quotedForError) is no file name" }
    if name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == 0 }) {
      return "a file name holds no `/` and no NUL"
    }
    return nil
  }

  /// Writes a new hidden file beside the target and returns its path; nothing is left on failure.
  private func writeTemporary(_ bytes: [UInt8], for name: String) throws(SystemError) -> String {
    // Two machines that share the folder may have processes of one number.
    let base = path(of: ".\(name)\(Self.temporaryMark)\(Platform.processID)")
    let space = "@\(Platform.processSpace)"
    var attempt = 0
    while true {
      // A killed process of the same number, or another thread, may hold the first name.
      let temporary = (attempt == 0 ? base : "\(base)-\(attempt)") + space
      do {
        try Platform.writeNewFile(temporary, bytes)
        return temporary
      } catch {
        attempt += 1
        if error != .alreadyExists || attempt == 1000 { throw error }
      }
    }
  }

  private func move(_ temporary: String, to target: String) throws(SystemError) {
    do {
      try Platform.rename(temporary, to: target)
    } catch {
      Platform.remove(temporary)
      throw error
    }
  }

  /// Creates the folder with its parents; those that were not there, the outermost first.
  @discardableResult
  func create() throws(SystemError) -> [String] {
    if try Platform.isExistingFolder(path) { return [] }
    let made = try ResultsFolder(Self.parent(of: path)).create()
    do {
      try Platform.makeFolder(path)
    } catch {
      // Another process may have made it in between.
      if error != .alreadyExists || !Platform.isFolder(path) { throw error }
      return made
    }
    return made + [path]
  }

  /// The path without its last component: `.` above a relative one, `/` above an absolute one.
  private static func parent(of path: String) -> String {
    var rest = path[...]
    while rest.count > 1, rest.last == "/" { rest.removeLast() }
    guard let slash = rest.lastIndex(of: "/") else { return "." }
    rest = rest[..<slash]
    while rest.last == "/" { rest.removeLast() }
    return rest.isEmpty ? "/" : String(rest)
  }
}
