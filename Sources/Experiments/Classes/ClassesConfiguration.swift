import Results

/// What the classes experiment varies and what it holds constant.
///
/// One program with five lifetime classes runs with each class alone, with every pair of classes in
/// shared granules, with all classes mixed, with all isolated, and with the best division among two,
/// three and four kinds of granule.
package struct ClassesConfiguration: ExtensionConfiguration {
  /// The program.
  package var workload = ClassesWorkload()
  /// The first seed.
  package var seed: UInt64 = 0
  /// Seeds, counting up from the first.
  package var repeats = 0

  /// `classes`.
  package static let experiment = "classes"
  /// `experiments/classes.json`.
  package static let standard: Self = bundled(BundledFiles.classes)
  /// With the changes of `experiments/quick.json`.
  package static let quick: Self = bundledQuick()

  /// A configuration whose parameters have no meaning yet.
  package init() {}

  /// The parameters, in the order in which help lists them.
  package static let parameters: [Parameter<Self>] =
    ClassesWorkload.parameters.map { $0.within(\.workload) } + [.seed(\.seed), .repeats(\.repeats)]

  /// Throws `ExperimentError.invalidParameter` for values that cannot be together.
  package func validateTogether() throws(ExperimentError) {
    let spans = [workload.transactionSpan, workload.sessionSpan, workload.cacheSpan]
    let names = ["transaction-span", "session-span", "cache-span"]
    // Granules end where the run is looked at, halfway and at its end.
    for (name, span) in zip(names, spans) {
      try require(
        workload.epochs % (2 * span) == 0, "epochs", workload.epochs,
        "a multiple of twice --\(name) \(span) is wanted")
    }
    let objects = workload.objectsPerEpoch
    try require(
      objects * workload.epochs <= Self.largestRun, "epochs", workload.epochs,
      "at most \(Self.largestRun) objects a run are wanted, and an epoch has \(objects)")
  }

  /// Handles of the objects of a run are held until they are freed, so they have to fit.
  private static let largestRun = 50_000_000

  /// What theory says of this configuration.
  package var theory: ClassesTheory { ClassesTheory(workload) }

  /// Every way of sharing granules, each with all seeds.
  package var arms: [ClassesArm] {
    let classes = LifetimeClass.allCases
    var ways: [(ClassRouting, [[LifetimeClass]])] = []
    for (index, first) in classes.enumerated() {
      ways.append((.alone, [[first]]))
      ways += classes[(index + 1)...].map { (.pair, [[first, $0]]) }
    }
    ways.append((.mixed, [classes]))
    ways += theory.bestDivisions(2..<classes.count).map { (.partial, $0) }
    ways.append((.isolated, classes.map { [$0] }))
    return ways.enumerated().map { index, way in
      ClassesArm(
        routing: way.0, kinds: way.1, workload: workload,
        seeds: SeedBlock(first: seed, count: repeats, stream: UInt64(index)))
    }
  }
}

extension ClassesWorkload {
  private static let objects = WholeRange(1...10_000)
  private static let life = WholeRange(1...1_000_000, unit: "epochs")

  /// The parameters, in the order in which help lists them.
  static let parameters: [Parameter<Self>] = [
    .whole("request-objects", \.requestObjects, objects, "request objects of an epoch"),
    .whole("transaction-objects", \.transactionObjects, objects, "transaction objects of an epoch"),
    .whole("session-objects", \.sessionObjects, objects, "session objects of an epoch"),
    .whole("cache-objects", \.cacheObjects, objects, "cache entries of an epoch"),
    .whole(
      "process-objects", \.processObjects, objects,
      "objects of an epoch that live to the end of the process"),
    .whole(
      "transaction-life", \.transactionLife, life, "mean life of a transaction, exponential"),
    .whole("session-life", \.sessionLife, life, "mean life of a session, exponential"),
    .whole("cache-life", \.cacheLife, life, "life of a cache entry"),
    .whole("transaction-span", \.transactionSpan, life, "epochs of a granule of transactions"),
    .whole("session-span", \.sessionSpan, life, "epochs of a granule of sessions"),
    .whole("cache-span", \.cacheSpan, life, "epochs of a granule of cache entries"),
    .objectSize("object-size", \.objectSize, "bytes of every object"),
    .slabSize(\.slabSize),
    .whole("epochs", \.epochs, WholeRange(2...10_000_000), "epochs of a run"),
  ]
}
