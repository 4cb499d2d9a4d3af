import Results

/// What the classes experiment varies and what it holds constant.
///
/// One program with five lifetime classes runs with every pair of classes in shared granules, with
/// each class alone, with all classes mixed, with all isolated, and with the best division among
/// two, three and four kinds of granule.
public struct ClassesConfiguration: ExtensionConfiguration {
  /// The program.
  public var workload: ClassesWorkload
  /// The first seed.
  public var seed: UInt64
  /// Seeds, counting up from the first.
  public var repeats: Int

  /// `classes`.
  public static let experiment = "classes"
  /// `experiments/classes.json`.
  public static let standard: Self = bundled(BundledFiles.classes)

  /// Reads the members; absent ones keep the values of `base`, and are required without one.
  public init(reading reader: inout JSONReader, over base: Self?) throws(JSONError) {
    let program = base?.workload
    workload = ClassesWorkload(
      objectsPerEpoch: try reader.ints(
        "objects_per_epoch", or: program?.objectsPerEpoch, in: 1...100_000),
      transactionEpochs: try reader.int(
        "transaction_epochs", or: program?.transactionEpochs, in: 1...1_000_000),
      sessionEpochs: try reader.int(
        "session_epochs", or: program?.sessionEpochs, in: 1...1_000_000),
      cacheEpochs: try reader.int("cache_epochs", or: program?.cacheEpochs, in: 1...1_000_000),
      granuleEpochs: try reader.ints(
        "granule_epochs", or: program?.granuleEpochs, in: 1...1_000_000),
      objectSize: try reader.int("object_size", or: program?.objectSize, in: 8...262_144),
      slabSize: try reader.int("slab_size", or: program?.slabSize, in: 4_096...262_144),
      epochs: try reader.int("epochs", or: program?.epochs, in: 2...10_000_000))
    seed = try reader.uint64("seed", or: base?.seed)
    repeats = try reader.int("repeat", or: base?.repeats, in: 1...10_000)
  }

  /// Throws `ExperimentError.invalidParameter` for values that cannot run.
  public func validate() throws(ExperimentError) {
    let classes = LifetimeClass.allCases.count
    try require(
      workload.objectsPerEpoch.count == classes
        && workload.objectsPerEpoch.allSatisfy { (1...100_000).contains($0) },
      "objects-per-epoch", workload.objectsPerEpoch.map(String.init).joined(separator: ","),
      "\(classes) numbers from 1 to 100000 are wanted, for "
        + LifetimeClass.allCases.map(\.rawValue).joined(separator: ", "))
    try requireEpochs("transaction-epochs", workload.transactionEpochs)
    try requireEpochs("session-epochs", workload.sessionEpochs)
    try requireEpochs("cache-epochs", workload.cacheEpochs)
    try ParameterRules.requireObjectSize("object-size", workload.objectSize)
    try ParameterRules.requireSlabSize(workload.slabSize)
    let spans = workload.granuleEpochs
    try require(
      spans.count == classes - 2 && spans.allSatisfy { $0 >= 1 }, "granule-epochs",
      spans.map(String.init).joined(separator: ","),
      "three numbers of epochs are wanted, for transaction, session and cache")
    // Granules end where the run is looked at, halfway and at its end.
    for span in spans {
      try require(
        workload.epochs >= 2 && workload.epochs % (2 * span) == 0, "epochs", workload.epochs,
        "twice a multiple of each of --granule-epochs \(spans) is wanted")
    }
    try require(
      workload.objectsPerEpoch.reduce(0, +) <= 50_000_000 / workload.epochs, "epochs",
      workload.epochs,
      "at most 50000000 objects a run are wanted, and an epoch has "
        + "\(workload.objectsPerEpoch.reduce(0, +))")
    try require((1...10_000).contains(repeats), "repeat", repeats, "1 to 10000 is wanted")
  }

  private func requireEpochs(_ name: String, _ value: Int) throws(ExperimentError) {
    try require((1...1_000_000).contains(value), name, value, "1 to 1000000 is wanted")
  }

  /// The same members as JSON, for the manifest.
  public var json: JSONValue {
    [
      "objects_per_epoch": JSONValue(array: workload.objectsPerEpoch.map { JSONValue($0) }),
      "transaction_epochs": JSONValue(workload.transactionEpochs),
      "session_epochs": JSONValue(workload.sessionEpochs),
      "cache_epochs": JSONValue(workload.cacheEpochs),
      "granule_epochs": JSONValue(array: workload.granuleEpochs.map { JSONValue($0) }),
      "object_size": JSONValue(workload.objectSize), "slab_size": JSONValue(workload.slabSize),
      "epochs": JSONValue(workload.epochs), "seed": JSONValue(seed),
      "repeat": JSONValue(repeats),
    ]
  }

  /// What theory says of this configuration.
  public var theory: ClassesTheory { ClassesTheory(workload) }

  /// Every way of sharing granules, each with all seeds.
  public var arms: [ClassesArm] {
    let classes = LifetimeClass.allCases
    var ways: [(ClassRouting, [[LifetimeClass]])] = []
    for (index, first) in classes.enumerated() {
      ways.append((.alone, [[first]]))
      ways += classes[(index + 1)...].map { (.pair, [[first, $0]]) }
    }
    ways.append((.mixed, [classes]))
    let theory = theory
    ways += (2..<classes.count).map { (.partial, theory.bestDivision($0)) }
    ways.append((.isolated, classes.map { [$0] }))
    return ways.enumerated().map { index, way in
      ClassesArm(
        routing: way.0, kinds: way.1, workload: workload,
        seeds: SeedBlock(first: seed, count: repeats, stream: UInt64(index)))
    }
  }
}
