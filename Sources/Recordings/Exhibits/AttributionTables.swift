import Exhibits
import Results

extension AttributionReport {
  /// The sites of one moment for a reader, most shared bytes first; those beyond `top` in one row.
  ///
  /// - Parameter namesFirst: whether sites stand left of their figures, for screens that show the
  ///   left end of a table only.
  package func sites(_ moment: Attribution, top: Int, namesFirst: Bool = false) -> Table {
    let unit = moment.totals.strandedBytes >= 10 << 20 ? (1 << 20, "MiB") : (1 << 10, "KiB")
    func cell(_ bytes: Int) -> String { Figures.decimal(Double(bytes) / Double(unit.0), 1) }
    var table = Table(
      "sites", "Sites by what they hold of the stranded bytes",
      [
        .number("shared \(unit.1)", "shared"), .number("%", "percent"),
        .number("alone \(unit.1)", "alone"), .number("live \(unit.1)", "live"),
        .number("objects"), .number("median age", "age"), .text("site"),
      ])
    let stranded = moment.totals.strandedBytes
    func append(_ rows: ArraySlice<Attribution.SiteRow>, age: String, label: String) {
      func sum(_ part: (Attribution.SiteRow) -> Int) -> Int { rows.reduce(0) { $0 + part($1) } }
      table.append([
        cell(sum(\.sharedBytes)), Words.share(sum(\.sharedBytes), of: stranded),
        cell(sum(\.soleBytes)), cell(sum(\.liveBytes)), Figures.count(sum(\.liveObjects)), age,
        label,
      ])
    }
    for index in moment.sites.indices.prefix(top) {
      let row = moment.sites[index]
      append(
        moment.sites[index...index], age: Words.time(row.medianAge),
        label: Words.shortened(row.label))
    }
    let rest = moment.sites.dropFirst(top)
    if !rest.isEmpty {
      append(rest, age: Figures.none, label: Words.count(rest.count, "other site"))
    }
    if namesFirst { table.moveLastColumnFirst() }
    table.notes = [
      "shared: the empty bytes of each page, split evenly among the sites that hold the page; they "
        + "add up to \(Words.size(stranded)). alone: pages that go back when this site alone "
        + "lives elsewhere."
    ]
    return table
  }

  /// The heap at several moments, and who holds most of it.
  package var series: Table {
    var table = Table(
      "moments", "The heap over time",
      [
        .number("time"), .number("live"), .number("occupied"), .number("stranded"),
        .number("%", "percent"), .text("largest share", "site"), .number("its %", "site_percent"),
      ])
    for moment in moments {
      let totals = moment.totals
      table.append([
        Words.time(moment.time), Words.size(totals.liveBytes), Words.size(totals.occupiedBytes),
        Words.size(totals.strandedBytes),
        Words.share(totals.strandedBytes, of: totals.occupiedBytes),
        moment.sites.first.map { Words.shortened($0.label) } ?? Figures.none,
        Words.share(moment.sites.first?.sharedBytes ?? 0, of: totals.strandedBytes),
      ])
    }
    return table
  }

  /// The columns of `exactSites`, which `attribute --format csv` prints.
  package static let siteColumns: [ColumnNote] = [
    ColumnNote("time_ns", .integer, .nanoseconds, "the moment, since the recording began", .key),
    ColumnNote("granule_bytes", .integer, .bytes, "bytes of a granule", .key),
    ColumnNote("site", .string, .word, "the site's label", .key),
    ColumnNote("function", .string, .word, "function of the site's innermost frame", .key),
    ColumnNote("file", .string, .word, "its source file; empty where it is not known", .key),
    ColumnNote(
      "line", .integer, .one, "its line; empty where it is not known", .key, isOptional: true),
    ColumnNote("module", .string, .word, "the program or library that has it", .key),
    ColumnNote(
      "shared_bytes", .integer, .bytes,
      "its Shapley share of the stranded bytes; all sites' add up to the total"),
    ColumnNote("sole_bytes", .integer, .bytes, "bytes of the granules that it holds alone"),
    ColumnNote("sole_stranded_bytes", .integer, .bytes, "of these, bytes that hold nothing alive"),
    ColumnNote("granules", .integer, .granules, "granules that hold a byte of it"),
    ColumnNote("live_bytes", .integer, .bytes, "bytes of its live objects"),
    ColumnNote("live_objects", .integer, .objects, "its live objects"),
    ColumnNote("youngest_ns", .integer, .nanoseconds, "age of the youngest of them"),
    ColumnNote("median_age_ns", .integer, .nanoseconds, "lower median of their ages"),
    ColumnNote("oldest_ns", .integer, .nanoseconds, "age of the oldest"),
  ]

  /// Every figure to the byte and the nanosecond: the sites of all moments.
  package func exactSites(top: Int) -> Table {
    var table = Table("sites", "Sites", declared: Self.siteColumns)
    for moment in moments {
      for row in moment.sites.prefix(top) {
        let frame = row.site.frame ?? Frame(function: "")
        table.append(
          [
            "\(moment.time)", "\(moment.totals.granuleBytes)", row.label, frame.function,
            frame.file,
          ]
            + [frame.line > 0 ? "\(frame.line)" : "", frame.module]
            + [
              row.sharedBytes, row.soleBytes, row.soleStrandedBytes, row.granules, row.liveBytes,
              row.liveObjects,
            ].map { "\($0)" }
            + [row.youngest, row.medianAge, row.oldest].map { "\($0)" })
      }
    }
    return table
  }

  /// The sums of all moments.
  package var exactMoments: Table {
    var table = Table(
      "moments", "Moments",
      [
        .number("time_ns"), .number("granule_bytes"), .number("live_bytes"),
        .number("live_objects"), .number("occupied_granules"), .number("occupied_bytes"),
        .number("stranded_bytes"), .number("structural_bytes"), .number("overlapping_bytes"),
      ])
    for moment in moments {
      let totals = moment.totals
      table.append(
        ["\(moment.time)"]
          + [
            totals.granuleBytes, totals.liveBytes, totals.liveObjects, totals.occupiedGranules,
            totals.occupiedBytes, totals.strandedBytes, totals.structuralBytes,
            moment.overlappingBytes,
          ].map { "\($0)" })
    }
    return table
  }
}

extension Table {
  mutating func moveLastColumnFirst() {
    columns.insert(columns.removeLast(), at: 0)
    for index in rows.indices { rows[index].insert(rows[index].removeLast(), at: 0) }
  }
}

extension RecordingSummary {
  /// Where the recording comes from and what is missing of it.
  package var exact: [Table] {
    var table = Table(
      "recording", "The recording",
      [
        .text("path"), .text("format"), .text("heaptrack"), .text("executable"),
        .text("command_line"), .number("page_bytes"), .number("memory_bytes"),
        .number("duration_ns"), .number("allocations"), .number("frees"), .number("traces"),
      ])
    table.append(
      [path, format.rawValue, heaptrackVersion, executable, commandLine]
        + [pageBytes, memoryBytes].map { "\($0)" } + ["\(duration)"]
        + [allocations, frees, traces].map { "\($0)" })
    var losses = Table("losses", "Losses", [.text("loss")])
    for sentence in lossSentences { losses.append([sentence]) }
    return [table, losses]
  }

  /// The same for a reader, as pairs of a name and a value.
  package var facts: [(name: String, value: String)] {
    var facts = [("recording", path)]
    if !commandLine.isEmpty { facts.append(("command line", commandLine)) }
    if !executable.isEmpty { facts.append(("program", executable)) }
    if !heaptrackVersion.isEmpty { facts.append(("heaptrack", heaptrackVersion)) }
    if pageBytes > 0 {
      facts.append(
        ("host", "\(Words.size(memoryBytes)) of memory in pages of \(Words.size(pageBytes))"))
    }
    facts += [
      ("length", Words.time(duration) + (isAttached ? ", from outside while it ran" : "")),
      (
        "events",
        "\(Figures.count(allocations)) allocations and \(Figures.count(frees)) frees of "
          + Words.count(traces, "call stack")
      ),
      ("lost", lossSentences.isEmpty ? "nothing" : lossSentences.joined(separator: "; ")),
    ]
    return facts
  }
}
