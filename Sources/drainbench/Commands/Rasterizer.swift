import Foundation
import Results

/// Makes PNG files of SVG files with librsvg's program.
struct Rasterizer {
  private let program: URL

  /// Looks for the program on PATH.
  ///
  /// - Throws: `Missing` where it is not installed.
  init() throws {
    let folders = (Terminal.environment("PATH") ?? "").split(separator: ":")
    guard
      let path = folders.map({ "\($0)/rsvg-convert" }).first(where: {
        FileManager.default.isExecutableFile(atPath: $0)
      })
    else { throw Missing() }
    program = URL(fileURLWithPath: path)
  }

  /// Writes the PNG beside an SVG file, whole or not at all.
  func convert(_ svg: String) throws {
    let target = String(svg.dropLast(".svg".count)) + ".png"
    let temporary = "\(target).tmp-\(ProcessInfo.processInfo.processIdentifier)"
    let process = Process()
    process.executableURL = program
    process.arguments = ["--zoom", "2", "--output", temporary, svg]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0, rename(temporary, target) == 0 else {
      unlink(temporary)
      throw ResultsError.cannotWrite(
        path: target, reason: "rsvg-convert ended with status \(process.terminationStatus)")
    }
  }

  /// The program is not installed.
  struct Missing: StatusError, CustomStringConvertible {
    var status: ExitStatus { .unavailable }
    var description: String {
      "--png needs the program rsvg-convert; on Debian and Ubuntu `apt-get install librsvg2-bin` "
        + "installs it"
    }
  }
}
