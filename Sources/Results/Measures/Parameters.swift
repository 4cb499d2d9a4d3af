/// What tells the points of a coefficient apart: names and values, in their order.
///
///     let point: Parameters = ["p": 0.05, "reuse": ReuseMode.ring]
///     point.csvField                 // p=0.05 reuse=ring
///     point.matches(["p": 0.05])     // true
package struct Parameters: CSVValue, Hashable, ExpressibleByDictionaryLiteral {
  /// One name with its value as files write it.
  package struct Pair: Sendable, Hashable {
    package let name: String
    package let value: String
  }

  /// The pairs, in their order.
  package let pairs: [Pair]

  /// Names and values; none where there is one point only.
  package init(dictionaryLiteral elements: (String, any CSVValue)...) {
    pairs = elements.map { Pair(name: $0, value: $1.csvField ?? "") }
  }

  /// One name with its value as files write it.
  package init(name: String, value: String) { pairs = [Pair(name: name, value: value)] }

  private init(_ pairs: [Pair]) { self.pairs = pairs }

  /// These and then others.
  package func and(_ others: Parameters) -> Parameters { Parameters(pairs + others.pairs) }

  /// These without the last pairs, as many as others has, which are those of a cell.
  package func dropping(_ others: Parameters) -> Parameters {
    Parameters(Array(pairs.dropLast(others.pairs.count)))
  }

  /// The value of that name as files write it; nil where there is no such name.
  package subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

  /// Whether every pair of a pattern is here, with the same value: numbers are compared as numbers.
  package func matches(_ pattern: Parameters) -> Bool {
    pattern.pairs.allSatisfy { wanted in
      guard let value = self[wanted.name] else { return false }
      if value == wanted.value { return true }
      guard let number = Double(value), let other = Double(wanted.value) else { return false }
      return number == other
    }
  }

  package static var blank: Parameters { Parameters([]) }

  package static var csvExpectation: String { "names and values such as p=0.05 reuse=ring" }

  /// Reads `name=value` pairs that spaces separate; a word without `=` belongs to the value before.
  package init?(csvField: String) {
    var pairs: [Pair] = []
    for word in csvField.split(separator: " ", omittingEmptySubsequences: false) {
      if let sign = word.firstIndex(of: "=") {
        pairs.append(
          Pair(name: String(word[..<sign]), value: String(word[word.index(after: sign)...])))
      } else if let last = pairs.popLast() {
        pairs.append(Pair(name: last.name, value: last.value + " " + word))
      } else if !csvField.isEmpty {
        return nil
      }
    }
    self.pairs = pairs
  }

  package var csvField: String? {
    pairs.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
  }
}
