import Exhibits
import Results

extension Claims {
  /// Sections 6 to 9: limits, remedies, the worked example, related work, what is open.
  static let discussion: [Claim] = [
    Claim(
      "More frequent closes (7.1)", "closing granules more often does not help",
      rule: "no fewer slabs in shorter epochs; exact", files: ["bounds.csv"], command: "bounds"
    ) { evidence, _ in
      let rows = try evidence.all("bounds", "slabs_per_session", at: ["question": "closing"])
        .sorted {
          ($0.parameter["objects"].flatMap(Double.init) ?? 0)
            < ($1.parameter["objects"].flatMap(Double.init) ?? 0)
        }
      guard let shortest = rows.first, let longest = rows.last, rows.count > 1 else { return nil }
      return Judgement(
        shortest.value >= longest.value ? .holds : .fails,
        "slabs for each session: \(Figures.decimal(shortest.value, 3)) in epochs of "
          + "\(shortest.parameter["objects"] ?? "") objects, "
          + "\(Figures.decimal(longest.value, 3)) in epochs of \(longest.parameter["objects"] ?? "")"
      )
    },
    Claim(
      "Reordering (7.1)", "ordering the allocations of a granule does not help",
      rule: "\(.within(percent: 10)) of the order drawn", files: ["bounds.csv"], command: "bounds"
    ) { evidence, rule in
      let rows = try evidence.all("bounds", "slabs_per_session", at: ["question": "order"])
      let fractions = firsts(rows.compactMap { $0.parameter["f"] })
      guard let last = fractions.last else { return nil }
      func value(_ order: String) -> Double? {
        rows.first { $0.parameter["order"] == order && $0.parameter["f"] == last }?.value
      }
      let doubling = try evidence.all("bounds", "doubling_ratio", at: ["question": "order"])
      guard let drawn = value("drawn"), let packed = value("sessions-first"), !doubling.isEmpty
      else { return nil }
      return Judgement(
        rule(packed / drawn) ? .holds : .conditional,
        "the class stays (R(2t)/R(t) \(range(doubling.map(\.value), 2))), the factor does not: "
          + "\(Figures.decimal(drawn, 3)) slabs for each session as drawn, "
          + "\(Figures.decimal(packed, 3)) sessions first")
    },
    Claim(
      "Mitigations (7.1)", "clustering and coalescing change the coefficient, not the class",
      rule: "R-squared \(.above(0.999))", files: ["coefficients.csv"],
      command: "psweep --reuse ring,strict"
    ) { evidence, rule in
      let rows = try evidence.all("psweep", "r_squared_slabs", at: ["p": 1.0])
      let ratios = try evidence.all("psweep", "bound_ratio", at: ["p": 1.0]).map(\.value)
      guard rows.count > 1 else { return nil }
      return Judgement(
        rule.every(rows.map(\.value)) ? .holds : .fails,
        "slabs for each pinned epoch \(range(ratios, 3)), R-squared of a line "
          + "\(range(rows.map(\.value), 5)) in both reuse modes")
    },
    Claim(
      "Connection service, symptom (7.2)",
      "RSS grows linearly while the number of live connections is stable",
      rule: "R(2t)/R(t) not \(.within(0.15, of: 1))",
      files: ["bounds.csv", "bounds-timeseries.csv"],
      command: "bounds"
    ) { evidence, rule in
      let at: Parameters = ["question": "service", "routing": "broken"]
      guard let ratio = try evidence.one("bounds", "doubling_ratio", at: at),
        let level = try evidence.one("bounds", "plateau", at: at)
      else { return nil }
      return Judgement(
        rule(ratio.value) ? .fails : .holds,
        "over 100 epochs R(2t)/R(t) is \(Figures.decimal(ratio.value, 3)): level at "
          + "\(Figures.count(level.value)) slabs once as many connections leave as come")
    },
    Claim(
      "Connection service, diagnosis (7.2)", "each epoch with a new connection is pinned",
      rule: "equal to the closed form; exact", files: ["diagnose.csv"], command: "diagnose"
    ) { evidence, _ in
      guard let row = try evidence.one("diagnose", "dsr", at: ["routing": "broken"]) else {
        return nil
      }
      return Judgement(
        row.value == row.predicted ? .holds : .fails, "DSR \(Figures.percent(row.value, 1))")
    },
    Claim(
      "Connection service, fix (7.2)", "one line routed elsewhere restores drainability",
      rule: "DSR \(.exactly(1)); exact", files: ["diagnose.csv"], command: "diagnose"
    ) { evidence, rule in
      guard let row = try evidence.one("diagnose", "dsr", at: ["routing": "fixed"]),
        let rows = try evidence.rows("diagnose.csv", ["routing", "structural_bytes"])
      else { return nil }
      let left = rows.last { $0["routing"] == "fixed" }?.number("structural_bytes") ?? 0
      return Judgement(
        rule(row.value) ? .holds : .fails,
        "DSR \(Figures.percent(row.value, 0)), \(Figures.inKib(left)) structural")
    },
    Claim(
      "Heap profiles miss it (7.2)", "live counts are stable while memory grows",
      rule: "factor of slabs over factor of connections \(.above(1.5))",
      files: ["bounds-timeseries.csv"],
      command: "bounds"
    ) { evidence, rule in
      guard
        let rows = try evidence.rows(
          "bounds-timeseries.csv",
          ["question", "setting", "seed", "epochs_closed", "live_objects", "retained_slabs"])?
          .filter({ $0["question"] == "service" && $0["setting"] == "routing=broken" }),
        let last = rows.compactMap({ $0.number("epochs_closed") }).max()
      else { return nil }
      func mean(_ column: String, _ share: Double) -> Double? {
        Figures.average(
          rows.filter {
            abs(($0.number("epochs_closed") ?? 0) - share * last) < last / 30
          }.compactMap { $0.number(column) })
      }
      guard let live = mean("live_objects", 0.25), let later = mean("live_objects", 1),
        let slabs = mean("retained_slabs", 0.25), let end = mean("retained_slabs", 1)
      else { return nil }
      return Judgement(
        rule((end / slabs) / (later / live)) ? .holds : .fails,
        "from a quarter of the run to its end live connections go from \(Figures.count(live)) to "
          + "\(Figures.count(later)), retained slabs from \(Figures.count(slabs)) to "
          + Figures.count(end))
    },
    .untested(
      "Compaction (7.3)", "relocating collectors do not need drainability",
      because: "the allocator here does not move objects"),
    Claim(
      "Slabs, regions, epochs (8.1)", "the condition is the same for all of them",
      rule: "\(.atLeast(1)) for every kind", files: ["granules.csv"], command: "granules"
    ) { evidence, rule in
      let rows = try evidence.all("granules", "bound_ratio", at: ["lifetime": "endless"])
      guard !rows.isEmpty else { return nil }
      let kinds = firsts(rows.compactMap { $0.parameter["granule"] })
      return Judgement(
        rule.every(rows.map(\.value)) ? .holds : .conditional,
        kinds.map { kind in
          let values = rows.filter { $0.parameter["granule"] == kind }.map(\.value)
          return "\(kind) \(range(values, 2))"
        }.joined(separator: ", ") + " retained granules for each pinned one, pins never ending")
    },
    Claim(
      "Stalled readers (8.1)", "a guard held past its epoch pins all that was retired",
      rule: "\(.above(1))", files: ["granules.csv"], command: "granules --granules guards"
    ) { evidence, rule in
      let rows = try evidence.all("granules", "bound_ratio", at: ["granule": "guards"])
      guard !rows.isEmpty else { return nil }
      return Judgement(
        rule.every(rows.filter { $0.parameter["lifetime"] == "endless" }.map(\.value))
          ? .holds : .conditional,
        "\(range(rows.map(\.value), 1)) granules for each pinned one")
    },
    .untested(
      "Mesh (8.2)", "overlaying pages lowers the coefficient and not the class",
      because: "no allocator here meshes pages"),
    Claim(
      "mimalloc (8.3)", "pages and segments are granules at two levels",
      rule: "\(.within(percent: 10)) of its page", files: ["peers.csv"],
      command: "peers"
    ) { evidence, rule in
      guard
        let row = try evidence.one(
          "peers", "effective_granule", at: ["allocator": "mimalloc"])
      else { return nil }
      let isNear = row.predicted.map { rule(row.value / $0) } ?? false
      return Judgement(
        isNear ? .holds : .fails,
        "what it retains follows 1-(1-f)^C for a granule of \(Figures.decimal(row.value, 1)) KiB, "
          + "its page of \(Figures.decimal(row.predicted, 0)); segments are not told apart")
    },
    .untested(
      "Robson's bounds (8.4)", "worst-case fragmentation and drainability are different matters",
      because: "no run here seeks the worst case of placement"),
    .untested(
      "Static analysis (9)", "drainability may be approximated at compile time",
      because: "named as open by the paper, and nothing here analyses programs' text"),
    Claim(
      "Production mode (9)", "a profiler can count drained closes at little cost",
      rule: "\(.below(10)) ns", files: ["profiler.csv"], command: "profiler"
    ) { evidence, rule in
      guard
        let row = try evidence.one(
          "profiler", "ns_per_op", at: ["operation": "register", "mode": "production"])
      else { return nil }
      return Judgement(
        rule(row.value) ? .holds : .fails,
        "registering an object takes \(Figures.decimal(row.value, 2)) ns")
    },
    Claim(
      "Early signal (9)", "the rate falls before growth of RSS can be seen",
      rule: "the slabs' p below that of RSS, each seen in \(.atLeast(percent: 95)) of runs",
      files: ["threshold.csv"],
      command: "threshold"
    ) { evidence, rule in
      let rows = try evidence.all("threshold", "power")
      func least(_ signal: String) -> Double? {
        rows.filter {
          $0.parameter["metric"] == signal && rule($0.value)
            && ($0.parameter["p"].flatMap(Double.init) ?? 0) > 0
        }.compactMap { $0.parameter["p"].flatMap(Double.init) }.min()
      }
      guard let slabs = least("retained_slabs"), let rss = least("rss_steps") else { return nil }
      return Judgement(
        slabs < rss ? .holds : .fails,
        "retained slabs show p = \(Figures.fraction(slabs)), RSS in 128 KiB steps "
          + Figures.fraction(rss))
    },
    Claim(
      "Diagnostic mode (9)", "reporting the site names the line that pins",
      rule: "lines that pin: \(.exactly(1)); exact", files: ["diagnose-sites.csv"],
      command: "diagnose"
    ) { evidence, rule in
      guard
        let rows = try evidence.rows("diagnose-sites.csv", ["routing", "line", "epochs_pinned"])
      else { return nil }
      let broken = rows.filter { $0["routing"] == "broken" }
      return Judgement(
        rule(Double(broken.count)) ? .holds : .fails,
        "\(broken.count) line for \(broken.first?["epochs_pinned"] ?? "0") pinned epochs")
    },
    Claim(
      "Cost across configurations (9)", "how c varies is left open by the paper",
      rule: "measured over closed form \(.within(percent: 10))", files: ["sensitivity.csv"],
      command: "sensitivity"
    ) { evidence, rule in
      let rows = try evidence.all("sensitivity", "cost_bytes", at: ["reuse": "strict"])
      let ratios = rows.compactMap { row in row.predicted.map { row.value / $0 } }
      guard !ratios.isEmpty else { return nil }
      return Judgement(
        rule.every(ratios) ? .answered : .differs,
        "a slab for each pinned epoch in strict reuse, measured over closed form "
          + range(ratios, 3))
    },
    Claim(
      "Threshold across workloads (9)", "whether p = 0.01 to 0.05 is stable is left open",
      rule: "seen in \(.atLeast(percent: 95)) of runs", files: ["threshold.csv"],
      command: "threshold"
    ) { evidence, rule in
      let rows = try evidence.all("threshold", "power", at: ["metric": "retained_slabs"])
      let seen = rows.filter { rule($0.value) }
        .compactMap { $0.parameter["p"].flatMap(Double.init) }.filter { $0 > 0 }
      guard let least = seen.min() else { return nil }
      return Judgement(
        .answered,
        "it is not stable: it falls as 1/m, to \(Figures.fraction(least)) for retained slabs "
          + "in 100,000 epochs")
    },
    Claim(
      "Prediction and DSR (9)", "how accuracy of prediction relates to DSR is left open",
      rule: "recall that halves over closed form \(.within(percent: 5))", files: ["predictor.csv"],
      command: "predictor"
    ) { evidence, rule in
      let rows = try evidence.all("predictor", "halving_recall")
      guard !rows.isEmpty else { return nil }
      let ratios = rows.compactMap { row in row.predicted.map { row.value / $0 } }
      return Judgement(
        rule.every(ratios) ? .answered : .differs,
        "DSR = (1 - f(1 - r))^n; structural bytes are halved at recall "
          + range(rows.map(\.value), 2))
    },
    Claim(
      "Severity (9)", "what a pin costs depends on reuse within the granule",
      rule: "greatest over least \(.above(2))", files: ["granules.csv"], command: "granules"
    ) { evidence, rule in
      guard
        let rows = try evidence.rows(
          "granules.csv", ["granule", "lifetime", "p", "closes", "metric", "measured"])?
          .filter({ $0["metric"] == "structural_bytes" && $0["lifetime"] == "endless" }),
        let last = rows.compactMap({ $0.number("closes") }).max()
      else { return nil }
      let ends = rows.filter { $0.number("closes") == last && $0.number("p") == 0.05 }
      guard !ends.isEmpty else { return nil }
      let costs = ends.compactMap { row in
        row.number("measured").map { (row["granule"] ?? "", $0) }
      }
      return Judgement(
        rule((costs.map(\.1).max() ?? 0) / (costs.map(\.1).min() ?? 0)) ? .holds : .fails,
        costs.map { "\($0.0) \(NumberStyle.bytes().label($0.1))" }.joined(separator: ", ")
          + " at p = 0.05")
    },
  ]
}
