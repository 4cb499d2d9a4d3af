import Exhibits
import Foundation
import Results

extension Report {
  /// A figure, laid out for wide and for narrow screens; the style sheet shows one of them.
  func plot(_ figure: Figure) -> Markup {
    var wide = Markup("div", ["class": "wide"])
    wide.append(figure.markup(width: Figure.standardWidth, suffix: "-wide"))
    var narrow = Markup("div", ["class": "narrow"])
    narrow.append(figure.markup(width: Figure.narrowWidth, suffix: "-narrow"))
    return Markup(
      "figure", ["class": "plot", "id": .init("plot-\(figure.name)")], [wide, narrow])
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

  /// Machine, tool and command lines from the manifest.
  var provenance: [Markup] {
    guard let manifest else {
      return [Markup("p", text: "The folder has no manifest.json, so its origin is not known.")]
    }
    let commit =
      manifest.git.map { $0.commit + ($0.dirty ? ", with changes" : "") } ?? "no repository"
    let facts = [
      ("drainbench", manifest.toolVersion), ("commit", commit),
      ("Swift", manifest.swiftVersion), ("processor", manifest.host.processor),
      ("cores", "\(manifest.host.cores)"), ("kernel", manifest.host.kernel),
      ("system", manifest.host.os), ("page size", "\(manifest.host.pageSizeBytes) bytes"),
    ]
    var runs = Table(
      "runs", "When and how each result was made",
      [.text("experiment"), .text("date"), .text("command line"), .text("commit")])
    for (name, run) in manifest.experiments.sorted(by: { $0.key < $1.key }) {
      runs.append([
        name, run.date.formatted(.iso8601), run.commandLine.joined(separator: " "),
        String(run.gitCommit?.prefix(12) ?? "-"),
      ])
    }
    return [
      Markup(
        "dl", [:], facts.flatMap { [Markup("dt", text: $0.0), Markup("dd", text: $0.1)] }),
      table(runs),
    ]
  }
}
