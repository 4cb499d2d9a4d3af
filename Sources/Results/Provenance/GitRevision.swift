/// The state of a git checkout.
package struct GitRevision: Sendable, Equatable, Codable {
  /// The full hash of the commit that is checked out.
  package var commit: String

  /// Whether files differ from that commit, other than below `results/` and `plots/`.
  ///
  /// A run writes into those two folders, which says nothing about the code that ran.
  package var dirty: Bool

  /// A revision from its parts.
  package init(commit: String, dirty: Bool) {
    self.commit = commit
    self.dirty = dirty
  }

  /// Asks git about a folder, or returns nil when git, the repository or a commit is missing.
  package init?(of folder: String) {
    func git(_ arguments: String...) -> String? {
      // Asking must not write the index, which another git may hold.
      Platform.output(of: "git", ["--no-optional-locks", "-C", folder] + arguments)
    }
    guard let head = git("rev-parse", "--verify", "HEAD"),
      let status = git(
        "status", "--porcelain", "--", ":(top)", ":(top,exclude)results/", ":(top,exclude)plots/")
    else { return nil }
    commit = head.filter { !$0.isWhitespace }
    dirty = !status.isEmpty
  }
}
