import Foundation

@testable import Recordings

/// A raw recording as lines, to take some away.
struct RawText {
  let lines: [Substring]

  init(path: String) throws {
    lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
  }

  /// The recording without the objects of one site.
  func without(site label: String, _ framesPath: String) throws -> String {
    let book = TraceBook(rule: SiteRule(), frames: try FrameFile.read(framesPath))
    var taken: Set<Substring> = []
    var text = ""
    for line in lines {
      let words = line.split(separator: " ")
      switch words[0] {
      case "t":
        book.append(
          pointer: UInt64(words[1], radix: 16) ?? 0, parent: UInt32(words[2], radix: 16) ?? 0)
      case "+":
        let trace = Int(words[2], radix: 16) ?? 0
        if book.sites[Int(book.siteNumbers[trace])].label == label {
          taken.insert(words[3])
          continue
        }
      case "-":
        if taken.remove(words[1]) != nil { continue }
      default: break
      }
      text += line + "\n"
    }
    return text
  }
}
