import Foundation

extension Manifest {
  /// `manifest.json`.
  package static let fileName = "manifest.json"

  /// This version of drainbench.
  package static let currentToolVersion = "1.1.0"

  /// The version of the Swift compiler that this program was built with.
  package static var builtWith: String { Platform.swiftVersion }

  /// Records a run in the folder's manifest, and returns what was written.
  ///
  /// The entry of that experiment and the top level are replaced, the other entries stay.
  ///
  /// - Parameters:
  ///   - folder: the results folder.
  ///   - experiment: the experiment's name, such as `psweep`.
  ///   - entry: its run.
  /// - Throws: `JSONError` when the manifest that is there is broken, and `ResultsError` when it
  ///   cannot be read or written; an earlier file then stays as it was.
  @discardableResult
  package static func update(
    in folder: ResultsFolder, experiment: String, _ entry: Experiment
  ) throws -> Manifest {
    var experiments = try read(in: folder)?.experiments ?? [:]
    experiments[experiment] = entry
    let git = entry.gitCommit.map { GitRevision(commit: $0, dirty: entry.gitDirty ?? false) }
    let manifest = Manifest(
      toolVersion: currentToolVersion, swiftVersion: Platform.swiftVersion, git: git,
      host: .current, experiments: experiments)
    try folder.write(manifest.text(), as: fileName)
    return manifest
  }

  /// Reads the folder's manifest, or returns nil when it has none.
  ///
  /// - Throws: `JSONError` with the file's name when it is broken, `ResultsError.cannotRead` when
  ///   the system refuses it.
  package static func read(in folder: ResultsFolder) throws -> Manifest? {
    let bytes: [UInt8]
    do {
      bytes = try folder.readBytes(fileName)
    } catch .notFound {
      return nil
    }
    return try Manifest(reading: bytes, file: folder.path(of: fileName))
  }

  /// Reads a manifest's bytes.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: the name for error sentences.
  package init(reading bytes: [UInt8], file: String) throws(JSONError) {
    try self.init(JSONReader(.parse(bytes, file: file), file: file))
  }

  /// The file's text: keys sorted, so that two manifests compare line by line.
  package func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return try String(decoding: encoder.encode(self), as: UTF8.self) + "\n"
  }
}
