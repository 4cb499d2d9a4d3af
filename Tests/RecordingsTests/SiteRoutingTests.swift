import Results
import Testing

@testable import Recordings

@Suite struct SiteRoutingTests {
  private static let create = Frame(
    function: "createClient", file: "/build/src/networking.c", line: 174, module: "/bin/server")
  private static let main = Frame(function: "main", file: "main.c", line: 3, module: "/bin/server")

  private static func routing(_ entries: [SiteRouting.Entry], depth: Int = 1) -> SiteRouting {
    SiteRouting(
      model: "slab", granuleBytes: 4_096, depth: depth, skipping: ["my_"],
      training: [
        SiteRouting.Training(
          recording: "a.raw.zst", digest: "00ff", executable: "/bin/server", events: 12)
      ],
      unroutedBytes: 100, routedBytes: 10, entries: entries)
  }

  private static func summary() -> RecordingSummary {
    var summary = RecordingSummary()
    summary.path = "b.raw.zst"
    summary.executable = "/bin/other"
    return summary
  }

  @Test("a routing reads back as it was written")
  func roundTrip() throws {
    for depth in [SiteRouting.wholeStack, 2] {
      let routing = Self.routing(
        [
          SiteRouting.Entry(
            site: Site(frames: [Self.create, Self.main]), sizes: 1...128, granule: 1,
            savedBytes: 80),
          SiteRouting.Entry(site: Site(frames: [Self.main]), granule: 2, savedBytes: -10),
        ], depth: depth)
      let text = try routing.text()
      #expect(try SiteRouting(Array(text.utf8), file: "r.json") == routing, "\(text)")
      #expect(routing.rule == SiteRule(depth: depth == 0 ? .max : 2, skipping: ["my_"]))
    }
  }

  @Test("a site is found by function, file name and line, in whatever folder it was built")
  func found() throws {
    var elsewhere = Self.create
    elsewhere.file = "/home/me/server/networking.c"
    elsewhere.module = "/usr/bin/server"
    let sites = [Site(frames: []), Site(frames: [Self.main]), Site(frames: [elsewhere])]
    let routing = Self.routing([
      SiteRouting.Entry(
        site: Site(frames: [Self.create]), sizes: 65...128, granule: 3, savedBytes: 1),
      SiteRouting.Entry(site: Site(frames: [Frame(function: "gone")]), granule: 4, savedBytes: 1),
    ])
    let routed = try routing.match(sites, of: Self.summary())
    #expect(routed.granule(site: 2, size: 128) == 3)
    #expect(routed.granule(site: 2, size: 129) == 0 && routed.granule(site: 2, size: 64) == 0)
    #expect(routed.granule(site: 0, size: 100) == 0 && routed.granule(site: 1, size: 100) == 0)
    #expect(routed.unmatched.map(\.granule) == [4])
  }

  @Test("a routing of which nothing is in the recording says why")
  func misfits() throws {
    func reason(_ entry: Frame, _ sites: [Frame]) -> String {
      do {
        _ = try Self.routing([
          SiteRouting.Entry(site: Site(frames: [entry]), granule: 1, savedBytes: 1)
        ]).match(sites.map { Site(frames: [$0]) }, of: Self.summary())
        return "fits"
      } catch { return "\(error)" }
    }
    let stripped = Frame(function: "server+0x12f0", module: "/bin/server")
    var moved = Self.create
    moved.line = 180
    let cases = [
      (Self.create, [stripped], "b.raw.zst: it has no names of functions"),
      (
        Self.create, [moved],
        "`createClient` allocates at networking.c:180, expected networking.c:174"
      ),
      (stripped, [Frame(function: "server+0x12ff")], "which hold for one build only"),
      (Self.create, [Self.main], "none of its sites of /bin/other is one of the routing's 1"),
    ]
    for (entry, sites, words) in cases {
      #expect(reason(entry, sites).contains(words), "\(reason(entry, sites))")
    }
    #expect(reason(Self.create, [Self.create]) == "fits")
    #expect(
      try Self.routing([]).match([Site(frames: [])], of: Self.summary()).unmatched.isEmpty)
  }

  @Test(
    "a file that is no routing is refused with its place",
    arguments: [
      ("{}", "lacks `drainbench_routing`"),
      (#"{"drainbench_routing": 2}"#, "expected a whole number"),
      (#"{"drainbench_routing": 1, "model": 3}"#, "model"),
      ("[1]", "expected an object"),
    ])
  func refused(text: String, words: String) {
    let error = #expect(throws: JSONError.self) {
      try SiteRouting(Array(text.utf8), file: "r.json")
    }
    let sentence = error.map { "\($0)" } ?? ""
    #expect(sentence.contains(words) && sentence.hasPrefix("r.json:1:"), "\(sentence)")
  }
}
