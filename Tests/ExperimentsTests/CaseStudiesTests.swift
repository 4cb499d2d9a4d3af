import Exhibits
import Recordings
import Results
import TestSupport
import Testing

@testable import Experiments

/// What tables, plots and the report show of a folder's `recordings`.
@Suite struct CaseStudiesTests {
  private static let advice = """
    \(AdviceRow.schema.columns.map(\.name).joined(separator: ","))
    a-16,a-17,slab,4096,4,0,,,,,,,,,,,0,8192000,4096000,5120000,6144000,0,8192000,4096000,5120000,6144000
    a-16,a-17,slab,4096,4,1,f < g,f,,,m,,,10,9,8,1024000,7168000,3072000,5120000,6144000,512000,7680000,3584000,5120000,6144000

    """
  private static let keys = """
    \(AdviceKeyRow.schema.columns.map(\.name).joined(separator: ","))
    a-16,a-17,1,0,0,0,4096000,0,4096000,0,10,8,0,0
    a-16,a-17,0,0,0,2,4096000,2048000,4096000,1024000,10,8,8,6
    a-16,a-17,,0,1,1,4096000,409600,4096000,40960,10,8,8,6

    """
  private static let switches = """
    program,switch,setting,round,rss_bytes
    p,S,default,0,10485760
    p,S,default,1,12582912
    p,S,on,0,5767168

    """

  private func results(in folder: String) throws -> ResultsReader {
    let recordings = ResultsFolder(folder + "/recordings")
    try recordings.write(Self.advice, as: AdviceRow.fileName)
    try recordings.write(Self.keys, as: AdviceKeyRow.fileName)
    try recordings.write(Self.switches, as: SwitchRow.fileName)
    return ResultsReader(ResultsFolder(folder), published: .bundled)
  }

  @Test("Advice is shown in sample and held out, with the bound, and switches by their medians")
  func tables() throws {
    try withTemporaryFolder { folder in
      let results = try results(in: folder)
      let tables = try #require(try CaseStudies.tables.make(results))
      #expect(
        tables.map(\.name) == ["recordings-advice", "recordings-keys", "recordings-switches"])
      #expect(
        tables[0].rows == [
          ["a-16", "a-17", "3.91", "1", "25.0 %", "12.5 %", "0.50", "75.0 %", "50.0 %"]
        ])
      #expect(tables[1].rows.map { $0[1] } == ["1 frame", "whole stack", "time"])
      #expect(tables[1].rows.map { $0[4] } == ["0.0 %", "25.0 %", "1.0 %"])
      #expect(
        tables[2].rows.map { $0.suffix(4) } == [
          ["11.00", "10.00", "12.00", "+0.0 %"], ["5.50", "5.50", "5.50", "-50.0 %"],
        ])
      let finding = try #require(try CaseStudies.finding.make(results))
      #expect(finding.headline.contains("12 % to 12 %") || finding.headline.contains("13 %"))
      #expect(
        finding.paragraphs[0].contains("the whole stack 25.0 %")
          && finding.paragraphs[0].contains("the time of allocation 1.0 %")
          && finding.paragraphs[0].contains("more than 75.0 %; the other 25.0 % lie where")
          && finding.paragraphs[0].contains("50.0 % with hindsight, 25.0 % more than the advice"))
      let figure = try #require(try CaseStudies.plots[0].make(results))
      for width in [Figure.narrowWidth, Figure.standardWidth] {
        let drawing = Drawing(figure.svg(width: width))
        #expect(drawing.error == nil && drawing.collisions.isEmpty && drawing.overflows.isEmpty)
      }
      let replay = try CaseStudies.plots[1].make(results)
      #expect(replay == nil)
    }
  }

  @Test("A folder without recordings has none of it")
  func nothing() throws {
    try withTemporaryFolder { folder in
      let results = ResultsReader(ResultsFolder(folder), published: .bundled)
      let tables = try CaseStudies.tables.make(results)
      let figures = try CaseStudies.plots.compactMap { try $0.make(results) }
      let finding = try CaseStudies.finding.make(results)
      #expect(tables == nil && figures.isEmpty && finding == nil)
    }
  }
}
