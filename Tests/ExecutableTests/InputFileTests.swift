import Testing

/// What a number may be in place of one, in messages.
private let rangeOfSuch = ", or a range FIRST:LAST:STEP or FIRST:LAST:logCOUNT of such,"

@Suite struct InputFileTests {
  static let wrongConfigurations: [(text: String, message: String)] = [
    (
      "{\n  \"experiment\": \"psweep\",\n  \"p\": [0.5,, 1]\n}\n",
      ":3:13: expected a value, found `,`"
    ),
    ("", ":1:1: expected a value, found the end of the file"),
    ("[1]", ":1:1: expected an object, found an array"),
    ("{\"p\": [1]}", ":1:1: the object lacks `experiment`"),
    (
      "{\"experiment\": \"psweep\",\n  \"request\": 5}",
      ":2:3: request: unknown name; did you mean `requests`?"
    ),
    (
      "{\"experiment\": \"psweep\",\n  \"p\": [0.5, \"x\"]}",
      ":2:14: p[1]: expected a probability from 0 to 1" + rangeOfSuch + " found \"x\""
    ),
    (
      "{\"experiment\": \"psweep\",\n  \"p\": [0.5, 1.5]}",
      ":2:14: p[1]: expected a probability from 0 to 1" + rangeOfSuch + " found 1.5"
    ),
    (
      "{\"experiment\": \"psweep\", \"seed\": 1, \"seed\": 2}",
      ":1:37: the name `seed` appears twice in one object; every name appears once"
    ),
    (
      "{\"experiment\": \"psweep\", \"request_size\": 769}",
      ":1:42: request_size: expected a number of bytes from 8 to 768" + rangeOfSuch
        + " or an array of at least 1, found 769"
    ),
    (
      "{\"experiment\": \"psweep\", \"requests\": 24500}",
      ":1:38: requests: expected a multiple of sample_every 1000, at least 12000, found 24500"
    ),
    (
      "{\"experiment\": \"twopoint\", \"session_fraction\": 0}",
      ":1:48: session_fraction: expected a fraction above 0 and below 1 (without one of the two "
        + "lifetimes there is nothing to route)" + rangeOfSuch
        + " or an array of at least 1, found 0"
    ),
    (
      "{\"experiment\": \"twopoint\", \"close_lag\": 14, \"requests_per_epoch\": 8000}",
      ": sample_every: expected a multiple of requests_per_epoch 8000, found 1000"
    ),
    (
      "{\"experiment\": \"bench\",\n  \"allocator\": [\"glibc\", \"glibc\"]}",
      ":2:16: allocator: expected each value once, found glibc,glibc"
    ),
    (
      "{\"experiment\": \"slope\", \"p\": [0]}",
      ":1:31: p[0]: expected a probability above 0 and at most 1 (slopes need growth)" + rangeOfSuch
        + " found 0"
    ),
  ]

  @Test("A wrong configuration is answered with its file and place", arguments: wrongConfigurations)
  func configuration(_ wrong: (text: String, message: String)) async throws {
    let scratch = try Scratch()
    try scratch.write(wrong.text, as: "x.json")
    let before = try scratch.snapshot()
    let result = try await Program.run("run x.json", in: scratch)
    #expect(result.errors == "drainbench run: x.json\(wrong.message)\n")
    #expect(result.status == 65 && result.output.isEmpty)
    #expect(try scratch.snapshot() == before)
  }

  @Test("An unknown experiment is answered with those there are")
  func experiment() async throws {
    let scratch = try Scratch()
    try scratch.write("{\"experiment\": \"sweep\"}", as: "x.json")
    let result = try await Program.run("run x.json", in: scratch)
    #expect(result.errors.hasPrefix("drainbench run: x.json:1:16: experiment: expected one of "))
    #expect(result.errors.contains("psweep, "))
    #expect(result.errors.hasSuffix("found \"sweep\"\n"))
    #expect(result.status == 65 && result.output.isEmpty)
  }

  private static let header =
    "p,reuse,seed,request,epochs_closed,rss_bytes,committed_bytes,retained_slabs,live_bytes,"
    + "sessions\n"

  static let wrongSeries: [(text: String, message: String)] = [
    ("", ":1:1: the file is empty; it has to begin with a header row"),
    (
      header + "0.5,ring,1,1000,x,1,2,3,4,5\n",
      ":2:17: `x` is not a value of column `epochs_closed`; expected a whole number from "
        + "0 to 281474976710656"
    ),
    (header + "0.5,ring,1\n", ":2:11: the row has 3 fields; the header has 10"),
    (
      header + "0.5,ring,\"1\n", ":2:10: this quoted field has no closing quote; end it with `\"`"
    ),
    (
      header.replacing("rss_bytes", with: "rss_byte"),
      ":1:36: unknown column `rss_byte`; did you mean `rss_bytes`?"
    ),
    (header, ": no series of p > 0, and slopes need one"),
    (header + "0.0,ring,1,1000,500,1,2,3,4,5\n", ": no series of p > 0, and slopes need one"),
    (
      header + "0.5,ring,1,1000,500,1,2,3,4,5\n",
      ": the series of p=0.5 reuse=ring seed=1: 1 points are too few: 12 or more are needed"
    ),
    (
      header + String(repeating: "0.5,ring,1,1000,500,1,2,3,4,5\n", count: 12),
      ": the series of p=0.5 reuse=ring seed=1: x is 1000.0 at every point: a slope needs two "
        + "different values of x"
    ),
  ]

  @Test("A wrong time series is answered with its file and place", arguments: wrongSeries)
  func series(_ wrong: (text: String, message: String)) async throws {
    let scratch = try Scratch()
    try scratch.write(wrong.text, as: "x.csv")
    let before = try scratch.snapshot()
    let result = try await Program.run("slope x.csv", in: scratch)
    #expect(result.errors == "drainbench slope: x.csv\(wrong.message)\n")
    #expect(result.status == 65 && result.output.isEmpty)
    #expect(try scratch.snapshot() == before)
  }

  @Test("A missing file is answered with what it should be")
  func missing() async throws {
    let scratch = try Scratch()
    let run = try await Program.run("run none.json", in: scratch)
    #expect(
      run.errors
        == "drainbench run: none.json: there is no such file; expected the name of a "
        + "configuration file\n")
    let slope = try await Program.run("slope none.csv", in: scratch)
    #expect(
      slope.errors
        == "drainbench slope: none.csv: there is no such file; `drainbench psweep` writes "
        + "psweep-timeseries.csv, which is such a file\n")
    let folder = try await Program.run("run .", in: scratch)
    #expect(folder.errors == "drainbench run: .: cannot read: Is a directory\n")
    for result in [run, slope, folder] {
      #expect(result.status == 65 && result.output.isEmpty)
    }
    #expect(try scratch.names().isEmpty)
  }

  @Test("Tables of nothing are refused, and so are tables of a broken file")
  func tables() async throws {
    let scratch = try Scratch()
    let none = try await Program.run("tables --out .", in: scratch)
    #expect(
      none.errors
        == "drainbench tables: .: no results to make tables of; run `drainbench reproduce`\n")
    #expect(none.status == 65 && none.output.isEmpty)
    try scratch.write("p,reuse\n", as: "psweep.csv")
    let broken = try await Program.run("tables --out .", in: scratch)
    #expect(
      broken.errors.hasPrefix("drainbench tables: ./psweep.csv:1:1: the header lacks columns"))
    #expect(broken.errors.split(separator: "\n").count == 1)
    #expect(broken.status == 65 && broken.output.isEmpty)
    #expect(try scratch.names() == ["psweep.csv"])
  }

  static let large: [(line: String, status: Int32, message: String)] = [
    ("churn --live-objects 100000000 --object-size 768", 64, "fits into this machine's memory of"),
    ("psweep --sample-every 2 --requests 1000000000", 64, "fits into this machine's memory of"),
    ("redis --keys 10000000 --value-size 10000", 64, "fits into this machine's memory of"),
    ("run /dev/zero", 65, "at most 268435456 bytes are read"),
    ("compare /dev/zero /dev/zero", 65, "at most 268435456 bytes are read"),
    ("run list.json", 65, "list.json:1:1: the file has"),
  ]

  @Test(
    "What would take more memory than there is is refused first, in a sentence", arguments: large)
  func sizes(line: String, status: Int32, message: String) async throws {
    let folder = try Scratch()
    let list = String(repeating: "0.5,", count: 5 << 20)
    try folder.write(#"{"experiment":"psweep","p":["# + list + "1]}", as: "list.json")
    let result = try await Program.run(line, in: folder)
    #expect(result.status == status, "\(result.errors.prefix(1_000))")
    #expect(result.errors.contains(message) && result.errors.utf8.count < 1_000)
  }

  @Test("A sweep of a probability that no chart can show ends, and so do its plots")
  func tinyProbability() async throws {
    for p in ["5e-324", "1e-300"] {
      let folder = try Scratch()
      let line =
        "psweep -q --p \(p),0.5,1 --requests 12000 --repeat 1 --out r --jobs 2 --format csv"
      let run = try await Program.run(line, in: folder)
      #expect([0, 1].contains(run.status), "\(run)")
      let plot = try await Program.run("plot -q --out r", in: folder)
      #expect(plot.status == 0, "\(plot)")
    }
  }
}
