import Results

/// What is published of the p-sweep.
struct PublishedSweep: Decodable {
  /// One row of the p-sweep table.
  struct Point: Decodable {
    /// Violation fraction.
    var p: Double
    /// Session objects allocated.
    var sessions: Int
    /// RSS growth in MiB.
    var rssGrowthMib: Double
    /// R-squared of RSS on requests; nil at p = 0.
    var rSquared: Double?
    /// The paper's word for the curve.
    var behavior: String
    /// RSS growth over p in MiB; nil at p = 0.
    var growthPerPMib: Double?
  }

  /// The points, by ascending p.
  var points: [Point]
}

extension PublishedFigures {
  /// The p-sweep, by ascending p.
  var psweep: [PublishedSweep.Point] { section("psweep", as: PublishedSweep.self).points }

  /// The published point at `p`; nil when the paper has none.
  func point(at p: Double) -> PublishedSweep.Point? { psweep.first { $0.p == p } }
}
