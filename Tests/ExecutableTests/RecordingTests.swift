import Foundation
import TestSupport
import Testing

/// `record`, `attribute`, `episodes` and `report RECORDING` as programs.
@Suite struct RecordingTests {
  private let scratch: Scratch

  /// Two pages: one that `pin` holds alone, one that it shares.
  private static let sample = """
    time_ns,event,address,size,site
    0,allocate,0x10000,1024,pin
    5,allocate,0x11000,1024,pin
    7,allocate,0x11800,1024,other
    9,free,0x12000,,

    """

  init() throws {
    scratch = try Scratch()
    try scratch.write(Self.sample, as: "a.csv")
  }

  private func run(_ line: String) async throws -> RunResult {
    try await Program.run(line, in: scratch)
  }

  private static func has(_ program: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }

  @Test("attribute answers in a sentence, a table of 80 columns, and what to run next")
  func text() async throws {
    let result = try await run("attribute a.csv")
    #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
    #expect(result.output.hasPrefix("Moment: 7.00 ns after the start, when packing could free"))
    #expect(result.output.contains("\n5.00 KiB of the 8.00 KiB that pages of 4 KiB take hold"))
    #expect(result.output.contains("3.00 KiB of them come back"))
    #expect(result.output.contains("Lost: 1 free was of an unknown address."))
    #expect(result.output.contains("drainbench attribute a.csv --depth 3"))
    #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test("every format has the same figures")
  func formats() async throws {
    let csv = try await run("attribute a.csv --format csv")
    let rows = csv.output.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(rows.count == 3 && rows.allSatisfy { $0.count >= 12 }, "\(csv)")
    #expect(csv.output.contains("7,4096,pin,pin,,,,4096,4096,3072,2,2048,2,"))
    let json = try await run("attribute a.csv --format json")
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: [[String: Any]]])
    #expect(object["sites"]?.map { $0["shared_bytes"] as? Int } == [4_096, 1_024])
    #expect(object["moments"]?.first?["stranded_bytes"] as? Int == 5_120)
    #expect(object["losses"]?.count == 1)
    let markdown = try await run("attribute a.csv --format markdown")
    #expect(markdown.output.contains("| 4.0 | 80.0 | 4.0 | 2.0 | 2 |"), "\(markdown)")
    let series = try await run("attribute a.csv --at each --format csv")
    #expect(series.status == 0 && series.output.split(separator: "\n").count > 20)
    let folded = try await run("attribute a.csv --folded")
    #expect(folded.output == "other 1024\npin 4096\n")
    for format in ["text", "json", "csv", "markdown"] {
      let episodes = try await run("episodes a.csv --epoch 1KiB --format \(format)")
      #expect(episodes.status == 0 && episodes.output.contains("pin"), "\(episodes)")
    }
  }

  @Test("the flame graph and the page are written whole, valid, and without a script or an address")
  func pictures() async throws {
    let flame = try await run("attribute a.csv --flame flames/a.svg")
    #expect(flame.status == 0, "\(flame)")
    let drawing = Drawing(try scratch.text("flames/a.svg"))
    #expect(drawing.error == nil && drawing.collisions.isEmpty && drawing.overflows.isEmpty)
    let report = try await run("report a.csv")
    #expect(report.status == 0 && report.output == "a.html\n", "\(report)")
    let html = try scratch.text("a.html")
    for word in ["<script", "<link", "<img", "src=", "url(http"] { #expect(!html.contains(word)) }
    let page = Drawing(String(html.dropFirst("<!DOCTYPE html>".count)))
    #expect(page.error == nil)
    let ids = page.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    for id in ["timeline", "flame-graph", "occupancy", "map"] {
      #expect(ids.contains("plot-\(id)"))
    }
    _ = try await run("report a.csv --file again.html")
    #expect(try scratch.text("again.html") == html)
  }

  @Test("bad input ends with 65 and a sentence that names the file, and writes nothing")
  func badInput() async throws {
    try scratch.write("hello\n", as: "b.raw")
    try scratch.write("v 10400 2\n", as: "c.raw")
    try scratch.write("", as: "d.raw")
    for (file, word) in [
      ("none.raw", "No such file"), (".", "Is a directory"),
      ("b.raw", "b.raw:1: this is no recording"),
      ("c.raw", "format 2 is not read"), ("d.raw", "holds no allocation"),
    ] {
      for command in ["attribute", "episodes", "report"] {
        let result = try await run("\(command) \(file)")
        #expect(result.status == 65 && result.output.isEmpty, "\(result)")
        #expect(result.errors.contains(word), "\(result)")
      }
    }
    let frames = try await run("attribute a.csv --frames b.raw")
    #expect(frames.status == 65 && frames.errors.contains("b.raw:1"), "\(frames)")
    #expect(try scratch.names() == ["a.csv", "b.raw", "c.raw", "d.raw"])
    let unwritable = try await run("attribute a.csv --flame a.csv/x.svg")
    #expect(unwritable.status == 73 && unwritable.output.isEmpty, "\(unwritable)")
  }

  @Test("the page says what episodes does, with its tables and the epochs that are retained")
  func episodesOfPage() async throws {
    let rows = (0..<5_000).map { number in
      let address = String(0x10000 + number * 0x1000, radix: 16)
      return "\(number),allocate,0x\(address),4096,churn\n"
        + (number % 100 == 0 ? "" : "\(number),free,0x\(address),,\n")
    }
    try scratch.write("time_ns,event,address,size,site\n" + rows.joined(), as: "b.csv")
    #expect(try await run("report b.csv").status == 0)
    let page = try scratch.text("b.html")
    let json = try await run("episodes b.csv --format json")
    #expect(json.status == 0, "\(json)")
    let text = try await run("episodes b.csv")
    #expect(text.output.contains("4,950 of 5,000 episodes of pages of 4 KiB ended: DSR 0.990."))
    #expect(page.contains("4,950 of 5,000 episodes of pages of 4 KiB ended: DSR 0.990."))
    for id in ["plot-retention", "table-drains", "table-sites-of-epochs", "table-sites"] {
      #expect(page.components(separatedBy: "id=\"\(id)\"").count == 2, "\(id)")
    }
    #expect(page.contains("19 of 19 closed epochs retained at the end"))
  }

  @Test("a recording that is cut short is used as far as it goes, and the output says so")
  func truncated() async throws {
    try scratch.write(String(Self.sample.dropLast(25)), as: "a.csv")
    let result = try await run("attribute a.csv")
    #expect(result.status == 0, "\(result)")
    #expect(result.output.contains("the recording ends inside a line"))
  }

  @Test(
    "a recorded program has its output and its exit status, and what to run next is said",
    .enabled(if: has("heaptrack") && has("zstd"), "heaptrack or zstd is not installed"))
  func record() async throws {
    let result = try await Program.run(
      ["record", "-o", "run", "--", "bash", "-c", "echo out; echo \"$1\"; exit 3", "x", "--help"],
      in: scratch)
    #expect(result.status == 3, "\(result)")
    #expect(result.output == "out\n--help\n")
    #expect(result.errors.contains("the program ended with status 3"))
    #expect(result.errors.hasSuffix("drainbench: next: drainbench attribute run.raw.zst\n"))
    #expect(try scratch.names() == ["a.csv", "run.frames.csv", "run.raw.zst"])
    #expect(try await run("attribute run.raw.zst").status == 0)
    let killed = try await Program.run(
      ["record", "-o", "run", "--", "bash", "-c", "kill -KILL $$"], in: scratch)
    #expect(killed.status == 137, "\(killed)")
    #expect(killed.errors.contains("may be missing"))
    let missing = try await run("record -- there-is-no-such-program")
    #expect(
      missing.status == 69 && missing.errors.contains("there is no such program"), "\(missing)")
  }

  /// Pages of 16 objects of 256 bytes, of which one stays.
  private static func mixed(line: Int, pages: Int) -> String {
    var text = "time_ns,event,address,size,site\n"
    for number in 0..<pages * 16 {
      let site = number % 16 == 0 ? "server.c:\(line)" : "request"
      text += "\(number),allocate,\((number + 16) * 256),256,\(site)\n"
    }
    for number in 0..<pages * 16 where number % 16 != 0 {
      text += "\(pages * 16 + number),free,\((number + 16) * 256),,\n"
    }
    return text
  }

  @Test("advise names the site, says what it saves here and held out, and writes the routing")
  func advise() async throws {
    try scratch.write(Self.mixed(line: 12, pages: 32), as: "b.csv")
    try scratch.write(Self.mixed(line: 12, pages: 64), as: "c.csv")
    let result = try await run("advise b.csv --test c.csv --epoch 64KiB --keys --plot b.svg")
    #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
    for words in [
      "after the start, when packing could free most of the modelled heap",
      "In size-class slabs, pages of 4 KiB then take 128 KiB",
      "1 site with pages of 4 KiB of their own",
      "Held out, on c.csv: 240 KiB of 240 KiB (100 %), 1.00 times", "As a key, 1 frame is enough",
      "drainbench replay b.csv --allocator jemalloc --route routing.json",
    ] {
      #expect(
        result.output.replacing("\n", with: " ").contains(words), "\(words): \(result.output)")
    }
    #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    let routing =
      try JSONSerialization.jsonObject(
        with: Data(scratch.text("routing.json").utf8)) as? [String: Any]
    let sites = routing?["sites"] as? [[String: Any]]
    #expect(sites?.map { $0["function"] as? String } == ["server.c:12"])
    #expect(routing?["drainbench_routing"] as? Int == 1)
    let drawing = Drawing(try scratch.text("b.svg"))
    #expect(drawing.error == nil && drawing.collisions.isEmpty && drawing.overflows.isEmpty)
    for model in ["slab", "region", "epoch"] {
      let csv = try await run(
        "advise b.csv --allocator-model \(model) --epoch 64KiB --format csv --route r.json")
      #expect(csv.output.contains("\nb,,\(model),4096,1,0,,,"), "\(csv)")
      #expect(csv.output.contains(",1,1,server.c:12,server.c:12,"), "\(csv)")
    }
    let end = try await run("advise b.csv --at 0ns --route r.json")
    #expect(end.output.contains("\n  drainbench advise b.csv --at each\n"), "\(end)")
    let json = try await run("advise b.csv --format json --route r.json")
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: [[String: Any]]])
    #expect(object["advice.csv"]?.map { $0["structural_bytes"] as? Int } == [122_880, 0])
    let markdown = try await run("advise b.csv --format markdown --route r.json")
    #expect(markdown.status == 0 && markdown.output.contains("| server.c:12 |"), "\(markdown)")
  }

  @Test("advise refuses what it cannot use with 65, a sentence each, and writes nothing")
  func adviseFaults() async throws {
    try scratch.write(Self.mixed(line: 12, pages: 32), as: "b.csv")
    try scratch.write(Self.mixed(line: 13, pages: 32).replacing("request", with: "r"), as: "c.csv")
    try scratch.write("time_ns,event,address,size,site\n", as: "d.csv")
    try scratch.write(
      "time_ns,event,address,size,site\n0,allocate,4096,8,x\n", as: "e.csv")
    for (line, words) in [
      ("advise none.csv", "none.csv cannot be read"),
      ("advise d.csv", "d.csv holds no allocation"),
      ("advise e.csv", "e.csv holds 1 allocations and no free of them"),
      ("advise b.csv --test c.csv", "the routing does not fit c.csv: none of its sites"),
      ("advise b.csv --test e.csv", "no free of them"),
    ] {
      let result = try await run(line)
      #expect(result.status == 65 && result.output.isEmpty, "\(result)")
      #expect(result.errors.contains(words), "\(result)")
    }
    #expect(try scratch.names() == ["a.csv", "b.csv", "c.csv", "d.csv", "e.csv"])
    let depth = try await run("advise b.csv --depth 0")
    #expect(depth.status == 64 && depth.errors.contains("or full"), "\(depth)")
    let unwritable = try await run("advise b.csv --route a.csv/x.json")
    #expect(unwritable.status == 73 && unwritable.output.isEmpty, "\(unwritable)")
  }
}
