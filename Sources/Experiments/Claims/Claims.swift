import Exhibits
import Results

/// The paper's theorems, claims, tables and figures, in its order, each with the rule that judges
/// it.
enum Claims {
  static let all: [Claim] = theorems + measurements + discussion

  static let section = ReportSection(ReportSection.claimsId, "What holds, what does not")

  /// The table of all verdicts.
  static let tables = TableGroup(
    ReportSection.claimsId, in: section, needs: [Coefficient.self]
  ) { results in
    let evidence = Evidence(results: results)
    return [try claimsTable(all.map { ($0, try $0.judgement(evidence)) })]
  }

  /// What the verdicts come to.
  static let finding = FindingSource(
    ReportSection.claimsId, in: section, needs: [Coefficient.self]
  ) { results in
    let evidence = Evidence(results: results)
    return claimsFinding(try all.map { ($0, try $0.judgement(evidence)) })
  }

  /// The least and the greatest as words.
  static func range(_ values: [Double], _ digits: Int) -> String {
    guard let least = values.min(), let most = values.max() else { return Figures.none }
    return Figures.range(least, most, digits)
  }
}

extension ReportSection {
  /// The word for the verdicts on the paper's claims.
  package static let claimsId = "claims"
}
