import Results

/// How long objects of a program live, and what ends them: shortest first.
package enum LifetimeClass: String, Sendable, CaseIterable, Codable, CSVValue {
  /// Dies by the end of its epoch.
  case request
  /// Lives for a few epochs, at most as many as the configuration says.
  case transaction
  /// Memoryless, with a mean of many epochs.
  case session
  /// Lives for a fixed number of epochs.
  case cache
  /// Lives to the end of the run.
  case process
}

/// What a line of `classes.csv` lets share granules.
package enum ClassRouting: String, Sendable, CaseIterable, Codable, CSVValue {
  /// A program of one class in granules of its own.
  case alone
  /// A program of two classes that share granules.
  case pair
  /// The whole program, all classes in the same granules.
  case mixed
  /// The whole program with the best division of its classes among some kinds of granule.
  case partial
  /// The whole program, a kind of granule for each class.
  case isolated
}

/// One way of sharing granules among lifetime classes: a line of `classes.csv`.
package struct ClassesRow: GridRow {
  /// What the classes experiment measures.
  package enum Metric: String, GridMetric, Sendable {
    /// Structural bytes at the end of the run.
    case structuralBytes = "structural_bytes"
    /// Structural bytes at the end less those at half of the run: above 0 where they keep growing.
    case growthBytes = "growth_bytes"
    /// Granules that drained at their close over granules closed.
    case dsr
  }

  /// What shares granules.
  package var routing = ClassRouting.alone
  /// The kinds of granule, each named by the classes that share it: `request+session process`.
  package var granules = ""
  /// What the line is about.
  package var metric = Metric.structuralBytes
  /// The mean over seeds and the closed form.
  package var point = GridPoint()

  /// An empty row.
  package init() {}

  /// `classes.csv`.
  package static let fileName = "classes.csv"

  /// The columns of `classes.csv`.
  package static let columns: [Column<ClassesRow>] =
    [.key("routing", \.routing), .key("granules", \.granules)] + gridColumns

  /// The classes of each kind of granule, as `granules` names them; nil when it names none.
  package var kinds: [[LifetimeClass]]? {
    let kinds = granules.split(separator: " ").map { kind in
      kind.split(separator: "+").map { LifetimeClass(rawValue: String($0)) }
    }
    let known = kinds.map { $0.compactMap(\.self) }
    return known.map(\.count) == kinds.map(\.count) && !known.isEmpty ? known : nil
  }

  /// The text of `granules` for the classes of each kind of granule.
  package static func name(of kinds: [[LifetimeClass]]) -> String {
    kinds.map { $0.map(\.rawValue).joined(separator: "+") }.joined(separator: " ")
  }
}
