import Testing

@testable import Reporting

/// What the doctor reads and says.
@Suite struct DoctorTests {
  /// A page as the profiler writes it.
  private func page(
    drained: Int, pinned: Int, open: Int = 0, drainable: Int = 0, misuse: String = "double_open",
    _ misuses: Int = 0, sites: String = ""
  ) -> String {
    """
    # TYPE process_cpu_seconds counter
    process_cpu_seconds_total 1.5
    drainprof_dsr 0.5
    drainprof_closes_total{result="drained"} \(drained)
    drainprof_closes_total{result="pinned"} \(pinned)
    drainprof_open_granules \(open)
    drainprof_drainable_open_granules \(drainable)
    drainprof_retained_granules 0
    drainprof_allocations_total 1000
    drainprof_deallocations_total 900 1700000000
    drainprof_misuse_total{kind="\(misuse)"} \(misuses)
    \(sites)# EOF

    """
  }

  private func site(_ name: String, granules: Int, near: Int, far: Int) -> String {
    """
    drainprof_pinned_granules_total{site="\(name)"} \(granules)
    drainprof_pinning_objects_total{site="\(name)"} \(granules)
    drainprof_pinning_bytes_total{site="\(name)"} 4096
    drainprof_pinning_deaths_total{after="near_miss",site="\(name)"} \(near)
    drainprof_pinning_deaths_total{site="\(name)",after="mismatch"} \(far)

    """
  }

  private func line(
    drained: Int, pinned: Int, open: Int = 0, drainable: Int = 0, allocations: Int = 10_000,
    deallocations: Int = 10_000
  ) -> String {
    "{\"drainprof\":1,\"time\":1.5,\"closes\":\(drained + pinned),\"drained\":\(drained),"
      + "\"pinned\":\(pinned),\"open_granules\":\(open),\"drainable_open_granules\":\(drainable),"
      + "\"peak_open_granules\":\(open),\"retained_granules\":0,\"allocations\":\(allocations),"
      + "\"deallocations\":\(deallocations),\"misuse\":{\"double_open\":9}}\n"
  }

  private func diagnose(_ text: String) throws -> Diagnosis {
    try Diagnosis(of: ProfilerReading.read(Array(text.utf8), file: "page"), falseAlarms: 0.05)
  }

  @Test(
    "the thresholds are those of the published profiler",
    arguments: [
      (95, 5, DrainVerdict.Grade.healthy), (90, 10, .moderate), (50, 50, .moderate),
      (49, 51, .severe), (0, 100, .severe), (100, 0, .healthy),
    ])
  func thresholds(drained: Int, pinned: Int, grade: DrainVerdict.Grade) throws {
    #expect(try diagnose(page(drained: drained, pinned: pinned)).verdict?.grade == grade)
  }

  @Test("a severe rate of few closes is no alarm; the closes that would settle it are said")
  func fewCloses() throws {
    let few = try diagnose(page(drained: 1, pinned: 3))
    #expect(few.verdict?.grade == .severe && !few.isAlarm)
    // One or none of four at one half: 5 of 16.
    #expect(abs(try #require(few.verdict?.falseAlarmRate) - 5.0 / 16) < 1e-12)
    #expect(few.sentences.contains { $0.contains("would settle it") })
    let many = try diagnose(page(drained: 10, pinned: 30))
    #expect(many.isAlarm)
    #expect(try #require(many.verdict?.falseAlarmRate) < 0.01)
  }

  @Test("the closes that are said to settle a verdict do, and fewer do not", arguments: 1...20)
  func closesNeeded(of twenty: Int) throws {
    let verdict = try DrainVerdict(drained: twenty, closes: 20)
    guard verdict.grade != .healthy, let needed = try verdict.closesNeeded(for: 0.05) else {
      return
    }
    let rate = Double(twenty) / 20
    let settled = try DrainVerdict(
      drained: Int((rate * Double(needed)).rounded()), closes: needed)
    #expect(settled.grade == verdict.grade && settled.falseAlarmRate <= 0.05, "\(needed)")
  }

  @Test("rates that scatter more widely than chance make closes worth less")
  func dispersion() throws {
    var lines = ""
    var (drained, pinned) = (0, 0)
    for span in 0...20 {
      lines += line(drained: drained, pinned: pinned)
      drained += span % 2 == 0 ? 90 : 0
      pinned += span % 2 == 0 ? 10 : 100
    }
    let found = try diagnose(lines)
    let verdict = try #require(found.verdict)
    #expect(verdict.closes == 2_000 && verdict.effectiveCloses < 100)
    // The same closes, all spans alike.
    let even = (0...20).map { line(drained: $0 * 45, pinned: $0 * 55) }.joined()
    #expect(try diagnose(even).verdict?.effectiveCloses == 2_000)
  }

  @Test("of lines, what came since the first is judged, and what was before a restart is left out")
  func window() throws {
    let healthyDays = line(drained: 100_000, pinned: 0) + line(drained: 100_010, pinned: 190)
    #expect(try diagnose(healthyDays).isAlarm)
    let restarted =
      line(drained: 0, pinned: 500) + line(drained: 10, pinned: 0, allocations: 5)
      + line(drained: 1_000, pinned: 0)
    let found = try diagnose(restarted)
    #expect(found.verdict?.grade == .healthy && found.verdict?.closes == 990)
    #expect(found.sentences.contains { $0.contains("went back") })
  }

  @Test("an allocator that closes nothing is judged by what drains as its objects go, as Redis is")
  func occupancy() throws {
    let full = line(drained: 0, pinned: 0, open: 256, allocations: 503_817, deallocations: 100_681)
    #expect(try !diagnose(full).isAlarm)
    let deleted = line(
      drained: 0, pinned: 0, open: 256, allocations: 853_809, deallocations: 645_322)
    #expect(try diagnose(full + deleted).isAlarm)
    let drained = line(
      drained: 0, pinned: 0, open: 256, drainable: 240, allocations: 853_809,
      deallocations: 845_322)
    #expect(try !diagnose(full + drained).isAlarm)
    #expect(try !diagnose(page(drained: 0, pinned: 0)).isAlarm)
  }

  @Test("calls that contradict each other are an alarm; opening an open granule is none")
  func contradictions() throws {
    let kind = "deregistration_without_registration"
    let found = try diagnose(page(drained: 99, pinned: 1, misuse: kind, 500))
    #expect(found.isAlarm)
    #expect(found.sentences.contains { $0.contains("not to be trusted") })
    #expect(try !diagnose(page(drained: 99, pinned: 1, misuse: "double_open", 500)).isAlarm)
  }

  @Test("the site that pins most is named, with what its lifetimes advise and what it would bring")
  func sites() throws {
    let sites =
      "drainprof_dropped_reports_total 0\n" + site("a.c:1", granules: 10, near: 9, far: 0)
      + site("b \\\"q\\\".c:2", granules: 40, near: 0, far: 3)
    let found = try diagnose(page(drained: 50, pinned: 50, sites: sites))
    #expect(found.sites.map(\.name) == ["b \"q\".c:2", "a.c:1"])
    let said = try #require(found.sentences.last)
    #expect(said.contains("b \"q\".c:2 pins most: 40 of 50"))
    #expect(said.contains("granule of its own") && said.contains("90.0 % at most"))
    let near = "drainprof_dropped_reports_total 0\n" + site("a.c:1", granules: 50, near: 49, far: 0)
    let other = try #require(
      diagnose(page(drained: 50, pinned: 50, sites: near)).sentences.last)
    #expect(other.contains("close granules one close later"))
  }

  @Test(
    "bad input is refused with its line",
    arguments: [
      ("", "page:1:1: expected a page"), ("\n\n", "page:1:1: expected a page"),
      ("drainprof_dsr 1\n", "page:2:1: expected # EOF"),
      ("drainprof_dsr x\n# EOF\n", "page:1:15: expected a number"),
      ("drainprof_dsr 1\n# EOF\n", "page:3:1: expected a sample of drainprof_closes_total"),
      ("a 1\ndrainprof_open_granules -1\n# EOF\n", "page:2:1: expected a count"),
      (
        "a 1\na 1\ndrainprof_dsr 1\ndrainprof_dsr 1\n# EOF\n", "page:4:1: expected each sample once"
      ),
      ("a{b=\"c\n# EOF\n", "page:1:7: expected a quote"), ("a{b=\"\\x\"} 1\n# EOF\n", "page:1:7:"),
      ("# EOF\na 1\n", "page:2:1: expected nothing after # EOF"), ("1a 1\n# EOF\n", "page:1:1:"),
      ("{\"drainprof\":2}\n", "page:1:14: drainprof: expected"), ("{\n", "page:1:"),
    ])
  func badInput(text: String, message: String) {
    let error = #expect(throws: (any Error).self) { try diagnose(text) }
    #expect("\(error.map { "\($0)" } ?? "")".hasPrefix(message), "\(String(describing: error))")
  }

  @Test("a bad line of JSON is named by its number")
  func badLine() {
    let good = line(drained: 1, pinned: 1)
    for (bad, place) in [
      ("{\"drainprof\":1}\n", "page:3:1:"), ("{\"drainprof\":1,\n", "page:3:"),
      ("x\n", "page:3:1:"),
      (line(drained: 1, pinned: 1).replacing("\"closes\":2", with: "\"closes\":3"), "page:3:1:"),
    ] {
      let error = #expect(throws: (any Error).self) { try diagnose(good + "\n" + bad) }
      #expect("\(error.map { "\($0)" } ?? "")".hasPrefix(place), "\(String(describing: error))")
    }
  }

  @Test("a damaged page is refused or read, and never ends the program", arguments: 1...200)
  func damage(seed: UInt64) {
    var state = seed
    var bytes = Array(
      page(
        drained: 5, pinned: 5,
        sites: "drainprof_dropped_reports_total 0\n" + site("a", granules: 1, near: 1, far: 1)
      ).utf8)
    for _ in 0..<4 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let place = Int(state >> 33) % bytes.count
      if state & 1 == 0 {
        bytes[place] = UInt8(truncatingIfNeeded: state >> 20)
      } else {
        bytes.removeSubrange(place..<min(bytes.count, place + 3))
      }
    }
    _ = try? Diagnosis(of: ProfilerReading.read(bytes, file: "page"), falseAlarms: 0.05)
  }
}
