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
}
