import Results

/// A page in the OpenMetrics text format, of which the samples of the profiler are read and those of
/// others skipped.
///
/// Source of the format: OpenMetrics 1.0.0, section 5.
struct MetricsPage {
  private let file: String
  private let lines: [Substring]

  init(_ bytes: [UInt8], file: String) throws(ReadingError) {
    self.file = file
    guard let text = String(validating: bytes, as: UTF8.self) else {
      // A repair keeps lines, so that the line of the fault is that of the first repair.
      let lines = String(decoding: bytes, as: UTF8.self).split(
        separator: "\n", omittingEmptySubsequences: false)
      let line = lines.firstIndex { $0.contains("\u{FFFD}") } ?? 0
      throw ReadingError(
        file: file, position: TextPosition(line: line + 1, column: 1),
        sentence: "expected UTF-8; this line is not")
    }
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// What the page says.
  func reading() throws(ReadingError) -> ProfilerReading {
    var values: [String: Double] = [:]
    var sites: [String] = []
    var ended = false
    for (index, line) in lines.enumerated() {
      let line = line.last == "\r" ? line.dropLast() : line
      if line.isEmpty && index == lines.count - 1 { continue }
      if ended { throw fault(index, 1, "expected nothing after # EOF, found \(shown(line))") }
      if line == "# EOF" { ended = true }
      if line.isEmpty || line.first == "#" { continue }
      var cursor = MetricCursor(line)
      let sample: MetricSample
      do { sample = try cursor.sample() } catch {
        throw fault(index, cursor.column, "expected \(error.expected), found \(shown(cursor.rest))")
      }
      guard sample.name.hasPrefix("drainprof_") else { continue }
      guard values.updateValue(sample.value, forKey: sample.key) == nil else {
        throw fault(index, 1, "expected each sample once; \(shown(line)) comes a second time")
      }
      if sample.name != "drainprof_dsr" && !sample.name.hasSuffix("_sum"),
        !ProfilerReading.counts.contains(Int(exactly: sample.value) ?? -1)
      {
        throw fault(index, 1, "expected a count up to 2^53 in \(shown(line))")
      }
      if let site = sample.labels["site"], !sites.contains(site) { sites.append(site) }
    }
    guard ended else {
      throw fault(lines.count - 1, 1, "expected # EOF at the end; the page is cut off")
    }
    return try reading(of: values, sites)
  }

  private func reading(
    of values: [String: Double], _ sites: [String]
  ) throws(ReadingError) -> ProfilerReading {
    func count(
      _ name: String, _ labels: [String: String] = [:]
    ) throws(ReadingError) -> Int {
      guard let value = values[MetricSample.key(name, labels)] else {
        let what = labels.isEmpty ? name : "\(name) with \(labels.values.joined(separator: ", "))"
        throw fault(lines.count - 1, 1, "expected a sample of \(what); the page has none")
      }
      // Each was checked where it stands.
      return Int(value)
    }
    var reading = ProfilerReading()
    reading.drained = try count("drainprof_closes_total", ["result": "drained"])
    reading.pinned = try count("drainprof_closes_total", ["result": "pinned"])
    reading.openGranules = try count("drainprof_open_granules")
    reading.drainableOpenGranules = try count("drainprof_drainable_open_granules")
    reading.retainedGranules = try count("drainprof_retained_granules")
    reading.allocations = try count("drainprof_allocations_total")
    reading.deallocations = try count("drainprof_deallocations_total")
    for (key, value) in values {
      if let kind = MetricSample.label("kind", of: key, "drainprof_misuse_total") {
        reading.misuse[kind] = Int(value)
      }
    }
    // Diagnostic mode alone counts them, before any site has pinned a granule.
    guard let dropped = values["drainprof_dropped_reports_total"] else { return reading }
    reading.droppedReports = Int(dropped)
    var read: [ProfilerReading.Site] = []
    for name in sites {
      var site = ProfilerReading.Site(name: name)
      let label = ["site": name]
      site.granules = try count("drainprof_pinned_granules_total", label)
      site.objects = try count("drainprof_pinning_objects_total", label)
      site.bytes = try count("drainprof_pinning_bytes_total", label)
      site.nearMisses = try count(
        "drainprof_pinning_deaths_total", ["site": name, "after": "near_miss"])
      site.mismatches = try count(
        "drainprof_pinning_deaths_total", ["site": name, "after": "mismatch"])
      read.append(site)
    }
    reading.sites = read
    return reading
  }

  private func fault(_ index: Int, _ column: Int, _ sentence: String) -> ReadingError {
    ReadingError(
      file: file, position: TextPosition(line: index + 1, column: column), sentence: sentence)
  }

  private func shown(_ text: Substring) -> String {
    text.isEmpty ? "the end of the line" : Results.shown(String(text.prefix(60)))
  }
}

/// A line of a page: a name, labels and a value.
private struct MetricSample {
  var name: String
  var labels: [String: String]
  var value: Double

  /// Tells samples apart. Labels that the profiler does not write are of whoever passed them on.
  var key: String { Self.key(name, labels) }

  private static let known = ["after", "kind", "le", "result", "site"]

  static func key(_ name: String, _ labels: [String: String]) -> String {
    name + known.compactMap { label in labels[label].map { "\n\(label)=\($0)" } }.joined()
  }

  /// A label's value in the key of a sample that has that label alone.
  static func label(_ label: String, of key: String, _ name: String) -> String? {
    let start = "\(name)\n\(label)="
    return key.hasPrefix(start) ? String(key.dropFirst(start.count)) : nil
  }
}

/// Reads one sample.
private struct MetricCursor {
  struct Fault: Error { let expected: String }

  private(set) var rest: Substring
  private let line: Substring

  init(_ line: Substring) {
    self.line = line
    rest = line
  }

  var column: Int { line.unicodeScalars.count - rest.unicodeScalars.count + 1 }

  mutating func sample() throws(Fault) -> MetricSample {
    let name = try word("the name of a metric")
    var labels: [String: String] = [:]
    if skip("{") {
      while !skip("}") {
        if !labels.isEmpty && !skip(",") { throw Fault(expected: "a comma or }") }
        let label = try word("the name of a label")
        guard skip("="), skip("\"") else { throw Fault(expected: "=\" after the name of a label") }
        labels[label] = try value()
      }
    }
    guard skip(" ") else { throw Fault(expected: "a space and a number") }
    let digits = rest.prefix { $0 != " " }
    guard let number = Double(digits), !number.isNaN else { throw Fault(expected: "a number") }
    rest = rest.dropFirst(digits.count)
    // A time and an exemplar may follow.
    return MetricSample(name: name, labels: labels, value: number)
  }

  private mutating func skip(_ character: Character) -> Bool {
    guard rest.first == character else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func word(_ expected: String) throws(Fault) -> String {
    let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "_:".contains($0)) }
    guard let first = word.first, !first.isNumber else { throw Fault(expected: expected) }
    rest = rest.dropFirst(word.count)
    return String(word)
  }

  private mutating func value() throws(Fault) -> String {
    var value = ""
    while let character = rest.first, character != "\"" {
      rest.removeFirst()
      guard character == "\\" else {
        value.append(character)
        continue
      }
      switch rest.first {
      case "n": value.append("\n")
      case "\\", "\"": value.append(rest[rest.startIndex])
      default: throw Fault(expected: "\\\\, \\\" or \\n")
      }
      rest.removeFirst()
    }
    guard skip("\"") else { throw Fault(expected: "a quote that ends the label") }
    return value
  }
}
