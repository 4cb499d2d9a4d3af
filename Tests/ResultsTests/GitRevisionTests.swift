import TestSupport
import Foundation
import Testing

@testable import Results

@Suite struct GitRevisionTests {
  private static let hasGit = Platform.output(of: "git", ["--version"]) != nil

  private func git(_ path: String, _ arguments: String...) throws {
    let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    let output = Platform.output(
      of: "git", ["-C", path] + identity + ["-c", "commit.gpgsign=false"] + arguments)
    _ = try #require(output, "git \(arguments)")
  }

  private func withRepository(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder { path in
      try git(path, "init", "--quiet")
      try ResultsFolder(path).write("a", as: "code.swift")
      try ResultsFolder("\(path)/results").write("a", as: "psweep.csv")
      try git(path, "add", ".")
      try git(path, "commit", "--quiet", "-m", "first")
      try body(path)
    }
  }

  @Test("A checkout has the commit's full hash and is clean", .enabled(if: hasGit))
  func clean() throws {
    try withRepository { path in
      let revision = try #require(GitRevision(of: path))
      #expect(revision.commit.count >= 40)
      #expect(revision.commit.allSatisfy { $0.isHexDigit })
      #expect(!revision.dirty)
      #expect(GitRevision(of: "\(path)/results") == revision)
    }
  }

  @Test("Files below results and plots do not make a checkout dirty", .enabled(if: hasGit))
  func outputIsNotDirt() throws {
    try withRepository { path in
      try ResultsFolder("\(path)/results").write("changed", as: "psweep.csv")
      try ResultsFolder("\(path)/results").write("new", as: "slope.csv")
      try ResultsFolder("\(path)/plots").write("new", as: "slope.svg")
      #expect(GitRevision(of: path)?.dirty == false)
      #expect(GitRevision(of: "\(path)/results")?.dirty == false)
    }
  }

  @Test(
    "A changed or a new file makes it dirty, also seen from a folder below", .enabled(if: hasGit),
    arguments: ["code.swift", "new.swift"])
  func dirt(name: String) throws {
    try withRepository { path in
      try ResultsFolder(path).write("changed", as: name)
      #expect(GitRevision(of: path)?.dirty == true)
      #expect(GitRevision(of: "\(path)/results")?.dirty == true)
    }
  }

  @Test("A folder outside a repository, a missing one and one without a commit have no revision")
  func none() throws {
    try withTemporaryFolder { path in
      #expect(GitRevision(of: path) == nil)
      #expect(GitRevision(of: "\(path)/missing") == nil)
      if Self.hasGit {
        try git(path, "init", "--quiet")
        #expect(GitRevision(of: path) == nil)
      }
    }
  }

  @Test("A program that is missing or fails has no output")
  func programs() {
    #expect(Platform.output(of: "no-such-program-here", []) == nil)
    #expect(Platform.output(of: "sh", ["-c", "echo x; exit 3"]) == nil)
    #expect(Platform.output(of: "sh", ["-c", "kill -9 $$"]) == nil)
    #expect(Platform.output(of: "sh", ["-c", "echo x; echo y >&2"]) == "x\n")
  }
}
