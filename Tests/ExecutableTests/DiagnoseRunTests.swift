import Testing

@Suite struct DiagnoseRunTests {
  @Test("diagnose writes the lines that pin, and a run in which none does takes their place")
  func sites() async throws {
    let scratch = try Scratch()
    let both = try await Program.run("diagnose --out out", in: scratch)
    #expect(both.status == 0, "\(both)")
    #expect(
      try scratch.names("out")
        == ["coefficients.csv", "diagnose-sites.csv", "diagnose.csv", "manifest.json"])
    let lines = try scratch.text("out/diagnose-sites.csv").split(separator: "\n")
    #expect(lines.count == 2, "\(lines)")
    #expect(
      lines[0]
        == "routing,file,line,closes,epochs_pinned,objects,bytes,past_p50_closes,past_p95_closes,"
        + "past_max_closes,past_p50_ns,past_p95_ns,past_max_ns,near_miss_closes,near_misses,"
        + "mismatches,verdict")
    #expect(lines[1].hasPrefix("broken,Experiments/ConnectionService.swift,"))
    let advice = "pins 19 of 20 epochs, and 272 of 304 objects live past 1 further closes"
    let tables = try await Program.run("tables --out out --format markdown", in: scratch)
    for shown in [tables.output, try scratch.text("out/tables.md")] {
      #expect(shown.contains(advice), "\(shown)")
    }
    let fixed = try await Program.run("diagnose --routing fixed --out out", in: scratch)
    #expect(fixed.status == 0, "\(fixed)")
    #expect(try scratch.text("out/diagnose-sites.csv").split(separator: "\n") == [lines[0]])
    #expect(fixed.output.contains("No line pins an epoch."))
    let again = try await Program.run("tables --out out", in: scratch)
    #expect(!again.output.contains("ConnectionService.swift"), "\(again)")
    let same = try await Program.run("compare out out", in: scratch)
    #expect(same.status == 0, "\(same)")
  }
}
