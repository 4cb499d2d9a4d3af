/// A list of what a block states, one after the other; an `if` that does not hold, and nil, add
/// nothing.
///
///     Chart(x: .linear("requests", .count), y: .linear("RSS", .bytes())) {
///       if let bound { Mark.horizontal(at: bound) }
///       Mark.line(points, .measured)
///     }
@resultBuilder
package enum Listing<Element> {
  package static func buildExpression(_ element: Element?) -> [Element] {
    element.map { [$0] } ?? []
  }

  package static func buildExpression(_ elements: [Element]) -> [Element] { elements }

  package static func buildBlock(_ parts: [Element]...) -> [Element] { parts.flatMap(\.self) }

  package static func buildOptional(_ part: [Element]?) -> [Element] { part ?? [] }

  package static func buildEither(first part: [Element]) -> [Element] { part }

  package static func buildEither(second part: [Element]) -> [Element] { part }

  package static func buildArray(_ parts: [[Element]]) -> [Element] { parts.flatMap(\.self) }
}
