import Exhibits
import Recordings
import Results
import Statistics

/// What the recordings of other programs say, from the files in `recordings` of a results folder:
/// which routing the advice is, what it saves elsewhere, and what allocators make of it.
enum CaseStudies {
  static let section = ReportSection("recordings", "Programs that were recorded")

  private static let adviceFile = "\(folder)/\(AdviceRow.fileName)"
  private static let replayFile = "\(folder)/\(ReplayRow.fileName)"
  private static let folder = "recordings"

  static let tables = TableGroup(
    "recordings", in: section, needs: [],
    sources: [
      adviceFile, "\(folder)/\(AdviceKeyRow.fileName)", replayFile,
      "\(folder)/\(SwitchRow.fileName)",
    ]
  ) { results in
    let files = try Files(results)
    let tables =
      [
        files.advice.isEmpty ? nil : adviceTable(files.advice),
        files.keys.isEmpty ? nil : keyTable(files.keys),
      ].compactMap(\.self) + (files.replays.isEmpty ? [] : replayTables(files.replays))
      + switchTables(files.switches)
    return tables.isEmpty ? nil : tables
  }

  static let plots = [
    Plot("advice", in: section, needs: [], sources: [adviceFile]) {
      try adviceFigure(Files($0).advice)
    },
    Plot("replay", in: section, needs: [], sources: [replayFile]) {
      try savingFigure(Files($0).replays)
    },
  ]

  static let finding = FindingSource(
    "recordings", in: section, needs: [], sources: [adviceFile, replayFile]
  ) {
    try caseStudyFinding(Files($0))
  }

  /// The rows of the folder's files; none of those that it lacks.
  struct Files {
    var advice: [AdviceRow]
    var keys: [AdviceKeyRow]
    var replays: [ReplayRow]
    var switches: [SwitchRow]

    init(_ results: ResultsReader) throws {
      let folder = ResultsFolder(results.folder.path(of: CaseStudies.folder))
      func rows<Row: CSVRecord>(_ kind: Row.Type) throws -> [Row] {
        folder.contains(kind) ? try folder.read(kind) : []
      }
      advice = try rows(AdviceRow.self)
      keys = try rows(AdviceKeyRow.self)
      replays = try rows(ReplayRow.self)
      switches = try rows(SwitchRow.self)
    }
  }

  /// The rows of each recording, in the order of the file.
  static func byRecording(_ rows: [AdviceRow]) -> [[AdviceRow]] {
    firsts(rows.map(\.recording)).map { name in rows.filter { $0.recording == name } }
  }

  /// Structural bytes that all steps save, as a share of those without routing; nil where those are
  /// none.
  static func share(_ rows: [AdviceRow], _ structural: (AdviceRow) -> Int?) -> Double? {
    guard let first = rows.first.flatMap(structural), let last = rows.last.flatMap(structural),
      first > 0
    else { return nil }
    return Double(first - last) / Double(first)
  }

  /// The most that a routing saves, as such a share.
  static func bound(_ rows: [AdviceRow]) -> Double? { saving(rows, \.leastBytes) }

  /// What pools of objects that die together would save with hindsight, as such a share.
  static func hindsight(_ rows: [AdviceRow]) -> Double? { saving(rows, \.hindsightBytes) }

  private static func saving(_ rows: [AdviceRow], _ retained: (AdviceRow) -> Int) -> Double? {
    rows.first.flatMap {
      $0.structuralBytes > 0
        ? Double($0.retainedBytes - retained($0)) / Double($0.structuralBytes) : nil
    }
  }
}

private func adviceTable(_ rows: [AdviceRow]) -> Table {
  Table(
    "recordings-advice", "Routing advice, in sample and held out",
    of: CaseStudies.byRecording(rows),
    [
      .text("chosen on") { $0[0].recording },
      .text("judged on") { $0[0].test ?? "" },
      .number("structural MiB") { Figures.mib(Double($0[0].structuralBytes)) },
      .number("sites moved") { "\($0.count - 1)" },
      .number("saved") { Figures.percent(CaseStudies.share($0, \.structuralBytes), 1) },
      .number("held out") { Figures.percent(CaseStudies.share($0, \.heldOutStructuralBytes), 1) },
      .number("ratio") { rows in
        let (sample, heldOut) = (
          CaseStudies.share(rows, \.structuralBytes),
          CaseStudies.share(rows, \.heldOutStructuralBytes)
        )
        guard let sample, let heldOut, sample > 0 else { return Figures.none }
        return Figures.decimal(heldOut / sample, 2)
      },
      .number("bound") { Figures.percent(CaseStudies.bound($0), 1) },
      .number("lifetimes known") { Figures.percent(CaseStudies.hindsight($0), 1) },
    ],
    notes: [
      "Shares of the structural bytes without routing, at the worst moment, in size-class slabs of "
        + "4 KiB. Ratio: held out to in sample. Bound: no routing by these sites saves more. "
        + "Lifetimes known: pools of objects that die together, with hindsight."
    ])
}

private func keyTable(_ rows: [AdviceKeyRow]) -> Table {
  func key(_ row: AdviceKeyRow) -> String {
    let frames = row.depth.map { $0 == 0 ? "whole stack" : Words.count($0, "frame") }
    return ([frames] + [row.bySize == 1 ? "size" : nil, row.byTime == 1 ? "time" : nil])
      .compactMap(\.self).joined(separator: ", ")
  }
  func share(_ part: Int?, _ whole: Int?) -> String {
    guard let part, let whole, whole > 0 else { return Figures.none }
    return Figures.percent(Double(part) / Double(whole), 1)
  }
  return Table(
    "recordings-keys", "What other keys than the site would save", of: rows,
    [
      .text("recording") { $0.recording },
      .text("key", key),
      .number("moved") { "\($0.moved)" },
      .number("saved") { share($0.savedBytes, $0.structuralBytes) },
      .number("held out") { share($0.heldOutSavedBytes, $0.heldOutStructuralBytes) },
      .number("precision") { share($0.right, $0.predicted) },
      .number("recall") { share($0.right, $0.outliving) },
    ],
    notes: [
      "Time: one of \(Advice.KeyRow.spans) spans of the allocation clock. Precision and recall: of "
        + "\"outlives its epoch of 1 MiB\", where all keys are taken to of which most objects do."
    ])
}

/// Medians by program and setting, and the range over runs.
private func switchTables(_ rows: [SwitchRow]) -> [Table] {
  if rows.isEmpty { return [] }
  let groups = firsts(rows.map { [$0.program, $0.name, $0.setting] }).map { key in
    rows.filter { [$0.program, $0.name, $0.setting] == key }
  }
  func middle(_ rows: [SwitchRow]) -> Double? {
    try? median(of: rows.map { Double($0.rssBytes) })
  }
  return [
    Table(
      "recordings-switches", "Switches that programs and their allocators offer", of: groups,
      [
        .text("program") { $0[0].program },
        .text("switch") { $0[0].name },
        .text("setting") { $0[0].setting },
        .number("runs") { "\($0.count)" },
        .number("RSS MiB") { Figures.mib(middle($0)) },
        .number("from") { Figures.mib($0.map { Double($0.rssBytes) }.min()) },
        .number("to") { Figures.mib($0.map { Double($0.rssBytes) }.max()) },
        .number("to default") { group in
          let base = groups.first {
            $0[0].program == group[0].program && $0[0].name == group[0].name
          }
          return Figures.difference(middle(group), base.flatMap(middle))
        },
      ],
      notes: [
        "RSS when the work is done, before the program frees what is left; the median over runs. To "
          + "default: beside the first setting of the same program and switch."
      ])
  ]
}

/// Retained bytes over the number of sites moved, a chart a recording.
private func adviceFigure(_ rows: [AdviceRow]) -> Figure? {
  let recordings = CaseStudies.byRecording(rows)
  guard
    let best = recordings.max(by: {
      CaseStudies.share($0, \.heldOutStructuralBytes) ?? 0
        < CaseStudies.share($1, \.heldOutStructuralBytes) ?? 0
    })
  else { return nil }
  let phrases = recordings.map { rows in
    "\(rows[0].recording): \(rows.count - 1) sites save "
      + "\(Figures.percent(CaseStudies.share(rows, \.structuralBytes), 1)) of "
      + "\(Words.size(rows[0].structuralBytes)), held out "
      + Figures.percent(CaseStudies.share(rows, \.heldOutStructuralBytes), 1)
  }
  return Figure(
    "advice",
    title: "Routing \(best.count - 1) sites of \(best[0].recording) saves "
      + "\(Figures.percent(CaseStudies.share(best, \.heldOutStructuralBytes), 0)) of the structural "
      + "bytes of another run",
    subtitle: "Bytes of 4 KiB pages that hold an object, in size-class slabs, at the worst moment.",
    description: phrases.joined(separator: "; ") + ".",
    charts: recordings.map { adviceChart($0, title: $0[0].recording) })
}

/// What routing gives back, predicted and measured, by recording and allocator.
private func savingFigure(_ rows: [ReplayRow]) -> Figure? {
  let values = ReplayPoint.pairs(rows).compactMap { pair -> (String, Double, Double)? in
    guard let saved = pair.saved, let predicted = pair.savedPredicted else { return nil }
    return ("\(pair.mixed.recording), \(pair.mixed.allocator)", predicted, saved)
  }
  guard let farthest = values.max(by: { abs($0.2 / $0.1 - 1) < abs($1.2 / $1.1 - 1) }) else {
    return nil
  }
  return Figure(
    "replay",
    title: "Allocators give back what the model of their slabs promises, "
      + "\(Figures.percent(farthest.2 / farthest.1, 0)) of it where they are farthest from it",
    subtitle: "RSS that recordings retain without routing less that with it, replayed on each "
      + "allocator.",
    description: values.map {
      "\($0.0): \(Figures.inMib($0.2)) of \(Figures.inMib($0.1)) promised"
    }.joined(separator: "; ") + ".",
    charts: [comparison("Given back by routing", values.reversed())])
}

private func caseStudyFinding(_ files: CaseStudies.Files) -> Finding? {
  let recordings = CaseStudies.byRecording(files.advice)
  let heldOut = recordings.compactMap { CaseStudies.share($0, \.heldOutStructuralBytes) }
  guard let least = heldOut.min(), let most = heldOut.max() else { return nil }
  var sentences = recordings.map { sentence($0, files.keys) }
  let kept = ReplayPoint.pairs(files.replays).compactMap(\.kept)
  if let low = kept.min(), let high = kept.max() {
    sentences.append(
      "Replayed on allocators that have places of their own for routed objects, routing gives back "
        + "\(Figures.percent(low, 1)) to \(Figures.percent(high, 1)) of what the model promises.")
  }
  return Finding(
    "Advice from a recording saves \(Figures.percent(least, 0)) to \(Figures.percent(most, 0)) of "
      + "the structural bytes of another run of the program, as much as its call sites tell",
    sentences)
}

/// What stands in the way of saving more: the bound of any routing by the sites, and what pools of
/// objects that die together would save beyond the advice.
private func obstacle(_ rows: [AdviceRow]) -> String {
  guard let bound = CaseStudies.bound(rows), let hindsight = CaseStudies.hindsight(rows),
    let saved = CaseStudies.share(rows, \.structuralBytes)
  else { return "" }
  let untold = hindsight - saved
  return "No routing by the sites that the advice uses saves more than "
    + Figures.percent(bound, 1)
    + (bound < 1
      ? "; the other \(Figures.percent(1 - bound, 1)) lie where objects of one site stay and go, "
        + "which sites cannot tell. " : ", which is what packing could free. ")
    + "Pools of objects that die together would save \(Figures.percent(hindsight, 1)) with hindsight"
    + (untold > 0
      ? ", \(Figures.percent(untold, 1)) more than the advice: so much its sites do not tell of "
        + "lifetimes." : ", no more than the advice.")
}

/// What can be had of one recording: by site, by stack, by size, by time, and what at most.
private func sentence(_ rows: [AdviceRow], _ keys: [AdviceKeyRow]) -> String {
  let keys = keys.filter { $0.recording == rows[0].recording }
  func share(_ row: AdviceKeyRow?) -> String {
    guard let row else { return Figures.none }
    let (part, whole) = (
      row.heldOutSavedBytes ?? row.savedBytes, row.heldOutStructuralBytes ?? row.structuralBytes
    )
    return whole > 0 ? Figures.percent(Double(part) / Double(whole), 1) : Figures.none
  }
  func key(_ depth: Int?, _ bySize: Int, _ byTime: Int) -> String {
    share(keys.first { $0.depth == depth && $0.bySize == bySize && $0.byTime == byTime })
  }
  return
    "\(rows[0].recording): of \(Words.size(rows[0].structuralBytes)) of structural bytes in "
    + "\(Words.size(rows[0].retainedBytes)), the key of one frame saves \(key(1, 0, 0)) held out, "
    + "with the size \(key(1, 1, 0)), the whole stack \(key(0, 0, 0)), with the size "
    + "\(key(0, 1, 0)), and the time of allocation "
    + "\(key(nil, 0, 1)). " + obstacle(rows)
}
