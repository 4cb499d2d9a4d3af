import Results
import Testing

@Suite struct CompareTests {
  private static let header = "allocator,pattern,threads,round,ns_per_pair,p50_ns,p99_ns,p999_ns\n"

  /// Ten rounds of two patterns, the first of which takes `factor` times 10 ns.
  private func bench(_ factor: Double) -> String {
    Self.header
      + (1...10).map { round in
        "temporal-slab,pair,1,\(round),\(10 * factor + Double(round) / 100),,,\n"
          + "temporal-slab,batch,1,\(round),\(20 + Double(round * 7 % 10) / 100),,,\n"
      }.joined()
  }

  private func sweep(pinned: Int) -> String {
    "p,seed,closes,drained,pinned,dsr,dsr_expected\n0.5,1,10,5,\(pinned),0.5,0.5\n"
  }

  private func git(_ line: String, in folder: Scratch) async throws {
    let identity = "-c user.name=Test -c user.email=test@example.org -c commit.gpgsign=false"
    let result = try await Program.shell("git \(identity) \(line)", in: folder)
    try #require(result.status == 0, "\(result)")
  }

  @Test("Equal files end with 0, a slower one and a drifted one with 1, unless nothing is to fail")
  func files() async throws {
    let folder = try Scratch()
    try folder.write(bench(1), as: "old.csv")
    try folder.write(bench(1.1), as: "new.csv")
    let same = try await Program.run("compare old.csv old.csv", in: folder)
    #expect(same.status == 0)
    #expect(same.output.contains("no regressions"))
    let slower = try await Program.run("compare old.csv new.csv", in: folder)
    #expect(slower.status == 1)
    #expect(slower.output.contains("1 regression, 1 measurement without a claim"))
    #expect(slower.errors.contains("no manifest.json"))
    let forgiven = try await Program.run("compare --fail-on none old.csv new.csv", in: folder)
    #expect(forgiven.status == 0)
    let other = try await Program.run("compare old.csv new.csv --fail-on drift", in: folder)
    #expect(other.status == 0)
    let lenient = try await Program.run("compare old.csv new.csv --threshold 20", in: folder)
    #expect(lenient.status == 0)
    let quiet = try await Program.run("compare -q old.csv new.csv --format csv", in: folder)
    #expect(quiet.status == 1 && quiet.errors.isEmpty)
    #expect(quiet.output.hasPrefix("kind,file,row,column,base,"))
  }

  @Test(
    "Two revisions are read through git, and a folder stands beside a revision",
    .enabled(if: Results.Program.find("git") != nil, "git is not installed"))
  func revisions() async throws {
    let folder = try Scratch()
    try await git("init --quiet", in: folder)
    try folder.write(sweep(pinned: 5), as: "results/dsr.csv")
    try await git("add .", in: folder)
    try await git("commit --quiet -m first", in: folder)
    try folder.write(sweep(pinned: 6), as: "results/dsr.csv")
    try await git("commit --quiet -a -m second", in: folder)
    let drifted = try await Program.run("compare HEAD~1 HEAD", in: folder)
    #expect(drifted.status == 1)
    #expect(drifted.output.contains("dsr.csv  p=0.5 seed=1  pinned     5     6"), "\(drifted)")
    #expect(drifted.output.contains("1 row of 1 drifted"))
    let same = try await Program.run("compare HEAD results", in: folder)
    #expect(same.status == 0)
    let json = try await Program.run("compare HEAD~1 HEAD --format json", in: folder)
    #expect(json.output.contains("\"drifts\""))
    let before = try folder.snapshot()
    _ = try await Program.run("compare HEAD~1 HEAD", in: folder)
    #expect(try folder.snapshot() == before)
  }

  @Test("Without git a revision has status 69, and two folders are compared all the same")
  func withoutGit() async throws {
    let folder = try Scratch()
    try folder.write(bench(1), as: "old/bench.csv")
    let environment = ["PATH": folder.path]
    let revision = try await Program.run(
      ["compare", "HEAD~1", "HEAD"], in: folder, environment: environment)
    #expect(revision.status == 69)
    #expect(revision.errors.contains("install the package git"))
    let folders = try await Program.run(
      ["compare", "old", "old"], in: folder, environment: environment)
    #expect(folders.status == 0)
  }

  static let wrong: [(line: String, status: Int32, message: String)] = [
    ("compare old.csv", 64, "HEAD is missing; expected a path or a git revision"),
    ("compare old.csv old.csv --alpha 1", 64, "--alpha 1"),
    ("compare old.csv old.csv --fail-on none,drift", 64, "--fail-on none"),
    ("compare old.csv old.csv --fail-on drfit", 64, "did you mean drift?"),
    ("compare old.csv absent.csv", 65, "`absent.csv`: there is no such file or folder"),
    ("compare old.csv bad.csv", 65, "bad.csv:2:24: `x` is not a value of column `ns_per_pair`"),
    ("compare old.csv folder", 65, "name two files, or two folders"),
    ("compare empty old.csv", 65, "there is no CSV file in this folder"),
  ]

  @Test(
    "What cannot be compared is answered with a sentence and the status for it", arguments: wrong)
  func errors(line: String, status: Int32, message: String) async throws {
    let folder = try Scratch()
    try folder.write(bench(1), as: "old.csv")
    try folder.write(bench(1), as: "folder/bench.csv")
    try folder.write("prose", as: "empty/tables.md")
    try folder.write(Self.header + "temporal-slab,pair,1,1,x,,,\n", as: "bad.csv")
    let result = try await Program.run(line, in: folder)
    #expect(result.status == status, "\(result)")
    #expect(result.errors.contains(message), "\(result)")
    #expect(result.output.isEmpty)
  }

  @Test("Two heads stand beside one base, a pattern picks rows, and what is unchanged is counted")
  func several() async throws {
    let folder = try Scratch()
    for (name, factor) in [("a", 1.0), ("b", 1.2), ("c", 0.7)] {
      try folder.write(bench(factor), as: "\(name).csv")
    }
    let both = try await Program.run("compare -q a.csv b.csv c.csv", in: folder)
    #expect(both.status == 1, "\(both)")
    #expect(both.output.contains("head 2: c.csv"))
    #expect(both.output.contains("(+19.9 %) regression"), "\(both)")
    #expect(both.output.contains("improvement: bench.csv allocator=temporal-slab"))
    #expect(!both.output.contains("pattern=batch"))
    let all = try await Program.run("compare -q a.csv b.csv --all", in: folder)
    #expect(all.output.contains("batch"))
    let filtered = try await Program.run("compare -q a.csv b.csv --filter BATCH*ns", in: folder)
    #expect(filtered.status == 0 && filtered.output.contains("no regressions"), "\(filtered)")
  }

  @Test("What a terminal would obey and what a sheet would run stands in visible characters")
  func untrusted() async throws {
    let folder = try Scratch()
    let text = "name,count\n\"a\u{1B}]0;owned\u{7}|b<b>\",1\n=1+1,1\n"
    try folder.write(text, as: "old.csv")
    try folder.write(text.replacing(",1\n", with: ",2\n"), as: "new.csv")
    for format in ["text", "markdown", "csv", "json"] {
      let result = try await Program.run("compare old.csv new.csv --format \(format)", in: folder)
      #expect(result.status == 1, "\(result)")
      #expect(!(result.output + result.errors).contains("\u{1B}"), "\(format)")
      #expect(!(result.output + result.errors).contains("\u{7}"), "\(format)")
      if format == "markdown" { #expect(result.output.contains("\\|b&lt;b>")) }
    }
    try folder.write("a\n\u{1B}[31m\n", as: "bad.json")
    let bad = try await Program.run(["run", "bad\u{1B}.json"], in: folder)
    #expect(bad.status == 65 && !bad.errors.contains("\u{1B}"), "\(bad)")
  }

  @Test("Of other machines what the seed determines is compared, and all of it when it is forced")
  func machines() async throws {
    let folder = try Scratch()
    for (name, processor) in [("old", "A"), ("new", "B")] {
      try folder.write(bench(1), as: "\(name)/bench.csv")
      try folder.write(
        """
        {"tool_version": "1", "swift_version": "6", "git": null, "experiments": {}, "host": {
        "kernel": "Linux", "processor": "\(processor)", "cores": 2, "page_size_bytes": 4096,
        "os": "Debian"}}
        """, as: "\(name)/manifest.json")
    }
    try folder.write(sweep(pinned: 5), as: "old/dsr.csv")
    try folder.write(sweep(pinned: 5), as: "new/dsr.csv")
    try folder.write(bench(2), as: "new/bench.csv")
    let exact = try await Program.run("compare old new", in: folder)
    #expect(exact.status == 0, "\(exact)")
    #expect(exact.output.contains("no rows of 1 drifted, no regressions"))
    #expect(exact.errors.contains("processor is A in the base and B in the head"))
    #expect(exact.errors.contains("times and RSS of two machines are left out"))
    try folder.write(sweep(pinned: 6), as: "new/dsr.csv")
    let drifted = try await Program.run("compare old new", in: folder)
    #expect(drifted.status == 1 && drifted.output.contains("1 row of 1 drifted"))
    try folder.write(sweep(pinned: 5), as: "new/dsr.csv")
    try folder.write(bench(1), as: "new/bench.csv")
    let forced = try await Program.run("compare old new --force", in: folder)
    #expect(forced.status == 0)
    #expect(forced.errors.contains("processor is A in the base and B in the head"))
  }
}
