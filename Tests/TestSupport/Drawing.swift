import Foundation

import Exhibits

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What a standard XML parser finds in an SVG.
package final class Drawing: NSObject, XMLParserDelegate {
  /// One piece of text with the room that it takes.
  package struct Word {
    package var text: String
    package var box: Rectangle
  }

  package private(set) var words: [Word] = []
  package private(set) var elements: [(name: String, attributes: [String: String])] = []
  package private(set) var size = (width: 0.0, height: 0.0)
  package private(set) var error: String?
  private var open: (attributes: [String: String], text: String)?

  package init(_ svg: String) {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    if !parser.parse() { error = "\(parser.parserError.debugDescription)" }
  }

  /// The elements of that name.
  package func named(_ name: String) -> [[String: String]] {
    elements.filter { $0.name == name }.map(\.attributes)
  }

  /// Pairs of texts that lie upon each other.
  package var collisions: [String] {
    words.indices.flatMap { first in
      words[..<first].compactMap { second in
        words[first].box.overlap(second.box) > 1
          ? "\(second.text) / \(words[first].text)" : nil
      }
    }
  }

  /// Texts that reach beyond the picture.
  package var overflows: [String] {
    let all = Rectangle(x: 0, y: 0, width: size.width, height: size.height)
    return words.filter { $0.box.excess(beyond: all) > 1 }.map(\.text)
  }

  package func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append((name, attributes))
    if name == "svg" {
      size = (Double(attributes["width"] ?? "") ?? 0, Double(attributes["height"] ?? "") ?? 0)
    }
    if name == "text" { open = (attributes, "") }
  }

  package func parser(_ parser: XMLParser, foundCharacters text: String) { open?.text += text }

  package func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    guard name == "text", let (attributes, text) = open else { return }
    open = nil
    func number(_ name: String, _ other: Double) -> Double {
      attributes[name].flatMap(Double.init) ?? other
    }
    let size = number("font-size", 12)
    let width = TextMetrics.width(
      of: text, size: size, isBold: attributes["font-weight"] == "bold")
    let left =
      switch attributes["text-anchor"] {
      case "middle": number("x", 0) - width / 2
      case "end": number("x", 0) - width
      default: number("x", 0)
      }
    // From the tops of capitals to the base line.
    words.append(
      Word(
        text: text,
        box: Rectangle(
          x: left, y: number("y", 0) - 0.75 * size, width: width, height: 0.75 * size)))
  }
}
