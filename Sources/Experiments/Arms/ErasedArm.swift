import Foundation
import Results

/// What tells an arm from all others: its kind, and a number that its JSON and its program give.
package struct ArmKey: Hashable, Sendable, CustomStringConvertible {
  /// The kind of arm.
  package let kind: String
  /// The digest of its JSON, kind and program.
  package let digest: UInt64

  /// The key of an arm, given as JSON with sorted keys.
  init(kind: String, json: String, build: String) {
    self.kind = kind
    digest = Results.digest(of: "\(json)\(kind) \(build)")
  }

  /// The key that a file in a store is named for, or nil.
  init?(fileName: String) {
    guard let (kind, digest) = Self.parts(of: fileName) else { return nil }
    self.kind = String(kind)
    self.digest = digest
  }

  /// Kind and digest in the name of a file; nil where it is no arm's.
  static func parts(of fileName: String) -> (kind: Substring, digest: UInt64)? {
    let suffix = ".json"
    let digits = 16
    guard fileName.hasSuffix(suffix), fileName.utf8.count > digits + suffix.utf8.count + 1,
      fileName.utf8.first != UInt8(ascii: ".")
    else { return nil }
    let stem = fileName.utf8.dropLast(suffix.utf8.count)
    let start = stem.index(stem.endIndex, offsetBy: -digits)
    let dash = stem.index(before: start)
    guard stem[dash] == UInt8(ascii: "-"),
      let digest = UInt64(fileName[start..<stem.endIndex], radix: 16)
    else { return nil }
    return (fileName[..<dash], digest)
  }

  /// The kind and sixteen hexadecimal digits.
  package var description: String { "\(kind)-\(hexadecimal(digest))" }

  /// The name of its file in a store.
  var fileName: String { "\(self).json" }
}

/// An arm whatever its type, as a plan lists it.
package struct ErasedArm: Sendable {
  package let key: ArmKey
  /// The arm's label.
  package let label: String
  /// The arm as JSON with sorted keys.
  package let json: String
  /// About how much it does: allocations and frees.
  package let work: Double
  private let type: any Arm.Type

  init<A: Arm>(_ arm: A, label: String, build: String) throws {
    json = try arm.sortedJSON
    key = ArmKey(kind: A.kind, json: json, build: build)
    self.label = label
    work = arm.work
    type = A.self
  }

  /// Starts its process.
  func start() throws -> ChildProcess { try type.start(json) }

  /// The seconds that it took where a readable outcome of it is kept; nil otherwise.
  package func seconds(keptIn store: ArmStore) -> Double? { type.seconds(json, key, store) }

  /// The outcome that its process printed, as JSON with sorted keys; nil where it is none.
  func outcome(_ output: [UInt8]) -> String? { type.outcome(output) }
}

extension Arm {
  fileprivate static func start(_ json: String) throws -> ChildProcess {
    let arm = try JSONDecoder().decode(Self.self, from: Data(json.utf8))
    return try ArmRunner.start(Self.self, json: json, adding: arm.environment)
  }

  fileprivate static func seconds(_ json: String, _ key: ArmKey, _ store: ArmStore) -> Double? {
    guard case .kept(let kept) = store.outcome(ofArm: json, key, as: Outcome.self) else {
      return nil
    }
    return kept.seconds
  }

  fileprivate static func outcome(_ output: [UInt8]) -> String? {
    guard let outcome = try? JSONDecoder().decode(Outcome.self, from: Data(output)) else {
      return nil
    }
    return try? String(decoding: JSONEncoder.sorted.encode(outcome), as: UTF8.self)
  }
}

extension Arm {
  /// The arm as JSON with sorted keys, from which its key follows.
  var sortedJSON: String {
    get throws { String(decoding: try JSONEncoder.sorted.encode(self), as: UTF8.self) }
  }
}

extension JSONEncoder {
  /// Writes equal values as equal texts.
  static var sorted: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return encoder
  }
}
