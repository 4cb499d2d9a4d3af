import Results

/// What is published of the two-point experiment.
struct PublishedTwoPoint: Decodable {
  /// One arm.
  struct Arm: Decodable {
    /// The routing.
    var routing: Routing
    /// Requests that the arm ran.
    var requests: Int
    /// Epochs closed.
    var epochCloses: Int
    /// Slabs created.
    var slabsCreated: Int
    /// Slabs recycled.
    var slabsRecycled: Int
    /// Recycled over recycled and created.
    var recycleRate: Double
    /// What is published as slabs retained at the end: created less recycled.
    var retainedSlabs: Int
    /// Empty slabs found at a close, the mean.
    var emptySlabsPerClose: Int
  }

  /// The documented workload.
  struct Workload: Decodable {
    /// Session objects at any time.
    var sessions: Int
    /// Bytes of a session object.
    var sessionSize: Int
    /// Objects of a request, which dies with them.
    var requestObjects: Int
    /// Epochs of the ring.
    var ringSlots: Int
    /// Epochs between the current one and the one that is closed.
    var closeLag: Int

    /// The most objects that are ever live at once: no more slabs can hold one.
    var liveObjectLimit: Int { sessions + requestObjects }

    /// The most slabs that can be in use when at most that many objects are live, of an allocator
    /// whose closes recycle every empty slab that they find.
    ///
    /// An open epoch takes a slab only when none of its own has a free slot, so it has no more than
    /// it has had live objects at once. Slabs of closed epochs hold a live object, or have emptied
    /// since and wait for the next close of their ring slot, where they were no more at its last.
    func slabLimit(liveObjects: Int) -> Int { (closeLag + 1 + 1 + ringSlots) * liveObjects }

    /// The most objects of a size class that are ever live at once. Sessions may be in any class
    /// that is large enough.
    func liveObjectLimit(ofClass size: Int) -> Int {
      requestObjects + (size >= sessionSize ? sessions : 0)
    }
  }

  /// Slabs of one size class in one arm.
  struct ClassCount: Decodable {
    /// The routing.
    var routing: Routing
    /// Object size in bytes.
    var sizeClass: Int
    /// Slabs created.
    var slabsCreated: Int
    /// Slabs recycled.
    var slabsRecycled: Int

    /// Recycled over recycled and created.
    var recycleRate: Double { Double(slabsRecycled) / Double(slabsRecycled + slabsCreated) }
  }

  /// The two arms.
  var arms: [Arm]
  /// The two arms by size class.
  var classes: [ClassCount]
  /// The workload that the data's documentation states.
  var workload: Workload
  /// Isolated over mixed recycle rate.
  var recycleRateDifferential: Double

  /// The arm of a routing.
  func arm(_ routing: Routing) -> Arm? { arms.first { $0.routing == routing } }
}

extension PublishedFigures {
  /// The two-point experiment.
  var twopoint: PublishedTwoPoint { section("twopoint", as: PublishedTwoPoint.self) }
}
