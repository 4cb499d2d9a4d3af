/// A user's text made safe to print on one line of a terminal: quoted when it is empty or holds
/// white space or quotes, with control characters and line separators escaped.
package func shown(_ text: String) -> String {
  let safe = text.visible
  let isPlain =
    !text.isEmpty && safe == text
    && text.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0 != "'" }
  return isPlain ? safe : "'\(safe)'"
}

extension String {
  /// The value as an error quotes it: in back quotes, control characters escaped, long text cut.
  var quotedForError: String {
    let limit = 60
    let safe = String(unicodeScalars.prefix(limit)).visible
    return "`\(safe)\(unicodeScalars.dropFirst(limit).isEmpty ? "" : "…")`"
  }

  /// The text with what a terminal would obey written out: control characters, line separators, and
  /// what turns the direction of writing.
  package var visible: String {
    utf8.allSatisfy { 0x20...0x7E ~= $0 } ? self : unicodeScalars.map(\.shown).joined()
  }

  /// The same of a text of several lines.
  package var visibleLines: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { String($0).visible }
      .joined(separator: "\n")
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
