/// One of the two sides.
public enum Side: String, Sendable, CaseIterable {
  /// What is compared against.
  case base
  /// What is compared.
  case head
}

/// A row whose exact columns differ between the sides: with one configuration and seed they must not.
public struct Drift: Sendable, Equatable {
  /// A column's value on both sides, as written.
  public struct Difference: Sendable, Equatable {
    /// The column's name.
    public let column: String
    /// The one value.
    public let base: String
    /// The other.
    public let head: String
  }

  /// The row: the names and values of what tells it apart.
  public let row: String
  /// The columns that differ.
  public let differences: [Difference]
}

/// Something that only one side has.
public struct Unmatched: Sendable, Equatable {
  /// The side that has it.
  public let side: Side
  /// A row's identifying columns and values, a column's name, or a file's.
  public let name: String
  /// The rows that the name stands for; nil for a column or a file.
  public let rows: Int?
}

/// What was found in one file of both sides.
public struct FileComparison: Sendable, Equatable {
  /// The file's name in a results folder.
  public let name: String
  /// The names of the key columns, in the order in which measurements give their values.
  public internal(set) var keyColumns: [String] = []
  /// The rows of one side only.
  public internal(set) var unmatchedRows: [Unmatched] = []
  /// The columns of one side only.
  public internal(set) var unmatchedColumns: [Unmatched] = []
  /// The rows that drifted.
  public internal(set) var drifts: [Drift] = []
  /// Rows whose exact columns were compared.
  public internal(set) var comparedRows = 0
  /// The noisy columns.
  public internal(set) var measured: [MeasuredColumn] = []
  /// What a reader has to know of how the file was compared.
  public internal(set) var remarks: [String] = []

  init(name: String) { self.name = name }
}
