import Results

/// Something that is made from result files alone: a plot, tables, or a finding.
///
///     let churnPlot = Plot("churn", in: .churn, needs: [ChurnRow.self]) { results in
///       churnFigure(try results(ChurnRow.self))
///     }
package struct Exhibit<Content: Sendable>: Sendable {
  /// A word for file names and options.
  package let name: String
  /// The part of the report that it belongs to.
  package let section: ReportSection
  /// The files without which it is left out.
  package let needs: [any CSVRecord.Type]
  /// The files that it is made of, in the results folder.
  package let sources: [String]
  /// Makes it; nil where the rows are too few to show anything.
  package let make: @Sendable (ResultsReader) throws -> Content?

  /// An exhibit.
  ///
  /// - Parameter sources: the files that it is made of; nil for those that it needs.
  package init(
    _ name: String, in section: ReportSection, needs: [any CSVRecord.Type],
    sources: [String]? = nil, make: @escaping @Sendable (ResultsReader) throws -> Content?
  ) {
    self.name = name
    self.section = section
    self.needs = needs
    self.sources = sources ?? needs.map { $0.fileName }
    self.make = make
  }
}

/// A plot, written as `NAME.svg`.
package typealias Plot = Exhibit<Figure>

/// Tables that are made of the same rows.
package typealias TableGroup = Exhibit<[Table]>

/// A part of the report.
package struct ReportSection: Sendable, Hashable {
  /// A word for links.
  package let id: String
  /// The heading.
  package let title: String

  /// A part of the report; the report shows parts in the order in which exhibits first name them.
  package init(_ id: String, _ title: String) {
    self.id = id
    self.title = title
  }

  /// What is odd about the published figures.
  package static let oddities = ReportSection("oddities", "What is odd about the published figures")
}

/// The exhibits that a folder's files allow, and the files that others lack.
package struct Gathered<Content: Sendable> {
  /// What was made, in the order of the list.
  package private(set) var made: [(exhibit: Exhibit<Content>, content: Content)] = []
  /// The missing files, each with the exhibits that lack it.
  package private(set) var missing: [(file: String, names: [String])] = []

  /// Makes every exhibit whose files are there.
  ///
  /// - Throws: `CSVError` or `ResultsError` for a file that is there and cannot be read.
  package init(_ exhibits: [Exhibit<Content>], from results: ResultsReader) throws {
    for exhibit in exhibits {
      let lacking = exhibit.needs.filter { !results.has($0) }
      if lacking.isEmpty {
        try make(exhibit, from: results)
      }
      for file in lacking.map({ $0.fileName }) {
        if let index = missing.firstIndex(where: { $0.file == file }) {
          missing[index].names.append(exhibit.name)
        } else {
          missing.append((file, [exhibit.name]))
        }
      }
    }
  }

  /// The most cells of a grid of which an exhibit is made; the files have the others.
  private static var shownCells: Int { 24 }

  /// Makes an exhibit, of each cell of its experiment's grid where there is one.
  private mutating func make(_ exhibit: Exhibit<Content>, from results: ResultsReader) throws {
    let cells = results.cells(of: exhibit)
    for (setting, reader) in cells.prefix(Self.shownCells) {
      guard let content = try exhibit.make(reader) else { continue }
      let noted = try reader.noting(content, of: exhibit)
      guard let setting = setting?.csvField else {
        made.append((exhibit, noted))
        continue
      }
      let others =
        cells.count > Self.shownCells
        ? "One of the first \(Self.shownCells) settings of \(cells.count); the CSV files have all."
        : nil
      let own = Exhibit(
        "\(exhibit.name),\(setting.replacing(" ", with: ","))", in: exhibit.section,
        needs: exhibit.needs, sources: exhibit.sources, make: exhibit.make)
      made.append((own, labelled(noted, setting, others)))
    }
  }

  /// Content that says of which cell it is.
  private func labelled(_ content: Content, _ setting: String, _ note: String?) -> Content {
    let notes = note.map { [$0] } ?? []
    switch content {
    case var tables as [Table]:
      for index in tables.indices {
        tables[index].name += "-\(setting.replacing(" ", with: "-"))"
        tables[index].title += ", \(setting)"
        tables[index].notes += notes
      }
      return tables as? Content ?? content
    case var finding as Finding:
      finding.headline += " (\(setting))"
      finding.paragraphs += notes
      return finding as? Content ?? content
    case var figure as Figure:
      figure.name += "-" + setting.map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined()
      figure.subtitle += " With \(setting)."
      figure.notes += notes
      return figure as? Content ?? content
    case var charts as [TerminalChart]:
      for index in charts.indices { charts[index].title += ", \(setting)" }
      return charts as? Content ?? content
    default: return content
    }
  }

  /// A sentence for each missing file.
  ///
  /// - Parameters:
  ///   - folder: the results folder.
  ///   - noun: what is left out, `tables` or `plots`.
  ///   - command: the words after `drainbench` that make a file.
  package func remarks(
    _ folder: ResultsFolder, noun: String, command: (_ file: String) -> String
  ) -> [String] {
    missing.map { file, names in
      "no \(folder.path(of: file)): `drainbench \(command(file))` makes it; left out: \(noun) "
        + names.joined(separator: ", ")
    }
  }
}

extension Gathered<[Table]> {
  /// The tables in their order.
  package var tables: [Table] { made.flatMap(\.content) }

  /// The tables as one Markdown page.
  ///
  /// - Parameter source: where the published figures come from.
  package func markdown(source: String) -> String {
    "# Measured beside published\n\nPublished figures: \(source).\n\n"
      + TableFormat.markdown.render(tables)
  }
}
