/// Calls that contradict each other, by kind. All are 0 where the instrumentation is symmetric.
///
/// No call is silently absorbed: each one that cannot be right is counted once, here.
public struct ProfilerMisuse: Hashable, Sendable {
  /// Opens of a granule that was open; nothing changed.
  public var doubleOpens = 0
  /// Opens of a closed granule that still had live objects; it is open again, and keeps them.
  public var opensWhilePinned = 0
  /// Closes of a granule that was never opened.
  public var closesWithoutOpen = 0
  /// Closes of a granule that was closed before. Of the granules that had drained, the last 65,536
  /// are remembered; an older one counts as never opened.
  public var doubleCloses = 0
  /// Registrations and deregistrations in a granule that was never opened.
  public var unknownGranules = 0
  /// Registrations in a granule at or after its close.
  public var registrationsAfterClose = 0
  /// Deregistrations beyond the registrations of a granule; diagnostic mode knows each object and
  /// counts each deregistration of one that is not live.
  public var deregistrationsWithoutRegistration = 0
  /// Registrations of an object that was live; diagnostic mode alone can tell.
  public var doubleRegistrations = 0
  /// Deregistrations that name another granule than the registration did; diagnostic mode alone can
  /// tell, and counts the object where it was registered.
  public var granuleMismatches = 0

  /// The sum of all kinds.
  public var total: Int {
    doubleOpens + opensWhilePinned + closesWithoutOpen + doubleCloses + unknownGranules
      + registrationsAfterClose + deregistrationsWithoutRegistration + doubleRegistrations
      + granuleMismatches
  }
}

/// What a profiler knows at one moment.
public struct ProfilerSnapshot: Hashable, Sendable {
  /// Granules closed.
  public var closes = 0
  /// Closes of granules without a live object.
  public var drained = 0
  /// Closes of granules with a live object.
  public var pinned = 0
  /// Granules that are open.
  public var openGranules = 0
  /// The most granules that were open at once.
  public var peakOpenGranules = 0
  /// Granules that were pinned at their close and have live objects yet.
  public var retainedGranules = 0
  /// Objects registered in known granules.
  public var registered = 0
  /// Deregistrations in known granules: those that are open, and those that were pinned at their
  /// close, at least until they have drained and 1,024 closed ones have gathered. In production mode
  /// those count, too, that were refused because the granule had no live object; they are also in
  /// `misuse.deregistrationsWithoutRegistration`.
  public var deregistered = 0
  /// Calls that contradict each other.
  public var misuse = ProfilerMisuse()

  /// Registered objects that are not deregistered. Never negative while `misuse` is 0.
  public var live: Int { registered - deregistered }

  /// Drained closes over closes, from 0 to 1: the drainability satisfaction rate; nil before the
  /// first close.
  public var dsr: Double? { closes == 0 ? nil : Double(drained) / Double(closes) }
}

/// What a close found at the granule's reclaim boundary.
public struct GranuleReport: Hashable, Sendable {
  /// The granule that closed.
  public var granule: UInt64
  /// Which close this was, from 1.
  public var number: UInt64
  /// Live objects in it; 0 when more were deregistered than registered, which is misuse.
  public var liveObjects: Int
  /// Objects that were registered in it.
  public var registered: Int
  /// Objects that were deregistered in it.
  public var deregistered: Int
  /// When it was opened, in nanoseconds of the profiler's clock; 0 in production mode.
  public var openedAt: UInt64

  /// Whether no object outlived the boundary.
  public var isDrained: Bool { liveObjects == 0 }
}

/// The occupancy of all open granules at one moment: drainability for allocators whose granules are
/// never closed.
public struct OccupancySweep: Hashable, Sendable {
  /// Open granules.
  public var granules = 0
  /// Those without a live object: what could be reclaimed now.
  public var drainable = 0
  /// Those with one.
  public var pinned = 0
  /// Live objects in them.
  public var liveObjects = 0

  /// Drainable granules over granules, from 0 to 1; nil when none is open.
  public var drainableShare: Double? {
    granules == 0 ? nil : Double(drainable) / Double(granules)
  }
}
