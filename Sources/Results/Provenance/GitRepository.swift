/// A git repository whose commits are read through the `git` that is installed, without touching
/// the checkout.
package struct GitRepository: Sendable, Equatable {
  /// A folder in the repository.
  package let folder: String

  /// Names a repository by a folder in it.
  ///
  /// - Throws: `GitError.missing` without git, `.notARepository` outside a repository.
  package init(containing folder: String) throws(GitError) {
    self.folder = folder
    do {
      _ = try Git.run(["rev-parse", "--git-dir"], in: folder)
    } catch .failed(_, let words) {
      throw .notARepository(folder: folder, words: words)
    }
  }

  /// The full hash of the commit that a revision such as `HEAD~1` names, or nil when it names none.
  package func commit(_ revision: String) throws(GitError) -> String? {
    // What begins like an option is no revision.
    if revision.isEmpty || revision.hasPrefix("-") { return nil }
    do {
      let output = try Git.run(
        ["rev-parse", "--verify", "--quiet", revision + "^{commit}"], in: folder)
      return String(decoding: output, as: UTF8.self).filter { !$0.isWhitespace }
    } catch .failed {
      return nil
    }
  }

  /// The branches and tags, for suggestions.
  package func names() throws(GitError) -> [String] {
    let output = try Git.run(["for-each-ref", "--format=%(refname:short)"], in: folder)
    return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// The files directly in a folder of a commit, by name.
  ///
  /// - Parameters:
  ///   - path: the folder, from the top of the repository, without a `/` at either end; empty for
  ///     the top itself.
  ///   - commit: a full hash.
  ///   - isWanted: whether a file of that name is read.
  package func files(
    in path: String, of commit: String, where isWanted: (String) -> Bool
  ) throws(GitError) -> [String: [UInt8]] {
    let places = path.isEmpty ? [] : [path + "/"]
    let listing = try Git.run(
      ["ls-tree", "-z", "--full-tree", commit, "--"] + places, in: folder)
    var files: [String: [UInt8]] = [:]
    for entry in listing.split(separator: 0) {
      // `mode type hash<TAB>path`; regular files have modes that begin with 100.
      let parts = String(decoding: entry, as: UTF8.self).split(separator: "\t", maxSplits: 1)
      let words = parts[0].split(separator: " ")
      let name = parts[1].split(separator: "/").last.map(String.init) ?? ""
      guard words[0].hasPrefix("100"), isWanted(name) else { continue }
      files[name] = try Git.run(["cat-file", "blob", String(words[2])], in: folder)
    }
    return files
  }
}

/// Why something cannot be read through git.
package enum GitError: Error, Sendable, Equatable, CustomStringConvertible {
  /// No program named git was found.
  case missing
  /// The folder is in no repository; the words are git's.
  case notARepository(folder: String, words: String)
  /// A command failed; the words are git's.
  case failed(command: String, words: String)

  /// A sentence that says what to do, where something can be done.
  package var description: String {
    switch self {
    case .missing:
      "no `git` was found to read a revision with; install the package git, or name two folders"
    case .notARepository(let folder, let words):
      "\(folder.isEmpty ? "." : folder) is in no git repository: \(words)"
    case .failed(let command, let words): "`\(command)` failed: \(words)"
    }
  }
}
