import Statistics
import Testing

@Suite("Errors")
struct StatisticsErrorTests {
  @Test(
    "A message names the wrong value and what would be right",
    arguments: [
      (StatisticsError.tooFewPoints(count: 2, required: 3), ["2", "3 or more"]),
      (.mismatchedLengths(x: 4, y: 5), ["4", "5", "the same number"]),
      (.nonFinite(name: "y", index: 7, value: .infinity), ["y[7]", "inf", "finite"]),
      (.probabilityOutOfRange(name: "p", value: 1.5), ["p is 1.5", "0 to 1"]),
      (.confidenceOutOfRange(value: 95), ["95.0", "above 0 and below 1"]),
      (.constantX(value: 8), ["8.0", "two different values"]),
      (.notPositive(name: "values[1]", value: -2), ["values[1] is -2.0", "above 0"]),
      (.invalidTrials(successes: 9, trials: 8), ["9", "8", "0 to trials"]),
      (.tooFewResamples(resamples: 9, required: 40, confidence: 0.95), ["9", "40", "0.95"]),
      (.resultNotFinite(name: "slope", value: .infinity), ["slope", "inf", "scale"]),
    ] as [(StatisticsError, [String])])
  func messages(error: StatisticsError, parts: [String]) {
    for part in parts {
      #expect(error.description.contains(part))
    }
  }
}
