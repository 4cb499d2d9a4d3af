import Experiments
import Foundation
import Results

/// Makes PNG files of SVG files with librsvg's program.
struct Rasterizer {
  private let program: String

  /// Looks for the program on PATH.
  ///
  /// - Throws: `Missing` where it is not installed.
  init() throws {
    guard let path = Program.find("rsvg-convert") else { throw Missing() }
    program = path
  }

  /// Writes the PNG beside an SVG file, whole or not at all.
  func convert(_ svg: String) throws {
    let target = String(svg.dropLast(".svg".count)) + ".png"
    let temporary = "\(target).tmp-\(ProcessInfo.processInfo.processIdentifier)"
    defer { unlink(temporary) }
    do {
      let ended = try Program.run(
        program, ["--zoom", "2", "--output", temporary, svg], seconds: 60,
        interruption: Interruption.check)
      guard ended.hasSucceeded, rename(temporary, target) == 0 else {
        throw ResultsError.cannotWrite(path: target, reason: "rsvg-convert: \(ended.complaint)")
      }
    } catch let error as any ProgramFault {
      throw ResultsError.cannotWrite(path: target, reason: "rsvg-convert: \(error)")
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
