import Experiments
import Foundation
import Results
import TestSupport
import Testing

/// `replay RECORDING` as a program.
@Suite struct ReplayRunTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    // One of 16 objects stays, from a line of its own.
    var rows = "time_ns,event,address,size,site\n"
    for index in 0..<8_000 {
      let site = index % 16 == 0 ? "stay" : "go"
      rows += "\(index),allocate,\(0x10000 + index * 256),\(200 + index % 32),\(site)\n"
    }
    for index in 0..<8_000 where index % 16 != 0 {
      rows += "\(10_000 + index),free,\(0x10000 + index * 256),,\n"
    }
    try scratch.write(rows, as: "pins.csv")
    try scratch.write(Self.routing("stay"), as: "routing.json")
    try scratch.write(Self.routing("elsewhere"), as: "other.json")
  }

  private static func routing(_ function: String) -> String {
    """
    {"drainbench_routing": 1, "depth": 1, "granule_bytes": 4096, "model": "slab",
     "routed_bytes": 0, "unrouted_bytes": 0, "skip": [], "sites": [
       {"function": "\(function)", "file": "", "line": 0, "module": "", "granule": 1,
        "saved_bytes": 0}]}

    """
  }

  private func run(_ line: String) async throws -> RunResult {
    try await Program.run(line, in: scratch)
  }

  @Test(
    "each allocator does every event, retains about what its model says, and routes",
    arguments: Allocator.allCases)
  func allocators(allocator: Allocator) async throws {
    let route = allocator.placeNoun == nil ? "" : " --route routing.json"
    let result = try await run(
      "replay pins.csv --at end --allocator \(allocator.rawValue)\(route) --out r --repeat 2 -q")
    if result.status == 69 {
      print("skipped: \(result.errors)")
      return
    }
    // Checks may fail here: RSS of so little memory decides nothing.
    #expect(result.status == 0 || result.status == 1, "\(result)")
    let rows = try CSVDocument(
      parsing: Array(scratch.text("r/replay.csv").utf8), file: "replay.csv")
    let names = rows.header.map(\.text)
    func numbers(_ name: String) throws -> [Int] {
      let column = try #require(names.firstIndex(of: name))
      return try rows.rows.map { try #require(Int($0[column].text)) }
    }
    #expect(rows.rows.count == (route.isEmpty ? 2 : 4))
    #expect(try Set(numbers("events")) == [15_500])
    #expect(try Set(numbers("live_objects")) == [500])
    let (retained, predicted) = try (
      numbers("retained_bytes"), numbers("retained_bytes_predicted")
    )
    for (measured, expected) in zip(retained, predicted) {
      #expect(abs(measured - expected) < 600_000, "\(allocator) \(measured) \(expected)")
    }
    if !route.isEmpty {
      #expect(predicted[2] < predicted[0] / 4 && retained[2] < retained[0])
      #expect(try numbers("moved_bytes")[2] == numbers("live_bytes")[2])
    }
    let drawing = Drawing(try scratch.text("r/pins-replay.svg"))
    #expect(drawing.error == nil && drawing.collisions.isEmpty && drawing.overflows.isEmpty)
  }

  @Test("what cannot be replayed ends with its status and a sentence, and writes nothing")
  func faults() async throws {
    let glibc = try await run("replay pins.csv --allocator glibc,tcmalloc --route routing.json")
    #expect(glibc.status == 64 && glibc.errors.contains("no arenas or heaps"), "\(glibc)")
    let other = try await run("replay pins.csv --allocator temporal-slab --route other.json")
    #expect(other.status == 65 && other.errors.contains("does not fit"), "\(other)")
    try scratch.write("time_ns,event,address,size,site\n", as: "empty.csv")
    let empty = try await run("replay empty.csv")
    #expect(empty.status == 65 && empty.errors.contains("holds no allocation"), "\(empty)")
    try scratch.write("time_ns,event,address,size,site\n0,allocate,16,9,a\n", as: "leak.csv")
    let leak = try await run("replay leak.csv")
    #expect(leak.status == 65 && leak.errors.contains("no free"), "\(leak)")
    let each = try await run("replay pins.csv --at each")
    #expect(each.status == 64 && each.errors.contains("one moment"), "\(each)")
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/results"))
  }
}
