import Foundation
import Results
import Testing

@testable import Experiments

@Suite struct RunTests {
  static let small = "--requests 24000 --sample-every 1000 --repeat 1"

  private func header(_ scratch: Scratch, _ name: String) throws -> String {
    String(try scratch.text(name).prefix { $0 != "\n" })
  }

  private static let coefficientHeader =
    "experiment,coefficient,parameter,value,ci_low,ci_high,predicted,published,unit"

  @Test("The p-sweep writes its files, with their columns")
  func psweep() async throws {
    let scratch = try Scratch()
    let result = try await Program.run("psweep \(Self.small) --out out", in: scratch)
    #expect(result.status == 0, "\(result)")
    #expect(result.errors == "results are in out\n")
    #expect(
      try scratch.names("out")
        == ["coefficients.csv", "manifest.json", "psweep-timeseries.csv", "psweep.csv"])
    #expect(
      try header(scratch, "out/psweep.csv")
        == "p,reuse,seed,requests,epochs_closed,sessions,rss_growth_bytes,committed_growth_bytes,"
        + "retained_slabs,live_bytes,slope_bytes_per_request,r_squared,r_squared_slabs,"
        + "r_squared_expected,growth_per_p_bytes,bound_ratio,behavior,wall_seconds,"
        + "session_size,slab_capacity")
    #expect(
      try header(scratch, "out/psweep-timeseries.csv")
        == "p,reuse,seed,request,epochs_closed,rss_bytes,committed_bytes,retained_slabs,"
        + "live_bytes,sessions")
    #expect(try header(scratch, "out/coefficients.csv") == Self.coefficientHeader)
    let folder = ResultsFolder(scratch.path(of: "out"))
    let rows = try folder.read(PSweepRow.self)
    #expect(rows.map(\.p) == [0, 0.01, 0.05, 0.1, 0.25, 0.5, 1])
    #expect(rows.allSatisfy { $0.epochsClosed == 12_000 && $0.reuse == .ring && $0.seed == 1 })
    #expect(rows.last?.sessions == 12_000)
    #expect(try folder.read(PSweepSample.self).count == 7 * 24)
    let manifest = try #require(try Manifest.read(in: folder)?.experiments["psweep"])
    #expect(manifest.commandLine.prefix(4) == ["drainbench", "psweep", "--requests", "24000"])
  }

  @Test("An experiment beyond the paper writes its files and states what it found")
  func beyondPaper() async throws {
    let scratch = try Scratch()
    let options = "--lifetime fixed --p 1 --mean-lifetime 100 --epochs 4096 --repeat 2 --out out"
    let result = try await Program.run("lifetimes \(options)", in: scratch)
    #expect(result.status == 0, "\(result)")
    #expect(
      result.output.contains("the curve agrees") && result.output.contains(" passed, 0 failed"))
    #expect(
      try scratch.names("out") == [
        "coefficients.csv", "lifetimes-runs.csv", "lifetimes.csv", "manifest.json",
      ])
    #expect(
      try header(scratch, "out/lifetimes.csv")
        == "lifetime,p,epoch,metric,seeds,measured,ci_low,ci_high,predicted")
    let rows = try ResultsFolder(scratch.path(of: "out")).read(LifetimesRow.self)
    #expect(rows.allSatisfy { $0.lifetime == .fixed && $0.point.agrees != false })
  }

  @Test("The benchmark writes a row an allocator, pattern, thread count and round")
  func bench() async throws {
    let scratch = try Scratch()
    let options = "--allocator temporal-slab,glibc --scale 0.001 --repeat 2 --seed 3 --out out"
    let result = try await Program.run("bench \(options)", in: scratch)
    #expect(result.status == 0, "\(result)")
    #expect(try scratch.names("out") == ["bench.csv", "coefficients.csv", "manifest.json"])
    #expect(
      try header(scratch, "out/bench.csv")
        == "allocator,pattern,threads,round,ns_per_pair,p50_ns,p99_ns,p999_ns")
    let rows = try ResultsFolder(scratch.path(of: "out")).read(BenchRow.self)
    let keys = rows.map { "\($0.allocator) \($0.pattern) \($0.threads) \($0.round)" }
    // Five patterns with one thread and with two, one with two only and one with one only, and two
    // at five numbers of threads.
    #expect(Set(keys).count == 2 * 2 * 22 && keys.count == 2 * 2 * 22)
    #expect(rows.allSatisfy { $0.nsPerPair > 0 && ($0.p99NS != nil) == ($0.pattern == "latency") })
  }

  @Test("The profiler's cost has a row an operation, mode, thread count and round")
  func profiler() async throws {
    let scratch = try Scratch()
    let result = try await Program.run(
      "profiler --scale 0.0001 --live-objects 10 --granules 100 --repeat 2 --out out", in: scratch)
    // Whether the times of a busy machine pass their checks is not what is tested.
    #expect(result.status == 0 || result.status == 1, "\(result)")
    #expect(try scratch.names("out") == ["coefficients.csv", "manifest.json", "profiler.csv"])
    #expect(
      try header(scratch, "out/profiler.csv")
        == "operation,mode,threads,live_objects,round,ns_per_op")
    let folder = ResultsFolder(scratch.path(of: "out"))
    let rows = try folder.read(ProfilerRow.self)
    let keys = rows.map { "\($0.operation) \($0.mode) \($0.threads) \($0.round)" }
    // Both operations in both modes at both thread counts, three pairs, and the sweep.
    #expect(Set(keys).count == 2 * (8 + 3 + 1) && keys.count == Set(keys).count)
    let manifest = try #require(try Manifest.read(in: folder)?.experiments["profiler"])
    #expect(
      manifest.configuration == [
        "operations": 2_000, "rounds": 2, "threads": [1, 2], "live_objects": [10],
        "granules": 100,
      ])
  }

  @Test("The two-point experiment writes its files, with their columns")
  func twopoint() async throws {
    let scratch = try Scratch()
    let result = try await Program.run("twopoint \(Self.small) --out out", in: scratch)
    #expect(result.status == 0, "\(result)")
    #expect(
      try scratch.names("out")
        == [
          "coefficients.csv", "manifest.json", "twopoint-classes.csv", "twopoint-timeseries.csv",
          "twopoint.csv",
        ])
    #expect(
      try header(scratch, "out/twopoint.csv")
        == "routing,reuse,seed,requests,epochs_closed,session_fraction,object_size,slab_capacity,"
        + "slabs_created,slabs_recycled,recycle_rate,boundary_slabs,boundary_recycled,"
        + "boundary_recycle_rate,boundary_recycle_rate_predicted,retained_slabs,live_bytes,"
        + "structural_bytes,rss_growth_bytes,wall_seconds,protocol,churn,reclaim,live_objects,"
        + "peak_retained_slabs,bound_margin,empty_slabs_per_close,net_slabs_per_request,"
        + "recycle_rate_predicted")
    #expect(
      try header(scratch, "out/twopoint-timeseries.csv")
        == "routing,reuse,seed,request,epochs_closed,retained_slabs,structural_bytes,live_bytes,"
        + "rss_bytes,protocol,churn,reclaim,live_objects,slabs_created,slabs_recycled")
    let rows = try ResultsFolder(scratch.path(of: "out")).read(TwoPointRow.self)
    #expect(rows.map(\.routing) == [.mixed, .isolated])
    #expect(rows.map(\.boundaryRecycleRate).last == 1)
  }

  @Test("The slope analysis of a run, and of the run's file, writes slope.csv")
  func slope() async throws {
    let scratch = try Scratch()
    let own = try await Program.run("slope \(Self.small) --out own", in: scratch)
    #expect(own.status == 0 || own.status == 1, "\(own)")
    #expect(try scratch.names("own") == ["coefficients.csv", "manifest.json", "slope.csv"])
    #expect(
      try header(scratch, "own/slope.csv")
        == "p,reuse,seed,metric,quartile,slope_per_request,ratio_to_first")
    _ = try await Program.run("psweep \(Self.small) --p 0,0.5 --out sweep", in: scratch)
    let read = try await Program.run(
      "slope sweep/psweep-timeseries.csv --out read --format csv", in: scratch)
    #expect(read.status == 0, "\(read)")
    #expect(read.output == (try scratch.text("read/slope.csv")))
    let rows = try ResultsFolder(scratch.path(of: "read")).read(SlopeRow.self)
    #expect(rows.count == 8 && rows.allSatisfy { $0.p == 0.5 })
    // Twice, since the second finds the manifest of the first.
    let again = try await Program.run("slope sweep/psweep-timeseries.csv --out read", in: scratch)
    #expect(again.status == 0, "\(again)")
    let manifest = try Manifest.read(in: ResultsFolder(scratch.path(of: "read")))
    #expect(
      manifest?.experiments["slope"]?.configuration
        == ["file": "sweep/psweep-timeseries.csv"])
  }

  @Test("A configuration file runs like the options it stands for")
  func configurationFile() async throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      {"experiment": "psweep", "p": [0.5], "requests": 24000, "repeat": 1,
       "seed": 18446744073709551615}
      """, as: "psweep.json")
    let result = try await Program.run("run psweep.json --out file --format csv", in: scratch)
    #expect(result.status == 0, "\(result)")
    _ = try await Program.run(
      "psweep --p 0.5 \(Self.small) --seed 18446744073709551615 --out options", in: scratch)
    #expect(
      try exactFields("psweep.csv", scratch, "file")
        == exactFields("psweep.csv", scratch, "options"))
    #expect(try scratch.text("file/psweep.csv").contains("\n0.5,ring,18446744073709551615,24000,"))
  }

  @Test("JSON on standard output parses, and has every table and check")
  func json() async throws {
    let scratch = try Scratch()
    for (line, tables) in [
      (
        "psweep \(Self.small) --reuse ring,strict",
        [
          "checks", "coefficients-psweep", "growth-per-p-ring", "growth-per-p-strict",
          "psweep-linearity-ring", "psweep-linearity-strict",
          "psweep-r-squared", "psweep-ring", "psweep-strict", "psweep.csv",
        ]
      ),
      (
        "twopoint \(Self.small)",
        [
          "checks", "coefficients-twopoint", "differential", "twopoint", "twopoint-boundary",
          "twopoint.csv",
        ]
      ),
      ("slope \(Self.small)", ["checks", "coefficients-slope", "slope", "slope.csv"]),
    ] {
      let result = try await Program.run("\(line) --format json --quiet", in: scratch)
      #expect(result.errors.isEmpty)
      let value = try JSONValue.parse(Array(result.output.utf8), file: "output")
      guard case .object(let members) = value.kind else {
        Issue.record("not an object: \(result)")
        continue
      }
      #expect(members.keys.sorted() == tables)
    }
  }

  @Test("CSV on standard output is the summary file")
  func csv() async throws {
    let scratch = try Scratch()
    for (command, file) in [("psweep", "psweep.csv"), ("twopoint", "twopoint.csv")] {
      let result = try await Program.run(
        "\(command) \(Self.small) --format csv --out out", in: scratch)
      #expect(result.status == 0)
      #expect(result.output == (try scratch.text("out/\(file)")))
      #expect(result.output.split(separator: "\n").count > 1)
    }
  }

  @Test("An output that takes nothing is status 73, and a reader that leaves is none; files stand")
  func refusedOutput() async throws {
    let scratch = try Scratch()
    let files = ["coefficients.csv", "manifest.json", "psweep-timeseries.csv", "psweep.csv"]
    let full = try await Program.shell(
      "exec \"$DRAINBENCH\" psweep --p 1 \(Self.small) --out full > /dev/full", in: scratch)
    #expect(
      full.errors
        == "drainbench psweep: standard output: cannot write: No space left on device\n")
    #expect(full.status == 73)
    #expect(try scratch.names("full") == files)
    for (line, message) in [
      ("--help", "drainbench"), ("tables --out full -q", "drainbench tables"),
    ] {
      let result = try await Program.shell("exec \"$DRAINBENCH\" \(line) > /dev/full", in: scratch)
      #expect(
        result.errors == "\(message): standard output: cannot write: No space left on device\n")
      #expect(result.status == 73)
    }
    // The pipe's only reader is gone before anything is written.
    let gone = try await Program.shell(
      "{ \"$DRAINBENCH\" psweep --p 1 \(Self.small) --out gone; echo $? > status; } | true",
      in: scratch)
    #expect(gone.errors == "results are in gone\n")
    #expect(try scratch.text("status") == "0\n")
    #expect(try scratch.names("gone") == files)
  }

  /// The fields of a file that configuration and seed determine, row by row.
  private func exactFields(_ file: String, _ scratch: Scratch, _ folder: String) throws
    -> [[String]]
  {
    let bytes = try ResultsFolder(scratch.path(of: folder)).readBytes(file)
    let document = try CSVDocument(parsing: bytes, file: file)
    let kind = try #require(CSVKind.all.kind(of: document, named: file))
    return try kind.classify(document).rows.map { row in
      zip(row.fields, row.roles).filter { $1 != .noisy }.map(\.0)
    }
  }

  @Test("One seed gives the same files twice but for time and RSS, another seed others")
  func determinism() async throws {
    let scratch = try Scratch()
    for (folder, seed, jobs) in [("a", 5, 1), ("b", 5, 2), ("c", 6, 2)] {
      for line in ["psweep --p 0.1,0.5 --reuse ring,strict", "twopoint", "slope --p 0.5"] {
        let result = try await Program.run(
          "\(line) \(Self.small) --seed \(seed) --jobs \(jobs) --out \(folder)", in: scratch)
        #expect(result.status == 0 || result.status == 1, "\(result)")
      }
    }
    for file in [
      "psweep.csv", "psweep-timeseries.csv", "twopoint.csv", "twopoint-timeseries.csv",
      "slope.csv", "coefficients.csv",
    ] {
      let first = try exactFields(file, scratch, "a")
      #expect(first == (try exactFields(file, scratch, "b")), "\(file)")
      #expect(first != (try exactFields(file, scratch, "c")), "\(file)")
    }
  }

  @Test("Tables read what experiments wrote, in every format, and tables.md is always the same")
  func tables() async throws {
    let scratch = try Scratch()
    _ = try await Program.run("psweep \(Self.small) --out out", in: scratch)
    let partial = try await Program.run("tables --out out", in: scratch)
    #expect(partial.status == 0)
    #expect(
      partial.errors.contains("drainbench: no out/twopoint.csv: `drainbench twopoint` makes it"))
    #expect(!partial.errors.contains("psweep.csv"))
    _ = try await Program.run("twopoint \(Self.small) --out out", in: scratch)
    _ = try await Program.run("slope \(Self.small) --out out", in: scratch)
    let first = try await Program.run("tables --out out --quiet", in: scratch)
    #expect(first.status == 0 && first.errors.isEmpty)
    let page = try scratch.text("out/tables.md")
    for format in ["text", "json", "csv", "markdown", "latex"] {
      let result = try await Program.run("tables --out out --quiet --format \(format)", in: scratch)
      #expect(result.status == 0 && !result.output.isEmpty, "\(result)")
      #expect(try scratch.text("out/tables.md") == page)
      if format == "markdown" { #expect(page.hasSuffix(result.output)) }
      if format == "json" {
        _ = try JSONValue.parse(Array(result.output.utf8), file: "output")
      }
      if format != "csv" { continue }
      let files = result.output.split(separator: "\n").map(String.init)
      #expect(files.contains("out/tables/psweep-ring.csv") && files.count > 5, "\(files)")
      for file in files {
        let table = try CSVDocument(parsing: scratch.text(file), file: file)
        let isPlain = table.rows.joined().allSatisfy { !$0.text.hasSuffix(" %") && $0.text != "-" }
        #expect(isPlain, "\(file)")
      }
    }
    // Published slopes stand beside the measured ones, totals of longer runs do not.
    #expect(page.contains("0.214"))
    #expect(!page.contains("41.00 |"))
    let package = try scratch.text("out/datapackage.json")
    for file in ["psweep.csv", "twopoint.csv", "slope.csv", "coefficients.csv"] {
      #expect(package.contains("\"path\" : \"\(file)\""), "\(file)")
    }
  }

  @Test("An experiment replaces its own coefficients and manifest entry, and no other's")
  func accumulation() async throws {
    let scratch = try Scratch()
    _ = try await Program.run("psweep --p 1 \(Self.small) --out out", in: scratch)
    _ = try await Program.run("twopoint \(Self.small) --out out", in: scratch)
    let folder = ResultsFolder(scratch.path(of: "out"))
    let both = try folder.read(Coefficient.self)
    #expect(Set(both.map(\.experiment)) == ["psweep", "twopoint"])
    _ = try await Program.run("psweep --p 0.5 \(Self.small) --out out --force", in: scratch)
    let after = try folder.read(Coefficient.self)
    #expect(
      after.filter { $0.experiment == "twopoint" } == both.filter { $0.experiment == "twopoint" })
    #expect(
      after.filter { $0.experiment == "psweep" }.allSatisfy {
        $0.parameter.csvField == "p=0.5 reuse=ring"
      })
    #expect(try Manifest.read(in: folder)?.experiments.keys.sorted() == ["psweep", "twopoint"])
  }
}
