import TemporalSlab

/// All that a profiler tells of one moment, and the two texts that it is told in: a page in the
/// OpenMetrics format, and one line of JSON.
///
/// Source of the format: OpenMetrics 1.0.0, "A metrics standard for the cloud-native ecosystem",
/// section 5 (text format).
public struct ProfilerPage: Hashable, Sendable {
  /// Nanoseconds since 1970.
  public var unixNanoseconds: UInt64
  /// The counts.
  public var snapshot: ProfilerSnapshot
  /// The open granules.
  public var sweep: OccupancySweep
  /// Reports that were dropped for want of room; diagnostic mode only.
  public var droppedReports = 0
  /// What each site that pinned a granule did; nil in production mode.
  public var sites: [SiteSummary]?
  /// How far past their boundaries pinning objects died; diagnostic mode only.
  public var lifetimes = LifetimeHistogram()
}

extension DrainProfiler {
  /// What it tells at this moment.
  public func page() -> ProfilerPage {
    ProfilerPage(
      unixNanoseconds: Platform.unixNanoseconds(), snapshot: snapshot(), sweep: sweep())
  }
}

extension DiagnosticProfiler {
  /// What it tells at this moment.
  public func page() -> ProfilerPage {
    var page = counts.page()
    page.snapshot = snapshot()
    page.sites = summary()
    state.withLock { state in
      page.droppedReports = state.droppedEver
      page.lifetimes = state.lifetimes
    }
    return page
  }
}

extension ProfilerMisuse {
  /// The kinds by the names that texts give them.
  public var named: [(name: String, count: Int)] {
    [
      ("double_open", doubleOpens), ("open_while_pinned", opensWhilePinned),
      ("close_without_open", closesWithoutOpen), ("double_close", doubleCloses),
      ("unknown_granule", unknownGranules),
      ("registration_after_close", registrationsAfterClose),
      ("deregistration_without_registration", deregistrationsWithoutRegistration),
      ("double_registration", doubleRegistrations), ("granule_mismatch", granuleMismatches),
    ]
  }
}

extension ProfilerPage {
  /// A page of metrics in the OpenMetrics text format, which Prometheus reads too.
  public var openMetrics: String {
    var text = OpenMetricsText()
    text.family("drainprof_dsr", .gauge, "Drained closes over closes; 1 before the first close")
    text.sample("drainprof_dsr", value: snapshot.dsr ?? 1)
    text.family("drainprof_closes", .counter, "Granules closed, by what their boundary found")
    text.sample("drainprof_closes_total", [("result", "drained")], snapshot.drained)
    text.sample("drainprof_closes_total", [("result", "pinned")], snapshot.pinned)
    text.gauge("drainprof_open_granules", "Granules that are open", snapshot.openGranules)
    text.gauge(
      "drainprof_drainable_open_granules", "Open granules without a live object", sweep.drainable)
    text.gauge(
      "drainprof_peak_open_granules", "The most granules that were open at once",
      snapshot.peakOpenGranules)
    text.gauge(
      "drainprof_retained_granules", "Granules that were pinned and have live objects yet",
      snapshot.retainedGranules)
    text.family("drainprof_allocations", .counter, "Objects registered")
    text.sample("drainprof_allocations_total", [], snapshot.registered)
    text.family("drainprof_deallocations", .counter, "Objects deregistered")
    text.sample("drainprof_deallocations_total", [], snapshot.deregistered)
    text.family("drainprof_misuse", .counter, "Calls that contradict each other, by kind")
    for (name, count) in snapshot.misuse.named {
      text.sample("drainprof_misuse_total", [("kind", name)], count)
    }
    if let sites { append(sites, to: &text) }
    return text.finished
  }

  private func append(_ sites: [SiteSummary], to text: inout OpenMetricsText) {
    text.family(
      "drainprof_dropped_reports", .counter, "Pinning reports dropped for want of room")
    text.sample("drainprof_dropped_reports_total", [], droppedReports)
    text.family(
      "drainprof_pinned_granules", .counter, "Granules closed with a live object of the site")
    for site in sites {
      text.sample(
        "drainprof_pinned_granules_total", [("site", site.site.description)], site.granulesPinned)
    }
    text.family("drainprof_pinning_objects", .counter, "Objects of the site live at a close")
    for site in sites {
      text.sample(
        "drainprof_pinning_objects_total", [("site", site.site.description)], site.objects)
    }
    text.family("drainprof_pinning_bytes", .counter, "Bytes of those objects", unit: "bytes")
    for site in sites {
      text.sample(
        "drainprof_pinning_bytes_total", [("site", site.site.description)], site.byteCount)
    }
    text.family(
      "drainprof_pinning_deaths", .counter,
      "Those that died since: within the near-miss threshold, or beyond it")
    for site in sites {
      let name = site.site.description
      text.sample(
        "drainprof_pinning_deaths_total", [("site", name), ("after", "near_miss")],
        site.nearMisses)
      text.sample(
        "drainprof_pinning_deaths_total", [("site", name), ("after", "mismatch")],
        site.mismatches)
    }
    text.family(
      "drainprof_lifetime_delta_seconds", .histogram,
      "How long past their boundaries pinning objects lived", unit: "seconds")
    var below: UInt64 = 0
    for (bound, count) in zip(LifetimeHistogram.bounds, lifetimes.counts) {
      below += count
      text.sample(
        "drainprof_lifetime_delta_seconds_bucket", [("le", "\(Double(bound) / 1e9)")], Int(below))
    }
    text.sample(
      "drainprof_lifetime_delta_seconds_bucket", [("le", "+Inf")], Int(lifetimes.count))
    text.sample("drainprof_lifetime_delta_seconds_count", [], Int(lifetimes.count))
    text.sample("drainprof_lifetime_delta_seconds_sum", value: Double(lifetimes.sum) / 1e9)
  }

  /// The same as one line of JSON, without the line feed: a program that writes one every minute
  /// keeps a history.
  public var jsonLine: String {
    var members = [
      "\"drainprof\":1", "\"time\":\(Double(unixNanoseconds / 1_000_000) / 1e3)",
      "\"closes\":\(snapshot.closes)", "\"drained\":\(snapshot.drained)",
      "\"pinned\":\(snapshot.pinned)", "\"open_granules\":\(snapshot.openGranules)",
      "\"drainable_open_granules\":\(sweep.drainable)",
      "\"peak_open_granules\":\(snapshot.peakOpenGranules)",
      "\"retained_granules\":\(snapshot.retainedGranules)",
      "\"allocations\":\(snapshot.registered)", "\"deallocations\":\(snapshot.deregistered)",
    ]
    let misuse = snapshot.misuse.named.map { "\"\($0.name)\":\($0.count)" }
    members.append("\"misuse\":{\(misuse.joined(separator: ","))}")
    if let sites {
      members.append("\"dropped_reports\":\(droppedReports)")
      let objects = sites.map { site in
        "{\"site\":\(Self.quoted(site.site.description)),\"granules\":\(site.granulesPinned),"
          + "\"objects\":\(site.objects),\"bytes\":\(site.byteCount),"
          + "\"near_misses\":\(site.nearMisses),\"mismatches\":\(site.mismatches)}"
      }
      members.append("\"sites\":[\(objects.joined(separator: ","))]")
      let bounds = LifetimeHistogram.bounds.map { "\(Double($0) / 1e9)" }
      let counts = lifetimes.counts.map { "\($0)" }
      members.append(
        "\"lifetime_delta_seconds\":{\"bounds\":[\(bounds.joined(separator: ","))],"
          + "\"counts\":[\(counts.joined(separator: ","))],"
          + "\"sum\":\(Double(lifetimes.sum) / 1e9)}")
    }
    return "{\(members.joined(separator: ","))}"
  }

  /// A JSON string.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

/// Builds a page: families, each with its samples after it.
private struct OpenMetricsText {
  enum Kind: String { case gauge, counter, histogram }

  private var text = ""

  mutating func family(_ name: String, _ kind: Kind, _ help: String, unit: String? = nil) {
    text += "# TYPE \(name) \(kind.rawValue)\n"
    if let unit { text += "# UNIT \(name) \(unit)\n" }
    text += "# HELP \(name) \(help).\n"
  }

  mutating func gauge(_ name: String, _ help: String, _ value: Int) {
    family(name, .gauge, help)
    sample(name, [], value)
  }

  mutating func sample(_ name: String, _ labels: [(name: String, value: String)], _ value: Int) {
    text += name
    if !labels.isEmpty {
      let pairs = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }
      text += "{\(pairs.joined(separator: ","))}"
    }
    text += " \(value)\n"
  }

  mutating func sample(_ name: String, value: Double) { text += "\(name) \(value)\n" }

  var finished: String { text + "# EOF\n" }

  private static func escaped(_ value: String) -> String {
    var escaped = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
