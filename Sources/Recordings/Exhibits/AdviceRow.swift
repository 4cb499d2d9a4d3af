import Results

/// A recording's heap in a model with so many sites moved: a line of `advice.csv`. The line of order
/// 0 is without routing.
package struct AdviceRow: CSVRecord, Equatable {
  /// The name, without folder and suffix, of the recording that advice was chosen on, and of the
  /// one that it was judged on; nil where there is none.
  package var recording: String
  package var test: String?
  /// The model of the allocator, and bytes of a granule.
  package var model: String
  package var granuleBytes: Int
  /// Innermost frames that make a site; 0 for the whole stack.
  package var depth: Int
  /// Sites moved.
  package var order: Int
  /// The site that was moved last, its innermost frame, and the sizes of its objects that were.
  package var site: String?
  package var function: String?
  package var file: String?
  package var line: Int?
  package var module: String?
  package var leastSize: Int?
  package var largestSize: Int?
  /// Objects that it allocates up to the moment; those of the recording whose epoch closed, and of
  /// these those that outlived it.
  package var objects: Int?
  package var knownObjects: Int?
  package var outliving: Int?
  /// Structural bytes that it saves; below 0 where it costs some.
  package var savedBytes: Int
  /// Bytes of granules that hold an object, and of those that packing could free.
  package var retainedBytes: Int
  package var structuralBytes: Int
  /// Retained bytes that no routing by sites falls below, and those where objects that die together
  /// share granules.
  package var leastBytes: Int
  package var hindsightBytes: Int
  /// The same on the recording that advice is judged on; nil without one.
  package var heldOutSavedBytes: Int?
  package var heldOutRetainedBytes: Int?
  package var heldOutStructuralBytes: Int?
  package var heldOutLeastBytes: Int?
  package var heldOutHindsightBytes: Int?

  package static let fileName = "advice.csv"

  package static let schema = Schema(
    AdviceRow.init,
    .key("recording", \.recording),
    .exact("test", \.test),
    .exact("model", \.model),
    .exact("granule_bytes", \.granuleBytes),
    .exact("depth", \.depth),
    .position("order", \.order),
    .exact("site", \.site),
    .exact("function", \.function),
    .exact("file", \.file),
    .exact("line", \.line),
    .exact("module", \.module),
    .exact("least_size", \.leastSize),
    .exact("largest_size", \.largestSize),
    .exact("objects", \.objects),
    .exact("known_objects", \.knownObjects),
    .exact("outliving", \.outliving),
    .exact("saved_bytes", \.savedBytes, -1e18...1e18),
    .exact("retained_bytes", \.retainedBytes),
    .exact("structural_bytes", \.structuralBytes),
    .exact("least_bytes", \.leastBytes),
    .exact("hindsight_bytes", \.hindsightBytes),
    .exact("held_out_saved_bytes", \.heldOutSavedBytes, -1e18...1e18),
    .exact("held_out_retained_bytes", \.heldOutRetainedBytes),
    .exact("held_out_structural_bytes", \.heldOutStructuralBytes),
    .exact("held_out_least_bytes", \.heldOutLeastBytes),
    .exact("held_out_hindsight_bytes", \.heldOutHindsightBytes))
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
