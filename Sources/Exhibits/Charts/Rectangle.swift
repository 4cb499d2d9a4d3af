/// A rectangle in pixels; y grows downwards.
package struct Rectangle: Sendable, Equatable {
  package var x: Double
  package var y: Double
  package var width: Double
  package var height: Double

  package init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  package var right: Double { x + width }
  package var bottom: Double { y + height }

  /// The rectangle with that centre.
  package static func around(_ x: Double, _ y: Double, width: Double, height: Double) -> Rectangle {
    Rectangle(x: x - width / 2, y: y - height / 2, width: width, height: height)
  }

  /// The area that two rectangles share, in square pixels.
  package func overlap(_ other: Rectangle) -> Double {
    max(0, min(right, other.right) - max(x, other.x))
      * max(0, min(bottom, other.bottom) - max(y, other.y))
  }

  /// The area outside another rectangle, in square pixels.
  package func excess(beyond other: Rectangle) -> Double { width * height - overlap(other) }
}
