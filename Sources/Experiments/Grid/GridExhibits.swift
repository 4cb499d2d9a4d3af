import Exhibits
import Results

extension Exhibits {
  /// What is made of a grid's file: tables, a plot and a finding, all under the experiment's name.
  static func grid<Row: GridRow>(
    _ name: String, in section: ReportSection,
    tables: @escaping @Sendable ([Row], PublishedFigures) -> [Table],
    figure: @escaping @Sendable ([Row]) -> Figure?,
    finding: @escaping @Sendable ([Row], PublishedFigures) -> Finding?
  ) -> Exhibits {
    Exhibits(
      tables: [
        TableGroup(name, in: section, needs: [Row.self]) {
          tables(try $0(Row.self), $0.published)
        }
      ],
      plots: [Plot(name, in: section, needs: [Row.self]) { figure(try $0(Row.self)) }],
      findings: [
        FindingSource(name, in: section, needs: [Row.self]) {
          finding(try $0(Row.self), $0.published)
        }
      ])
  }
}

extension Finding {
  /// A finding of one paragraph.
  ///
  /// - Parameter sentences: nil where the rows do not bear one.
  init(_ headline: String, sentences: [String?]) {
    self.init(headline, [sentences.compactMap(\.self).joined(separator: " ")])
  }
}

extension Sequence where Element: GridRow {
  /// The most seeds behind a point.
  var seeds: Int { map(\.point.seeds).max() ?? 0 }
}

extension Figures {
  /// Bytes as KiB with one decimal.
  static func kib(_ bytes: Double?) -> String { decimal(bytes.map { $0 / 1_024 }, 1) }
}
