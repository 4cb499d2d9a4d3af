import TestSupport
import Foundation
import Results
import Statistics

@testable import Experiments

/// Rows like those of real runs, made from closed forms and a seed.
enum SampleRows {
  static let fractions = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 1]
  private static let seeds: [UInt64] = [1, 2, 3]

  /// Bytes of growth per unit of p.
  static func cost(_ reuse: ReuseMode) -> Double { reuse == .ring ? 40e6 : 400e6 }

  static func psweep(modes: [ReuseMode] = ReuseMode.allCases) -> [PSweepRow] {
    var random = Xoshiro256StarStar(seed: 41)
    return modes.flatMap { reuse in
      fractions.flatMap { p in
        seeds.map { seed in
          var row = PSweepRow.blank
          row.p = p
          row.reuse = reuse
          row.seed = seed
          row.requests = 200_000
          row.epochsClosed = 100_000
          row.sessions = Int(p * 100_000)
          let noise = 1 + Double.random(in: -0.02...0.02, using: &random)
          row.rssGrowthBytes = Int(p * cost(reuse) * noise)
          row.liveBytes = row.sessions * 384
          row.growthPerPBytes = p > 0 ? Double(row.rssGrowthBytes) / p : nil
          let expected = p > 0 ? 4 * (1 - p) / (5 * 100_000 * p) : 0
          row.rSquaredExpected = p > 0 ? 1 - expected : nil
          row.rSquared = p > 0 ? 1 - expected * 2 * noise : nil
          row.rSquaredSlabs = p > 0 ? 1 - expected * noise : nil
          row.boundRatio = p > 0 ? (reuse == .ring ? 0.1 : 1) : nil
          row.behavior = p > 0 ? .linear : .plateau
          return row
        }
      }
    }
  }

  static func psweepSamples(_ reuse: ReuseMode) -> [PSweepSample] {
    fractions.flatMap { p in
      seeds.flatMap { seed in
        (1...50).map { step in
          var sample = PSweepSample.blank
          sample.p = p
          sample.reuse = reuse
          sample.seed = seed
          sample.request = step * 4_000
          // In pages, and seeds apart.
          let growth = p * cost(reuse) * Double(step) / 50 * (1 + 0.02 * Double(seed))
          sample.rssBytes = 20_000_000 + Int(growth) / 4_096 * 4_096
          return sample
        }
      }
    }
  }

  static func growthPerP() -> [Coefficient] {
    ReuseMode.allCases.map { reuse in
      var row = Coefficient.blank
      row.experiment = "psweep"
      row.coefficient = "growth_per_p"
      row.parameter = Parameters(csvField: "p=0.5 reuse=\(reuse.rawValue)")!
      row.value = cost(reuse)
      row.predicted = cost(reuse)
      return row
    }
  }

  static func twoPointSamples() -> [TwoPointSample] {
    Routing.allCases.flatMap { routing in
      seeds.flatMap { seed in
        (1...50).map { step in
          var sample = TwoPointSample.blank
          sample.routing = routing
          sample.reuse = .strict
          sample.seed = seed
          sample.request = step * 4_000
          sample.epochsClosed = max(0, step * 4 - 4)
          sample.retainedSlabs = step * (routing == .mixed ? 740 : 250)
          sample.liveObjects = step * 4_000
          sample.structuralBytes = routing == .mixed ? step * 2_000_000 : 0
          return sample
        }
      }
    }
  }

  static func twoPoint() -> [TwoPointRow] {
    Routing.allCases.flatMap { routing in
      seeds.map { seed in
        var row = TwoPointRow.blank
        row.routing = routing
        row.reuse = .strict
        row.seed = seed
        row.requests = 200_000
        row.epochsClosed = 196
        row.sessionFraction = 1.0 / 3
        row.objectSize = 256
        row.slabCapacity = 16
        row.slabsCreated = routing == .mixed ? 37_500 : 13_000
        row.slabsRecycled = routing == .mixed ? 60 : 24_500
        row.retainedSlabs = routing == .mixed ? 36_800 : 12_500
        row.recycleRate = Double(row.slabsRecycled) / Double(row.slabsRecycled + row.slabsCreated)
        return row
      }
    }
  }

  static func slopes() -> [SlopeRow] {
    ReuseMode.allCases.flatMap { reuse in
      SlopeRow.Metric.allCases.flatMap { metric in
        seeds.flatMap { seed in
          (1...4).map { quartile in
            var row = SlopeRow.blank
            row.p = 1
            row.reuse = reuse
            row.seed = seed
            row.metric = metric
            row.quartile = quartile
            row.ratioToFirst = 1 + 0.001 * Double(quartile - 1) * Double(seed)
            row.slopePerRequest = (row.ratioToFirst ?? 1) * (reuse == .ring ? 208 : 2_080)
            return row
          }
        }
      }
    }
  }

  static func churn() -> [ChurnRow] {
    (0...20).map { step in
      var row = ChurnRow.blank
      row.cycle = step * 100
      row.rssBytes = 35_000_000 + step * 4_096
      row.committedBytes = 12_800_000
      row.liveObjects = 100_000
      row.slabsCreated = 3_125
      return row
    }
  }

  static func dsr() -> [DSRRow] {
    fractions.flatMap { p in
      seeds.map { seed in
        var row = DSRRow.blank
        row.p = p
        row.seed = seed
        row.closes = 100_000
        let off = p == 0 || p == 1 ? 0 : Int(seed) * 40 - 80
        row.drained = Int((1 - p) * 100_000) + off
        row.pinned = row.closes - row.drained
        row.dsr = Double(row.drained) / 100_000
        row.dsrExpected = 1 - p
        return row
      }
    }
  }

  static func diagnose() -> [DiagnoseRow] {
    ServiceRouting.allCases.flatMap { routing in
      (1...20).map { epoch in
        var row = DiagnoseRow.blank
        row.routing = routing
        row.epoch = epoch
        row.structuralBytes = routing == .broken ? epoch * 44_000 : 0
        row.pinned = routing == .broken ? epoch - 1 : 0
        row.drained = epoch - row.pinned
        row.liveObjects = 250
        return row
      }
    }
  }

  static let allocators = ["temporal-slab", "glibc", "jemalloc", "mimalloc", "tcmalloc"]

  static func bench() -> [BenchRow] {
    [("pair", 1), ("batch", 1), ("random-replace", 2), ("latency", 1)].flatMap { pattern, threads in
      allocators.enumerated().flatMap { index, allocator in
        (1...5).map { round in
          var row = BenchRow.blank
          row.allocator = allocator
          row.pattern = pattern
          row.threads = threads
          row.round = round
          row.nsPerPair = Double(8 + 3 * index) + 0.1 * Double(round)
          if pattern == "latency" {
            row.p50NS = Double(10 + 4 * index)
            row.p99NS = Double(60 + 30 * index + round)
            row.p999NS = Double(200 + 50 * index + round)
          }
          return row
        }
      }
    }
  }

  /// Medians of `bench`, and this project's times over the others'.
  static func benchCoefficients() -> [Coefficient] {
    [("pair", 1), ("batch", 1), ("random-replace", 2)].flatMap { pattern, threads in
      allocators.enumerated().flatMap { index, allocator in
        let time = Double(8 + 3 * index) + 0.3
        let kinds = [(CoefficientKind.nsPerPair, time), (.timeRatio, 8.3 / time)]
        return kinds.prefix(index == 0 ? 1 : 2).map { kind, value in
          Coefficient(
            kind, at: ["pattern": pattern, "threads": threads, "allocator": allocator], value,
            ciLow: value * 0.9, ciHigh: value * 1.2)
        }
      }
    }
  }
}
