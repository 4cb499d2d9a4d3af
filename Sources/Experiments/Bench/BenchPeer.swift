import Foundation
import Results

/// A library that is measured as malloc beside the known allocators.
struct BenchPeer: Equatable {
  /// What rows call it.
  var name: String
  /// Its file, absolute and without links.
  var path: String

  /// The peers of `NAME=PATH` with commas between them; those that are not that are left out.
  static func all(of text: String) -> [BenchPeer] {
    text.split(separator: ",").compactMap { word in
      guard let equals = word.firstIndex(of: "="), equals > word.startIndex else { return nil }
      let path = word[word.index(after: equals)...]
      if path.isEmpty { return nil }
      let file = URL(filePath: String(path)).resolvingSymlinksInPath()
      return BenchPeer(name: String(word[..<equals]), path: file.path(percentEncoded: false))
    }
  }

  /// The values of `--peer`: other names than those of known allocators, each once.
  static let kind = ValueKind<String>(
    "NAME=PATH of a shared library, with commas between several, under names of their own",
    "NAME=PATH", completion: .files,
    allows: { text in
      let names = all(of: text).map(\.name)
      return names.count == text.split(separator: ",").count && !names.isEmpty
        && Set(names).count == names.count
        && names.allSatisfy { Allocator(rawValue: $0) == nil }
    }
  ) { $0 }
}

/// Finds out whether a peer can be preloaded and brings a malloc.
struct PeerProbe: Arm {
  var name: String
  var path: String

  static let kind = "peer-probe"

  var work: Double { 0 }

  var label: String { "peer-probe \(name)" }

  var environment: [String: String] { ["LD_PRELOAD": path] }

  /// The library, or nil where malloc is not its.
  func run() -> ProgramRecord? {
    Platform.file(ofSymbol: "malloc") == path
      ? ProgramRecord(name, version: "unknown", path: path) : nil
  }

  /// The libraries of the peers; throws `MissingPeer` for the first that cannot be used.
  static func records(_ peers: [BenchPeer]) throws -> [ProgramRecord] {
    let probes = peers.map { PeerProbe(name: $0.name, path: $0.path) }
    let found = try ArmRunner(jobs: 1).run(probes).finished.compactMap(\.outcome)
    return try peers.map { peer in
      guard let record = found.first(where: { $0.name == peer.name }) else {
        throw MissingPeer(name: peer.name, path: peer.path)
      }
      return record
    }
  }
}

/// A peer that cannot be measured.
struct MissingPeer: MissingRequirement {
  let name: String
  let path: String

  var isMissing: Bool { true }

  var description: String {
    "\(name): \(path) cannot be preloaded as malloc: expected a shared library with a malloc"
  }
}
