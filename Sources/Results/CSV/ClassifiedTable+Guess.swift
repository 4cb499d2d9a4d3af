extension ClassifiedTable {
  /// Two files of a kind that is not known here, classified alike by what their names and fields
  /// tell.
  ///
  /// A column named `seed`, `round`, `run`, `repeat`, `repetition` or `trial` tells repeats apart;
  /// one in a unit of time, or with `rss` in its name, is noisy; of the others, one that holds
  /// anything but numbers is a key. Where two rows are then alike, columns of numbers are taken as
  /// keys as well, from the left, until none are. Without any noisy column to be repeated there is
  /// no sense in rows that stay alike, and the result is nil.
  ///
  /// O(columns * fields).
  static func guessed(
    _ base: CSVDocument, _ head: CSVDocument
  ) -> (base: ClassifiedTable, head: ClassifiedTable)? {
    let documents = [base, head]
    var roles: [String: ColumnRole] = [:]
    var numbers: [String] = []
    for name in base.header.map(\.text) + head.header.map(\.text) where roles[name] == nil {
      var role = ColumnRole(guessedFrom: name)
      if role == .exact, documents.contains(where: { !$0.holdsNumbersOnly(in: name) }) {
        role = .key
      }
      roles[name] = role
      let isShared = documents.allSatisfy { $0.columnIndex(named: name) != nil }
      if role == .exact, isShared { numbers.append(name) }
    }
    var rest = numbers[...]
    while documents.contains(where: { $0.hasRowsAlike(by: roles) }), let next = rest.popFirst() {
      roles[next] = .key
    }
    let areAlike = documents.contains { $0.hasRowsAlike(by: roles) }
    if areAlike, !roles.values.contains(.noisy) { return nil }
    return (base.classified(by: roles), head.classified(by: roles))
  }
}

extension CSVDocument {
  fileprivate func holdsNumbersOnly(in name: String) -> Bool {
    guard let index = columnIndex(named: name) else { return true }
    return rows.allSatisfy { Double?(csvField: $0[index].text) != nil }
  }

  fileprivate func hasRowsAlike(by roles: [String: ColumnRole]) -> Bool {
    let identifying = header.indices.filter { roles[header[$0].text]?.identifies ?? false }
    var seen: Set<[String]> = []
    return !rows.allSatisfy { row in seen.insert(identifying.map { row[$0].text }).inserted }
  }

  fileprivate func classified(by roles: [String: ColumnRole]) -> ClassifiedTable {
    let ordered = header.map { roles[$0.text] ?? .exact }
    return ClassifiedTable(
      file: file,
      columns: header.map {
        ClassifiedTable.Column(name: $0.text, better: ColumnUnit(ofColumn: $0.text).better)
      },
      rows: rows.map { fields in
        ClassifiedTable.Row(
          fields: fields.map(\.text), roles: ordered, isReference: false,
          position: fields[0].position)
      })
  }
}

extension ClassifiedTable {
  /// Classifies two files that are to be compared: by their kind, or by their names and fields
  /// where it is not known.
  ///
  /// - Parameters:
  ///   - base: one file.
  ///   - head: the other.
  ///   - fileName: the name that both have in a results folder.
  ///   - known: the kinds that the files may be of.
  /// - Throws: `CSVError` for a field or a column of a known kind that is wrong, and
  ///   `ClassificationError` where nothing tells what to compare.
  package static func pair(
    _ base: CSVDocument, _ head: CSVDocument, named fileName: String, among known: [CSVKind]
  ) throws -> (base: ClassifiedTable, head: ClassifiedTable) {
    let kinds = (known.kind(of: base, named: fileName), known.kind(of: head, named: fileName))
    switch kinds {
    case (let kind?, let other?):
      guard kind.fileName == other.fileName else {
        throw ClassificationError.differentKinds(
          base: base.file, head: head.file, kinds: [kind.fileName, other.fileName])
      }
      return (try kind.classify(base), try kind.classify(head))
    case (let kind?, nil), (nil, let kind?):
      // One revision may know a column that the other lacks; without the identifying ones this
      // throws.
      return (try kind.classify(base), try kind.classify(head))
    case (nil, nil):
      guard let tables = guessed(base, head) else {
        throw ClassificationError.nothingTellsRowsApart(base: base.file, head: head.file)
      }
      return tables
    }
  }
}

/// Two files that cannot be compared with each other.
package enum ClassificationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Each is of a known kind, named by its file name, and the kinds differ.
  case differentKinds(base: String, head: String, kinds: [String])
  /// The kind is not known, some rows agree in all columns, and no column is of time or RSS.
  case nothingTellsRowsApart(base: String, head: String)

  /// A sentence with both files.
  package var description: String {
    switch self {
    case .differentKinds(let base, let head, let kinds):
      "\(base) has the columns of \(kinds[0]) and \(head) those of \(kinds[1]); expected two "
        + "files of one kind"
    case .nothingTellsRowsApart(let base, let head):
      "\(base) and \(head) are of no known kind, and cannot be compared: some rows agree in every "
        + "column, and no column is of time or RSS"
    }
  }
}
