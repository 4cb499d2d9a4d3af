import Foundation

/// A folder that goes when the test does.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/recordings-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  func file(_ name: String, _ text: String) throws -> String {
    try file(name, Array(text.utf8))
  }

  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// The names in it.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}

/// The path of a file beside these tests.
func beside(_ name: String) -> String {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/" + name
}

/// The file of that name in a folder of PATH; nil when there is none.
func program(_ name: String) -> String? {
  let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
  return path.split(separator: ":").map { "\($0)/\(name)" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
}

/// What a program prints; nil where it fails.
func output(of program: String, _ arguments: [String], input: String? = nil) -> [UInt8]? {
  let process = Process()
  let pipe = Pipe()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  process.standardOutput = pipe
  process.standardInput =
    input.flatMap { FileHandle(forReadingAtPath: $0) } ?? FileHandle.nullDevice
  guard (try? process.run()) != nil else { return nil }
  let bytes = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
  process.waitUntilExit()
  return process.terminationStatus == 0 ? Array(bytes) : nil
}
