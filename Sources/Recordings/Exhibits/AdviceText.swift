import Exhibits

/// What advice says, in sentences and tables.
extension Advice {
  var noun: String {
    GranuleSize(rawValue: options.model.granuleBytes)?.noun ?? "granules"
  }

  var allocator: String {
    switch options.model.model {
    case .slab: "size-class slabs"
    case .region: "regions"
    case .epoch: "slabs by epochs of \(Words.size(options.model.epochBytes))"
    }
  }

  func percent(_ part: Int, of whole: Int) -> String {
    "\(Words.share(part, of: whole, 0)) %"
  }

  /// The answer, a sentence a line.
  package var sentences: [String] {
    let structural = heap.structuralBytes
    var sentences = [momentSentence]
    let mean = if case .each = options.moment { " on average" } else { "" }
    let what =
      "In \(allocator), \(noun) then take \(Words.size(heap.retainedBytes))\(mean), of which "
      + "packing could free \(Words.size(structural))"
    guard structural > 0 else { return sentences + [what + ": there is nothing to route."] }
    let smallest = options.worthwhileShare * 100
    let least = "\(Figures.decimal(smallest, smallest < 1 ? 2 : 0)) %"
    if steps.isEmpty {
      sentences.append(
        what + "; no site is worth moving: none was found that saves \(least) of that.")
    } else {
      sentences.append(
        what + ": " + Words.count(steps.count, "site") + " with \(noun) of their own save "
          + "\(Words.size(savedBytes)) of that (\(percent(savedBytes, of: structural))).")
    }
    sentences += [boundSentence, hindsightSentence]
    if let test, let testHeap, let saved = heldOutSavedBytes, !steps.isEmpty {
      let share = share(saved, of: testHeap.structuralBytes)
      let trained = Advice.share(savedBytes, of: structural)
      let ratio = trained > 0 ? Figures.decimal(share / trained, 2) : Figures.none
      sentences.append(
        "Held out, on \(test.path): \(Words.size(saved)) of \(Words.size(testHeap.structuralBytes)) "
          + "(\(percent(saved, of: testHeap.structuralBytes))), \(ratio) times the share in sample."
      )
      if !unmatched.isEmpty {
        sentences.append(
          "\(Words.count(unmatched.count, "site")) of the \(steps.count) is not in that recording.")
      }
    }
    sentences.append(knowledgeSentence)
    if steps.contains(where: { $0.savedBytes > 0 }), heap.meanRoutedBytes > heap.meanUnroutedBytes {
      sentences.append(
        "Over the whole recording these sites cost more than they save: structural bytes are "
          + "\(Words.size(heap.meanRoutedBytes)) on average, and \(Words.size(heap.meanUnroutedBytes)) "
          + "without routing.")
    }
    if let enough = depthThatIsEnough {
      let isOne = !enough.bySize && (enough.depth ?? 0) <= 1
      sentences.append(
        "As a key, \(enough.name) \(isOne ? "is" : "are") enough: "
          + "\(Words.size(enough.heldOutSavedBytes ?? enough.savedBytes)) saved, at least 95 % of "
          + "what the best key saves.")
    }
    if let time = keys.first(where: { $0.byTime && $0.depth == nil }),
      let both = keys.first(where: { $0.byTime && $0.depth != nil })
    {
      sentences.append(
        "The time of allocation, in \(Advice.KeyRow.spans) spans of the allocation clock, would "
          + "save \(saving(time)) as a key, and \(saving(both)) together with the site.")
    }
    return sentences
  }

  private func saving(_ row: KeyRow) -> String {
    let trained = percent(row.savedBytes, of: heap.structuralBytes)
    guard let testHeap else { return trained }
    return trained
      + " (held out \(percent(row.heldOutSavedBytes ?? 0, of: testHeap.structuralBytes)))"
  }

  /// What no routing saves more than, and how that is known.
  private var boundSentence: String {
    let structural = heap.structuralBytes
    let packed = structural - heap.triedBytes
    let bound =
      "No routing by these sites can save more than \(Words.size(heap.boundBytes)) "
      + "(\(percent(heap.boundBytes, of: structural)))"
    if heap.triedBytes <= 0 {
      return bound + ", which is what packing could free: too many sites share each size class for "
        + "all their sets to be tried."
    }
    let untold = structural - heap.boundBytes
    return bound + ": all their sets were tried for "
      + (packed <= 0
        ? "each size class."
        : "the size classes with \(Words.size(heap.triedBytes)), and packing bounds the others.")
      + (untold > 0
        ? " The other \(Words.size(untold)) (\(percent(untold, of: structural))) lie where objects "
          + "of one site stay and go: sites cannot tell them apart." : "")
  }

  /// What knowledge of each object's death would save, and how much of that sites do not tell.
  private var hindsightSentence: String {
    let structural = heap.structuralBytes
    let untold = heap.hindsightSavedBytes - savedBytes
    return "With hindsight, pools of objects that die together would save "
      + "\(Words.size(heap.hindsightSavedBytes)) "
      + "(\(percent(heap.hindsightSavedBytes, of: structural)))"
      + (untold > 0
        ? ": \(percent(untold, of: structural)) more than this advice; so much its sites do not tell."
        : ", no more than this advice.")
  }

  private static func share(_ part: Int, of whole: Int) -> Double {
    whole > 0 ? Double(part) / Double(whole) : 0
  }

  private func share(_ part: Int, of whole: Int) -> Double { Self.share(part, of: whole) }

  private var knowledgeSentence: String {
    let epoch = "its epoch of \(Words.size(options.model.epochBytes))"
    guard bySite.outliving > 0 else {
      return "No object is known to outlive \(epoch); --epoch takes a smaller one."
    }
    func percent(_ share: Double?) -> String { Figures.decimal(share.map { $0 * 100 }, 1) + " %" }
    var sentence =
      "\(percent(Double(bySite.outliving) / Double(bySite.objects))) of the objects outlive \(epoch). "
      + "Sites of which most do foretell that with precision \(percent(bySite.precision)) and recall "
      + "\(percent(bySite.recall))"
    if routed.predicted > 0 {
      sentence +=
        ", the moved sites with \(percent(routed.precision)) and \(percent(routed.recall))"
    }
    return sentence + "; by the predictor law slabs by epochs would keep "
      + "\(Words.size(law.bySiteBytes)) of structural bytes with the former"
      + (routed.predicted > 0 ? ", \(Words.size(law.routedBytes)) with the latter" : "")
      + " and \(Words.size(law.unroutedBytes)) without."
  }

  /// The first key, by depth, that saves 95 % of what the best of them saves, held out where that
  /// is known; nil where keys were not compared or save nothing.
  package var depthThatIsEnough: KeyRow? {
    func value(_ row: KeyRow) -> Int { row.heldOutSavedBytes ?? row.savedBytes }
    let best = keys.filter { !$0.byTime }.map(value).max() ?? 0
    return best > 0 ? keys.first { !$0.byTime && value($0) * 20 >= best * 19 } : nil
  }

  /// Commands that look further.
  package func next(route: String) -> [(command: String, purpose: String)] {
    guard let path = summaries.first?.path else { return [] }
    if steps.isEmpty {
      return AllocatorModel.allCases.filter { $0 != options.model.model }.map {
        ("advise \(path) --allocator-model \($0)", "an allocator of another kind")
      } + [("advise \(path) --at each", "the mean of many moments")]
    }
    let at =
      switch options.moment {
      // What a replay looks at without --at knows the routing's model, but no --epoch.
      case .worst where options.model.model == .epoch: " --at \(heap.time)ns"
      case .worst: ""
      case .end: " --at end"
      case .time(let time): " --at \(time)ns"
      case .each: " --at TIME"
      }
    var lines = [
      ("replay \(path) --allocator jemalloc --route \(route)\(at)", "the same, measured")
    ]
    if test == nil {
      lines.append(("advise \(path) --test OTHER", "the advice judged on another recording"))
    }
    if keys.isEmpty {
      lines.append(("advise \(path) --keys", "whether callers or sizes tell more"))
    }
    return lines
  }
}

extension Advice.KeyRow {
  /// The key in words.
  var name: String {
    guard let depth else { return "the time" }
    let frames =
      depth == SiteRouting.wholeStack ? "the whole stack" : Words.count(depth, "frame")
    return frames + (bySize ? " and the size" : "") + (byTime ? " and the time" : "")
  }
}
