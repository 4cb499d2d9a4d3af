import Results

/// The runs of one point of a grid, each with its seed.
struct SeededRuns<Run> {
  private(set) var seeds: [UInt64]
  private(set) var runs: [Run]

  /// Runs of a block of seeds, in its order.
  init(_ block: SeedBlock, _ runs: [Run]) {
    seeds = block.values
    self.runs = runs
  }

  /// The runs of several blocks.
  init<A: Arm>(_ arms: Finished<A>, seeds: (A) -> SeedBlock) where A.Outcome == [Run] {
    self.seeds = arms.flatMap { seeds($0.arm).values }
    runs = arms.flatMap(\.outcome)
  }

  /// A figure of each run that has it.
  func values(_ value: (Run) throws -> Double?) rethrows -> [GridPoint.Run] {
    try zip(seeds, runs).compactMap { seed, run in
      try value(run).map { GridPoint.Run(seed: seed, value: $0) }
    }
  }

  /// Of each run, whether something came about.
  func outcomes(_ cameAbout: (Run) -> Bool) -> [GridPoint.Run] {
    zip(seeds, runs).map { GridPoint.Run(seed: $0, rateOf: cameAbout($1) ? 1 : 0, in: 1) }
  }
}
