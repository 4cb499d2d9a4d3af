/// What results say, in words and figures computed from them.
public struct Finding: Sendable, Equatable {
  /// The finding as a sentence without a full stop.
  public var headline: String
  /// What it rests on, paragraph by paragraph.
  public var paragraphs: [String]

  /// A finding.
  public init(_ headline: String, _ paragraphs: [String]) {
    self.headline = headline
    self.paragraphs = paragraphs
  }
}

/// A finding and the files that it is made of.
public typealias FindingSource = Exhibit<Finding>
