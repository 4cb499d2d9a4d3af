import Foundation
import Results
import Testing

@testable import Experiments

@Suite struct ArmStoreTests {
  private func withResults(_ body: (ResultsFolder) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appending(
      path: "drainbench-arms-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    try body(ResultsFolder(url.path))
  }

  private let arms = Small.sweep(p: [0.5], [.ring], repeats: 2).arms

  @Test("What is kept of an arm is found by the same arm and the same program alone")
  func found() throws {
    try withResults { results in
      let store = ArmStore(in: results, build: "a")
      let outcome = try arms[0].run()
      #expect(try store.outcome(of: arms[0]) == nil)
      try store.keep(outcome, of: arms[0])
      let found = try #require(try store.outcome(of: arms[0]))
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      #expect(try encoder.encode(found) == encoder.encode(outcome))
      #expect(try store.outcome(of: arms[1]) == nil)
      #expect(try store.outcomes(of: arms).keys.sorted() == [0])
      #expect(try store.count(of: arms) == 1)
      for other in [ArmStore(in: results, build: "b"), ArmStore(in: results, build: nil)] {
        #expect(try other.outcome(of: arms[0]) == nil)
      }
    }
  }

  @Test("A kept file that tells of another arm or program is not believed")
  func disbelieved() throws {
    try withResults { results in
      let store = ArmStore(in: results, build: "a")
      let folder = ResultsFolder(results.path(of: ArmStore.folderName))
      try store.keep(arms[0].run(), of: arms[0])
      let name = folder.names[0]
      let text = String(decoding: try folder.readBytes(name), as: UTF8.self)
      for wrong in [
        "", "{}", text.replacing("\"build\":\"a\"", with: "\"build\":\"b\""),
        text.replacing("\"seed\":1", with: "\"seed\":2"),
      ] {
        #expect(wrong != text)
        try folder.write(wrong, as: name)
        #expect(try store.outcome(of: arms[0]) == nil)
      }
      try folder.write(text, as: name)
      #expect(try store.outcome(of: arms[0]) != nil)
    }
  }

  @Test("What was kept goes by kind, and the folder with the last of it")
  func discarded() throws {
    try withResults { results in
      let store = ArmStore(in: results, build: "a")
      let other = Small.twoPoint().arms[0]
      try store.keep(arms[0].run(), of: arms[0])
      try store.keep(other.run(), of: other)
      store.discard(kinds: ["point", "sweep"])
      #expect(try store.outcome(of: arms[0]) != nil)
      store.discard(kinds: [ViolationRun.kind])
      #expect(try store.outcome(of: arms[0]) == nil)
      #expect(try store.outcome(of: other) != nil)
      #expect(results.names == [ArmStore.folderName])
      store.discard(kinds: [TwoPointArm.kind])
      #expect(results.names.isEmpty)
    }
  }
}
