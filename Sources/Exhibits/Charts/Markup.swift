/// An XML element: a name, attributes in their order, and children.
///
///     Markup("text", ["x": 4, "fill": .init("#222222")], text: "p < 1").text
///     // <text x="4" fill="#222222">p &lt; 1</text>
package struct Markup: Sendable, Equatable {
  /// An attribute's value as it is written, before escaping.
  package struct Value: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral
  {
    var text: String

    package init(_ text: String) { self.text = text }
    package init(stringLiteral text: String) { self.text = text }
    package init(integerLiteral value: Int) { text = "\(value)" }
    /// A coordinate.
    package init(_ value: Double) { text = Markup.number(value) }
  }

  /// One thing between the tags.
  package enum Child: Sendable, Equatable {
    case element(Markup)
    case text(String)
    /// A style sheet, which HTML does not unescape.
    case styleSheet(String)
  }

  package var name: String
  package var attributes: [(name: String, value: Value)]
  package var children: [Child]

  /// An element with attributes in the order given.
  package init(
    _ name: String, _ attributes: KeyValuePairs<String, Value> = [:], _ children: [Markup] = []
  ) {
    self.name = name
    self.attributes = attributes.map { ($0.key, $0.value) }
    self.children = children.map(Child.element)
  }

  /// An element that holds text.
  package init(_ name: String, _ attributes: KeyValuePairs<String, Value> = [:], text: String) {
    self.init(name, attributes)
    children = [.text(text)]
  }

  /// A style sheet for an HTML page.
  package init(styleSheet: String) {
    self.init("style")
    children = [.styleSheet(styleSheet)]
  }

  package static func == (left: Markup, right: Markup) -> Bool { left.text == right.text }

  /// Adds or replaces an attribute.
  package mutating func set(_ name: String, _ value: Value) {
    attributes.removeAll { $0.name == name }
    attributes.append((name, value))
  }

  /// Adds a child.
  package mutating func append(_ child: Markup) { children.append(.element(child)) }

  /// Adds children.
  package mutating func append(_ elements: [Markup]) { children += elements.map(Child.element) }

  /// The element as XML, each nested element on a line of its own.
  package var text: String {
    var result = ""
    write(to: &result)
    return result
  }

  private func write(to result: inout String) {
    result += "<\(name)"
    for (name, value) in attributes { result += " \(name)=\"\(Self.escaped(value.text))\"" }
    if children.isEmpty {
      result += "/>"
      return
    }
    result += ">"
    // White space beside text would show.
    let separator = children.contains { if case .text = $0 { true } else { false } } ? "" : "\n"
    for child in children {
      result += separator
      switch child {
      case .text(let text): result += Self.escaped(text)
      case .styleSheet(let text): result += text
      case .element(let element): element.write(to: &result)
      }
    }
    result += "\(separator)</\(name)>"
  }

  /// Every value of that attribute in this element and below it.
  package func values(of attribute: String) -> Set<String> {
    var found = Set(attributes.filter { $0.name == attribute }.map(\.value.text))
    for case .element(let child) in children { found.formUnion(child.values(of: attribute)) }
    return found
  }

  /// Text as XML and HTML take it, between tags and in quotes.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      // XML 1.0 allows no other control character, escaped or not.
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A coordinate in hundredths of a pixel, without trailing zeros.
  package static func number(_ value: Double) -> String {
    precondition(value.isFinite, "a coordinate is a finite number, not \(value)")
    let hundredths = Int((value * 100).rounded())
    let sign = hundredths < 0 ? "-" : ""
    let (whole, rest) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return "\(sign)\(whole)" }
    let digits = rest % 10 == 0 ? "\(rest / 10)" : (rest < 10 ? "0\(rest)" : "\(rest)")
    return "\(sign)\(whole).\(digits)"
  }
}
