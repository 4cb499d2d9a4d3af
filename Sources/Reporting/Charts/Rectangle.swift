/// A rectangle in pixels; y grows downwards.
struct Rectangle: Sendable, Equatable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  var right: Double { x + width }
  var bottom: Double { y + height }

  /// The rectangle with that centre.
  static func around(_ x: Double, _ y: Double, width: Double, height: Double) -> Rectangle {
    Rectangle(x: x - width / 2, y: y - height / 2, width: width, height: height)
  }

  /// The area that two rectangles share, in square pixels.
  func overlap(_ other: Rectangle) -> Double {
    max(0, min(right, other.right) - max(x, other.x))
      * max(0, min(bottom, other.bottom) - max(y, other.y))
  }

  /// The area outside another rectangle, in square pixels.
  func excess(beyond other: Rectangle) -> Double { width * height - overlap(other) }
}
