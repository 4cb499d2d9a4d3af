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
      let site = try #require(broken.sites.first)
      #expect(broken.sites.count == 1 && site.line == broken.acceptLine)
      #expect(site.fileID.hasSuffix("ConnectionService.swift") && site.isMismatch)
      #expect(site.objects == 19 * configuration.connectionsPerEpoch)
      #expect(analysis.advice.count == 1)
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
    configuration.shortestConnection = 500
    configuration.longestConnection = 510
    let analysis = try analysis(configuration)
    let site = try #require(analysis.outcomes[0].outcome.sites.first)
    #expect(!site.isMismatch && site.mismatches == 0)
    #expect(analysis.advice[0].contains("near miss"))
  }

  @Test("connections shorter than an epoch may drain, and no check demands otherwise")
  func shortConnections() throws {
    var configuration = DiagnoseConfiguration.standard
    configuration.shortestConnection = 1
    configuration.longestConnection = 2
    configuration.connectionsPerEpoch = 1
    let analysis = try analysis(configuration)
    #expect(analysis.checks.allSatisfy { $0.outcome == .pass })
    #expect(analysis.outcomes[0].outcome.pinned < 19)
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
