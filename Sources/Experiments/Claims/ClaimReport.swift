import Exhibits
import Results

/// A claim of the paper with what the results of a folder say of it, for readers who know no types
/// of experiments.
package struct ClaimReport: Sendable {
  /// Where the paper has it, what it says, and within what a figure has to be for it to hold.
  package let place, statement, rule: String
  /// What the results say, and the figures that this rests on.
  package let verdict, measured: String
  /// The files that show it, and the words after `drainbench` that make them; none where nothing
  /// does.
  package let files: [String]
  package let command: String

  /// Every claim, judged by a folder's results.
  package static func all(_ results: ResultsReader) throws -> [ClaimReport] {
    let evidence = Evidence(results: results)
    return try Claims.all.map { claim in
      let judgement = try claim.judgement(evidence)
      return ClaimReport(
        place: claim.place, statement: claim.statement, rule: claim.rule.words,
        verdict: judgement.verdict.rawValue, measured: judgement.measured, files: claim.files,
        command: claim.command)
    }
  }
}
