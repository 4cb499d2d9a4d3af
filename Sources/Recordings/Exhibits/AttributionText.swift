import Exhibits

/// What an attribution answers, in sentences.
extension AttributionReport {
  /// How much of the heap is stranded, and whose going elsewhere would give how much back.
  package func answer(_ moment: Attribution) -> String {
    let totals = moment.totals
    let noun = GranuleSize(rawValue: totals.granuleBytes)?.noun ?? "granules"
    let when = Words.moment(moment.time)
    guard totals.occupiedGranules > 0 else { return "Nothing is live \(when)." }
    let stranded = Words.size(totals.strandedBytes)
    let start =
      "\(stranded) of the \(Words.size(totals.occupiedBytes)) that \(noun) take hold nothing "
      + "alive, \(when)"
    guard let most = moment.sites.first,
      let alone = moment.sites.max(by: { $0.soleStrandedBytes < $1.soleStrandedBytes })
    else { return start + "." }
    if alone.soleStrandedBytes * 2 >= totals.strandedBytes {
      return start + "; \(Words.size(alone.soleStrandedBytes)) of them come back if objects of "
        + "\(Words.shortened(alone.label)) live elsewhere."
    }
    let back = most.soleStrandedBytes
    return start + "; the largest share of that, \(Words.size(most.sharedBytes)), is that of "
      + "\(Words.shortened(most.label)), and "
      + (back == 0 ? "nothing comes" : "\(Words.size(back)) come")
      + " back if its objects alone live elsewhere."
  }

  /// Sentences that keep the answer from being misread: the end of the program, losses, missing
  /// names.
  package func warnings(_ moment: Attribution) -> [String] {
    var sentences: [String] = []
    if let start = ending, moment.time >= start.time,
      moment.totals.liveObjects * 20 < start.liveObjects * 19
    {
      sentences.append(
        "This moment lies in the program's teardown: from \(Words.time(start.time)) on it frees "
          + "nearly all that it has and allocates next to nothing. The heap before that is shown by "
          + "--at \(Self.option(start.time)), and the worst moment before it by --at worst.")
    }
    if moment.overlappingBytes > 0 {
      sentences.append(
        "Objects overlap by \(Words.size(moment.overlappingBytes)), so that the recording cannot "
          + "be of one heap.")
    }
    // Functions without a name are an address in a module.
    let nameless = moment.sites.filter { $0.label.contains("+0x") }
      .reduce(0) { $0 + $1.sharedBytes }
    if summary.hasNames, nameless * 10 > moment.totals.strandedBytes {
      sentences.append(
        "\(Words.share(nameless, of: moment.totals.strandedBytes, 0)) % of that is of functions "
          + "without a name; with debug symbols installed (Debian: -dbgsym), a new recording has "
          + "names and lines.")
    }
    return sentences + summary.warnings
  }

  /// A time as `--at` takes it.
  package static func option(_ time: UInt64) -> String {
    Figures.decimal(Double(time) / 1e9, 3) + "s"
  }

  /// Commands that look further.
  package func next(_ moment: Attribution) -> [(command: String, purpose: String)] {
    let path = summary.path
    var lines = [
      ("attribute \(path) --depth 3", "the callers of each site"),
      ("attribute \(path) --flame stranded.svg", "all call stacks as a picture"),
      ("episodes \(path)", "which sites keep pages from draining, and whether it grows"),
      ("report \(path)", "one page with the heap over time"),
    ]
    if moment.time != peakTime {
      lines.insert(
        ("attribute \(path) --at \(Self.option(peakTime))", "the heap when most was live"), at: 0)
    }
    return lines
  }
}

extension RecordingSummary {
  /// Sentences about what is not in the recording.
  package var warnings: [String] {
    var sentences: [String] = []
    if format == .raw, !hasNames {
      sentences.append(
        "There is no file of names beside the recording, so sites are addresses in modules; "
          + "`drainbench record` writes one.")
    }
    let losses = lossSentences
    return sentences + (losses.isEmpty ? [] : ["Lost: \(losses.joined(separator: "; "))."])
  }
}
