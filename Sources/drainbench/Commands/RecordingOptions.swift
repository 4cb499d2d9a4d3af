import Exhibits
import Recordings
import Results

/// The options and the input of commands that read a recording.
enum RecordingOptions {
  static let recording = Positional(
    .word("RECORDING", "the file of a recording", completion: .files),
    help: "heaptrack's raw file, plain, .zst or .gz, or CSV: time_ns,event,address,size,site")

  static let granule = Option.one(
    "granule",
    ValueKind<GranuleSize>(
      "one of 4KiB, 64KiB, 2MiB", "4KiB|64KiB|2MiB",
      completion: .words(GranuleSize.allCases.map(\.name)), text: { $0.name }
    ) { text in GranuleSize.allCases.first { $0.name.lowercased() == text.lowercased() } },
    default: .page, help: "what memory is given back in")
  static let moment = Option.one(
    "at", ValueKind<Moment>.moment, default: .worst,
    help: "the moment: worst (most that packing would free, before the program's end), end, a time "
      + "such as 1.5s, or each for a series")
  static let depth = Option.one(
    "depth", .whole(1...64), default: 1, help: "innermost frames that make a site")
  static let skip = Option.list(
    "skip", .word("PREFIX", "the beginning of a function's or a module's name"),
    default: [], help: "functions and modules that allocate for their callers, beyond the known")
  static let olderThan = Option.one(
    "older-than", .duration, default: 0, defaultText: "0s",
    help: "count objects from this age on only, such as 500ms")
  static let frames = Option.optional(
    "frames", .file(), defaultText: "NAME.frames.csv beside the recording",
    help: "names of functions, files and lines")
  static let top = Option.optional(
    "top", .whole(1...Int.max), defaultText: "10 in text and markdown, all in json and csv",
    help: "sites that are listed")

  static func rule(_ invocation: Invocation) -> SiteRule {
    SiteRule(depth: invocation[depth], skipping: invocation[skip])
  }

  static func report(_ invocation: Invocation) throws -> AttributionReport {
    var options = AttributionOptions()
    options.granule = invocation[granule]
    options.moment = invocation[moment]
    options.rule = rule(invocation)
    options.olderThan = invocation[olderThan]
    options.framesPath = invocation[frames]
    return try AttributionReport(of: invocation.arguments[0], options)
  }

  static func top(_ invocation: Invocation) -> Int {
    invocation[top] ?? ([.text, .markdown].contains(invocation[CommonOptions.format]) ? 10 : .max)
  }

  /// Writes a file of any path, whole or not at all.
  static func write(_ text: String, to path: String) throws {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let parent = parts.dropLast().joined(separator: "/")
    // A file right below the root has the root for its folder.
    let folder = parts.count == 1 ? "." : parent.isEmpty ? "/" : parent
    try ResultsFolder(folder).write(text, as: String(parts[parts.count - 1]))
  }

  /// Sentences in the columns of a terminal.
  static func paragraphs(_ sentences: [String]) -> String {
    let width = min(80, max(60, Terminal.output.width))
    return sentences.map { wrapped($0, width: width).joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  /// Columns of a text table: the terminal's, and 80 elsewhere.
  static var tableWidth: Int { Terminal.output.tableWidth ?? 80 }

  /// Commands that look further, with what they are for.
  static func suggestions(_ lines: [(command: String, purpose: String)]) -> String {
    "To go on:\n" + lines.map { "  drainbench \($0.command)\n      \($0.purpose)\n" }.joined()
  }
}

extension RecordingError: StatusError {
  var status: ExitStatus {
    switch kind {
    case .badInput: .data
    case .missingProgram: .unavailable
    case .cannotWrite: .cannotCreate
    case .failed: .internalError
    }
  }
}

extension ValueKind<UInt64> {
  /// A span of time, in nanoseconds: a number with a unit, or of seconds.
  static var duration: ValueKind {
    ValueKind(
      "a time such as 1.5s, 500ms, 2min or 1h", "TIME", text: { "\(Double($0) / 1e9)s" }
    ) {
      amount(
        $0, units: ["ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9, "": 1e9, "min": 6e10, "h": 3.6e12])
    }
  }

  /// An amount of memory, in bytes: a number with a unit, or of bytes; 1 or more.
  static var size: ValueKind {
    ValueKind("a size such as 64KiB or 1MiB", "SIZE", allows: { $0 >= 1 }) {
      amount($0, units: ["": 1, "B": 1, "KiB": 1_024, "MiB": 1_048_576, "GiB": 1_073_741_824])
    }
  }

  private static func amount(_ text: String, units: [String: Double]) -> UInt64? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let unit = units[String(text.dropFirst(digits.count))], let number = Double(digits),
      number.isFinite, number * unit < 9e18
    else { return nil }
    return UInt64((number * unit).rounded())
  }
}

extension ValueKind<Moment> {
  /// Points of a series.
  private static var points: Int { 20 }

  /// A moment of a recording.
  static var moment: ValueKind {
    ValueKind(
      "worst, end, each, or a time such as 1.5s", "MOMENT",
      completion: .words(["worst", "end", "each"]),
      text: { moment in
        switch moment {
        case .worst: "worst"
        case .end: "end"
        case .each: "each"
        case .time(let time): ValueKind<UInt64>.duration.text(time)
        }
      }
    ) { text in
      switch text {
      case "worst": .worst
      case "end": .end
      case "each": .each(points)
      default: ValueKind<UInt64>.duration.parse(text).map(Moment.time)
      }
    }
  }
}
