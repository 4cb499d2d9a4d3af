import Results

/// A program with objects of five lifetime classes, and the granules that fit each class.
///
/// Every epoch allocates the same number of objects of each class, in an order drawn anew. A class
/// has granules that span some epochs; classes that share granules take those of the one among them
/// that lives shortest. An object that dies before its granule's close is freed at the close, as in
/// an arena.
public struct ClassesWorkload: Codable, Sendable, Equatable {
  /// Objects of an epoch, by class in the order of `LifetimeClass`.
  public var objectsPerEpoch: [Int]
  /// The most closes that a transaction outlives; 1 to this many are equally likely.
  public var transactionEpochs: Int
  /// The mean number of closes that a session outlives.
  public var sessionEpochs: Int
  /// The closes that a cache entry outlives.
  public var cacheEpochs: Int
  /// Epochs that a granule of transactions, of sessions and of cache entries spans.
  public var granuleEpochs: [Int]
  /// Bytes of every object.
  public var objectSize: Int
  /// Bytes of a slab.
  public var slabSize: Int
  /// Epochs of a run.
  public var epochs: Int

  /// Slots of a slab.
  public var capacity: Int { slabSize / ParameterRules.slotSize(of: objectSize) }

  /// Objects of a class in an epoch.
  public func objects(of lifetimeClass: LifetimeClass) -> Int {
    objectsPerEpoch[lifetimeClass.index]
  }

  /// How many closes an object of a class outlives.
  public func lifetime(of lifetimeClass: LifetimeClass) -> EpochLifetime {
    switch lifetimeClass {
    case .request: .none
    case .transaction: .uniform(upTo: transactionEpochs)
    case .session: .geometric(mean: sessionEpochs)
    case .cache: .fixed(cacheEpochs)
    case .process: .endless
    }
  }

  /// Epochs that a granule shared by some classes spans; nil when it stays open for the whole run.
  public func span(of kind: [LifetimeClass]) -> Int? {
    switch kind.min(by: { $0.index < $1.index }) {
    case .request: 1
    case .transaction: granuleEpochs[0]
    case .session: granuleEpochs[1]
    case .cache: granuleEpochs[2]
    case .process, nil: nil
    }
  }
}

extension LifetimeClass {
  /// The place of the class among all, shortest-lived first.
  var index: Int { Self.allCases.firstIndex(of: self).unsafelyUnwrapped }
}

/// Every way to divide a list among some kinds of granule, each given by lists in the first list's
/// order.
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
