import Exhibits

/// A page in a file that needs nothing else: no network, no script.
struct Page {
  var title: String
  /// What the page is about.
  var lead: String
  /// The answer in one screen: what stands beside each other below the lead.
  var answer: [Markup] = []
  /// Sentences below that, set back.
  var notes: [String] = []
  /// The parts, to which links lead.
  var parts: [(section: ReportSection, content: [Markup])]

  /// The page, which is the same for the same parts.
  var html: String {
    let content = [header, navigation, Markup("main", [:], parts.map(section))]
    let style = Markup(styleSheet: Self.styleSheet(inks: Set(content.flatMap(\.inks))))
    let page = Markup(
      "html", ["lang": "en"],
      [
        Markup(
          "head", [:],
          [
            Markup("meta", ["charset": "utf-8"]),
            Markup(
              "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
            Markup("meta", ["name": "color-scheme", "content": "light dark"]),
            Markup("title", text: title), style,
          ]), Markup("body", [:], content),
      ])
    return "<!DOCTYPE html>\n" + page.text + "\n"
  }

  private var header: Markup {
    Markup(
      "header", [:],
      [Markup("h1", text: title), Markup("p", ["class": "lead"], text: lead)]
        + (answer.isEmpty ? [] : [Markup("div", ["class": "answer"], answer)])
        + notes.map { Markup("p", ["class": "quiet"], text: $0) })
  }

  private var navigation: Markup {
    Markup(
      "nav", ["aria-label": "Contents"],
      [
        Markup(
          "ul", [:],
          parts.map { part in
            Markup(
              "li", [:],
              [Markup("a", ["href": .init("#\(part.section.id)")], text: part.section.title)])
          })
      ])
  }

  private func section(_ part: (section: ReportSection, content: [Markup])) -> Markup {
    let (id, title) = (part.section.id, part.section.title)
    return Markup(
      "section", ["id": .init(id), "aria-labelledby": .init("\(id)-heading")],
      [Markup("h2", ["id": .init("\(id)-heading")], text: title)] + part.content)
  }

  /// A figure, laid out for wide and for narrow screens; the style sheet shows one of them.
  static func plot(_ figure: Figure) -> Markup {
    plot(
      figure.name, wide: figure.pieces(width: Figure.standardWidth, suffix: "-wide"),
      narrow: figure.markup(width: Figure.narrowWidth, suffix: "-narrow"))
  }

  /// One chart of a figure, small, beside the words that it shows.
  static func picture(_ figure: Figure) -> Markup {
    Markup(
      "div", ["class": "plot picture"],
      [figure.picture(width: 340, height: 190, suffix: "-picture")])
  }

  /// Parts that are shown when a reader asks for them, or prints.
  static func details(_ summary: String, _ content: [Markup]) -> Markup {
    Markup("details", [:], [Markup("summary", text: summary)] + content)
  }

  /// Drawings of that name: those for wide screens and paper stand below each other.
  static func plot(_ name: String, wide: [Markup], narrow: Markup) -> Markup {
    Markup(
      "figure", ["class": "plot", "id": .init("plot-\(name)")],
      [
        Markup("div", ["class": "wide"], wide), Markup("div", ["class": "narrow"], [narrow]),
      ])
  }

  /// The most columns that paper has room for at the usual size of letters.
  private static let widestColumns = 12

  /// A table that scrolls by itself where it is too wide.
  ///
  /// - Parameter source: where its figures come from, below it.
  static func table(_ table: Table, source: Markup? = nil) -> Markup {
    func cells(_ name: String, _ texts: [String]) -> [Markup] {
      zip(table.columns, texts).map { column, text in
        var cell = Markup(name, [:], text: text)
        if column.alignment == .right { cell.set("class", "number") }
        if name == "th" { cell.set("scope", "col") }
        return cell
      }
    }
    var grid = Markup(
      "table", [:],
      [
        Markup("caption", text: table.title),
        Markup("thead", [:], [Markup("tr", [:], cells("th", table.columns.map(\.heading)))]),
        Markup("tbody", [:], table.rows.map { Markup("tr", [:], cells("td", $0)) }),
      ])
    if table.columns.count > widestColumns { grid.set("class", "dense") }
    return Markup(
      "div", ["class": "exhibit", "id": .init("table-\(table.name)")],
      [
        Markup(
          "div",
          [
            "class": "scroll", "tabindex": "0", "role": "region",
            "aria-label": .init(table.title),
          ], [grid])
      ] + table.notes.map { Markup("p", ["class": "quiet"], text: $0) }
        + [source].compactMap(\.self))
  }

  /// Names and values beside each other.
  static func facts(_ facts: [(name: String, value: String)]) -> Markup {
    Markup(
      "dl", [:], facts.flatMap { [Markup("dt", text: $0.name), Markup("dd", text: $0.value)] })
  }
}

extension Markup {
  /// The colours of a drawing's fills and strokes.
  fileprivate var inks: [String] {
    values(of: "fill").union(values(of: "stroke")).filter { $0.hasPrefix("#") }.sorted()
  }
}
