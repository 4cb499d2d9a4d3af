import Exhibits
import Foundation
import Results

/// What the episodes of a recording say.
extension EpisodesReport {
  /// The answer, a sentence a line.
  package var sentences: [String] {
    let e = episodes
    let noun = GranuleSize(rawValue: e.granuleBytes)?.noun ?? "granules"
    var sentences: [String] = []
    if let dsr = e.dsr {
      var sentence =
        "\(Figures.count(e.ended)) of \(Figures.count(e.begun)) episodes of \(noun) ended: "
        + "DSR \(Figures.decimal(dsr, 3))."
      if let median = e.lengths.quantile(0.5) {
        sentence += " Half of them are over within \(Words.size(median)) of allocation."
      }
      sentences.append(sentence)
    }
    let size = Words.size(e.epochBytes)
    if let first = e.drains.first, let last = e.drains.last {
      sentences.append(
        "An epoch allocator that closed an epoch every \(size) of allocation would see "
          + "\(Figures.decimal(first.share * 100, 1)) % of its epochs drained when they close, and "
          + "\(Figures.decimal(last.share * 100, 1)) % \(Words.count(last.lag, "epoch")) later.")
    } else {
      sentences.append(
        "The program allocated \(Words.size(e.allocatedBytes)), which is no whole epoch of \(size); "
          + "--epoch takes a smaller one.")
    }
    sentences.append(verdict(e.law, size: size))
    if let heldOut = e.heldOut {
      sentences.append(
        "Held out: the law of the first half foretells "
          + "\(Figures.decimal(heldOut.predicted, 1)) retained epochs at the end, and "
          + "\(Figures.count(heldOut.measured)) are.")
    }
    return sentences
  }

  private func verdict(_ law: LifetimeLaw, size: String) -> String {
    func bytes(_ epochs: Double) -> String {
      Words.size(UInt64(min(epochs * Double(episodes.epochBytes), 9e18)))
    }
    switch law.verdict {
    case .plateau(let epochs, let after):
      return "If it goes on like this, retention levels off at "
        + "\(Figures.decimal(epochs, 1)) epochs of \(size) (\(bytes(epochs))), and is within 5 % of "
        + "that after \(bytes(after)) of allocation."
    case .growth(let rate, let exponent):
      let manner =
        exponent > 0.995
        ? "in proportion to time" : "as the \(Figures.decimal(exponent, 2))th power of time"
      return "If it goes on like this, retention does not end: it grows \(manner), by now by "
        + "\(Figures.decimal(rate, 3)) epochs (\(bytes(rate))) for each \(size) allocated."
    case .undecided:
      return "The recording is too short to tell a plateau of retention from growth."
    }
  }

  /// The tables for a reader.
  package func tables(top: Int) -> [Table] {
    [drains, sites(top: top)]
  }

  /// Epochs that are drained so long after their close.
  package var drains: Table {
    var table = Table(
      "drains", "Epochs of \(Words.size(episodes.epochBytes)) whose objects are all dead",
      [
        .number("epochs later", "lag"), .number("observed"), .number("drained"),
        .number("DSR", "dsr"), .number("95 %, from", "low"), .number("to", "high"),
      ])
    for row in episodes.drains {
      table.append(
        [row.lag, row.observed, row.drained].map(Figures.count)
          + [row.share, row.interval.low, row.interval.high].map { Figures.decimal($0, 3) })
    }
    return table
  }

  /// What the sites pin, those beyond `top` counted.
  ///
  /// - Parameter namesFirst: whether sites stand left of their figures, for screens that show the
  ///   left end of a table only.
  package func sites(top: Int, namesFirst: Bool = false) -> Table {
    var table = Table(
      "sites", "Sites by the epochs that they pin",
      [
        .number("p at close", "p0"), .number("p 1 later", "p1"), .number("p 16 later", "p16"),
        .number("objects"), .number("half live", "median"), .number("9 of 10", "q90"),
        .text("site"),
      ])
    for row in episodes.sites.prefix(top) {
      func life(_ q: Double) -> String { row.lifetimes.quantile(q).map(Words.size) ?? "> run" }
      table.append(
        [0, 1, 3].map { Figures.decimal(row.pins[$0].p, 3) }
          + [Figures.count(row.objects), life(0.5), life(0.9), Words.shortened(row.label)])
    }
    if namesFirst { table.moveLastColumnFirst() }
    if episodes.sites.count > top {
      table.notes.append("\(Words.count(episodes.sites.count - top, "other site")): --top.")
    }
    table.notes.append(
      "p: share of epochs in which the site allocates an object that still lives so many epochs "
        + "after the close. Lifetimes are counted in bytes that the program allocates meanwhile.")
    return table
  }

  /// Every figure as it is counted.
  package func exact(top: Int) -> [Table] {
    let e = episodes
    var sums = Table(
      "episodes", "Episodes",
      [
        .number("granule_bytes"), .number("epoch_bytes"), .number("allocated_bytes"),
        .number("begun"), .number("ended"), .number("closed_epochs"), .number("epochs"),
        .number("retained_epochs"), .text("verdict"), .number("plateau_epochs"),
        .number("growth_exponent"), .number("growth_epochs_per_epoch"), .number("tail_exponent"),
      ])
    let (verdict, plateau, exponent, rate) = law(e.law.verdict)
    sums.append(
      [e.granuleBytes, e.epochBytes].map { "\($0)" } + ["\(e.allocatedBytes)"]
        + [e.begun, e.ended, e.closedEpochs, e.epochs, e.retainedEpochs].map { "\($0)" }
        + [verdict, plateau, exponent, rate, "\(e.law.tail.exponent)"])
    var drains = Table(
      "drains", "Drained epochs",
      [
        .number("lag"), .number("observed"), .number("drained"), .number("dsr"),
        .number("dsr_low"), .number("dsr_high"),
      ])
    for row in e.drains {
      drains.append(
        [row.lag, row.observed, row.drained].map { "\($0)" }
          + [row.share, row.interval.low, row.interval.high].map { "\($0)" })
    }
    var series = Table(
      "series", "Retained epochs",
      [.number("epoch"), .number("measured"), .number("predicted")])
    for row in e.series { series.append(["\(row.epoch)", "\(row.measured)", "\(row.predicted)"]) }
    return [sums, drains, series, lengths, exactSites(top: top), lifetimes(top: top)]
  }

  private func law(_ verdict: LifetimeLaw.Verdict) -> (String, String, String, String) {
    switch verdict {
    case .plateau(let epochs, _): ("plateau", "\(epochs)", "", "")
    case .growth(let rate, let exponent): ("growth", "", "\(exponent)", "\(rate)")
    case .undecided: ("undecided", "", "", "")
    }
  }

  private var lengths: Table {
    var table = Table(
      "lengths", "Lengths of episodes in bytes of allocation",
      [.number("from"), .number("through"), .number("ended"), .number("open")])
    for bucket in episodes.lengths.buckets {
      table.append(
        ["\(bucket.from)", "\(bucket.through)", "\(bucket.ended)", "\(bucket.open)"])
    }
    return table
  }

  private func lifetimes(top: Int) -> Table {
    var table = Table(
      "lifetimes", "Lifetimes of objects by site in bytes of allocation",
      [.text("site"), .number("from"), .number("through"), .number("ended"), .number("open")])
    for row in episodes.sites.prefix(top) {
      for bucket in row.lifetimes.buckets {
        table.append(
          [row.label, "\(bucket.from)", "\(bucket.through)", "\(bucket.ended)", "\(bucket.open)"])
      }
    }
    return table
  }

  /// The columns of `exactSites`, which `episodes --format csv` prints.
  ///
  /// - Parameter lags: of `pinned_LAG` and `p_LAG`, in epochs after an epoch's own close.
  package static func siteColumns(lags: [Int] = SiteLedger.lags.map(Int.init)) -> [ColumnNote] {
    [
      ColumnNote("site", .string, .word, "the site's label", .key),
      ColumnNote("objects", .integer, .objects, "objects that it allocated"),
      ColumnNote("bytes", .integer, .bytes, "their bytes"),
      ColumnNote("live_objects", .integer, .objects, "objects of these that live at the end"),
      ColumnNote("live_bytes", .integer, .bytes, "their bytes"),
      ColumnNote("epochs", .integer, .epochs, "epochs in which it allocated"),
    ]
      + lags.map {
        ColumnNote(
          "pinned_\($0)", .integer, .epochs,
          "of these, epochs in which an object of it lived \($0) closes after the epoch's own")
      }
      + lags.map {
        ColumnNote(
          "p_\($0)", .number, .one,
          "`pinned_\($0)` over the epochs that are known so long; empty where none is",
          isOptional: true)
      } + [
        ColumnNote(
          "lifetime_median_bytes", .integer, .bytes,
          "median lifetime of its objects, in bytes allocated meanwhile", isOptional: true),
        ColumnNote(
          "lifetime_q90_bytes", .integer, .bytes,
          "lifetime that nine of ten do not exceed; empty where more than a tenth live on",
          isOptional: true),
      ]
  }

  /// The sites to every digit.
  package func exactSites(top: Int) -> Table {
    let lags = episodes.sites.first?.pins.map(\.lag) ?? []
    var table = Table("sites", "Sites", declared: Self.siteColumns(lags: lags))
    for row in episodes.sites.prefix(top) {
      table.append(
        [row.label, "\(row.objects)", "\(row.bytes)", "\(row.liveObjects)", "\(row.liveBytes)"]
          + ["\(row.epochs)"] + row.pins.map { "\($0.pinned)" }
          + row.pins.map { pin in pin.p.map { "\($0)" } ?? "" }
          + [0.5, 0.9].map { q in row.lifetimes.quantile(q).map { "\($0)" } ?? "" })
    }
    return table
  }
}
