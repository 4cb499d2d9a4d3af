import Exhibits
import Results

extension Claims {
  /// Sections 2 to 5: definitions, theorems and what follows from them.
  static let theorems: [Claim] = [
    Claim(
      "Theorem 1 (3.2)", "a granule is reclaimable at its boundary exactly if it is drainable",
      rule: "both counts agree at every close", files: ["dsr.csv"], command: "dsr"
    ) { evidence, _ in
      let rates = try evidence.all("dsr", "dsr")
      guard !rates.isEmpty else { return nil }
      let off = rates.compactMap { row in row.predicted.map { abs(row.value - $0) } }
      return Judgement(
        .byDefinition,
        "profiler, close reports and run agree close by close; DSR is 1 - p to within "
          + Figures.general(off.max(), 2))
    },
    Claim(
      "Logical leak (4)", "an object that is never freed is found by leak detectors",
      rule: "what valgrind prints", files: ["diagnose.csv"], command: "diagnose --valgrind"
    ) { evidence, _ in
      guard try evidence.one("diagnose", "dsr") != nil else { return nil }
      return Judgement(
        .untested, "what valgrind says is shown by the command, and stands in no file")
    },
    Claim(
      "Structural leak (4)",
      "every object is freed in the end, and memory grows without bound all the same",
      rule:
        "R(2t)/R(t) \(.within(0.15, of: 1)) where lifetimes have a mean, \(.above(1)) where not",
      files: ["bounds.csv", "bounds-timeseries.csv"], command: "bounds"
    ) { evidence, rule in
      let level = try evidence.all("bounds", "doubling_ratio", at: ["question": "plateau"])
      guard let between = try evidence.one("bounds", "doubling_ratio", at: ["question": "between"])
      else { return nil }
      let grows = between.ciLow.map(rule[1].keeps) ?? false
      return Judgement(
        rule.every(level.map(\.value)) && grows ? .conditional : .holds,
        "with a finite mean lifetime R(2t)/R(t) is \(range(level.map(\.value), 3)); it grows where "
          + "live objects do, as with no mean lifetime: \(Figures.decimal(between.value, 3))")
    },
    Claim(
      "Structural Leak Principle (4)",
      "misalignment alone can force retained granules to grow",
      rule: "no sample with more retained slabs than live objects",
      files: ["bounds-timeseries.csv"], command: "bounds"
    ) { evidence, _ in
      guard
        let rows = try evidence.rows(
          "bounds-timeseries.csv", ["live_objects", "retained_slabs"])
      else { return nil }
      let breaches = rows.count {
        ($0.number("retained_slabs") ?? 0) > ($0.number("live_objects") ?? 0)
      }
      return Judgement(
        breaches == 0 && !rows.isEmpty ? .conditional : .fails,
        "R(t) above the live objects in \(breaches) of \(Figures.count(rows.count)) samples: it "
          + "grows only with them, by at most C slots for each")
    },
    Claim(
      "Remediation table (4)",
      "slab sizes, caches and free lists do not change the class of growth",
      rule: "every cost \(.above(0))", files: ["coefficients.csv", "sensitivity.csv"],
      command: "sensitivity"
    ) { evidence, rule in
      let costs = try evidence.all("sensitivity", "cost_bytes")
      guard !costs.isEmpty else { return nil }
      return Judgement(
        rule.every(costs.map(\.value)) ? .holds : .fails,
        "a pinned epoch costs \(range(costs.map { $0.value / 1_024 }, 2)) KiB over "
          + "\(costs.count) settings, never 0")
    },
    Claim(
      "R_k(g, t) = ceil(L / C) (5)",
      "that many slabs of a granule with L live objects are retained",
      rule: "drawn over packed \(.within(percent: 5))", files: ["bounds.csv"], command: "bounds"
    ) { evidence, rule in
      let orders = try evidence.all("bounds", "slabs_per_session", at: ["question": "order"])
      func value(_ order: String) -> Double? {
        orders.filter { $0.parameter["order"] == order }.map(\.value).min()
      }
      guard let drawn = value("drawn"), let packed = value("sessions-first") else { return nil }
      return Judgement(
        rule(drawn / packed) ? .holds : .fails,
        "the formula is the fewest slabs, \(Figures.decimal(packed, 3)) for each session; "
          + "allocated as they come, \(Figures.decimal(drawn, 3)) are retained")
    },
    Claim(
      "Assumption 3, non-merging (5)",
      "granules are not merged across boundaries, which practical allocators satisfy",
      rule: "\(.atLeast(1)) in each reuse mode; exact", files: ["psweep.csv"],
      command: "psweep --reuse ring,strict"
    ) { evidence, rule in
      let ring = try evidence.all("psweep", "bound_ratio", at: ["reuse": "ring"]).map(\.value)
      let strict = try evidence.all("psweep", "bound_ratio", at: ["reuse": "strict"]).map(\.value)
      guard !ring.isEmpty, !strict.isEmpty else { return nil }
      return Judgement(
        rule.every(ring) && rule.every(strict) ? .holds : .fails,
        "slabs for each pinned epoch: \(range(ring, 3)) where partial slabs are used again, as in "
          + "the published allocator, \(range(strict, 3)) where not")
    },
    Claim(
      "Theorem 2 (5)", "if every closed granule drains, retained memory is bounded",
      rule: "every run drains every epoch; exact", files: ["bounds-runs.csv"], command: "bounds"
    ) { evidence, _ in
      guard
        let rows = try evidence.rows(
          "bounds-runs.csv",
          ["question", "setting", "closes", "drained", "greatest_committed_slabs"])
      else { return nil }
      let runs = rows.filter { $0["question"] == "drained" }
      guard !runs.isEmpty else { return nil }
      let drained = runs.allSatisfy { $0["closes"] == $0["drained"] }
      let most = runs.compactMap { $0.number("greatest_committed_slabs") }.max() ?? 0
      return Judgement(
        drained ? .holds : .fails,
        "\(runs.count) runs, all epochs drained: \(drained ? "yes" : "no"); at most "
          + "\(Figures.count(most)) slabs committed at any time")
    },
    Claim(
      "Corollary of Theorem 2", "with drainability RSS is a plateau", rule: "\(.atMost(kib: 128))",
      files: ["psweep.csv"],
      command: "psweep --p 0"
    ) { evidence, rule in
      let rows = try evidence.all("psweep", "rss_growth", at: ["p": 0.0])
      guard !rows.isEmpty else { return nil }
      return Judgement(
        rule.every(rows.map(\.value)) ? .holds : .fails,
        "RSS growth at p = 0: \(range(rows.map { $0.value / 1_024 }, 1)) KiB")
    },
    Claim(
      "Theorem 3 (5)", "a fraction p of granules pinned for good keeps R(t) at p m(t) or above",
      rule: "\(.atLeast(1)); exact", files: ["psweep.csv"], command: "psweep --reuse ring,strict"
    ) { evidence, rule in
      let ring = try evidence.all("psweep", "bound_ratio", at: ["reuse": "ring"]).map(\.value)
      let strict = try evidence.all("psweep", "bound_ratio", at: ["reuse": "strict"]).map(\.value)
      guard !strict.isEmpty else { return nil }
      return Judgement(
        rule.every(strict) ? (rule.every(ring) ? .holds : .conditional) : .fails,
        "R(t) over pinned closes: \(range(strict, 3)) in strict reuse, which does not merge, "
          + "\(range(ring, 3)) in ring reuse, which does")
    },
    Claim(
      "Instantiation (5)", "R(t) grows at least as requests over requests of an epoch",
      rule: "\(.within(0.2, of: 2))", files: ["bounds.csv"], command: "bounds"
    ) { evidence, rule in
      let rows = try evidence.all("bounds", "doubling_ratio", at: ["question": "closing"])
      guard !rows.isEmpty else { return nil }
      return Judgement(
        rule.every(rows.map(\.value)) ? .conditional : .fails,
        "R(2t)/R(t) is \(range(rows.map(\.value), 2)) for epochs of "
          + "\(rows.count) lengths, sessions that never die")
    },
    Claim(
      "Corollary of Theorem 3", "under sustained violation RSS grows without bound",
      rule: "upper end of the interval of R(2t)/R(t) \(.atLeast(1.5))", files: ["bounds.csv"],
      command: "bounds"
    ) { evidence, rule in
      guard
        let dsr = try evidence.one(
          "bounds", "dsr", at: ["question": "plateau", "p": 1.0, "reuse": "strict"]),
        let ratio = try evidence.one(
          "bounds", "doubling_ratio",
          at: ["question": "plateau", "p": 1.0, "reuse": "strict", "lifetime": "exponential"]),
        let linear = try evidence.one("bounds", "doubling_ratio", at: ["question": "linear"])
      else { return nil }
      return Judgement(
        ratio.ciHigh.map(rule.callAsFunction) ?? true ? .holds : .conditional,
        "with DSR \(Figures.percent(dsr.value, 0)) and sessions that die R(2t)/R(t) is "
          + "\(Figures.decimal(ratio.value, 3)); with sessions that never die "
          + Figures.decimal(linear.value, 3))
    },
    Claim(
      "On sustained violation (5)",
      "in steady state a fraction p of all closed granules stays pinned, so R(t) is linear in m(t)",
      rule: "\(.within(percent: 5)) of Little's law", files: ["bounds.csv", "lifetimes.csv"],
      command: "bounds"
    ) { evidence, rule in
      guard let level = try evidence.one("bounds", "plateau", at: ["question": "horizon"]) else {
        return nil
      }
      let holds = level.predicted.map { rule(level.value / $0) } ?? false
      return Judgement(
        holds ? .fails : .holds,
        "each close pinned, \(Figures.decimal(level.value, 1)) slabs in the mean over the longest "
          + "run, Little's law \(Figures.decimal(level.predicted, 1)): the fraction of all closed "
          + "granules falls as 1/m")
    },
    Claim(
      "Transient mixing (5)", "a burst of violations costs a bounded amount, once",
      rule: "\(.exactly(0)) at the end; exact", files: ["bounds.csv"], command: "bounds"
    ) { evidence, rule in
      guard
        let rows = try evidence.rows("bounds.csv", ["question", "metric", "measured"])?
          .filter({ $0["question"] == "burst" }),
        let end = rows.first(where: { $0["metric"] == "retained_at_end" })?.number("measured"),
        let most = rows.first(where: { $0["metric"] == "greatest_retained_slabs" })?
          .number("measured")
      else { return nil }
      return Judgement(
        rule(end) ? .holds : .fails,
        "\(Figures.count(most)) slabs at most, \(Figures.count(end)) when the sessions have died")
    },
    Claim(
      "Dichotomy (5)", "retained memory is O(1) or grows at least linearly; nothing lies between",
      rule: "lower end of the 95 % interval \(.atMost(0)), or its upper end \(.atLeast(2))",
      files: ["bounds.csv", "lifetimes.csv"],
      command: "bounds"
    ) { evidence, rule in
      guard let ratio = try evidence.one("bounds", "increment_ratio", at: ["question": "between"]),
        let low = ratio.ciLow, let high = ratio.ciHigh
      else { return nil }
      let exponent = try evidence.one("lifetimes", "growth_exponent")?.value
      return Judgement(
        rule[0](low) || rule[1](high) ? .holds : .fails,
        "Pareto 0.9: a doubling adds \(Figures.decimal(ratio.value, 2)) of the last one's growth, "
          + "95 % \(Figures.decimal(low, 2)) to \(Figures.decimal(high, 2)), where O(1) has 0 and "
          + "linear 2"
          + (exponent.map { "; as t^\(Figures.decimal($0, 3))" } ?? ""))
    },
    Claim(
      "Necessary and sufficient (1, 5)", "memory is bounded exactly if granules drain",
      rule: "a DSR of \(.exactly(0)) that levels refutes; exact", files: ["bounds.csv"],
      command: "bounds"
    ) { evidence, rule in
      guard
        let dsr = try evidence.one(
          "bounds", "dsr", at: ["question": "plateau", "p": 1.0, "reuse": "strict"]),
        let level = try evidence.one(
          "bounds", "plateau", at: ["question": "plateau", "p": 1.0, "reuse": "strict"]),
        let drained = try evidence.one(
          "bounds", "dsr", at: ["question": "drained", "routing": "mixed"])
      else { return nil }
      return Judgement(
        rule(dsr.value) ? .fails : .holds,
        "sufficient: yes (DSR \(Figures.percent(drained.value, 0)), bounded); necessary: no (DSR "
          + "\(Figures.percent(dsr.value, 0)) and level at \(Figures.count(level.value)) slabs)")
    },
    Claim(
      "No tuning helps (1, 5)", "no change of the allocator makes violated growth bounded",
      rule: "growth \(.above(0)) in both modes", files: ["coefficients.csv"],
      command: "psweep --reuse ring,strict"
    ) { evidence, rule in
      let rows = try evidence.all("psweep", "growth_per_p", at: ["p": 1.0])
      func value(_ reuse: String) -> Double? {
        rows.first { $0.parameter["reuse"] == reuse }?.value
      }
      guard let ring = value("ring"), let strict = value("strict") else { return nil }
      return Judgement(
        rule.every([ring, strict]) ? .holds : .fails,
        "sessions that never die: reuse of partial slabs takes growth from "
          + "\(Figures.inMib(strict)) to \(Figures.inMib(ring)), a factor and not the class")
    },
  ]
}
