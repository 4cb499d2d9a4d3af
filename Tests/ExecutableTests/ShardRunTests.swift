import Foundation
import Results
import Testing

@Suite struct ShardRunTests {
  private static let sweep = "dsr --closes 200 --p 0:1:0.25 --repeat 2"

  @Test("Shards and merge give the files of one machine, and a gap is refused with 65")
  func merged() async throws {
    let scratch = try Scratch()
    let single = try await Program.run("\(Self.sweep) --out single", in: scratch)
    #expect(single.status == 0, "\(single)")
    for number in [3, 1] {
      let shard = try await Program.run(
        "\(Self.sweep) --shard \(number)/3 --out shards", in: scratch)
      #expect(shard.status == 0 && shard.output.isEmpty, "\(shard)")
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.path(of: "shards/dsr.csv")))
    let refused = try await Program.run("merge shards --out merged", in: scratch)
    #expect(refused.status == 65, "\(refused)")
    #expect(refused.errors.contains("3 of 10 arms of dsr are missing:\n  dsr p=0.0 seed=2"))
    #expect(refused.errors.hasSuffix("shards to run again, with --resume: 2\n"), "\(refused)")
    let last = try await Program.run("\(Self.sweep) --shard 2/3 --out shards", in: scratch)
    #expect(last.status == 0, "\(last)")
    let merged = try await Program.run("merge shards --out merged", in: scratch)
    #expect(merged.status == 0, "\(merged)")
    for file in ["dsr.csv", "coefficients.csv"] {
      #expect(try scratch.text("single/\(file)") == scratch.text("merged/\(file)"), "\(file)")
    }
    #expect(try scratch.text("merged/manifest.json").contains("\"arms\" : 10"))
    // In place, nothing of the shards is left.
    let inPlace = try await Program.run("merge shards --out shards --quiet", in: scratch)
    #expect(inPlace.status == 0, "\(inPlace)")
    #expect(
      try scratch.names("shards").sorted() == ["coefficients.csv", "dsr.csv", "manifest.json"])
  }

  @Test("A grid runs every combination, and shows a table of each")
  func grid() async throws {
    let scratch = try Scratch()
    let result = try await Program.run(
      "dsr --closes 100,200 --p 0.5 --repeat 2 --request-size 64:256:log3 --out out",
      in: scratch)
    #expect(result.status == 0, "\(result)")
    let lines = try scratch.text("out/dsr.csv").split(separator: "\n")
    #expect(lines.count == 1 + 2 * 2 * 3)
    #expect(lines[0].hasSuffix(",request_size"), "\(lines[0])")
    for words in ["closes=100 request_size=64", "closes=200 request_size=256"] {
      #expect(result.output.contains(words), "\(words)")
    }
    let compared = try await Program.run("compare out out --quiet", in: scratch)
    #expect(compared.status == 0 && compared.output.contains("no rows of 18 drifted"))
    let tables = try await Program.run("tables --out out", in: scratch)
    #expect(tables.status == 0 && tables.output.contains("closes=200 request_size=128"))
    let report = try await Program.run("report --out out", in: scratch)
    #expect(report.status == 0, "\(report)")
  }

  @Test("A plan lists arms with their hash and time, in three formats, and runs none")
  func plan() async throws {
    let scratch = try Scratch()
    let text = try await Program.run("plan \(Self.sweep) --shards 4", in: scratch)
    let lines = text.output.split(separator: "\n")
    #expect(text.status == 0 && lines.count == 11, "\(text)")
    #expect(lines[0].contains(/^dsr-[0-9a-f]{16}  0\.\d+ s  1\/4  dsr p=0.0 seed=1$/))
    #expect(lines[10].hasPrefix("10 arms; about "))
    let csv = try await Program.run("plan \(Self.sweep) --format csv", in: scratch)
    #expect(csv.output.hasPrefix("arm,kind,seconds,basis,label\ndsr-"), "\(csv)")
    let json = try await Program.run("plan \(Self.sweep) --format json", in: scratch)
    for line in json.output.split(separator: "\n") {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(object?["description"] is [String: Any] && object?["arm"] is String)
    }
    let folder = try scratch.names("")
    #expect(folder.isEmpty, "\(folder)")
  }

  @Test(
    "What cannot be cut, merged or submitted is answered with what is wrong",
    arguments: [
      ("dsr --shard 0/3", 64, "--shard 0/3: expected I/N with I from 1 to N"),
      ("dsr --shard auto", 64, "--shard auto: SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_COUNT"),
      ("plan frobnicate", 65, "frobnicate: there is no such file; expected one of twopoint"),
      ("diagnose --recording x.csv --routing broken --shard 1/2", 64, "--recording: what a conf"),
      ("submit dsr", 64, "--shards is missing; expected how many shards"),
      ("merge .", 65, ".: no shard of a run is there; expected a folder"),
      ("dsr --closes 100:50:10", 64, "--closes 100:50:10: expected FIRST:LAST:STEP or"),
    ])
  func refused(_ line: String, _ status: Int, _ words: String) async throws {
    let scratch = try Scratch()
    let result = try await Program.run(line, in: scratch)
    #expect(result.status == Int32(status), "\(result)")
    #expect(result.errors.contains(words), "\(result)")
  }

  @Test(
    "What runs in one process cannot be cut",
    .enabled(if: Results.Program.find("redis-server") != nil, "redis-server is not installed"))
  func indivisible() async throws {
    let result = try await Program.run("plan redis", in: Scratch())
    #expect(result.status == 64, "\(result)")
    #expect(
      result.errors.contains("redis has no arms that run in processes of their own"), "\(result)")
  }

  @Test("A task of an array runs its shard, and the scripts of a submission are printed")
  func slurm() async throws {
    let scratch = try Scratch()
    let words = "\(Self.sweep) --shard auto --out shards".split(separator: " ").map(String.init)
    let task = try await Program.run(
      words, in: scratch,
      environment: [
        "SLURM_ARRAY_TASK_ID": "2", "SLURM_ARRAY_TASK_COUNT": "3", "SLURM_ARRAY_TASK_MIN": "1",
        "SLURM_ARRAY_TASK_MAX": "3",
      ])
    #expect(task.status == 0, "\(task)")
    #expect(try scratch.text("shards/shard-dsr-2-of-3.json").contains("\"has_ended\" : true"))
    let dry = try await Program.run(
      "submit bench --rounds 4 --shards 2 --partition quiet --dry-run", in: scratch)
    #expect(dry.status == 0, "\(dry)")
    for line in ["#SBATCH --exclusive", "#SBATCH --array=1-2", "#SBATCH --partition=quiet"] {
      #expect(dry.output.contains("\(line)\n"), "\(dry)")
    }
  }
}
