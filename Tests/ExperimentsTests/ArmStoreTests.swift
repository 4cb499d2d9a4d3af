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

  private func kept<A: Arm>(_ store: ArmStore, _ arm: A) throws -> A.Outcome? {
    if case .kept(let kept) = try store.outcome(of: arm) { kept.outcome } else { nil }
  }

  @Test("What is kept of an arm is found by the same arm and the same program alone")
  func found() throws {
    try withResults { results in
      let store = ArmStore(in: results, build: "a")
      let outcome = try arms[0].run()
      #expect(try kept(store, arms[0]) == nil && !store.contains(store.key(of: arms[0])))
      try store.keep(outcome, of: arms[0])
      let found = try #require(try kept(store, arms[0]))
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      #expect(try encoder.encode(found) == encoder.encode(outcome))
      #expect(try kept(store, arms[1]) == nil)
      #expect(try store.contains(store.key(of: arms[0])) && !store.contains(store.key(of: arms[1])))
      for other in ["b", ProgramRecord.unknown] {
        #expect(try kept(ArmStore(in: results, build: other), arms[0]) == nil)
      }
    }
  }

  @Test("A kept file of which any byte was changed, or that is cut or a link, is damaged")
  func damaged() throws {
    try withResults { results in
      let store = ArmStore(in: results, build: "a")
      let folder = ResultsFolder(results.path(of: ArmStore.folderName))
      try store.keep(arms[0].run(), of: arms[0])
      let name = folder.names[0]
      let bytes = try folder.readBytes(name)
      func isDamaged(_ bytes: some Sequence<UInt8>) throws -> Bool {
        try Data(bytes).write(to: URL(filePath: folder.path(of: name)))
        if case .damaged = try store.outcome(of: arms[0]) { return true }
        return false
      }
      #expect(try !isDamaged(bytes))
      for count in [0, 1, 20, bytes.count / 2, bytes.count - 1] {
        #expect(try isDamaged(bytes.prefix(count)), "\(count)")
      }
      for place in stride(from: 0, to: bytes.count, by: 61) {
        var changed = bytes
        changed[place] ^= 1
        #expect(try isDamaged(changed), "\(place)")
      }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(try isDamaged(text.replacing("\"seed\":1", with: "\"seed\":2").utf8))
      #expect(try !isDamaged(bytes))
      try folder.write(text, as: "elsewhere")
      folder.remove(name)
      try FileManager.default.createSymbolicLink(
        atPath: folder.path(of: name), withDestinationPath: folder.path(of: "elsewhere"))
      #expect(try kept(store, arms[0]) == nil)
    }
  }

  @Test("What was kept goes by name, another's stays, and the folder goes with the last of it")
  func discarded() throws {
    try withResults { results in
      let store = ArmStore(in: results, build: "a")
      let other = ArmStore(in: results, build: "b")
      for arm in arms { try store.keep(arms[0].run(), of: arm) }
      try other.keep(arms[0].run(), of: arms[0])
      store.discard([try store.key(of: arms[0])])
      #expect(try kept(store, arms[0]) == nil)
      #expect(try kept(store, arms[1]) != nil)
      #expect(try kept(other, arms[0]) != nil)
      store.discard([try store.key(of: arms[1])])
      #expect(results.names == [ArmStore.folderName])
      other.discard([try other.key(of: arms[0])])
      #expect(results.names.isEmpty)
    }
  }

  @Test("A folder of outcomes that is a link is neither written, read nor cleaned")
  func linked() throws {
    try withResults { results in
      let elsewhere = ResultsFolder(results.path(of: "elsewhere"))
      try elsewhere.write("mine", as: ".a.drainbench-2147483647")
      try FileManager.default.createSymbolicLink(
        atPath: results.path(of: ArmStore.folderName), withDestinationPath: elsewhere.path)
      let store = ArmStore(in: results, build: "a")
      #expect(throws: ResultsError.self) { try store.keep(arms[0].run(), of: arms[0]) }
      #expect(try kept(store, arms[0]) == nil)
      store.discard([try store.key(of: arms[0])])
      #expect(elsewhere.names == [".a.drainbench-2147483647"])
    }
  }
}
