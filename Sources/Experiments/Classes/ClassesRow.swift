import Results

/// How long objects of a program live, and what ends them: shortest first.
enum LifetimeClass: String, Sendable, CaseIterable, Codable, CSVValue {
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
enum ClassRouting: String, Sendable, CaseIterable, Codable, CSVValue {
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

/// When an object's slot becomes free.
enum SlotReuse: String, Sendable, CaseIterable, Codable, CSVValue {
  /// With its granule's close at the earliest, as in an arena: while a granule is open, slots are
  /// given out once.
  case atClose = "at-close"
  /// When it dies, so that later objects of the same granule take its slot.
  case atDeath = "at-death"
}

/// One way of sharing granules among lifetime classes: a line of `classes.csv`.
struct ClassesRow: GridRow {
  enum Metric: String, GridMetric {
    case structuralBytes = "structural_bytes"
    case growthBytes = "growth_bytes"
    case dsr

    var unit: DataUnit {
      switch self {
      case .structuralBytes, .growthBytes: .bytes
      case .dsr: .one
      }
    }

    var meaning: String {
      switch self {
      case .structuralBytes:
        "structural bytes at the end of the run"
      case .growthBytes:
        "structural bytes at the end less those at half of the run: above 0 where "
          + "they keep growing"
      case .dsr:
        "granules that drained at their close over granules closed"
      }
    }
  }

  var routing: ClassRouting
  var granules: String
  var freeing: SlotReuse
  var metric: Metric
  var point: GridPoint

  static let fileName = "classes.csv"
  static let rowMeaning = "one way of sharing granules among lifetime classes"

  static let schema = Schema(
    ClassesRow.init,
    .key(
      "routing", \.routing, .word,
      "which lifetime classes share granules: all, the recommended ones, or none"),
    .key(
      "granules", \.granules, .word,
      "the kinds of granule, each named by the classes that share it: `request+session "
        + "process`"),
    .key("freeing", \.freeing, .word, "when slots become free"), .metric, .point)

  /// The classes of each kind of granule, as `granules` names them; nil when it names none.
  var kinds: [[LifetimeClass]]? {
    let kinds = granules.split(separator: " ").map { kind in
      kind.split(separator: "+").map { LifetimeClass(rawValue: String($0)) }
    }
    let known = kinds.map { $0.compactMap(\.self) }
    return known.map(\.count) == kinds.map(\.count) && !known.isEmpty ? known : nil
  }

  /// The text of `granules` for the classes of each kind of granule.
  static func name(of kinds: [[LifetimeClass]]) -> String {
    kinds.map { $0.map(\.rawValue).joined(separator: "+") }.joined(separator: " ")
  }
}
