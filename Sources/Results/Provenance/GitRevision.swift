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
    do {
      let head = try Git.run(["rev-parse", "--verify", "HEAD"], in: folder)
      let status = try Git.run(
        [
          "status", "--porcelain", "--untracked-files=normal", "--ignore-submodules=dirty", "--",
          ":(top)", ":(top,exclude)results/", ":(top,exclude)plots/",
        ], in: folder, with: Git.withoutFilters(in: folder))
      commit = String(decoding: head, as: UTF8.self).filter { !$0.isWhitespace }
      dirty = !status.isEmpty
    } catch {
      return nil
    }
  }
}
