import Results

/// The walk over the rows that both sides have.
struct RowMatcher {
  /// A column of both sides that does not tell rows apart.
  struct SharedColumn {
    let name: String
    let better: Preference
    let base: Int
    let head: Int
  }

  /// The repeats of a noisy column of one row.
  struct Repeats {
    let key: [String]
    let isReference: Bool
    var base: [Double] = []
    var head: [Double] = []
  }

  let base: ClassifiedTable
  let head: ClassifiedTable
  let names: RowIndex.Names
  let shared: [SharedColumn]

  private(set) var drifts: [Drift] = []
  private(set) var comparedRows = 0
  private(set) var unmatched: [Unmatched] = []
  /// Of each shared column, the repeats of each row.
  var repeats: [[Repeats]]
  /// Of each shared column, the rows whose noisy value is blank on one side.
  var blanks: [Int]
  private var wordsThatDiffer: [Int]
  private var renumbered: [(base: [String], head: [String])] = []

  init(base: ClassifiedTable, head: ClassifiedTable, names: RowIndex.Names) {
    self.base = base
    self.head = head
    self.names = names
    let identifying = Set(names.key + names.repetition + names.position)
    shared = base.columns.enumerated().compactMap { index, column in
      guard !identifying.contains(column.name), let other = head.columnIndex(named: column.name)
      else { return nil }
      return SharedColumn(name: column.name, better: column.better, base: index, head: other)
    }
    repeats = shared.map { _ in [] }
    blanks = shared.map { _ in 0 }
    wordsThatDiffer = shared.map { _ in 0 }
  }

  /// Notes a group that only one side has.
  mutating func note(_ group: RowIndex.Group, key: [String], on side: Side) {
    note(side, label(key), rows: group.rows.values.reduce(0) { $0 + $1.count })
  }

  /// Notes what only one side has.
  mutating func note(_ side: Side, _ name: String, rows: Int) {
    unmatched.append(Unmatched(side: side, name: name, rows: rows))
  }

  /// The names and values of what tells a row apart.
  func label(_ key: [String], _ repetition: [String] = [], _ position: [String] = []) -> String {
    let columns =
      zip(names.key, key).map { $0 } + zip(names.repetition, repetition).map { $0 }
      + zip(names.position, position).map { $0 }
    return columns.map { "\($0)=\($1)" }.joined(separator: " ")
  }

  /// Compares the rows of one key.
  mutating func compare(_ group: RowIndex.Group, _ other: RowIndex.Group, key: [String]) {
    let pairs = group.pairs(with: other)
    if let first = pairs.first, first.base != first.head, renumbered.isEmpty { renumbered = pairs }
    for pair in pairs {
      for position in group.positions[pair.base] ?? [] {
        compare(
          rows(of: group, pair.base, position), rows(of: other, pair.head, position), key, pair,
          position)
      }
      noteMissing(group, other, pair.base, pair.head, key, .base)
      noteMissing(other, group, pair.head, pair.base, key, .head)
    }
    noteUnpaired(group, Set(pairs.map(\.base)), key, .base)
    noteUnpaired(other, Set(pairs.map(\.head)), key, .head)
    measure(group, other, key: key)
  }

  private func rows(
    of group: RowIndex.Group, _ repetition: [String], _ position: [String]
  ) -> [Int] { group.rows[RowIndex.Place(repetition: repetition, position: position)] ?? [] }

  /// Notes positions that one repetition has and its counterpart has not.
  private mutating func noteMissing(
    _ group: RowIndex.Group, _ other: RowIndex.Group, _ repetition: [String],
    _ counterpart: [String], _ key: [String], _ side: Side
  ) {
    let there = Set(other.positions[counterpart] ?? [])
    for position in group.positions[repetition] ?? [] where !there.contains(position) {
      note(side, label(key, repetition, position), rows: 1)
    }
  }

  /// Notes repetitions without a counterpart, where rows have exact columns; of noisy ones only the
  /// number of repeats matters.
  private mutating func noteUnpaired(
    _ group: RowIndex.Group, _ paired: Set<[String]>, _ key: [String], _ side: Side
  ) {
    let table = side == .base ? base : head
    for repetition in group.repetitions where !paired.contains(repetition) {
      let rows = (group.positions[repetition] ?? []).flatMap {
        self.rows(of: group, repetition, $0)
      }
      guard let row = rows.first, table.rows[row].roles.contains(.exact) else { continue }
      note(side, label(key, repetition), rows: rows.count)
    }
  }

  /// Compares the exact columns of one row, and counts words in noisy columns that differ.
  private mutating func compare(
    _ bases: [Int], _ heads: [Int], _ key: [String], _ pair: (base: [String], head: [String]),
    _ position: [String]
  ) {
    guard let baseRow = bases.first.map({ base.rows[$0] }),
      let headRow = heads.first.map({ head.rows[$0] })
    else { return }
    var differences: [Drift.Difference] = []
    var hasExact = false
    for (index, column) in shared.enumerated() {
      let (one, other) = (baseRow.fields[column.base], headRow.fields[column.head])
      if baseRow.roles[column.base] == .exact, headRow.roles[column.head] == .exact {
        hasExact = true
        if one != other {
          differences.append(Drift.Difference(column: column.name, base: one, head: other))
        }
      } else if one != other, Double?(csvField: one) == nil || Double?(csvField: other) == nil {
        wordsThatDiffer[index] += 1
      }
    }
    comparedRows += hasExact ? 1 : 0
    if differences.isEmpty { return }
    // A row that stands against one of another seed bears both.
    let repetition =
      pair.base == pair.head ? pair.base : zip(pair.base, pair.head).map { "\($0)->\($1)" }
    drifts.append(Drift(row: label(key, repetition, position), differences: differences))
  }

  /// What a reader has to know of how the rows were matched.
  var remarks: [String] {
    var result: [String] = []
    if let first = renumbered.first {
      func list(_ repetition: [String]) -> String {
        zip(names.repetition, repetition).map { "\($0)=\($1)" }.joined(separator: " ")
      }
      result.append(
        "the sides have no \(names.repetition.joined(separator: ", ")) in common: they are paired "
          + "in order, \(list(first.base)) with \(list(first.head)) first")
    }
    for (column, count) in zip(shared, wordsThatDiffer) where count > 0 {
      result.append(
        "\(column.name), which follows from noisy columns, differs in \(count) "
          + (count == 1 ? "row" : "rows"))
    }
    for (column, count) in zip(shared, blanks) where count > 0 {
      result.append(
        "\(column.name), a noisy column, has a value on one side only in \(count) "
          + (count == 1 ? "row" : "rows"))
    }
    return result
  }
}
