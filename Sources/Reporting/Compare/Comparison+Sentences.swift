import Exhibits
import Results

/// A comparison in sentences.
extension Comparison {
  /// What is compared with what.
  package var heading: [String] {
    [("base", base), ("head", head)].map { label, side in
      let commit = side.commit.map { ", commit \($0.prefix(7))" } ?? ""
      let host = side.host.map { ", \($0.processor), \($0.kernel)" } ?? ""
      return "\(label): \(side.name)\(commit)\(host)"
    }
  }

  /// What a reader has to know besides the tables.
  package var remarks: [String] {
    provenance.conflicts + provenance.remarks
      + files.flatMap { file in file.remarks.map { "\(file.name): \($0)" } }
      + (weakness.map { [$0] } ?? [])
  }

  /// That some measurements have too few repeats for any claim, if so.
  private var weakness: String? {
    let silent = measurements.count { !$0.isReference && $0.adjustedPValue == nil }
    if silent == 0 { return nil }
    let all = measurements.count { !$0.isReference }
    return "\(silent) of \(all) measurements have too few repeats for a claim at alpha "
      + "\(Figures.general(settings.alpha)), whatever their values: more seeds or rounds help"
  }

  /// What was found, in one line.
  package var summary: String {
    let compared = files.reduce(0) { $0 + $1.comparedRows }
    func count(_ claim: Claim, _ word: String) -> String? {
      let number = claims.count { $0 == claim }
      return number == 0 ? nil : Self.plural(number, word)
    }
    let parts = [
      Self.plural(self.count(of: .drift), "row") + " of \(Figures.count(compared)) drifted",
      Self.plural(self.count(of: .regression), "regression"),
      count(.improvement, "improvement"), count(.change, "other change"),
      count(.none, "measurement").map { $0 + " without a claim" },
      self.count(of: .missing) == 0 ? nil : "\(self.count(of: .missing)) on one side only",
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }

  private static func plural(_ count: Int, _ word: String) -> String {
    "\(count == 0 ? "no" : Figures.count(count)) \(word)\(count == 1 ? "" : "s")"
  }
}
