import Results

extension CSVRecord {
  /// A row whose every column says nothing: zero, no text, the first case of its enumeration.
  package static var blank: Self {
    do {
      return try schema.row(RowReader([], file: fileName))
    } catch {
      preconditionFailure("\(error)")
    }
  }
}
