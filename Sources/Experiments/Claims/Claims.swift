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

  /// Whether every value satisfies a condition; false of none.
  static func every(_ values: [Double], _ holds: (Double) -> Bool) -> Bool {
    !values.isEmpty && values.allSatisfy(holds)
  }

  /// The least and the greatest as words.
  static func range(_ values: [Double], _ digits: Int) -> String {
    guard let least = values.min(), let most = values.max() else { return Figures.none }
    let texts = [Figures.decimal(least, digits), Figures.decimal(most, digits)]
    return texts[0] == texts[1] ? texts[0] : texts.joined(separator: " to ")
  }
}

extension ReportSection {
  /// The word for the verdicts on the paper's claims.
  package static let claimsId = "claims"
}
