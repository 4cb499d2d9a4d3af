/// One of the two sides.
package enum Side: String, Sendable, CaseIterable {
  /// What is compared against.
  case base
  /// What is compared.
  case head
}

/// A row whose exact columns differ between the sides: with one configuration and seed they must
/// not.
package struct Drift: Sendable, Equatable {
  /// A column's value on both sides, as written.
  package struct Difference: Sendable, Equatable {
    /// The column's name.
    package let column: String
    /// The one value.
    package let base: String
    /// The other.
    package let head: String

    /// How far head lies from base, over base; infinite of words and of 0.
    var relative: Double {
      guard let one = Double(base), let other = Double(head), one != 0 else { return .infinity }
      return ((other - one) / one).magnitude
    }
  }

  /// The row: the names and values of what tells it apart.
  package let row: String
  /// The columns that differ.
  package let differences: [Difference]
}

/// Something that only one side has.
package struct Unmatched: Sendable, Equatable {
  /// The side that has it.
  package let side: Side
  /// A row's identifying columns and values, a column's name, or a file's.
  package let name: String
  /// The rows that the name stands for; nil for a column or a file.
  package let rows: Int?
}

/// What was found in one file of both sides.
package struct FileComparison: Sendable, Equatable {
  /// The file's name in a results folder.
  package let name: String
  /// The names of the key columns, in the order in which measurements give their values.
  package internal(set) var keyColumns: [String] = []
  /// The rows of one side only.
  package internal(set) var unmatchedRows: [Unmatched] = []
  /// The columns of one side only.
  package internal(set) var unmatchedColumns: [Unmatched] = []
  /// The rows that drifted.
  package internal(set) var drifts: [Drift] = []
  /// Rows whose exact columns were compared.
  package internal(set) var comparedRows = 0
  /// The noisy columns.
  package internal(set) var measured: [MeasuredColumn] = []
  /// What a reader has to know of how the file was compared.
  package internal(set) var remarks: [String] = []

  init(name: String) { self.name = name }
}
