import Exhibits
import Results
import Testing

@testable import Experiments

@Suite struct DiagnoseTests {
  private func analysis(_ configuration: DiagnoseConfiguration) throws -> DiagnoseAnalysis {
    DiagnoseAnalysis(configuration, try configuration.arms.map { ($0, try $0.run()) })
  }

  @Test("the broken service pins 19 of 20 epochs by one line, the fixed one none, at any seed")
  func service() throws {
    for seed: UInt64 in [1, 77] {
      var configuration = DiagnoseConfiguration.standard
      configuration.seed = seed
      let analysis = try analysis(configuration)
      for check in analysis.checks {
        #expect(check.outcome == .pass, "seed \(seed): \(check.statement): \(check.measured)")
      }
      let broken = try #require(analysis.outcomes.first { $0.routing == .broken }?.outcome)
      #expect(broken.closes == 20 && broken.pinned == 19)
      let site = try #require(analysis.siteRows.first)
      #expect(analysis.siteRows.count == 1 && site.line == broken.acceptLine)
      #expect(site.file.hasSuffix("ConnectionService.swift") && site.verdict == .routingMismatch)
      #expect(site.routing == .broken && site.closes == 20 && site.epochsPinned == 19)
      #expect(site.objects == 19 * configuration.workload.connectionsPerEpoch)
      #expect(site.nearMisses + site.mismatches == site.objects)
      #expect(site.pastMaximumCloses == broken.knownCloses.last.map { Double($0) })
      #expect(site.pastMaximumNS == broken.knownNanoseconds.last.map { Double($0) })
      let median = try #require(site.pastMedianCloses)
      let p95 = try #require(site.pastP95Closes)
      #expect(median > 1 && median < p95 && p95 <= 18, "seed \(seed)")
      // The service closes an epoch each second.
      #expect(try abs(#require(site.pastMedianNS) - median * 1e9) <= 1e9, "seed \(seed)")
      #expect(analysis.rows.count == 40)
      // Holes that ended connections leave in their own epoch are at most a slab or two.
      let fixed = analysis.rows.filter { $0.routing == .fixed }.map(\.structuralBytes).max()
      #expect(try #require(fixed) <= 2 * 4_096, "seed \(seed)")
      let leaked = analysis.rows.filter { $0.routing == .broken }.map(\.structuralBytes).max()
      #expect(try #require(leaked) >= 100 * 4_096, "seed \(seed)")
    }
  }

  @Test("connections that die right after their epoch's close are near misses")
  func nearMisses() throws {
    var configuration = DiagnoseConfiguration.standard
    configuration.routing = [.broken]
    configuration.workload.shortestConnection = 500
    configuration.workload.longestConnection = 510
    let analysis = try analysis(configuration)
    let site = try #require(analysis.siteRows.first)
    #expect(site.verdict == .nearMiss && site.mismatches == 0)
    #expect(site.pastMaximumCloses == 1)
    let count = "\(site.epochsPinned) of 20 epochs, and \(site.objects) of \(site.objects) objects"
    #expect(
      advice(on: site)
        == "broken: \(site.file):\(site.line) pins \(count) die within 1 further close: near "
        + "misses; close the epoch later")
  }

  @Test("connections shorter than an epoch may drain, and no check demands otherwise")
  func shortConnections() throws {
    var configuration = DiagnoseConfiguration.standard
    configuration.workload.shortestConnection = 1
    configuration.workload.longestConnection = 2
    configuration.workload.connectionsPerEpoch = 1
    let analysis = try analysis(configuration)
    #expect(analysis.checks.allSatisfy { $0.outcome == .pass })
    #expect(analysis.outcomes[0].outcome.pinned < 19)
  }

  @Test("the lines that pin are shown from their file as from the run, and none is said to be none")
  func sites() throws {
    let rows = try analysis(.standard).siteRows
    let text = try DiagnoseSiteRow.csvText(of: rows)
    let read = try DiagnoseSiteRow.read(Array(text.utf8), file: DiagnoseSiteRow.fileName)
    #expect(read == rows)
    let table = sitesTable(read)
    let cells = try #require(table.rows.first)
    #expect(table.rows.count == 1 && cells[0] == "broken" && cells[2] == "19 of 20")
    #expect("\(rows[0].file):\(rows[0].line)".hasSuffix("/" + cells[1]))
    #expect(table.notes.last == advice(on: rows[0]))
    #expect(table.notes[1].contains("\(rows[0].file):\(rows[0].line) pins 19 of 20 epochs"))
    // The answer fits a terminal, whole.
    for table in [table, diagnoseTable(try analysis(.standard).rows)] {
      for line in TableFormat.text.render(table).split(separator: "\n") {
        #expect(line.count <= 80, "\(line)")
      }
    }
    let none = sitesTable([])
    #expect(none.rows.isEmpty && none.notes == ["No line pins an epoch."])
    var living = rows[0]
    living.pastMedianCloses = nil
    #expect(sitesTable([living]).rows[0][4] == "-")
  }

  @Test("what the seed determines is the same in two runs, the lines' lifetimes included")
  func determinism() throws {
    let (first, second) = (try analysis(.standard), try analysis(.standard))
    #expect(first.siteRows == second.siteRows)
    #expect(exactFields(first.rows) == exactFields(second.rows))
  }

  @Test("valgrind is asked for on the command line, and stands in no file")
  func valgrindOption() throws {
    var configuration = DiagnoseConfiguration.standard
    let json = configuration.json
    configuration.asksValgrind = true
    #expect(configuration.json == json)
    let parameter = try #require(
      DiagnoseConfiguration.parameters.first { $0.name == "valgrind" })
    #expect(parameter.place == .option)
    #expect(ValgrindError.missing.isMissing && !ValgrindError.failed("").isMissing)
  }

  @Test("valgrind's summary is taken word by word, and its numbers are read")
  func valgrindSummary() throws {
    let text = """
      ==12== Memcheck, a memory error detector
      ==12== HEAP SUMMARY:
      ==12==     in use at exit: 45,059 bytes in 380 blocks
      ==12==   total heap usage: 45,472 allocs, 45,092 frees, 17,034,790 bytes allocated
      ==12== 32 bytes in 1 blocks are possibly lost in loss record 1 of 9
      ==12==    by 0x1: definitely_lost (in /tmp/x)
      ==12== LEAK SUMMARY:
      ==12==    definitely lost: 1,024 bytes in 2 blocks
      ==12==    indirectly lost: 0 bytes in 0 blocks
      ==12== ERROR SUMMARY: 5 errors from 5 contexts (suppressed: 0 from 0)
      drainbench: a line of the program
      """
    let run = ValgrindVerdict.Run(
      outcome: DiagnoseArm.Outcome(), lines: ValgrindVerdict.summary(of: text))
    #expect(run.lines.count == 7)
    let usage = try #require(run.usage)
    #expect(usage == (45_472, 45_092) && run.blocksInUse == 380)
    #expect(run.byteCount("definitely lost") == 1_024 && run.byteCount("indirectly lost") == 0)
    let clean = ValgrindVerdict.Run(
      outcome: DiagnoseArm.Outcome(),
      lines: ["==1== All heap blocks were freed -- no leaks are possible"])
    #expect(clean.byteCount("definitely lost") == 0)
  }
}
