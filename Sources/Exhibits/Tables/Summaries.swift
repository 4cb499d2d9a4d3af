import Results

package func distinct(_ values: [Double]) -> [Double] { Set(values).sorted() }

package func seedNote(_ seeds: Int) -> String {
  seeds == 1 ? "One seed." : "Means over \(seeds) seeds."
}
/// The values in the order of their first appearance.
package func firsts(_ values: [String]) -> [String] {
  var seen: Set<String> = []
  return values.filter { seen.insert($0).inserted }
}
