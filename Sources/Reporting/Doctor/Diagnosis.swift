import Exhibits
import Results
import Statistics

/// What is wrong with a program's granules, and what to do: made from what its profiler wrote.
package struct Diagnosis: Sendable {
  package enum Level: String, Sendable {
    /// Nothing is wrong.
    case ok
    /// To know.
    case note
    /// To look at.
    case warning
    /// To act on: the doctor's status is 1.
    case alarm
  }

  /// One thing that was found.
  package struct Finding: Sendable, Equatable {
    package var level: Level
    package var what: String
    package var advice: String
  }

  /// The verdict on the closes; nil without any.
  package private(set) var verdict: DrainVerdict?
  package private(set) var findings: [Finding] = []
  /// Sites, most pinned granules first.
  package private(set) var sites: [ProfilerReading.Site] = []
  private let last: ProfilerReading
  private let falseAlarms: Double

  /// Whether anything is to be acted on.
  package var isAlarm: Bool { findings.contains { $0.level == .alarm } }

  /// Examines readings of one process, the oldest first.
  ///
  /// - Parameters:
  ///   - readings: at least one.
  ///   - falseAlarms: the false-alarm rate up to which a severe verdict is an alarm.
  package init(of readings: [ProfilerReading], falseAlarms: Double) throws(StatisticsError) {
    // Counts that go back are those of another process, or of a reset.
    let start = readings.indices.dropFirst().last { readings[$0].since(readings[$0 - 1]) == nil }
    let run = Array(readings[(start ?? 0)...])
    last = run[run.count - 1]
    self.falseAlarms = falseAlarms
    sites = (last.sites ?? []).sorted { ($0.granules, $1.name) > ($1.granules, $0.name) }
    if start != nil {
      findings.append(
        Finding(
          level: .note, what: "The counts went back: the process started again, or was reset.",
          advice: "What was written before is left out."))
    }
    try judgeCloses(run)
    judgeOccupancy(run)
    judgeCalls()
    judgeRetention(run)
    nameSites()
  }

  private mutating func add(_ level: Level, _ what: String, _ advice: String) {
    findings.append(Finding(level: level, what: what, advice: advice))
  }

  /// The closes since the first of several readings, or all of a single one.
  private mutating func judgeCloses(_ run: [ProfilerReading]) throws(StatisticsError) {
    let window = last.since(run[0]) ?? (0, 0)
    let isWindow = run.count > 1 && window.drained + window.pinned > 0
    let counts = isWindow ? window : (last.drained, last.pinned)
    let closes = counts.0 + counts.1
    guard closes > 0 else { return }
    let spans = zip(run, run.dropFirst()).compactMap { pair in
      pair.1.since(pair.0).map { (drained: $0.drained, closes: $0.drained + $0.pinned) }
    }
    let dispersion = isWindow ? DrainVerdict.dispersion(of: spans) : 1
    let verdict = try DrainVerdict(drained: counts.0, closes: closes, dispersion: dispersion)
    self.verdict = verdict
    let rate = Figures.percent(verdict.rate, 1)
    let since = isWindow ? "between the first line and the last" : "since the start"
    let what =
      "DSR is \(rate), \(verdict.grade.rawValue): of \(Figures.count(closes)) closes \(since), "
      + "\(Figures.count(counts.0)) drained (95 % interval "
      + "\(Figures.percent(verdict.interval.low, 1)) to "
      + "\(Figures.percent(verdict.interval.high, 1)))."
    let isSure = verdict.falseAlarmRate <= falseAlarms
    switch verdict.grade {
    case .healthy:
      add(isSure ? .ok : .note, what, "Retention is likely bounded. " + (try doubt(verdict)))
    case .moderate:
      add(
        isSure ? .warning : .note, what,
        "Watch whether resident memory grows, and look at the sites. " + (try doubt(verdict)))
    case .severe:
      add(
        isSure ? .alarm : .warning, what,
        "Expect memory to grow without bound: route what outlives its granule to another. "
          + (try doubt(verdict)))
    }
    if dispersion > 1 {
      add(
        .note,
        "The rate differs from line to line \(Figures.decimal(dispersion, 1)) times as widely as "
          + "chance has it.",
        "The closes count as \(Figures.count(verdict.effectiveCloses)) independent ones.")
    }
  }

  /// How much the verdict is worth.
  private func doubt(_ verdict: DrainVerdict) throws(StatisticsError) -> String {
    let rate = verdict.falseAlarmRate
    let shown = rate < 0.0001 ? "less than 0.01 %" : Figures.percent(rate, 2)
    let threshold = verdict.grade == .severe ? "50 %" : "90 %"
    let meaning =
      verdict.grade == .healthy
      ? "a program whose true rate is \(threshold) looks this good with probability \(shown)"
      : "a program whose true rate is \(threshold) looks this bad with probability \(shown)"
    if rate <= falseAlarms { return "False alarms: \(meaning)." }
    let more = try verdict.closesNeeded(for: falseAlarms).map {
      "; about \(Figures.count($0)) closes at this rate would settle it"
    }
    return "So few closes prove little: \(meaning)\(more ?? "")."
  }

  /// For allocators that close nothing: whether granules drain as their objects go.
  private mutating func judgeOccupancy(_ run: [ProfilerReading]) {
    guard last.closes == 0 else { return }
    guard last.openGranules > 0 else {
      add(.note, "No granule was closed, and none is open.", "Ask again when the program has run.")
      return
    }
    let share = Double(last.drainableOpenGranules) / Double(last.openGranules)
    let what =
      "No granule was ever closed; of \(Figures.count(last.openGranules)) open ones, "
      + "\(Figures.count(last.drainableOpenGranules)) hold no live object "
      + "(\(Figures.percent(share, 1)), \(DrainVerdict.grade(of: share).rawValue))."
    let peak = run.max { $0.live < $1.live } ?? last
    let dropped = peak.live > 0 ? 1 - Double(last.live) / Double(peak.live) : 0
    if dropped >= 0.25 && share < DrainVerdict.severeBelow {
      add(
        .alarm, what,
        "\(Figures.percent(dropped, 0)) of the live objects went, from "
          + "\(Figures.count(peak.live)) to \(Figures.count(last.live)), and their granules stay: "
          + "what lives on is scattered over them. Keep what lives long apart.")
    } else {
      add(
        share > DrainVerdict.healthyAbove ? .ok : .note, what,
        "What is live at one moment is no fault. Write a line before and one after the load has "
          + "gone: granules that stay then are pinned.")
    }
  }

  /// More contradictions than this share of the calls, and the figures are not trusted. The
  /// published study of Redis trusts variances below it.
  private static let trustedShare = 0.0001
  /// So many may happen in a short run before anything is wrong with the figures.
  private static let fewContradictions = 10

  private mutating func judgeCalls() {
    if last.contradictions > 0 {
      let calls = last.allocations + last.deallocations + last.closes
      let share = Double(last.contradictions) / Double(max(1, calls))
      let kinds = last.misuse.filter { $0.key != "double_open" && $0.value > 0 }
        .sorted { ($0.value, $1.key) > ($1.value, $0.key) }
      let listed = kinds.map { "\($0.key) \(Figures.count($0.value))" }.joined(separator: ", ")
      let advice = kinds.first.flatMap { Self.causes[$0.key] } ?? "Look at where it is called."
      let what = "Calls contradict each other (\(listed)), \(Figures.percent(share, 3)) of all"
      if share > Self.trustedShare && last.contradictions >= Self.fewContradictions {
        add(.alarm, "\(what): the figures are not to be trusted.", advice)
      } else {
        add(.note, "\(what).", advice)
      }
    }
    if last.droppedReports > 0 {
      add(
        .note, "\(Figures.count(last.droppedReports)) reports were dropped for want of room.",
        "Take them more often, or raise max_buffered_reports. The figures here count them all.")
    }
  }

  /// Where calls that contradict others come from, as a rule.
  private static let causes = [
    "deregistration_without_registration":
      "Frees are counted at another layer than allocations, or twice. Register and deregister at "
      + "the same layer.",
    "unknown_granule": "Open a granule before its first object; opening it again is harmless.",
    "registration_after_close": "The allocator still hands out memory of granules that it closed.",
    "close_without_open":
      "Open each granule, and close it under the number that it was opened with.",
    "double_close": "Close each granule once; a new one may have an old number after an open.",
    "open_while_pinned": "A granule's number is used again while objects of the old one live.",
    "double_registration": "An object's number is used again before it is deregistered.",
    "granule_mismatch": "A free names another granule than its allocation did.",
  ]

  private mutating func judgeRetention(_ run: [ProfilerReading]) {
    guard last.pinned > 0 else { return }
    let (first, now) = (run[0].retainedGranules, last.retainedGranules)
    let ever =
      "Of \(Figures.count(last.pinned)) pinned granules, \(Figures.count(now)) are held yet"
    let pinned = last.since(run[0])?.pinned ?? 0
    if run.count > 1 && pinned > 0 && now > first {
      let share = Double(now - first) / Double(pinned)
      add(
        share > 0.5 ? .warning : .note,
        "\(ever); they grew from \(Figures.count(first)), by "
          + "\(Figures.percent(share, 0)) of what was pinned meanwhile.",
        share > 0.5
          ? "What pins does not die: retention grows with every close."
          : "Most of what pins dies late, and its granules come back.")
    } else {
      add(.note, "\(ever).", "The others drained after their boundary.")
    }
  }

  private mutating func nameSites() {
    guard last.pinned > 0 else { return }
    guard last.sites != nil else {
      add(
        .note, "Which lines pin is not known: the profiler runs in production mode.",
        "Run it in diagnostic mode to name them.")
      return
    }
    guard let worst = sites.first else { return }
    let others = worst.granules < last.pinned ? "" : ", all of them"
    let best = Double(min(last.closes, last.drained + worst.granules)) / Double(last.closes)
    let isNear = worst.nearMisses > worst.mismatches + worst.outstanding
    add(
      verdict?.grade == .healthy ? .note : .warning,
      "\(worst.name.visible) pins most: \(Figures.count(worst.granules)) of "
        + "\(Figures.count(last.pinned)) pinned granules\(others), with "
        + "\(Figures.count(worst.objects)) objects of \(Figures.count(worst.bytes)) bytes.",
      (isNear
        ? "Most of them die before the close after next: close granules one close later."
        : "Most of them live far past the boundary: give that line a granule of its own.")
        + " DSR would be \(Figures.percent(best, 1)) at most.")
  }
}

extension Diagnosis {
  /// What a reader is told first.
  package var sentences: [String] {
    findings.map { "\($0.level.rawValue): \($0.what) \($0.advice)" }
  }

  /// Every figure.
  ///
  /// - Parameter top: sites that are listed.
  package func tables(top: Int) -> [Table] {
    var tables: [Table] = []
    if let verdict {
      var table = Table(
        "verdict", "Verdict",
        [
          .number("closes"), .number("drained"), .number("DSR", "dsr"),
          .number("from", "dsr_low"), .number("to", "dsr_high"), .text("verdict"),
          .number("false alarms", "false_alarm_rate"), .text("alarm"),
        ])
      table.append([
        "\(verdict.closes)", "\(verdict.drained)", "\(verdict.rate)", "\(verdict.interval.low)",
        "\(verdict.interval.high)", verdict.grade.rawValue, "\(verdict.falseAlarmRate)",
        isAlarm ? "yes" : "no",
      ])
      tables.append(table)
    }
    var listed = Table(
      "findings", "Findings", [.text("level"), .text("finding"), .text("advice")])
    for finding in findings {
      listed.append([finding.level.rawValue, finding.what, finding.advice])
    }
    tables.append(listed)
    if !sites.isEmpty { tables.append(siteTable(top: top)) }
    return tables
  }

  /// The sites that pin.
  package func siteTable(top: Int) -> Table {
    var table = Table(
      "sites", "Sites that pin",
      [
        .text("site"), .number("granules"), .number("objects"), .number("bytes"),
        .number("near misses", "near_misses"), .number("mismatches"), .number("outstanding"),
      ])
    for site in sites.prefix(top) {
      table.append([
        site.name, "\(site.granules)", "\(site.objects)", "\(site.bytes)", "\(site.nearMisses)",
        "\(site.mismatches)", "\(site.outstanding)",
      ])
    }
    return table
  }
}
