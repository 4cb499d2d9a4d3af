import Foundation
import Testing

@Suite struct ReadmeTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func lines(_ name: String) throws -> [Substring] {
    try String(contentsOf: root.appending(path: name), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
  }

  @Test("every row of the README's result tables is one of results/tables.md")
  func rowsAreResults() throws {
    let measured = Set(try Self.lines("results/tables.md"))
    let readme = try Self.lines("README.md")
    let start = try #require(readme.firstIndex(of: "<!-- tables of results/tables.md -->"))
    let end = try #require(readme.firstIndex(of: "<!-- end of tables -->"))
    let rows = readme[start..<end].filter { $0.hasPrefix("|") }
    #expect(rows.count >= 20)
    for row in rows { #expect(measured.contains(row), "\(row)") }
  }
}
