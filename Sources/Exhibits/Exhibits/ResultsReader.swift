import Results

/// The rows of a results folder, each file read once however many tables and plots need it.
///
/// It belongs to one thread.
package final class ResultsReader {
  /// The folder.
  package let folder: ResultsFolder
  /// The figures to compare with.
  package let published: PublishedFigures

  private var rows: [String: Any] = [:]
  /// The cells of the grids that were run, by experiment.
  private let grids: [String: [Parameters]]
  /// The cells whose rows are shown, the first of a grid where none is named here.
  private let settings: [String: Parameters]
  private let documents: Documents

  /// The files of grids as they are, which the readers of all cells share.
  private final class Documents {
    var read: [String: CSVDocument] = [:]
  }

  /// Reads the manifest alone, for the grids that were run.
  package convenience init(_ folder: ResultsFolder, published: PublishedFigures) {
    // Who needs a manifest reads it, and tells what is wrong with it.
    let entries = (try? Manifest.read(in: folder))?.experiments ?? [:]
    self.init(
      folder, published, grids: entries.mapValues(\.cells).filter { !$0.value.isEmpty },
      settings: [:], Documents())
  }

  private init(
    _ folder: ResultsFolder, _ published: PublishedFigures, grids: [String: [Parameters]],
    settings: [String: Parameters], _ documents: Documents
  ) {
    self.folder = folder
    self.published = published
    self.grids = grids
    self.settings = settings
    self.documents = documents
  }

  /// The cells that an exhibit is made of, each with its reader; one without setting where its
  /// experiment ran a single configuration.
  func cells<Content>(of exhibit: Exhibit<Content>) -> [(setting: Parameters?, ResultsReader)] {
    guard let name = experiments(of: exhibit).first(where: { grids[$0] != nil }),
      let cells = grids[name]
    else { return [(nil, self)] }
    return cells.map { setting in
      var settings = settings
      settings[name] = setting
      return (
        setting,
        ResultsReader(folder, published, grids: grids, settings: settings, documents)
      )
    }
  }

  /// The experiments whose files an exhibit is made of, in order.
  private func experiments<Content>(of exhibit: Exhibit<Content>) -> [String] {
    let names =
      exhibit.needs.map { $0.fileName } + [exhibit.name.replacing("coefficients-", with: "")]
    return names.map(Self.experiment)
  }

  /// The experiment that a file is named for.
  private static func experiment(ofFile name: String) -> String {
    String(name.prefix { $0 != "-" && $0 != "." })
  }

  /// Whether the folder has the file.
  package func has(_ file: any CSVRecord.Type) -> Bool { folder.contains(file.fileName) }

  /// The rows of a file, of one cell where its experiment ran a grid; none where the folder has no
  /// such file.
  ///
  /// - Throws: `CSVError` for what the file holds, `ResultsError` where it cannot be read.
  package func callAsFunction<Row: CSVRecord>(_ kind: Row.Type) throws -> [Row] {
    if let known = rows[Row.fileName] as? [Row] { return known }
    let read = folder.contains(kind) ? try self.read(kind) : []
    rows[Row.fileName] = read
    return read
  }

  private func read<Row: CSVRecord>(_ kind: Row.Type) throws -> [Row] {
    if Row.self == Coefficient.self {
      let all = try folder.read(Coefficient.self)
      return all.compactMap(inCell) as? [Row] ?? []
    }
    let name = Self.experiment(ofFile: Row.fileName)
    guard let setting = settings[name] ?? grids[name]?.first else { return try folder.read(kind) }
    let document = try documents.read[Row.fileName] ?? folder.document(Row.fileName)
    documents.read[Row.fileName] = document
    return try Row.read(document.cell(setting, keeping: Set(Row.columns.map(\.name))))
  }

  /// A coefficient without what tells its cell; nil where it is of another cell.
  private func inCell(_ coefficient: Coefficient) -> Coefficient? {
    let name = coefficient.experiment
    guard let setting = settings[name] ?? grids[name]?.first else { return coefficient }
    if !coefficient.parameter.matches(setting) { return nil }
    var coefficient = coefficient
    coefficient.parameter = coefficient.parameter.dropping(setting)
    return coefficient
  }

  /// Tables and findings with a note where arms are missing behind them.
  func noting<Content>(_ content: Content, of exhibit: Exhibit<Content>) throws -> Content {
    let experiments = Set(experiments(of: exhibit))
    let notes = Set(
      try self(IncompleteRow.self).filter { experiments.contains($0.experiment) }.map(\.note)
    ).sorted()
    if notes.isEmpty { return content }
    switch content {
    case var tables as [Table]:
      for index in tables.indices { tables[index].notes += notes }
      return tables as? Content ?? content
    case var finding as Finding:
      finding.paragraphs += notes
      return finding as? Content ?? content
    default: return content
    }
  }
}
