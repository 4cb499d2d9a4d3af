import Results

/// A program with objects of five lifetime classes, and the granules that fit each class.
///
/// Every epoch allocates the same number of objects of each class, in an order drawn anew. A class
/// has granules that span some epochs; classes that share granules take those of the one among them
/// that is listed first. An object that dies before its granule's close is freed at the close, as
/// in an arena, or when it dies: `SlotReuse`.
struct ClassesWorkload: Codable, Sendable, Equatable {
  /// Request objects of an epoch.
  var requestObjects = 0
  /// Transaction objects of an epoch.
  var transactionObjects = 0
  /// Session objects of an epoch.
  var sessionObjects = 0
  /// Cache entries of an epoch.
  var cacheObjects = 0
  /// Objects of an epoch that live to the end of the process.
  var processObjects = 0
  /// The mean life of a transaction in epochs, exponential.
  var transactionLife = 0
  /// The mean life of a session in epochs, exponential.
  var sessionLife = 0
  /// The life of a cache entry in epochs.
  var cacheLife = 0
  /// Epochs that a granule of transactions spans.
  var transactionSpan = 0
  /// Epochs that a granule of sessions spans.
  var sessionSpan = 0
  /// Epochs that a granule of cache entries spans.
  var cacheSpan = 0
  /// Bytes of every object.
  var objectSize = 0
  /// Bytes of a slab.
  var slabSize = 0
  /// Epochs of a run.
  var epochs = 0

  private static let objects = WholeRange(1...10_000)
  private static let life = WholeRange(1...1_000_000, unit: "epochs")

  static let parameters: [Parameter<Self>] = [
    .whole("request-objects", \.requestObjects, .objects, objects, "request objects of an epoch"),
    .whole(
      "transaction-objects", \.transactionObjects, .objects, objects,
      "transaction objects of an epoch"),
    .whole("session-objects", \.sessionObjects, .objects, objects, "session objects of an epoch"),
    .whole("cache-objects", \.cacheObjects, .objects, objects, "cache entries of an epoch"),
    .whole(
      "process-objects", \.processObjects, .objects, objects,
      "objects of an epoch that live to the end of the process"),
    .whole(
      "transaction-life", \.transactionLife, .epochs, life,
      "mean life of a transaction, exponential"),
    .whole("session-life", \.sessionLife, .epochs, life, "mean life of a session, exponential"),
    .whole("cache-life", \.cacheLife, .epochs, life, "life of a cache entry"),
    .whole(
      "transaction-span", \.transactionSpan, .epochs, life, "epochs of a granule of transactions"),
    .whole("session-span", \.sessionSpan, .epochs, life, "epochs of a granule of sessions"),
    .whole("cache-span", \.cacheSpan, .epochs, life, "epochs of a granule of cache entries"),
    .objectSize("object-size", \.objectSize, "bytes of every object"),
    .slabSize(\.slabSize),
    .whole("epochs", \.epochs, .epochs, WholeRange(2...10_000_000), "epochs of a run"),
  ]

  func validateTogether() throws(ExperimentError) {
    let spans = [transactionSpan, sessionSpan, cacheSpan]
    let names = ["transaction-span", "session-span", "cache-span"]
    // Granules end where the run is looked at, halfway and at its end.
    for (name, span) in zip(names, spans) {
      try require(
        epochs % (2 * span) == 0, "epochs", epochs,
        "a multiple of twice --\(name) \(span)")
    }
    let objects = objectsPerEpoch
    try require(
      objects * epochs <= Self.largestRun, "epochs", epochs,
      "at most \(Self.largestRun) objects a run, and an epoch has \(objects)")
  }

  /// Handles of the objects of a run are held until they are freed, so they have to fit.
  private static let largestRun = 50_000_000

  /// Slots of a slab.
  var capacity: Int { slabSize / ParameterRules.slotSize(of: objectSize) }

  /// Objects of a class in an epoch.
  func objects(of lifetimeClass: LifetimeClass) -> Int {
    switch lifetimeClass {
    case .request: requestObjects
    case .transaction: transactionObjects
    case .session: sessionObjects
    case .cache: cacheObjects
    case .process: processObjects
    }
  }

  /// Objects of all classes in an epoch.
  var objectsPerEpoch: Int { LifetimeClass.allCases.reduce(0) { $0 + objects(of: $1) } }

  /// How many closes an object of a class outlives.
  func lifetime(of lifetimeClass: LifetimeClass) -> EpochLifetime {
    switch lifetimeClass {
    case .request: .none
    case .transaction: .lasting(.exponential(mean: Double(transactionLife)))
    case .session: .lasting(.exponential(mean: Double(sessionLife)))
    case .cache: .lasting(.fixed(Double(cacheLife)))
    case .process: .endless
    }
  }

  /// Epochs that a granule shared by some classes spans; nil when it stays open for the whole run.
  func span(of kind: [LifetimeClass]) -> Int? {
    switch LifetimeClass.allCases.first(where: kind.contains) {
    case .request: 1
    case .transaction: transactionSpan
    case .session: sessionSpan
    case .cache: cacheSpan
    case .process, nil: nil
    }
  }
}

/// Every way to divide a list among some kinds, each given by lists in the first list's order.
///
/// Elements take, in turn, each kind used so far or a new one: the restricted growth strings of
/// Knuth, "The Art of Computer Programming" 4A, section 7.2.1.5.
func divisions<Element>(of elements: [Element]) -> [[[Element]]] {
  elements.reduce([[]]) { partial, element in
    partial.flatMap { kinds in
      kinds.indices.map { index in
        var extended = kinds
        extended[index].append(element)
        return extended
      } + [kinds + [[element]]]
    }
  }
}
