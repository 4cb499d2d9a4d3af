import Foundation
import Results

/// The outcomes of finished arms, kept in a results folder until the run that they belong to has
/// written its files, so that a run that was ended early can be continued, and parts of a run can
/// be put together.
///
/// An outcome is found again only by the same arm and the same program: the file holds both, and a
/// digest of all that it holds. A file appears whole under the name of its arm, whoever writes, so
/// that several machines may share a folder without locks.
package struct ArmStore: Sendable {
  /// The folder of the kept outcomes, in the results folder.
  package static let folderName = ".arms"

  private let folder: ResultsFolder
  /// Tells the program from others.
  let build: String

  /// The store of a results folder; nothing is made before an outcome is kept.
  ///
  /// - Parameter build: tells the program from others.
  package init(in results: ResultsFolder, build: String = ProgramRecord.running.digest) {
    folder = ResultsFolder(results.path(of: Self.folderName))
    // What cannot be read is never the same program.
    self.build = build == ProgramRecord.unknown ? UUID().uuidString : build
  }

  /// An outcome, where it came about, and how long that took.
  package struct Kept<Outcome> {
    package var outcome: Outcome
    package var origin: Origin
    /// The seconds that the arm's process ran.
    package var seconds: Double
    /// The digest of the outcome's JSON.
    package var digest: UInt64
  }

  /// The machine that an outcome came about on.
  package struct Origin: Hashable, Sendable, Codable {
    /// What the machine calls itself.
    package var host: String
    /// The model of its processor.
    package var processor: String

    /// This machine.
    package static let here = Origin(host: Host.name, processor: Host.current.processor)
  }

  /// What is found under an arm's name.
  package enum Finding<Outcome> {
    case nothing, damaged
    case kept(Kept<Outcome>)
  }

  /// What stands in a file between the program and the outcome.
  private struct Circumstances: Codable {
    var origin: Origin
    var seconds: Double
  }

  /// Keeps the outcome of an arm; the file appears whole or not at all.
  ///
  /// - Parameter seconds: how long the arm's process ran.
  /// - Throws: `ResultsError.cannotWrite`.
  package func keep<A: Arm>(_ outcome: A.Outcome, of arm: A, seconds: Double = 0) throws {
    let json = try arm.sortedJSON
    try keep(
      String(decoding: JSONEncoder.sorted.encode(outcome), as: UTF8.self), ofArm: json,
      ArmKey(kind: A.kind, json: json, build: build), seconds: seconds)
  }

  /// Keeps an outcome that is JSON with sorted keys.
  func keep(
    _ outcome: String, ofArm arm: String, _ key: ArmKey, seconds: Double
  ) throws {
    let text = try text(of: outcome, ofArm: arm, seconds: seconds)
    if folder.isLink {
      throw ResultsError.cannotWrite(path: folder.path, reason: "it is a symbolic link")
    }
    do {
      try folder.write(text, as: key.fileName)
    } catch {
      folder.removeIfEmpty()
      throw error
    }
  }

  /// The file of an outcome that is JSON with sorted keys.
  func text(of outcome: String, ofArm arm: String, seconds: Double) throws -> String {
    let circumstances = String(
      decoding: try JSONEncoder.sorted.encode(Circumstances(origin: .here, seconds: seconds)),
      as: UTF8.self)
    let kept = "\(start(of: arm))\"circumstances\":\(circumstances)\(Self.outcomeMark)\(outcome)}"
    return Self.opening(of: digest(of: kept)) + kept + "}"
  }

  /// What stands before the outcome in its file.
  private static func opening(of digest: UInt64) -> String {
    "{\"digest\":\"\(hexadecimal(digest))\",\"kept\":"
  }

  /// How the kept part of an arm's file begins.
  private func start(of arm: String) -> String { "{\"arm\":\(arm),\"build\":\"\(build)\"," }

  private static let outcomeMark = ",\"outcome\":"

  /// The outcome kept of an arm.
  package func outcome<A: Arm>(of arm: A) throws -> Finding<A.Outcome> {
    let json = try arm.sortedJSON
    return outcome(
      ofArm: json, ArmKey(kind: A.kind, json: json, build: build), as: A.Outcome.self)
  }

  /// The outcome kept of an arm that is given as JSON with sorted keys.
  func outcome<Outcome: Decodable>(
    ofArm arm: String, _ key: ArmKey, as type: Outcome.Type
  ) -> Finding<Outcome> {
    guard !folder.isLink,
      let bytes = try? folder.readBytes(key.fileName, followingLinks: false)
    else { return .nothing }
    let opening = Self.opening(of: 0).utf8.count
    let kept = bytes.dropFirst(opening).dropLast()
    guard bytes.count > opening, bytes.last == UInt8(ascii: "}"),
      bytes.prefix(opening).elementsEqual(
        Self.opening(of: kept.withUnsafeBytes { digest(of: $0) }).utf8)
    else { return .damaged }
    // A file's name is too short to tell all arms and programs apart.
    let start = start(of: arm).utf8
    guard kept.starts(with: start) else { return .nothing }
    let rest = kept.dropFirst(start.count)
    let mark = Array(Self.outcomeMark.utf8)
    guard let end = rest.firstRange(of: mark),
      let circumstances = try? JSONDecoder().decode(
        Circumstances.self,
        from: Data(rest[..<end.lowerBound].dropFirst("\"circumstances\":".utf8.count))),
      case let text = rest[end.upperBound...].dropLast(),
      let outcome = try? JSONDecoder().decode(type, from: Data(text))
    else { return .damaged }
    return .kept(
      Kept(
        outcome: outcome, origin: circumstances.origin, seconds: circumstances.seconds,
        digest: text.withUnsafeBytes { digest(of: $0) }))
  }

  /// Whether something has the name of an arm.
  func contains(_ key: ArmKey) -> Bool { !folder.isLink && folder.contains(key.fileName) }

  /// The keys of what is kept, of this program and others. O(n) for n files.
  package var keys: Set<ArmKey> {
    var keys: Set<ArmKey> = []
    if folder.isLink { return keys }
    folder.eachName { name in if let key = ArmKey(fileName: name) { keys.insert(key) } }
    return keys
  }

  /// Tells the digest of each key, in no order.
  func eachDigest(_ body: (UInt64) -> Void) {
    if folder.isLink { return }
    folder.eachName { name in if let parts = ArmKey.parts(of: name) { body(parts.digest) } }
  }

  /// Removes what was kept under some names, and no other's.
  package func discard(_ keys: Set<ArmKey>) {
    if folder.isLink { return }
    for key in keys { folder.remove(key.fileName) }
    folder.removeAbandoned()
    folder.removeIfEmpty()
  }

  /// The key of an arm.
  package func key<A: Arm>(of arm: A) throws -> ArmKey {
    ArmKey(kind: A.kind, json: try arm.sortedJSON, build: build)
  }
}

extension ProgramRecord {
  /// The program that runs, as the file that it was started from.
  package static let running = ProgramRecord(
    "drainbench", version: Manifest.currentToolVersion, path: Platform.executablePath,
    image: Platform.executable)
}
