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
    /// Slabs retained at the end: created less recycled.
    var retainedSlabs: Int
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
  }

  /// The two arms.
  var arms: [Arm]
  /// The two arms by size class.
  var classes: [ClassCount]
  /// Isolated over mixed recycle rate.
  var recycleRateDifferential: Double

  /// The arm of a routing.
  func arm(_ routing: Routing) -> Arm? { arms.first { $0.routing == routing } }
}

extension PublishedFigures {
  /// The two-point experiment.
  var twopoint: PublishedTwoPoint { section("twopoint", as: PublishedTwoPoint.self) }
}
