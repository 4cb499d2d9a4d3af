/// The text in lines of at most `width` characters: broken between words, a word that is too
/// long broken anywhere. A no-break space prints as a space, and yields where its line is too long.
package func wrapped(_ text: some StringProtocol, width: Int) -> [String] {
  let width = max(1, width)
  var lines: [String] = []
  var line = ""
  let words = text.split(separator: " ")
  for var word in words.flatMap({ $0.count > width ? $0.split(separator: "\u{A0}") : [$0] }) {
    if !line.isEmpty, line.count + 1 + word.count <= width {
      line += " " + word
      continue
    }
    if !line.isEmpty { lines.append(line) }
    while word.count > width {
      lines.append(String(word.prefix(width)))
      word = word.dropFirst(width)
    }
    line = String(word)
  }
  return (lines + [line]).map { $0.replacing("\u{A0}", with: " ") }
}
