import Results

extension SensitivityConfiguration {
  /// The session fractions that a pair of sizes is measured at: the grid's, and one on either side
  /// of the half-drain fraction.
  func fractions(_ slabSize: Int, _ objectSize: Int) -> [Double] {
    let half = HalfDrain(capacity: theory(slabSize, objectSize, 0.5).capacity)
    return sessionFractions + half.bracket.filter { !sessionFractions.contains($0) }
  }

  /// One arm for each slab and object size, with all session fractions.
  var boundaryArms: [BoundaryArm] {
    pairs.map { slabSize, objectSize in
      BoundaryArm(
        slabSize: slabSize, objectSize: objectSize,
        points: fractions(slabSize, objectSize).map { fraction in
          let theory = theory(slabSize, objectSize, fraction)
          return BoundaryArm.Point(
            sessionFraction: fraction, objectsPerEpoch: theory.objectsPerEpoch,
            epochs: epochsPerSeed(theory),
            seeds: seeds.block("boundary", "\(slabSize)", "\(objectSize)", "\(fraction)"))
        })
    }
  }

  /// One arm for each slab size, session size and reuse mode, with all numbers of objects.
  var costArms: [CostArm] {
    reuse.flatMap { reuse in
      pairs.map { slabSize, sessionSize in
        // One sample, at the end.
        let workload = ViolationWorkload(
          requests: requests, requestsPerEpoch: requestsPerEpoch, requestSize: requestSize,
          sessionSize: sessionSize, slabSize: slabSize, sampleEvery: requests)
        return CostArm(
          p: p, reuse: reuse, workload: workload,
          points: objectsPerRequest.map { count in
            CostArm.Point(
              objectsPerRequest: count,
              seeds: seeds.block(
                "cost", reuse.rawValue, "\(slabSize)", "\(sessionSize)", "\(count)"))
          })
      }
    }
  }
}
