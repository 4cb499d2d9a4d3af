/// The valid name that a mistyped one most likely meant, or nil when none is close.
///
/// Close means that what was written is a name's beginning (two characters or more), or that a
/// third of the letters or fewer are wrong, where a swap of neighbours is one mistake (the optimal
/// string alignment distance; Boytsov, "Indexing methods for approximate dictionary searching",
/// 2011). Case, `-` and `_` do not count. The first of equally close names wins. O(n m) for each
/// name.
///
/// - Parameters:
///   - name: what was written.
///   - valid: the names that would have been right, in the order of preference.
package func nearestName(to name: String, among valid: some Sequence<String>) -> String? {
  let written = folded(name)
  guard !written.isEmpty, written.count <= 64 else { return nil }
  var nearest: (name: String, distance: Int)?
  for candidate in valid {
    let right = folded(candidate)
    let allowed = max(1, max(written.count, right.count) / 3)
    let isBeginning = written.count >= 2 && right.starts(with: written)
    // A length that differs by more than the limit needs no table.
    guard isBeginning || abs(written.count - right.count) <= allowed else { continue }
    let distance =
      isBeginning ? min(1, right.count - written.count) : alignmentDistance(written, right)
    // One wrong letter of one says nothing.
    guard distance <= allowed, distance < right.count else { continue }
    if distance < nearest?.distance ?? .max { nearest = (candidate, distance) }
  }
  return nearest?.name
}

private func folded(_ name: String) -> [Character] {
  Array(name.lowercased().filter { $0 != "-" && $0 != "_" })
}

func alignmentDistance(_ left: [Character], _ right: [Character]) -> Int {
  var beforePrevious: [Int] = []
  var previous = Array(0...right.count)
  for i in left.indices {
    var current = [i + 1]
    for j in right.indices {
      let same = left[i] == right[j]
      var best = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (same ? 0 : 1))
      if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
        best = min(best, beforePrevious[j - 1] + 1)
      }
      current.append(best)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[right.count]
}
