import Foundation
import Results
import Statistics

/// The outcomes of finished arms, kept in a results folder until the run that they belong to has
/// written its files, so that a run that was ended early can be continued.
///
/// An outcome is found again only by the same arm and the same program: the file holds both.
package struct ArmStore: Sendable {
  /// The folder of the kept outcomes, in the results folder.
  package static let folderName = ".arms"

  private let folder: ResultsFolder
  private let build: String

  /// The store of a results folder; nothing is made before an outcome is kept.
  package init(in results: ResultsFolder) {
    self.init(in: results, build: Platform.executableBytes().map { hexadecimal(digest(of: $0)) })
  }

  /// - Parameter build: tells the program from others; nil where it cannot be read, and then
  ///   nothing is ever found.
  init(in results: ResultsFolder, build: String?) {
    folder = ResultsFolder(results.path(of: Self.folderName))
    self.build = build ?? UUID().uuidString
  }

  private struct Kept<A: Arm>: Codable {
    var build: String
    var arm: A
    var outcome: A.Outcome
  }

  /// Keeps the outcome of an arm; the file appears whole or not at all.
  ///
  /// - Throws: `ResultsError.cannotWrite`.
  package func keep<A: Arm>(_ outcome: A.Outcome, of arm: A) throws {
    let kept = Kept(build: build, arm: arm, outcome: outcome)
    let text = String(decoding: try Self.encoder.encode(kept), as: UTF8.self)
    do {
      try folder.write(text, as: name(of: arm))
    } catch {
      folder.removeIfEmpty()
      throw error
    }
  }

  /// The outcome kept of an arm, or nil.
  package func outcome<A: Arm>(of arm: A) throws -> A.Outcome? {
    guard let bytes = try? folder.readBytes(name(of: arm)),
      let kept = try? JSONDecoder().decode(Kept<A>.self, from: Data(bytes)),
      // A file's name is too short to tell all arms and programs apart.
      try kept.build == build && Self.encoder.encode(kept.arm) == Self.encoder.encode(arm)
    else { return nil }
    return kept.outcome
  }

  /// The outcomes kept of some arms, by the index of the arm.
  package func outcomes<A: Arm>(of arms: [A]) throws -> [Int: A.Outcome] {
    var outcomes: [Int: A.Outcome] = [:]
    for (index, arm) in arms.enumerated() { outcomes[index] = try outcome(of: arm) }
    return outcomes
  }

  /// How many of the arms have an outcome under their name.
  package func count<A: Arm>(of arms: [A]) throws -> Int {
    let names = Set(folder.names)
    return try arms.count { names.contains(try name(of: $0)) }
  }

  /// Removes what was kept of arms of the given kinds, by whatever program.
  package func discard(kinds: Set<String>) {
    for name in folder.names {
      guard let kind = Self.kind(ofFile: name), kinds.contains(kind) else { continue }
      folder.remove(name)
    }
    folder.removeAbandoned()
    folder.removeIfEmpty()
  }

  /// The name of an arm's file, which differs between arms that differ.
  func name<A: Arm>(of arm: A) throws -> String {
    let key = try Self.encoder.encode(arm) + Data("\(A.kind) \(build)".utf8)
    return "\(A.kind)-\(hexadecimal(digest(of: key)))\(Self.fileExtension)"
  }

  private static func kind(ofFile name: String) -> String? {
    guard name.hasSuffix(fileExtension), let dash = name.lastIndex(of: "-") else { return nil }
    return String(name[..<dash])
  }

  private static let fileExtension = ".json"

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return encoder
  }
}

private func hexadecimal(_ word: UInt64) -> String {
  let digits = String(word, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

/// A number that differs between texts that differ, but for one chance in 2^64: each word of eight
/// bytes is mixed into the state of a SplitMix64. Against mistakes, not against malice.
private func digest(of bytes: Data) -> UInt64 {
  var generator = SplitMix64(seed: UInt64(bytes.count))
  bytes.withUnsafeBytes { buffer in
    var offset = 0
    while offset < buffer.count {
      var word: UInt64 = 0
      let count = min(8, buffer.count - offset)
      withUnsafeMutableBytes(of: &word) {
        $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[offset..<offset + count]))
      }
      generator = SplitMix64(seed: generator.next() ^ word)
      offset += count
    }
  }
  return generator.next()
}
