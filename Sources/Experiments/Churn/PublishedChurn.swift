import Results

/// What is published of memory under sustained replacement.
struct PublishedChurn: Decodable {
  /// Committed MiB after the fill and at the end.
  var committedMib: [Double]
  /// The least and the greatest growth of RSS, as shares.
  var rssGrowth: [Double]
}

extension PublishedFigures {
  /// The churn run.
  var churn: PublishedChurn { section("churn", as: PublishedChurn.self) }
}
