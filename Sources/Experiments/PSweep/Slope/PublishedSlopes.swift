import Results

/// What is published of the quarters of the p = 1 run.
struct PublishedSlopes: Decodable {
  /// Slope of each quarter, in KiB per request.
  var slopesKibPerRequest: [Double]
  /// The published last-over-first ratio of those slopes.
  var lastOverFirst: Double
}

extension PublishedFigures {
  /// The quarters of the p = 1 run.
  var slope: PublishedSlopes { section("slope", as: PublishedSlopes.self) }
}
