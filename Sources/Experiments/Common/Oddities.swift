import Exhibits
import Results
import Statistics

extension ReportSection {
  /// What is odd about the published figures.
  package static let oddities = ReportSection("oddities", "What is odd about the published figures")
}

/// The published protocol's oddities, each with the figures that show it.
package let allOddities: [FindingSource] = [
  lengthOddity, ratioOddity, liveBytesOddity, roundingOddity, quotientOddity,
]
