import Results

/// What advice by one key of objects saves on a recording: a line of `advice-keys.csv`.
package struct AdviceKeyRow: CSVRecord, Equatable {
  /// As in `AdviceRow`.
  package var recording: String
  package var test: String?
  /// Innermost frames of the key; 0 for the whole stack, nil for none.
  package var depth: Int?
  /// Whether the size class and the span of the allocation clock belong to it: 0 or 1.
  package var bySize: Int
  package var byTime: Int
  /// Keys that are moved.
  package var moved: Int
  /// Structural bytes without routing, and those saved.
  package var structuralBytes: Int
  package var savedBytes: Int
  package var heldOutStructuralBytes: Int?
  package var heldOutSavedBytes: Int?
  /// Objects whose epoch closed, those that outlived it, those predicted to, and those of which
  /// both is true.
  package var objects: Int
  package var outliving: Int
  package var predicted: Int
  package var right: Int

  package static let fileName = "advice-keys.csv"

  package static let schema = Schema(
    AdviceKeyRow.init,
    .key("recording", \.recording),
    .exact("test", \.test),
    .key("depth", \.depth),
    .key("by_size", \.bySize),
    .key("by_time", \.byTime),
    .exact("moved", \.moved),
    .exact("structural_bytes", \.structuralBytes),
    .exact("saved_bytes", \.savedBytes, -1e18...1e18),
    .exact("held_out_structural_bytes", \.heldOutStructuralBytes),
    .exact("held_out_saved_bytes", \.heldOutSavedBytes, -1e18...1e18),
    .exact("objects", \.objects),
    .exact("outliving", \.outliving),
    .exact("predicted", \.predicted),
    .exact("right", \.right))
}

extension Advice {
  /// A row for each key that was compared.
  package var keyRows: [AdviceKeyRow] {
    let first = rows[0]
    return keys.map { key in
      AdviceKeyRow(
        recording: first.recording, test: first.test,
        depth: key.depth == SiteRouting.wholeStack ? 0 : key.depth == 0 ? nil : key.depth,
        bySize: key.bySize ? 1 : 0, byTime: key.byTime ? 1 : 0, moved: key.moved,
        structuralBytes: heap.structuralBytes, savedBytes: key.savedBytes,
        heldOutStructuralBytes: testHeap?.structuralBytes,
        heldOutSavedBytes: key.heldOutSavedBytes, objects: key.knowledge.objects,
        outliving: key.knowledge.outliving, predicted: key.knowledge.predicted,
        right: key.knowledge.right)
    }
  }
}
