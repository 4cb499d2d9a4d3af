/// An object that was live when its granule closed.
public struct PinningObject: Hashable, Sendable {
  /// The id that it was registered with.
  public var allocation: UInt64
  /// The bytes that it was registered with.
  public var size: Int
  /// Where it was allocated.
  public var site: AllocationSite
  /// When, in nanoseconds of the profiler's clock.
  public var allocatedAt: UInt64
  /// Nanoseconds from its granule's close to its death; nil until it has died. It is filled in while
  /// the report waits to be taken.
  public var lifetimeDelta: UInt64?
}

/// The live objects of one site in one granule at its close.
public struct PinningSite: Hashable, Sendable {
  /// The line that allocated them.
  public var site: AllocationSite
  /// Objects of the site that were live.
  public var objects: Int
  /// Bytes of those objects.
  public var byteCount: Int
}

/// What pinned a granule.
public struct PinningReport: Hashable, Sendable {
  /// The granule that closed.
  public var granule: UInt64
  /// Which of the profiler's closes this was, from 1.
  public var closeNumber: UInt64
  /// When it was opened, in nanoseconds of the profiler's clock.
  public var openedAt: UInt64
  /// When it closed, in nanoseconds of the profiler's clock.
  public var closedAt: UInt64
  /// Objects that were registered in it.
  public var registered: Int
  /// Objects that were deregistered in it.
  public var deregistered: Int
  /// The sites whose objects were live, most objects first.
  public var sites: [PinningSite]
  /// The live objects, as many as `DiagnosticConfiguration.objectsPerReport` allows.
  public var objects: [PinningObject]
  /// Live objects that are not listed.
  public var omittedObjects: Int
}

/// How far past its boundary an object may die and still be a near miss: moving the boundary a
/// little would have drained its granule. Beyond it only another granule helps: a routing mismatch.
public struct NearMissThreshold: Hashable, Sendable {
  /// Closes of the profiler, after the granule's own, before the object died.
  public var closes: UInt64
  /// Nanoseconds between the granule's close and the object's death.
  public var nanoseconds: UInt64

  /// A threshold; a near miss is within both limits.
  ///
  /// - Parameters:
  ///   - closes: by default 1, so that closing one granule later would have been enough.
  ///   - nanoseconds: by default no limit.
  public init(closes: UInt64 = 1, nanoseconds: UInt64 = .max) {
    self.closes = closes
    self.nanoseconds = nanoseconds
  }
}

/// What diagnostic mode keeps.
public struct DiagnosticConfiguration: Hashable, Sendable {
  /// What counts as a near miss.
  public var nearMiss = NearMissThreshold()
  /// Reports that wait to be taken; further ones are dropped and counted. 0 keeps none.
  public var reportCapacity = 1_024
  /// Objects that a report lists, 0 or more.
  public var objectsPerReport = 64
  /// Lifetime deltas of a site that are kept one by one; of more a uniform sample of that size is
  /// kept. 1 or more.
  public var deltasPerSite = 4_096

  /// The default configuration.
  public init() {}
}
