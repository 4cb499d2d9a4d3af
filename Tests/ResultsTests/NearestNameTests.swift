import Testing

@testable import Results

@Suite struct NearestNameTests {
  @Test(
    "A name within a third of its letters is found",
    arguments: [
      ("sesions", "sessions"), ("sessoins", "sessions"), ("Requests", "requests"),
      ("epochs-closed", "epochs_closed"), ("request", "requests"), ("sed", "seed"),
    ])
  func near(name: String, expected: String) {
    let valid = ["p", "seed", "sessions", "requests", "epochs_closed"]
    #expect(nearestName(to: name, among: valid) == expected)
  }

  @Test("Nothing is suggested for a name that is near none", arguments: ["", "x", "temperature"])
  func far(name: String) {
    #expect(nearestName(to: name, among: ["p", "seed", "sessions"]) == nil)
    #expect(nearestName(to: name, among: []) == nil)
  }

  @Test("The nearest wins, and of equals the first")
  func nearest() {
    #expect(nearestName(to: "rates", among: ["rated", "rate", "rates"]) == "rates")
    #expect(nearestName(to: "rats", among: ["rate", "bats"]) == "rate")
  }

  @Test("An error shows control characters as escapes and cuts long text")
  func quoting() {
    #expect("a\nb\t\u{85}".quotedForError == #"`a\nb\t\u{0085}`"#)
    let long = String(repeating: "x", count: 100).quotedForError
    #expect(long == "`" + String(repeating: "x", count: 60) + "…`")
  }
}
