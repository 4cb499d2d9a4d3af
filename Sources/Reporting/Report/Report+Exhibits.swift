import Exhibits
import Experiments
import Foundation
import Results

extension Report {
  /// A figure, laid out for wide and for narrow screens; the style sheet shows one of them.
  func plot(_ figure: Figure) -> Markup {
    var wide = Markup("div", ["class": "wide"])
    wide.append(figure.markup(width: Figure.standardWidth, suffix: "-wide"))
    var narrow = Markup("div", ["class": "narrow"])
    narrow.append(figure.markup(width: Figure.narrowWidth, suffix: "-narrow"))
    return Markup("figure", ["class": "plot", "id": .init("plot-\(figure.name)")], [wide, narrow])
  }

  /// A table that scrolls by itself where it is too wide.
  func table(_ table: Table) -> Markup {
    func cells(_ name: String, _ texts: [String]) -> [Markup] {
      zip(table.columns, texts).map { column, text in
        var cell = Markup(name, [:], text: text)
        if column.alignment == .right { cell.set("class", "number") }
        if name == "th" { cell.set("scope", "col") }
        return cell
      }
    }
    let grid = Markup(
      "table", [:],
      [
        Markup("caption", text: table.title),
        Markup("thead", [:], [Markup("tr", [:], cells("th", table.columns.map(\.heading)))]),
        Markup("tbody", [:], table.rows.map { Markup("tr", [:], cells("td", $0)) }),
      ])
    return Markup(
      "div", ["class": "exhibit", "id": .init("table-\(table.name)")],
      [
        Markup(
          "div",
          [
            "class": "scroll", "tabindex": "0", "role": "region",
            "aria-label": .init(table.title),
          ], [grid])
      ] + table.notes.map { Markup("p", ["class": "quiet"], text: $0) })
  }

  /// What made an experiment's results, and the command that makes them again.
  func origin(of name: String) -> [Markup] {
    guard let run = manifest?.experiments[name] else { return [] }
    let commit = run.gitCommit.map { "commit \($0.prefix(12))" } ?? "an unknown commit"
    let changes = run.gitDirty.map { $0 ? " with changes" : "" } ?? ", changes unknown"
    let programs = ([run.program].compactMap(\.self) + (run.programs ?? [])).map(\.sentence)
    let arms =
      run.isIncomplete ? "; incomplete, \(run.finished ?? 0) of \(run.arms ?? 0) arms" : ""
    var paragraph = Markup(
      "p", ["class": "quiet"],
      text: "\(name): \(run.date.formatted(.iso8601)), \(commit)\(changes)"
        + programs.map { "; \($0)" }.joined() + "\(arms). Again: ")
    paragraph.append(Markup("code", text: run.commandLine.map(\.shellWord).joined(separator: " ")))
    return [paragraph]
  }

  /// The origins of all that a section shows.
  func origins(of section: ReportSection) -> [Markup] {
    allExperiments.filter { experiment in
      experiment.exhibits.tables.contains { $0.section == section }
        || experiment.exhibits.plots.contains { $0.section == section }
    }.flatMap { origin(of: $0.name) }
  }

  /// The machine and the runs, from the manifest.
  var provenance: [Markup] {
    guard let manifest else {
      return [Markup("p", text: "The folder has no manifest.json, so its origin is not known.")]
    }
    let facts = [
      ("drainbench", manifest.toolVersion), ("Swift", manifest.swiftVersion),
      ("processor", manifest.host.processor), ("cores", "\(manifest.host.cores)"),
      ("kernel", manifest.host.kernel), ("system", manifest.host.os),
      ("page size", "\(manifest.host.pageSizeBytes) bytes"),
    ]
    return [
      Markup("dl", [:], facts.flatMap { [Markup("dt", text: $0.0), Markup("dd", text: $0.1)] })
    ] + manifest.experiments.keys.sorted().flatMap(origin)
  }
}

extension String {
  /// The word as a shell takes it.
  fileprivate var shellWord: String {
    let isPlain =
      !isEmpty
      && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.,/=:+".contains($0)) }
    return isPlain ? self : "'" + replacing("'", with: "'\\''") + "'"
  }
}
