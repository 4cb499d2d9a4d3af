/// A user's text made safe to print on one line of a terminal: quoted when it is empty or holds
/// white space or quotes, with control characters and line separators escaped.
package func shown(_ text: String) -> String {
  var plain = !text.isEmpty
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      result += scalar.escaped(asASCII: true)
      plain = false
    default:
      if scalar.properties.isWhitespace || scalar == "'" { plain = false }
      result.unicodeScalars.append(scalar)
    }
  }
  return plain ? result : "'\(result)'"
}
