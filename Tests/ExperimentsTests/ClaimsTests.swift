import Exhibits
import Foundation
import Results
import Testing

@testable import Experiments

@Suite struct ClaimsTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func judged(_ folder: String) throws -> [(claim: Claim, judgement: Judgement)] {
    let evidence = Evidence(
      results: ResultsReader(ResultsFolder(folder), published: .bundled))
    return try Claims.all.map { ($0, try $0.judgement(evidence)) }
  }

  @Test("The committed results judge every claim, and what cannot be judged says why")
  func committed() throws {
    let judged = try judged(Self.root.appending(path: "results").path)
    for (claim, judgement) in judged {
      #expect(judgement.verdict != .notRun, "\(claim.place): \(judgement.measured)")
      #expect(!judgement.measured.isEmpty && !claim.statement.hasSuffix("."), "\(claim.place)")
      if judgement.verdict != .untested {
        #expect(!claim.files.isEmpty && !claim.command.isEmpty, "\(claim.place)")
      }
    }
    func verdict(_ place: String) -> Verdict? {
      judged.first { $0.claim.place == place }?.judgement.verdict
    }
    #expect(verdict("Theorem 2 (5)") == .holds)
    #expect(verdict("Theorem 3 (5)") == .conditional)
    #expect(verdict("Necessary and sufficient (1, 5)") == .fails)
    #expect(verdict("Dichotomy (5)") == .fails)
    let table = claimsTable(judged)
    #expect(table.rows.count == Claims.all.count && table.rows.count > 60)
    #expect(claimsFinding(judged) != nil)
  }

  @Test("The numbers of a rule stand in its bounds, so that its words say what judges")
  func rules() {
    // Names, and which of two things a bound is about.
    let names = ["R(2t)/R(t)", "95 % interval", "p above 0"]
    for claim in Claims.all {
      let left = names.reduce(claim.rule.literal) { $0.replacing($1, with: "") }
      let isBound = !left.contains { $0.isNumber }
      #expect(isBound, "\(claim.place): \(claim.rule.words)")
    }
    let rule: Rule = "a ratio \(.within(percent: 5)), or \(.atMost(kib: 128)) apart"
    #expect(rule.words == "a ratio within 5 %, or at most 128 KiB apart")
    #expect(rule(1.04) && !rule(1.06) && !rule.every([1, 0.9]) && !rule.every([]))
    #expect(rule[1](131_072) && !rule[1](131_073))
  }

  @Test("Every file that a claim names is one that an experiment writes, and so is its command")
  func names() {
    let files = Set(CSVKind.all.map(\.fileName))
    let commands = Set(allExperiments.map { $0.name } + ["plot"])
    for claim in Claims.all {
      for file in claim.files { #expect(files.contains(file), "\(claim.place): \(file)") }
      if let command = claim.command.split(separator: " ").first {
        #expect(commands.contains(String(command)), "\(claim.place): \(command)")
      }
    }
  }

  @Test("Without results every claim is not run, and names the file that it lacks")
  func nothing() throws {
    let judged = try judged("/there is no such folder")
    for (claim, judgement) in judged where judgement.verdict != .untested {
      // Published figures alone can judge some.
      if judgement.verdict == .notRun {
        #expect(judgement.measured == "no \(listed(claim.files))", "\(claim.place)")
      }
    }
    #expect(judged.count { $0.judgement.verdict == .notRun } > 50)
  }

  @Test("Other figures turn verdicts")
  func turned() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "claims-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func coefficient(
      _ experiment: String, _ name: String, _ place: Parameters, _ value: Double
    ) -> Coefficient {
      Coefficient(
        CoefficientKind(experiment, name, unit: "1", isExact: true), at: place, value,
        ciLow: value - 0.1, ciHigh: value + 0.1, predicted: value)
    }
    func verdicts(
      level: Double, between: Double, bound: Double
    ) throws -> [String: Verdict] {
      let plateau: Parameters = [
        "question": "plateau", "p": 1.0, "lifetime": "exponential", "reuse": "strict",
      ]
      try ResultsFolder(folder).write([
        coefficient("bounds", "doubling_ratio", plateau, level),
        coefficient("bounds", "dsr", plateau, 0),
        coefficient("bounds", "doubling_ratio", ["question": "linear"], 2),
        coefficient("bounds", "increment_ratio", ["question": "between"], between),
        coefficient("psweep", "bound_ratio", ["p": 1.0, "reuse": "strict"], bound),
        coefficient("psweep", "bound_ratio", ["p": 1.0, "reuse": "ring"], bound),
      ])
      return Dictionary(
        try judged(folder).map { ($0.claim.place, $0.judgement.verdict) },
        uniquingKeysWith: { first, _ in first })
    }
    let found = try verdicts(level: 1, between: 1.07, bound: 0.5)
    #expect(found["Corollary of Theorem 3"] == .conditional)
    #expect(found["Dichotomy (5)"] == .fails && found["Theorem 3 (5)"] == .fails)
    let turned = try verdicts(level: 2, between: 2, bound: 1)
    #expect(turned["Corollary of Theorem 3"] == .holds)
    #expect(turned["Dichotomy (5)"] == .holds && turned["Theorem 3 (5)"] == .holds)
  }
}
