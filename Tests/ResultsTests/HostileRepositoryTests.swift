import TestSupport
import Testing

@testable import Results

/// A way in which a repository's own files have git run a program.
enum Snare: String, CaseIterable, CustomTestStringConvertible {
  case fileSystemMonitor, indexHook, cleanFilter, processFilter, oddFilter, lazyFetch, submodule
  case bareRepository, externalDiff, textConversion

  var testDescription: String { rawValue }

  /// Makes a repository hostile, with `$EVIL` the program; run in its top folder.
  var setting: String {
    switch self {
    case .fileSystemMonitor: "git config core.fsmonitor $EVIL"
    case .indexHook: "mkdir -p .git/hooks; cp $EVIL .git/hooks/post-index-change"
    case .cleanFilter: Self.filter("x", "clean")
    case .processFilter: Self.filter("x", "process")
    case .oddFilter: Self.filter("x=y.z", "clean")
    case .lazyFetch:
      """
      git config extensions.partialClone origin; git config core.repositoryFormatVersion 1
      git config remote.origin.promisor true; git config remote.origin.url file://$PWD
      git config remote.origin.uploadpack $EVIL
      rm -f .git/objects/$(git rev-parse HEAD:results/psweep.csv | sed 's,..,&/,')
      """
    case .submodule:
      """
      git clone -q . inner; git -C inner config core.fsmonitor $EVIL
      git -c protocol.file.allow=always submodule --quiet add ./inner inner; git commit -qm inner
      """
    case .bareRepository:
      """
      git clone -q --bare . bare; git -C bare config core.bare false
      git -C bare config core.worktree "$PWD"; git -C bare config core.fsmonitor $EVIL
      """
    case .externalDiff: "git config diff.external $EVIL; echo b > code.swift"
    case .textConversion:
      "git config diff.x.textconv $EVIL; echo '* diff=x' > .gitattributes; echo b > code.swift"
    }
  }

  private static func filter(_ name: String, _ command: String) -> String {
    // The content is as it was, and git has to look to know.
    "git config 'filter.\(name).\(command)' $EVIL; echo '* filter=\(name)' > .git/info/attributes; "
      + "touch -d 2001-01-01 code.swift"
  }

  /// A command that falls into it.
  var careless: String {
    switch self {
    case .lazyFetch: "git cat-file blob HEAD:results/psweep.csv"
    case .bareRepository: "git -C bare status"
    case .externalDiff, .textConversion: "git diff"
    default: "git status"
    }
  }
}

@Suite(.enabled(if: Program.find("git") != nil, "git is not installed"))
struct HostileRepositoryTests {
  private static let prologue = """
    set -e; cd "$0"; EVIL=$PWD/evil; MARKER=$PWD/marker
    git() {
      command git -c user.name=Test -c user.email=test@example.org -c commit.gpgsign=false "$@"
    }

    """

  private func shell(_ script: String, in path: String) throws {
    let ended = try Program.run("/bin/sh", ["-c", Self.prologue + script, path])
    try #require(ended.hasSucceeded, "\(script): \(ended.complaint)")
  }

  private func withRepository(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder { path in
      try shell(
        """
        git init -q; printf '#!/bin/sh\necho x > "%s"\nexit 1\n' "$MARKER" > evil; chmod 700 evil
        mkdir results; echo a > code.swift; echo n > results/psweep.csv
        printf 'evil\nmarker\nbare\n' >> .git/info/exclude
        git add .; git commit -qm first
        """, in: path)
      try body(path)
    }
  }

  @Test(
    "Nothing that a repository names is run, whatever is asked of it", arguments: Snare.allCases)
  func snares(snare: Snare) throws {
    try withRepository { path in
      try shell(snare.setting, in: path)
      try shell("\(snare.careless) > /dev/null 2>&1 || :; rm \"$MARKER\"", in: path)
      if [.cleanFilter, .processFilter, .oddFilter, .indexHook].contains(snare) {
        try shell("touch -d 2002-02-02 code.swift", in: path)
      }
      let asked = snare == .bareRepository ? path + "/bare" : path
      let repository = try? GitRepository(containing: asked)
      #expect((repository == nil) == (snare == .bareRepository))
      if let repository {
        let commit = try #require(try repository.commit("HEAD"))
        _ = try repository.names()
        let files = try? repository.files(in: "results", of: commit) { _ in true }
        #expect(files == (snare == .lazyFetch ? nil : ["psweep.csv": "n\n".bytes]))
      }
      #expect(!Platform.exists(path + "/marker"))
    }
  }

  @Test("A repository that holds git up is left after some seconds, with a sentence")
  func endless() throws {
    try withRepository { path in
      // Whoever opens it for reading waits for a writer.
      try shell("rm .git/config; mkfifo .git/config", in: path)
      let problem = error(GitError.self) {
        _ = try Git.run(["rev-parse", "HEAD"], in: path, seconds: 1)
      }
      #expect(
        problem?.description
          == "`git rev-parse HEAD` failed: it did not end within 1 s, and was ended")
    }
  }
}
