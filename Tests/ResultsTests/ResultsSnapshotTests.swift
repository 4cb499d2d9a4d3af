import TestSupport
import Foundation
import Testing

@testable import Results

@Suite struct ResultsSnapshotTests {
  private static let hasGit = Program.find("git") != nil

  private func git(_ path: String, _ arguments: String...) throws {
    let settings = [
      "-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false",
    ]
    let ended = try Program.run("/usr/bin/env", ["git", "-C", path] + settings + arguments)
    try #require(ended.hasSucceeded, "git \(arguments): \(ended.complaint)")
  }

  /// A repository of two commits: `results/a.csv` holds 1 in the first, 2 in the second, and 3 in
  /// the checkout; `results/b.csv` and a manifest are in the second only.
  private func withRepository(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder { path in
      let results = ResultsFolder("\(path)/results")
      try git(path, "init", "--quiet", "--initial-branch", "trunk")
      try results.write("n\n1\n", as: "a.csv")
      try results.write("prose", as: "tables.md")
      try git(path, "add", ".")
      try git(path, "commit", "--quiet", "-m", "first")
      try git(path, "tag", "start")
      try results.write("n\n2\n", as: "a.csv")
      try results.write("n\n\"quoted \n ü\"\n", as: "b.csv")
      try Manifest.update(
        in: results, experiment: "a",
        Manifest.Experiment(
          date: .distantPast, commandLine: [], configuration: ["seed": 7], gitCommit: nil))
      try git(path, "add", ".")
      try git(path, "commit", "--quiet", "-m", "second")
      try results.write("n\n3\n", as: "a.csv")
      try body(path)
    }
  }

  @Test(
    "A revision's results are what was committed, whatever the checkout holds",
    .enabled(if: hasGit, "git is not installed")
  )
  func revisions() throws {
    try withRepository { path in
      let base = try ResultsSnapshot(named: "HEAD~1", in: path)
      #expect(base.files == ["a.csv": "n\n1\n".bytes])
      #expect(base.manifest == nil)
      #expect(base.label(of: "a.csv") == "HEAD~1:results/a.csv")
      let head = try ResultsSnapshot(named: "trunk", in: path)
      #expect(head.files == ["a.csv": "n\n2\n".bytes, "b.csv": "n\n\"quoted \n ü\"\n".bytes])
      #expect(head.manifest?.experiments["a"]?.configuration == ["seed": 7])
      guard case .revision(let commit) = head.source else {
        Issue.record("\(head.source)")
        return
      }
      #expect(try commit == GitRepository(containing: path).commit("HEAD"))
      let below = try ResultsSnapshot(named: "start", in: "\(path)/results")
      #expect(below.files == base.files)
    }
  }

  @Test(
    "A folder is read as it is now, and one file with the manifest beside it",
    .enabled(if: hasGit, "git is not installed"))
  func paths() throws {
    try withRepository { path in
      let folder = try ResultsSnapshot(named: "results", in: path)
      #expect(folder.source == .folder)
      #expect(folder.files["a.csv"] == "n\n3\n".bytes)
      #expect(folder.files.keys.sorted() == ["a.csv", "b.csv"])
      let file = try ResultsSnapshot(named: "results/b.csv", in: path)
      #expect(file.source == .file)
      #expect(file.files.keys.sorted() == ["b.csv"])
      #expect(file.manifest != nil)
      #expect(file.label(of: "b.csv") == "\(path)/results/b.csv")
    }
  }

  @Test(
    "A plain word that is a file and a revision is refused, and both can be written",
    .enabled(if: hasGit, "git is not installed"))
  func ambiguity() throws {
    try withRepository { path in
      try ResultsFolder("\(path)/start").write("n\n4\n", as: "a.csv")
      #expect(throws: SnapshotError.ambiguous(name: "start")) {
        try ResultsSnapshot(named: "start", in: path)
      }
      #expect(try ResultsSnapshot(named: "./start", in: path).source == .folder)
      #expect(try ResultsSnapshot(named: "start^0", in: path).files["a.csv"] == "n\n1\n".bytes)
    }
  }

  @Test(
    "A name that stands for nothing is answered with what would be right",
    .enabled(if: hasGit, "git is not installed"))
  func nothing() throws {
    try withRepository { path in
      #expect(throws: SnapshotError.unknownRevision(name: "trnuk", nearest: "trunk")) {
        try ResultsSnapshot(named: "trnuk", in: path)
      }
      #expect(throws: SnapshotError.unknownRevision(name: "--all", nearest: nil)) {
        try ResultsSnapshot(named: "--all", in: path)
      }
      let none = error(SnapshotError.self) {
        _ = try ResultsSnapshot(named: "HEAD", folder: "other/", in: path)
      }
      #expect(none?.description.contains("has no CSV file in other/") == true)
      #expect(
        throws: SnapshotError.emptyFolder(path: "\(path)/.", inner: "\(path)/./results")
      ) {
        try ResultsSnapshot(named: ".", in: path)
      }
    }
    try withTemporaryFolder { path in
      let outside = error(SnapshotError.self) { _ = try ResultsSnapshot(named: "HEAD", in: path) }
      #expect(outside?.description.contains("`HEAD`: there is no such file or folder") == true)
    }
  }

  @Test(
    "A broken manifest in a commit is named with its place",
    .enabled(if: hasGit, "git is not installed"))
  func brokenManifest() throws {
    try withRepository { path in
      try ResultsFolder("\(path)/results").write("{\n  1", as: "manifest.json")
      try git(path, "commit", "--quiet", "-a", "-m", "third")
      let problem = error(JSONError.self) { _ = try ResultsSnapshot(named: "HEAD", in: path) }
      #expect(problem?.description.hasPrefix("HEAD:results/manifest.json:2:3: ") == true)
    }
  }
}
