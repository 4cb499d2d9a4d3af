import Exhibits

/// Stranded bytes by call stack as a picture: each frame as wide as what it and its callees hold,
/// the outermost at the bottom, with its figures in a title that shows under the pointer.
package struct FlameGraph {
  private let root: StackNode
  private let rule: SiteRule
  private let executable: String
  private let figure: Figure

  /// - Parameter rule: which frames are the allocator's and the runtime's, which are paler.
  package init(_ report: AttributionReport, _ moment: Attribution, rule: SiteRule = SiteRule()) {
    root = moment.stackTree
    self.rule = rule
    executable = report.summary.executable
    var figure = Figure(
      "flame-graph",
      title: "\(Words.size(root.bytes)) of stranded bytes by call stack",
      subtitle:
        "Width: bytes of pages that hold nothing alive, split among the stacks that hold the "
        + "page. The outermost call is at the bottom.",
      description: report.answer(moment))
    figure.notes = [
      "Violet: the program. Orange: libraries. Grey: the allocator, its wrappers and the runtime."
    ]
    self.figure = figure
  }

  /// The picture for a file.
  package func svg() -> String { markup(width: 1_200, suffix: "").text + "\n" }

  /// - Parameters:
  ///   - width: pixels, 260 or more.
  ///   - suffix: what tells identifiers from another rendering's on the same page.
  package func markup(width: Double, suffix: String) -> Markup {
    figure.markup(width: width, suffix: suffix) { inner, y, elements in
      let depth = shownDepth(root, width: inner)
      let bottom = y + Double(depth) * Size.row
      draw(root, x: Figure.edge, width: inner, bottom: bottom, &elements)
      y = bottom + 8
    }
  }

  private enum Size {
    static let row = 18.0
    static let text = 11.0
    /// Frames narrower than that are no more than hairs.
    static let leastFrame = 2.0
    static let leastLabel = 40.0
    /// Letters of a name that is cut short.
    static let leastLetters = 5
  }

  private func width(of child: StackNode, in node: StackNode, _ width: Double) -> Double {
    node.bytes == 0 ? 0 : width * Double(child.bytes) / Double(node.bytes)
  }

  private func shownDepth(_ node: StackNode, width: Double) -> Int {
    let below = node.children.map { child in
      let part = self.width(of: child, in: node, width)
      return part < Size.leastFrame ? 0 : shownDepth(child, width: part)
    }
    return 1 + (below.max() ?? 0)
  }

  private func draw(
    _ node: StackNode, x: Double, width: Double, bottom: Double, _ elements: inout [Markup]
  ) {
    let top = bottom - Size.row
    var group = Markup("g", [:])
    let share = Words.share(node.bytes, of: root.bytes)
    group.append(
      Markup("title", text: "\(node.frame.label)\n\(Words.size(node.bytes)), \(share) %"))
    group.append(
      Markup(
        "rect",
        [
          "x": .init(x), "y": .init(top), "width": .init(max(width - 0.5, 0.3)),
          "height": .init(Size.row - 1), "fill": .init(ink(of: node.frame).hex),
        ]))
    if width >= Size.leastLabel, let label = label(of: node.frame, width: width - 6) {
      group.append(
        Markup(
          "text",
          [
            "x": .init(x + 3), "y": .init(bottom - 5.5), "fill": .init(Ink.text.hex),
            "font-size": .init(Size.text),
          ], text: label))
    }
    elements.append(group)
    var left = x
    for child in node.children {
      let part = self.width(of: child, in: node, width)
      if part < Size.leastFrame { break }
      draw(child, x: left, width: part, bottom: top, &elements)
      left += part
    }
  }

  private func ink(of frame: Frame) -> Ink {
    if frame == root.frame { return Ink.grid }
    if rule.skips(frame) { return Ink(0xE9E9EC) }
    let isProgram = frame.module.isEmpty || frame.module == executable
    return isProgram ? Ink(0xCFC6F3) : Ink(0xF7D3AE)
  }

  /// The frame's name, cut to what fits; nil where that would say nothing.
  private func label(of frame: Frame, width: Double) -> String? {
    for label in [frame.label, frame.name] {
      if TextMetrics.width(of: label, size: Size.text) <= width { return label }
    }
    var label = frame.name
    while label.count > Size.leastLetters {
      label.removeLast()
      if TextMetrics.width(of: label + "…", size: Size.text) <= width { return label + "…" }
    }
    return nil
  }
}
