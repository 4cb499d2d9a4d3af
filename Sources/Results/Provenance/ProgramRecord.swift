import Foundation

/// A program or a library that took part in a run.
package struct ProgramRecord: Sendable, Equatable, Hashable, Codable {
  /// Its name, such as `redis-server`.
  package var name: String
  /// What it says of its version; for one that was built from a checkout, the commit.
  package var version: String
  /// Its file.
  package var path: String
  /// The digest of the file's bytes, sixteen hexadecimal digits of FNV-1a.
  package var digest: String

  /// The program of a file; the digest is `unknown` where the file cannot be read.
  ///
  /// - Parameter image: where the bytes are read, if not by the path.
  package init(_ name: String, version: String, path: String, image: String? = nil) {
    self.name = name
    self.version = version
    self.path = path
    let bytes = try? Data(contentsOf: URL(filePath: image ?? path), options: .alwaysMapped)
    digest =
      bytes.map { hexadecimal($0.withUnsafeBytes { Results.digest(of: $0) }) } ?? Self.unknown
  }

  /// The digest of a file that cannot be read.
  package static let unknown = "unknown"

  /// Name, version and digest.
  package var sentence: String { "\(name) \(version) (digest \(digest))" }

  init(reading object: JSONReader) throws(JSONError) {
    var reader = object
    name = try reader.string("name")
    version = try reader.string("version")
    path = try reader.string("path")
    digest = try reader.string("digest")
  }
}
