/// How much room text takes, without asking a font.
///
/// The widths are those of DejaVu Sans or a little more, which is wider than the usual sans-serif
/// faces, so that a label never needs more room than it was given.
package enum TextMetrics {
  /// The width of a character, in parts of the font size.
  private static func width(of character: Character) -> Double {
    switch character {
    case "i", "j", "l", "I", ".", ",", ":", ";", "'", "|", "!", "’": 0.33
    case " ", "f", "t", "r", "(", ")", "[", "]", "/", "-", "\"": 0.41
    case "m", "w", "M", "W", "%", "@", "—": 0.96
    case "=", "+", "<", ">", "±", "≥", "≤", "×", "~", "≈": 0.84
    case "0"..."9", "a"..."z", "·", "²": 0.635
    default: 0.72
    }
  }

  /// The width of a line in pixels.
  package static func width(of text: String, size: Double, isBold: Bool = false) -> Double {
    text.reduce(0) { $0 + width(of: $1) } * size * (isBold ? 1.1 : 1)
  }

  /// The lines of a text, broken at spaces so that each fits where it can.
  package static func wrapped(
    _ text: String, to width: Double, size: Double, isBold: Bool = false
  ) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last,
        self.width(of: last + " " + word, size: size, isBold: isBold) <= width
      {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
