import Experiments
import Exhibits
import Results

/// One page with everything that a results folder says: findings, plots, tables, oddities and
/// provenance, in a file that needs nothing else.
package struct Report {
  let findings: Gathered<Finding>
  let oddities: Gathered<Finding>
  let plots: Gathered<Figure>
  let tables: Gathered<[Table]>
  let manifest: Manifest?
  let source: String

  /// Gathers what the folder's files allow.
  ///
  /// - Throws: `CSVError`, `JSONError` or `ResultsError` for a file that is there and cannot be
  ///   read.
  package init(_ results: ResultsReader) throws {
    findings = try Gathered(allFindings, from: results)
    oddities = try Gathered(allOddities, from: results)
    plots = try Gathered(allPlots, from: results)
    tables = try Gathered(allTables, from: results)
    manifest = try Manifest.read(in: results.folder)
    source = results.published.source
  }

  /// Whether the folder has nothing to report.
  package var isEmpty: Bool { plots.made.isEmpty && tables.made.isEmpty }

  /// A sentence for each missing file.
  package func remarks(_ folder: ResultsFolder) -> [String] {
    // Whatever a plot lacks, its tables lack too, so naming both would say it twice.
    let files = (tables.missing + plots.missing).map(\.file)
    return firsts(files).map {
      "no \(folder.path(of: $0)): `drainbench \(command(making: $0))` makes it; the report does without"
    }
  }

  /// The page, which is the same for the same files.
  package var html: String { page.html }

  private var page: Page {
    Page(
      title: "Drainability, measured",
      lead:
        "Memory that is reclaimed in slabs, arenas or epochs comes back only when nothing in "
        + "the block lives. This page puts the published figures beside those measured with "
        + "drainbench, and every figure in it is computed from the result files.",
      notes: ["Published: \(source)."],
      parts: [(ReportSection("findings", "Findings"), findings.made.flatMap { entry($0.content) })]
        + sections.map { part in
          (
            part,
            plots.made.filter { $0.exhibit.section == part }.map { Page.plot($0.content) }
              + tables.made.filter { $0.exhibit.section == part }
              .flatMap { $0.content.map(Page.table) } + origins(of: part)
          )
        } + [
          (.oddities, oddities.made.flatMap { entry($0.content) }),
          (ReportSection("provenance", "Provenance"), provenance),
        ])
  }

  /// The parts in the order in which plots, tables and findings first name them.
  private var sections: [ReportSection] {
    var seen: Set<ReportSection> = []
    let named =
      plots.made.map(\.exhibit.section) + tables.made.map(\.exhibit.section)
      + findings.made.map(\.exhibit.section)
    return named.filter { seen.insert($0).inserted }
  }

  private func entry(_ finding: Finding) -> [Markup] {
    [Markup("h3", text: finding.headline)] + finding.paragraphs.map { Markup("p", text: $0) }
  }
}
