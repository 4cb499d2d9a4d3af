/// A site of allocation: the innermost frames that are the program's own.
package struct Site: Sendable, Hashable {
  /// The frames, innermost first: one, or as many as the depth says. Empty for objects whose trace
  /// is not in the recording.
  package var frames: [Frame]

  package init(frames: [Frame]) { self.frames = frames }

  /// The innermost frame, which is the site's line.
  package var frame: Frame? { frames.first }

  /// The frames' labels, innermost first.
  package var label: String {
    frames.isEmpty ? "unknown" : frames.map(\.label).joined(separator: " < ")
  }
}
