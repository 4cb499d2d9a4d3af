import Results

package func distinct(_ values: [Double]) -> [Double] { Set(values).sorted() }

package func seedNote(_ seeds: Int) -> String {
  seeds == 1 ? "One seed." : "Means over \(seeds) seeds."
}
/// The values in the order of their first appearance.
package func firsts<Value: Hashable>(_ values: [Value]) -> [Value] {
  var seen: Set<Value> = []
  return values.filter { seen.insert($0).inserted }
}

extension Sequence {
  /// The elements of each value of a key, by ascending value.
  package func groups<Key: Comparable & Hashable>(
    by key: (Element) -> Key
  ) -> [(key: Key, rows: [Element])] {
    Dictionary(grouping: self, by: key).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The mean of a value over the elements that have it; nil where none has.
  package func average(_ value: (Element) -> Double?) -> Double? {
    Figures.average(compactMap(value))
  }
}
