import Results

/// A program with objects of five lifetime classes, and the granules that fit each class.
///
/// Every epoch allocates the same number of objects of each class, in an order drawn anew. A class
/// has granules that span some epochs; classes that share granules take those of the one among them
/// that is listed first. An object that dies before its granule's close is freed at the close, as in
/// an arena.
package struct ClassesWorkload: Codable, Sendable, Equatable {
  /// Request objects of an epoch.
  package var requestObjects = 0
  /// Transaction objects of an epoch.
  package var transactionObjects = 0
  /// Session objects of an epoch.
  package var sessionObjects = 0
  /// Cache entries of an epoch.
  package var cacheObjects = 0
  /// Objects of an epoch that live to the end of the process.
  package var processObjects = 0
  /// The mean life of a transaction in epochs, exponential.
  package var transactionLife = 0
  /// The mean life of a session in epochs, exponential.
  package var sessionLife = 0
  /// The life of a cache entry in epochs.
  package var cacheLife = 0
  /// Epochs that a granule of transactions spans.
  package var transactionSpan = 0
  /// Epochs that a granule of sessions spans.
  package var sessionSpan = 0
  /// Epochs that a granule of cache entries spans.
  package var cacheSpan = 0
  /// Bytes of every object.
  package var objectSize = 0
  /// Bytes of a slab.
  package var slabSize = 0
  /// Epochs of a run.
  package var epochs = 0

  /// Slots of a slab.
  package var capacity: Int { slabSize / ParameterRules.slotSize(of: objectSize) }

  /// Objects of a class in an epoch.
  package func objects(of lifetimeClass: LifetimeClass) -> Int {
    switch lifetimeClass {
    case .request: requestObjects
    case .transaction: transactionObjects
    case .session: sessionObjects
    case .cache: cacheObjects
    case .process: processObjects
    }
  }

  /// Objects of all classes in an epoch.
  package var objectsPerEpoch: Int { LifetimeClass.allCases.reduce(0) { $0 + objects(of: $1) } }

  /// How many closes an object of a class outlives.
  package func lifetime(of lifetimeClass: LifetimeClass) -> EpochLifetime {
    switch lifetimeClass {
    case .request: .none
    case .transaction: .lasting(.exponential(mean: Double(transactionLife)))
    case .session: .lasting(.exponential(mean: Double(sessionLife)))
    case .cache: .lasting(.fixed(Double(cacheLife)))
    case .process: .endless
    }
  }

  /// Epochs that a granule shared by some classes spans; nil when it stays open for the whole run.
  package func span(of kind: [LifetimeClass]) -> Int? {
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
