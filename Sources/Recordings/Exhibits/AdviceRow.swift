import Results

/// A recording's heap in a model with so many sites moved: a line of `advice.csv`.
package struct AdviceRow: CSVRecord, Equatable {
  package var recording: String
  package var test: String?
  package var model: String
  package var granuleBytes: Int
  package var depth: Int
  package var order: Int
  package var site: String?
  package var function: String?
  package var file: String?
  package var line: Int?
  package var module: String?
  package var leastSize: Int?
  package var largestSize: Int?
  package var objects: Int?
  package var knownObjects: Int?
  package var outliving: Int?
  package var savedBytes: Int
  package var retainedBytes: Int
  package var structuralBytes: Int
  package var leastBytes: Int
  package var hindsightBytes: Int
  package var heldOutSavedBytes: Int?
  package var heldOutRetainedBytes: Int?
  package var heldOutStructuralBytes: Int?
  package var heldOutLeastBytes: Int?
  package var heldOutHindsightBytes: Int?

  package static let fileName = "advice.csv"
  package static let rowMeaning = "a recording's heap in a model with so many sites moved"

  package static let schema = Schema(
    AdviceRow.init,
    .key(
      "recording", \.recording, .word,
      "the recording that advice was chosen on, without folder and suffix"),
    .exact("test", \.test, .word, "the one that it was judged on; empty without one"),
    .exact("model", \.model, .word, "`slab`, `region` or `epoch`: how the model places objects"),
    .exact("granule_bytes", \.granuleBytes, .bytes, "bytes of a granule"),
    .exact("depth", \.depth, .one, "innermost frames that make a site; 0 for the whole stack"),
    .position("order", \.order, .one, "sites moved; 0 is the heap as it was"),
    .exact("site", \.site, .word, "the site that was moved last; empty in row 0"),
    .exact("function", \.function, .word, "function of its innermost frame"),
    .exact("file", \.file, .word, "its source file; empty where it is not known"),
    .exact("line", \.line, .one, "its line; empty where it is not known"),
    .exact("module", \.module, .word, "the program or library that has it"),
    .exact(
      "least_size", \.leastSize, .bytes,
      "the least object that is moved; empty where all are"),
    .exact(
      "largest_size", \.largestSize, .bytes,
      "the largest object that is moved; empty where all are"),
    .exact("objects", \.objects, .objects, "objects that it allocates up to the moment"),
    .exact(
      "known_objects", \.knownObjects, .objects,
      "its objects whose epoch closed within the recording"),
    .exact("outliving", \.outliving, .objects, "those of them that outlived it"),
    .exact(
      "saved_bytes", \.savedBytes, .bytes,
      "structural bytes that moving it saves; below 0 where it costs some", -1e18...1e18),
    .exact("retained_bytes", \.retainedBytes, .bytes, "bytes of granules that hold an object then"),
    .exact("structural_bytes", \.structuralBytes, .bytes, "of these, what packing could free"),
    .exact(
      "least_bytes", \.leastBytes, .bytes,
      "retained bytes that no routing by such sites falls below"),
    .exact(
      "hindsight_bytes", \.hindsightBytes, .bytes,
      "retained bytes where objects that die together share granules"),
    .exact(
      "held_out_saved_bytes", \.heldOutSavedBytes, .bytes,
      "`saved_bytes` on the recording that advice was judged on", -1e18...1e18),
    .exact("held_out_retained_bytes", \.heldOutRetainedBytes, .bytes, "`retained_bytes` there"),
    .exact(
      "held_out_structural_bytes", \.heldOutStructuralBytes, .bytes,
      "`structural_bytes` there"),
    .exact("held_out_least_bytes", \.heldOutLeastBytes, .bytes, "`least_bytes` there"),
    .exact("held_out_hindsight_bytes", \.heldOutHindsightBytes, .bytes, "`hindsight_bytes` there"))
}

extension Advice {
  /// The heap without routing and after each step.
  package var rows: [AdviceRow] {
    func name(_ summary: RecordingSummary) -> String {
      RecordingSummary.name(of: String(summary.path.split(separator: "/").last ?? ""))
    }
    let recording = summaries.map(name).joined(separator: " ")
    func row(_ order: Int, _ step: Step?, _ retained: Int, _ heldOut: Int?) -> AdviceRow {
      let frame = step?.site.frame
      return AdviceRow(
        recording: recording, test: test.map(name),
        model: options.model.model.rawValue, granuleBytes: options.model.granuleBytes,
        depth: options.depth == SiteRouting.wholeStack ? 0 : options.depth, order: order,
        site: step?.site.label, function: frame?.function, file: frame?.file,
        line: frame.flatMap { $0.line > 0 ? $0.line : nil }, module: frame?.module,
        leastSize: step?.sizes.map { Int($0.lowerBound) },
        largestSize: step?.sizes.map { Int($0.upperBound) }, objects: step?.objects,
        knownObjects: step?.knowledge.objects, outliving: step?.knowledge.outliving,
        savedBytes: step?.savedBytes ?? 0, retainedBytes: retained,
        structuralBytes: retained - heap.fewestBytes, leastBytes: heap.leastBytes,
        hindsightBytes: heap.hindsightBytes,
        heldOutSavedBytes: heldOut == nil ? nil : step?.heldOutSavedBytes ?? 0,
        heldOutRetainedBytes: heldOut,
        heldOutStructuralBytes: heldOut.map { $0 - (testHeap?.fewestBytes ?? 0) },
        heldOutLeastBytes: testHeap?.leastBytes, heldOutHindsightBytes: testHeap?.hindsightBytes)
    }
    return [row(0, nil, heap.retainedBytes, testHeap?.retainedBytes)]
      + steps.enumerated().map { index, step in
        row(index + 1, step, step.retainedBytes, step.heldOutRetainedBytes)
      }
  }
}
