/// The candidate that the user most likely meant, or nil when none is near.
///
/// A candidate is near when the text is its beginning (two characters or more), or when it is at
/// most a third of the longer word's length away, and at least one edit is forgiven to words of
/// three characters or more; letter case and dashes do not count. The first of equals wins.
/// - Complexity: the sum of the products of the lengths.
func nearest(to text: String, among candidates: [String]) -> String? {
  let typed = folded(text)
  guard !typed.isEmpty, typed.count <= 64 else { return nil }
  var best: (candidate: String, distance: Int)?
  for candidate in candidates {
    let word = folded(candidate)
    let longer = max(typed.count, word.count)
    let allowed = longer >= 3 ? max(1, longer / 3) : 0
    var distance = editDistance(typed, word)
    if typed.count >= 2, word.starts(with: typed) { distance = min(distance, 1) }
    let isNear = distance <= allowed
    if isNear, distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.candidate
}

/// The least number of insertions, deletions, substitutions and swaps of neighbours that turn one
/// word into the other, where no part is edited twice (the optimal-string-alignment form of
/// F. J. Damerau, "A technique for computer detection and correction of spelling errors",
/// CACM 7(3), 1964).
func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        cost = min(cost, beforeLast[j - 1] + 1)
      }
      row.append(cost)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}

private func folded(_ word: String) -> [Character] {
  word.lowercased().filter { $0 != "-" && $0 != "_" }.map(\.self)
}
