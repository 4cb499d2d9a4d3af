import Testing

@testable import Results

@Suite struct SuggestionTests {
  private let names = [
    "reproduce", "twopoint", "psweep", "slope", "churn", "dsr", "bench", "run", "tables", "plot",
    "report", "compare", "out", "p", "seed", "requests",
  ]

  @Test(
    "a slip of the hand finds the name that was meant",
    arguments: [
      ("psweeep", "psweep"), ("psewep", "psweep"), ("sweep", "psweep"), ("two-point", "twopoint"),
      ("TWOPOINT", "twopoint"), ("slpoe", "slope"), ("table", "tables"), ("plto", "plot"),
      ("rn", "run"), ("repr", "reproduce"), ("req", "requests"), ("P", "P"), ("benhc", "bench"),
      ("chrun", "churn"), ("dsrr", "dsr"), ("comapre", "compare"), ("reprot", "report"),
    ])
  func near(typed: String, meant: String) {
    #expect(nearestName(to: typed, among: names)?.lowercased() == meant.lowercased())
  }

  @Test(
    "a word that is like none of the names finds none",
    arguments: [
      "", "-", "x", "o", "frobnicate", "zz", "help", "aaaaaaa", "measure", "plan", "stop",
    ])
  func far(typed: String) {
    #expect(nearestName(to: typed, among: names) == nil)
  }

  @Test("a swap of neighbours is one edit, and the distance is symmetric")
  func distance() {
    #expect(alignmentDistance(Array("abcd"), Array("acbd")) == 1)
    #expect(alignmentDistance(Array("kitten"), Array("sitting")) == 3)
    #expect(alignmentDistance([], Array("abc")) == 3)
    #expect(alignmentDistance(Array("abc"), []) == 3)
    for a in names {
      for b in names {
        let there = alignmentDistance(Array(a), Array(b))
        #expect(there == alignmentDistance(Array(b), Array(a)))
        #expect((there == 0) == (a == b))
        #expect(there >= abs(a.count - b.count) && there <= max(a.count, b.count))
      }
    }
  }
}
