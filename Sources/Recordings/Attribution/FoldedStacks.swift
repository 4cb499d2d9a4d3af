/// Stranded bytes by call stack, as other tools' flame graphs and our own take them.
extension Attribution {
  /// A line for each stack with stranded bytes: frames from the outermost, `;` between them, a
  /// space and bytes.
  package var foldedStacks: String {
    var bytesOfStack: [String: Int] = [:]
    for row in stacks where row.sharedBytes > 0 {
      bytesOfStack[row.frames.map(\.foldedName).joined(separator: ";"), default: 0] +=
        row.sharedBytes
    }
    return bytesOfStack.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined()
  }

  /// The stacks as a tree, whose root stands for all stranded bytes.
  package var stackTree: StackNode {
    var root = StackNode(frame: Frame(function: "all stranded bytes"))
    for row in stacks where row.sharedBytes > 0 { root.add(row.frames[...], row.sharedBytes) }
    root.sort()
    return root
  }
}

/// A frame of a flame graph with what was called from it.
package struct StackNode: Sendable, Equatable {
  package var frame: Frame
  /// Bytes of this frame and of all that it calls.
  package var bytes = 0
  /// Largest first.
  package var children: [StackNode] = []

  mutating func add(_ frames: ArraySlice<Frame>, _ added: Int) {
    bytes += added
    guard let first = frames.first else { return }
    let index =
      children.firstIndex { $0.frame == first }
      ?? {
        children.append(StackNode(frame: first))
        return children.count - 1
      }()
    children[index].add(frames.dropFirst(), added)
  }

  mutating func sort() {
    children.sort { ($1.bytes, $0.frame.label) < ($0.bytes, $1.frame.label) }
    for index in children.indices { children[index].sort() }
  }
}

extension Frame {
  /// The label without what separates frames and bytes in folded stacks.
  fileprivate var foldedName: String {
    String(label.map { $0 == ";" ? ":" : $0.isNewline ? " " : $0 })
  }
}
