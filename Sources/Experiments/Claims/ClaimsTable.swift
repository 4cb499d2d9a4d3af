import Exhibits
import Results

/// Every claim with its verdict and what shows it.
func claimsTable(_ claims: [(claim: Claim, judgement: Judgement)]) -> Table {
  Table(
    "claims", "What holds, what does not: the paper's theorems, claims, tables and figures",
    of: claims,
    [
      .text("place") { $0.claim.place },
      .text("claim") { $0.claim.statement },
      .text("verdict") { $0.judgement.verdict.rawValue },
      .text("measured") { $0.judgement.measured },
      .text("shown by") { listed($0.claim.files) },
      .text("command") { $0.claim.command.isEmpty ? "" : "drainbench \($0.claim.command)" },
    ],
    notes: [
      "Verdicts follow by rule from the files named. \"By definition\": the claim restates a "
        + "definition, and what is checked is that two counts of it agree. \"Not run\": the folder "
        + "lacks the file. Sections are the paper's."
    ])
}

/// What the verdicts come to; nil where nothing was judged.
func claimsFinding(_ claims: [(claim: Claim, judgement: Judgement)]) -> Finding? {
  func count(_ verdicts: Verdict...) -> Int {
    claims.count { verdicts.contains($0.judgement.verdict) }
  }
  let judged = claims.count - count(.notRun, .untested)
  if judged == 0 { return nil }
  func places(_ verdict: Verdict) -> [String] {
    claims.filter { $0.judgement.verdict == verdict }.map {
      "\($0.claim.place), \($0.claim.statement) (\($0.judgement.measured))"
    }
  }
  let failing = places(.fails)
  return Finding(
    "Of \(judged) claims and figures judged, "
      + "\(count(.holds, .byDefinition, .reproduced)) hold or are reproduced, "
      + "\(count(.conditional)) hold under a condition, \(count(.fails)) do not hold, and "
      + "\(count(.differs)) are not reproduced",
    [
      failing.isEmpty
        ? "No claim fails." : "What does not hold: \(failing.joined(separator: "; ")).",
      "\(count(.untested)) are not tested here, and \(count(.notRun)) have no results in the "
        + "folder.",
    ])
}
