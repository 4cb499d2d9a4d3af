/// What results say, in words and figures computed from them.
package struct Finding: Sendable, Equatable {
  /// The finding as a sentence without a full stop.
  package var headline: String
  /// What it rests on, paragraph by paragraph.
  package var paragraphs: [String]

  /// A finding.
  package init(_ headline: String, _ paragraphs: [String]) {
    self.headline = headline
    self.paragraphs = paragraphs
  }
}

/// A finding and the files that it is made of.
package typealias FindingSource = Exhibit<Finding>
