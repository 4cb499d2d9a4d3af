import Experiments
import Exhibits
import Results

/// One page with everything that a results folder says: findings, plots, tables, oddities and
/// provenance, in a file that needs nothing else.
package struct Report {
  let findings: Gathered<Finding>
  let oddities: Gathered<Finding>
  let answers: Gathered<Finding>
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
    answers = try Gathered(allAnswers, from: results)
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
        "An allocator that reclaims slabs, arenas or epochs gets a block back only when nothing in "
        + "it lives. So a service can grow although it frees every object. The paper that says so, "
        + "measured again:",
      answer: answers.made.map { answer($0.exhibit, $0.content) },
      notes: [
        "Every figure is computed from the result files, with 95 % intervals where there are seeds; "
          + "details unfold. Published: \(source)."
      ],
      parts: sections.map { ($0, content(of: $0)) } + [
        (.oddities, oddities.made.map { folded($0.content) }),
        (
          ReportSection("provenance", "Provenance"),
          [Page.details("The machine, programs, commits and commands", provenance)]
        ),
      ])
  }

  /// A sentence for a reader with one minute, and the picture that shows it.
  private func answer(_ exhibit: Exhibit<Finding>, _ finding: Finding) -> Markup {
    var link = Markup("a", ["href": .init("#\(exhibit.section.id)")], text: finding.headline)
    link.set("class", "headline")
    let picture = plots.made.first { $0.exhibit.name == exhibit.name }?.content
    return Markup(
      "article", [:],
      [Markup("h2", [:], [link])] + finding.paragraphs.map { Markup("p", text: $0) }
        + (picture.map { [Page.picture($0)] } ?? []))
  }

  /// Findings as a sentence and a picture, and what they rest on, folded.
  private func content(of section: ReportSection) -> [Markup] {
    let found = findings.made.filter { $0.exhibit.section == section }.map(\.content)
    let drawn = plots.made.filter { $0.exhibit.section == section }
    let groups = tables.made.filter { $0.exhibit.section == section }
    let further = drawn.dropFirst().flatMap { plot in
      [Page.plot(plot.content), source(of: plot.exhibit)].compactMap(\.self)
    }
    let shown = groups.flatMap { group in
      group.content.map { Page.table($0, source: source(of: group.exhibit)) }
    }
    let paragraphs = found.flatMap { finding in
      [Markup("h4", text: finding.headline)] + finding.paragraphs.map { Markup("p", text: $0) }
    }
    let parts = [
      paragraphs.isEmpty ? nil : "what it rests on",
      further.isEmpty ? nil : "\(drawn.count - 1) more plot\(drawn.count == 2 ? "" : "s")",
      shown.isEmpty ? nil : "\(shown.count) table\(shown.count == 1 ? "" : "s")",
    ].compactMap(\.self)
    return found.map { Markup("h3", text: $0.headline) }
      + drawn.prefix(1).map { Page.plot($0.content) }
      + [
        Page.details(
          parts.joined(separator: ", ").capitalizedFirst,
          paragraphs + drawn.prefix(1).compactMap { source(of: $0.exhibit) } + further + shown)
      ]
  }

  private func folded(_ finding: Finding) -> Markup {
    Page.details(finding.headline, finding.paragraphs.map { Markup("p", text: $0) })
  }

  /// The parts in the order in which plots, tables and findings first name them.
  private var sections: [ReportSection] {
    var seen: Set<ReportSection> = []
    let named =
      plots.made.map(\.exhibit.section) + tables.made.map(\.exhibit.section)
      + findings.made.map(\.exhibit.section)
    return named.filter { seen.insert($0).inserted }
  }
}
