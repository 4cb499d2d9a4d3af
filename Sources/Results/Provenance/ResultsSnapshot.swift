/// The result files that one name stands for, all read at once: a CSV file, a results folder, or
/// the results of a git revision.
///
///     let base = try ResultsSnapshot(named: "HEAD~1")
///     base.files["psweep.csv"]
package struct ResultsSnapshot: Sendable {
  /// What a name stands for.
  package enum Source: Sendable, Equatable {
    /// One CSV file.
    case file
    /// A results folder.
    case folder
    /// A results folder within a commit, whose full hash it is.
    case revision(commit: String)
  }

  /// The name as it was given.
  package let name: String
  /// What it stands for.
  package let source: Source
  /// The CSV files' bytes, by file name.
  package let files: [String: [UInt8]]
  /// Where the files come from; nil where that is not recorded.
  package let manifest: Manifest?

  private let prefix: String

  /// The name of a file for error sentences, such as `HEAD~1:results/psweep.csv`.
  package func label(of file: String) -> String { prefix + file }

  /// Reads what a name stands for.
  ///
  /// A path is taken before a revision; a plain word that is both is refused, as one of them would
  /// be read unseen.
  ///
  /// - Parameters:
  ///   - name: a path, or a revision of the repository that `directory` is in.
  ///   - folder: the results folder within a revision, from the top of the repository.
  ///   - directory: where names are looked up; empty for the working directory.
  /// - Throws: `SnapshotError`, `GitError`, or what reading files throws.
  package init(named name: String, folder: String = "results", in directory: String = "") throws {
    let root = ResultsFolder(directory)
    let path = root.path(of: name)
    guard Platform.exists(path) else {
      try self.init(revision: name, folder: folder, in: directory)
      return
    }
    if !name.contains("/"), try Self.isRevision(name, in: directory) {
      throw SnapshotError.ambiguous(name: name)
    }
    if Platform.isFolder(path) {
      try self.init(folder: ResultsFolder(path), name: name)
    } else {
      try self.init(file: path, name: name)
    }
  }

  /// Results from their parts.
  ///
  /// - Parameters:
  ///   - prefix: what stands before a file's name in error sentences.
  package init(
    name: String, source: Source, files: [String: [UInt8]], manifest: Manifest?,
    prefix: String = ""
  ) {
    self.name = name
    self.source = source
    self.files = files
    self.manifest = manifest
    self.prefix = prefix
  }

  private init(file path: String, name: String) throws {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let fileName = String(parts[parts.count - 1])
    let folder = ResultsFolder(parts.dropLast().map { $0 + "/" }.joined())
    self.init(
      name: name, source: .file, files: [fileName: try folder.readBytes(fileName)],
      manifest: try Manifest.read(in: folder), prefix: folder.path)
  }

  private init(folder: ResultsFolder, name: String) throws {
    var files: [String: [UInt8]] = [:]
    for file in try folder.fileNames() where Self.isResult(file) {
      files[file] = try folder.readBytes(file)
    }
    if files.isEmpty {
      let inner = ResultsFolder(folder.path(of: "results"))
      throw SnapshotError.emptyFolder(path: folder.path, inner: inner.exists ? inner.path : nil)
    }
    self.init(
      name: name, source: .folder, files: files, manifest: try Manifest.read(in: folder),
      prefix: folder.path(of: ""))
  }

  private init(revision name: String, folder: String, in directory: String) throws {
    let repository: GitRepository
    do throws(GitError) {
      repository = try GitRepository(containing: directory.isEmpty ? "." : directory)
    } catch .notARepository(_, let words) {
      throw SnapshotError.noSuchPath(name: name, words: words)
    } catch .missing {
      if !name.hasSuffix(".csv") { throw GitError.missing }
      throw SnapshotError.noSuchPath(name: name, words: "git is not installed")
    }
    guard let commit = try repository.commit(name) else {
      let nearest = nearestName(to: name, among: try repository.names())
      throw SnapshotError.unknownRevision(name: name, nearest: nearest)
    }
    let path = folder.split(separator: "/").joined(separator: "/")
    var files = try repository.files(in: path, of: commit) {
      Self.isResult($0) || $0 == Manifest.fileName
    }
    let prefix = "\(name):\(path)/"
    let manifest = try files.removeValue(forKey: Manifest.fileName).map {
      try Manifest(reading: $0, file: prefix + Manifest.fileName)
    }
    if files.isEmpty {
      throw SnapshotError.noResults(name: name, commit: commit, folder: path)
    }
    self.init(
      name: name, source: .revision(commit: commit), files: files, manifest: manifest,
      prefix: prefix)
  }

  private static func isResult(_ file: String) -> Bool {
    file.hasSuffix(".csv") && !file.hasPrefix(".")
  }

  private static func isRevision(_ name: String, in directory: String) throws -> Bool {
    do throws(GitError) {
      let repository = try GitRepository(containing: directory.isEmpty ? "." : directory)
      return try repository.commit(name) != nil
    } catch {
      // Without git or a repository a path is all that the name can be.
      return false
    }
  }
}

/// A name that does not stand for results.
package enum SnapshotError: Error, Sendable, Equatable, CustomStringConvertible {
  /// It is both a path and a revision.
  case ambiguous(name: String)
  /// It is no path, and there is no repository in which it could be a revision; the words are
  /// git's.
  case noSuchPath(name: String, words: String)
  /// It is neither a path nor a revision; the nearest branch or tag, if one is near.
  case unknownRevision(name: String, nearest: String?)
  /// The commit has no CSV file in the folder.
  case noResults(name: String, commit: String, folder: String)
  /// The folder has no CSV file; the results folder in it, if there is one.
  case emptyFolder(path: String, inner: String?)

  /// A sentence that says what would be right.
  package var description: String {
    switch self {
    case .ambiguous(let name):
      "\(name.quotedForError) is both a file and a git revision; write `./\(name)` for the file, or "
        + "`\(name)^0` for the revision"
    case .noSuchPath(let name, let words):
      "\(name.quotedForError): there is no such file or folder, and git knows no revision here: "
        + words
    case .unknownRevision(let name, let nearest):
      "\(name.quotedForError) is no file, no folder and no git revision"
        + (nearest.map { "; did you mean `\($0)`?" } ?? "")
    case .noResults(let name, let commit, let folder):
      "revision \(name.quotedForError) (\(commit.prefix(7))) has no CSV file in \(folder)/; commit "
        + "results, or name another folder with --results"
    case .emptyFolder(let path, let inner):
      "\(path): there is no CSV file in this folder"
        + (inner.map { "; did you mean \($0)?" } ?? "; `drainbench reproduce` writes some")
    }
  }
}
