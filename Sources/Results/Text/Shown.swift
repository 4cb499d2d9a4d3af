/// A user's text made safe to print on one line of a terminal: quoted when it is empty or holds
/// white space or quotes, with control characters and line separators escaped.
package func shown(_ text: String) -> String {
  let safe = text.unicodeScalars.map(\.shown).joined()
  let isPlain =
    !text.isEmpty && safe == text
    && text.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0 != "'" }
  return isPlain ? safe : "'\(safe)'"
}

extension String {
  /// The value as an error quotes it: in back quotes, control characters escaped, long text cut.
  var quotedForError: String {
    let limit = 60
    let safe = unicodeScalars.prefix(limit).map(\.shown).joined()
    return "`\(safe)\(unicodeScalars.count > limit ? "…" : "")`"
  }
}

extension Unicode.Scalar {
  /// The scalar, or its escape where a terminal would not show it.
  fileprivate var shown: String {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      escaped(asASCII: true)
    default: String(self)
    }
  }
}
