import Exhibits
import Results

/// Means over seeds of the rows of one routing.
struct PeersMeans {
  private let groups: [Key: [PeersRow]]
  /// The allocators, in the order of the rows.
  let allocators: [String]
  /// The session fractions, ascending.
  let fractions: [Double]
  /// Seeds of each point.
  let seeds: Int

  private struct Key: Hashable {
    var allocator: String
    var fraction: Double
  }

  init(_ rows: [PeersRow]) {
    groups = Dictionary(grouping: rows) {
      Key(allocator: $0.allocator, fraction: $0.sessionFraction)
    }
    allocators = firsts(rows.map(\.allocator))
    fractions = distinct(rows.map(\.sessionFraction))
    seeds = Set(rows.map(\.seed)).count
  }

  /// The session fraction nearest 1 %: few enough for a reader to expect most memory back; nil
  /// where only the floor was measured.
  var typicalFraction: Double? {
    fractions.filter { $0 > 0 }.min { abs($0 - 0.01) < abs($1 - 0.01) }
  }

  func live(_ allocator: String, _ fraction: Double) -> Double? {
    mean(allocator, fraction) { Double($0.liveBytes) }
  }

  func retained(_ allocator: String, _ fraction: Double) -> Double? {
    mean(allocator, fraction) { Double($0.retainedBytes) }
  }

  func predicted(_ allocator: String, _ fraction: Double) -> Double? {
    mean(allocator, fraction, \.retainedBytesPredicted)
  }

  func structural(_ allocator: String, _ fraction: Double) -> Double? {
    mean(allocator, fraction) { Double($0.structuralBytes) }
  }

  private func mean(
    _ allocator: String, _ fraction: Double, _ value: (PeersRow) -> Double
  ) -> Double? {
    Figures.average((groups[Key(allocator: allocator, fraction: fraction)] ?? []).map(value))
  }
}
