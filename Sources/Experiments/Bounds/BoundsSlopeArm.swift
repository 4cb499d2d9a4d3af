import Results
import Statistics

/// Runs of the p-sweep's workload of one reuse mode and p, one a seed, for the slope of retained
/// slabs in the first and in the last quarter.
struct BoundsSlopeArm: Arm {
  /// The run, apart from its seed.
  var watched: ViolationRun
  var seeds: SeedBlock

  static let kind = "\(Bounds.name)-slopes"

  var work: Double { watched.work * Double(seeds.count) }

  var label: String {
    "bounds slopes p=\(watched.p) reuse=\(watched.reuse.rawValue) seeds=\(seeds)"
  }

  func run() throws -> [BoundsOutcome] {
    try zip(seeds.values, seeds.generatorSeeds).map { seed, generatorSeed in
      var seeded = watched
      seeded.seed = generatorSeed
      let run = try seeded.run()
      var outcome = BoundsOutcome(seed: seed)
      for sample in run.samples {
        outcome.compare(retained: sample.retainedSlabs, live: sample.sessions)
      }
      let capacity = watched.workload.slabSize / watched.workload.sessionSlot
      outcome.samples = (1...BoundsProgram.samples).map { index in
        let sample = run.samples[run.samples.count * index / BoundsProgram.samples - 1]
        return BoundsOutcome.Sample(
          epochsClosed: sample.epochsClosed, live: sample.sessions, retained: sample.retainedSlabs,
          structural: sample.retainedSlabs - (sample.sessions + capacity - 1) / capacity)
      }
      outcome.closes = run.epochsClosed
      outcome.drained = run.epochsClosed - run.pinnedCloses
      outcome.sessions = run.sessions
      let half = run.samples.dropFirst(run.samples.count / 2).map { Double($0.retainedSlabs) }
      outcome.secondHalf = try mean(of: half)
      let slopes = try QuartileSlopes(
        x: run.samples.map { Double($0.request) },
        y: run.samples.map { Double($0.retainedSlabs) }
      ).slopes
      outcome.slopes = [slopes[0], slopes[3]]
      return outcome
    }
  }
}
