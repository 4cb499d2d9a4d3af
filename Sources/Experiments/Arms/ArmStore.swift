import Foundation
import Results

/// The outcomes of finished arms, kept in a results folder until the run that they belong to has
/// written its files, so that a run that was ended early can be continued.
///
/// An outcome is found again only by the same arm and the same program: the file holds both, and a
/// digest of all that it holds.
package struct ArmStore: Sendable {
  /// The folder of the kept outcomes, in the results folder.
  package static let folderName = ".arms"

  private let folder: ResultsFolder
  private let build: String

  /// The store of a results folder; nothing is made before an outcome is kept.
  ///
  /// - Parameter build: tells the program from others.
  package init(in results: ResultsFolder, build: String = ProgramRecord.running.digest) {
    folder = ResultsFolder(results.path(of: Self.folderName))
    // What cannot be read is never the same program.
    self.build = build == ProgramRecord.unknown ? UUID().uuidString : build
  }

  private struct Kept<A: Arm>: Codable {
    var build: String
    var arm: A
    var outcome: A.Outcome
  }

  /// What is found under an arm's name.
  package enum Finding<Outcome> {
    case nothing, damaged
    case kept(Outcome)
  }

  /// Keeps the outcome of an arm; the file appears whole or not at all.
  ///
  /// - Throws: `ResultsError.cannotWrite`.
  package func keep<A: Arm>(_ outcome: A.Outcome, of arm: A) throws {
    let kept = Kept(build: build, arm: arm, outcome: outcome)
    let text = String(decoding: try Self.encoder.encode(kept), as: UTF8.self)
    if folder.isLink {
      throw ResultsError.cannotWrite(path: folder.path, reason: "it is a symbolic link")
    }
    do {
      try folder.write(Self.opening(of: digest(of: text)) + text + "}", as: name(of: arm))
    } catch {
      folder.removeIfEmpty()
      throw error
    }
  }

  /// What stands before the outcome in its file.
  private static func opening(of digest: UInt64) -> String {
    "{\"digest\":\"\(hexadecimal(digest))\",\"kept\":"
  }

  /// The outcome kept of an arm.
  package func outcome<A: Arm>(of arm: A) throws -> Finding<A.Outcome> {
    guard !folder.isLink,
      let bytes = try? folder.readBytes(name(of: arm), followingLinks: false)
    else { return .nothing }
    let text = String(
      decoding: bytes.dropFirst(Self.opening(of: 0).utf8.count).dropLast(), as: UTF8.self)
    guard bytes.elementsEqual((Self.opening(of: digest(of: text)) + text + "}").utf8),
      let kept = try? JSONDecoder().decode(Kept<A>.self, from: Data(text.utf8))
    else { return .damaged }
    // A file's name is too short to tell all arms and programs apart.
    let isSame =
      try kept.build == build && Self.encoder.encode(kept.arm) == Self.encoder.encode(arm)
    return isSame ? .kept(kept.outcome) : .nothing
  }

  /// Whether something has the name of an arm.
  package func contains(_ arm: some Arm) throws -> Bool {
    try !folder.isLink && folder.contains(name(of: arm))
  }

  /// Removes what was kept under some names, and no other's.
  package func discard(_ names: Set<String>) {
    if folder.isLink { return }
    names.forEach(folder.remove)
    folder.removeAbandoned()
    folder.removeIfEmpty()
  }

  /// The name of an arm's file, which differs between arms that differ.
  func name<A: Arm>(of arm: A) throws -> String {
    let key = String(decoding: try Self.encoder.encode(arm), as: UTF8.self) + "\(A.kind) \(build)"
    return "\(A.kind)-\(hexadecimal(digest(of: key))).json"
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return encoder
  }
}

extension ProgramRecord {
  /// The program that runs, as the file that it was started from.
  package static let running = ProgramRecord(
    "drainbench", version: Manifest.currentToolVersion, path: Platform.executablePath,
    image: Platform.executable)
}
