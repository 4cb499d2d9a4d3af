import Results

/// The rows of a table by what tells them apart: key, repetition and position.
struct RowIndex {
  /// The rows of one key.
  struct Group {
    /// The repetitions, in the order of the file.
    var repetitions: [[String]] = []
    /// The rows' places in the table, in the order of the file.
    var rows: [Place: [Int]] = [:]
    /// The positions of each repetition, in the order of the file.
    var positions: [[String]: [[String]]] = [:]
  }

  /// A row within its group.
  struct Place: Hashable {
    var repetition: [String]
    var position: [String]
  }

  /// The columns that tell rows apart.
  struct Names: Equatable {
    var key: [String] = []
    var repetition: [String] = []
    var position: [String] = []

    /// Sorts the identifying columns of a table that `other` has as well.
    init(_ table: ClassifiedTable, sharedWith other: ClassifiedTable) {
      guard let row = table.rows.first ?? other.rows.first else { return }
      let source = table.rows.isEmpty ? other : table
      for (column, role) in zip(source.columns, row.roles)
      where other.columnIndex(named: column.name) != nil {
        switch role {
        case .key: key.append(column.name)
        case .repetition: repetition.append(column.name)
        case .position: position.append(column.name)
        case .exact, .noisy: break
        }
      }
    }
  }

  /// The keys, in the order of the file.
  private(set) var keys: [[String]] = []
  /// The rows of each key.
  private(set) var groups: [[String]: Group] = [:]

  /// Sorts a table's rows.
  ///
  /// - Throws: `ComparisonError.repeatedRow` where two rows cannot be told apart and have exact
  ///   columns, of which there is one value only. O(rows).
  init(_ table: ClassifiedTable, by names: Names) throws(ComparisonError) {
    func indices(_ names: [String]) -> [Int] { names.compactMap(table.columnIndex) }
    let (key, repetition, position) = (
      indices(names.key), indices(names.repetition), indices(names.position)
    )
    for (index, row) in table.rows.enumerated() {
      let group = key.map { row.fields[$0] }
      if groups[group] == nil { keys.append(group) }
      let place = Place(
        repetition: repetition.map { row.fields[$0] }, position: position.map { row.fields[$0] })
      if let earlier = groups[group]?.rows[place]?.first, row.roles.contains(.exact) {
        throw .repeatedRow(
          file: table.file, position: row.position, earlier: table.rows[earlier].position)
      }
      groups[group, default: Group()].append(index, at: place)
    }
  }
}

extension RowIndex.Group {
  fileprivate mutating func append(_ row: Int, at place: RowIndex.Place) {
    rows[place, default: []].append(row)
    if rows[place]?.count == 1 {
      if positions[place.repetition] == nil { repetitions.append(place.repetition) }
      positions[place.repetition, default: []].append(place.position)
    }
  }

  /// The repetitions of this group that stand against one of another group, and that one.
  ///
  /// Where the two have none in common, as after a change of seed, the first stands against the
  /// first, and so on.
  func pairs(with other: RowIndex.Group) -> [(base: [String], head: [String])] {
    let shared = repetitions.filter { other.positions[$0] != nil }
    return shared.isEmpty
      ? zip(repetitions, other.repetitions).map { ($0, $1) } : shared.map { ($0, $0) }
  }
}
