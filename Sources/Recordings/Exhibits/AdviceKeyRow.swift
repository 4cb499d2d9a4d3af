import Results

/// What advice by one key of objects saves on a recording: a line of `advice-keys.csv`.
package struct AdviceKeyRow: CSVRecord, Equatable {
  package var recording: String
  package var test: String?
  package var depth: Int?
  package var bySize: Int
  package var byTime: Int
  package var moved: Int
  package var structuralBytes: Int
  package var savedBytes: Int
  package var heldOutStructuralBytes: Int?
  package var heldOutSavedBytes: Int?
  package var objects: Int
  package var outliving: Int
  package var predicted: Int
  package var right: Int

  package static let fileName = "advice-keys.csv"
  package static let rowMeaning = "what moving the objects of one kind of key saves"

  package static let schema = Schema(
    AdviceKeyRow.init,
    .key(
      "recording", \.recording, .word,
      "the recording that keys were chosen on, without folder and suffix"),
    .exact("test", \.test, .word, "the one that they were judged on; empty without one"),
    .key(
      "depth", \.depth, .one,
      "innermost frames of the key; 0 for the whole stack, empty for none"),
    .key("by_size", \.bySize, .one, "1 where the size class belongs to the key"),
    .key("by_time", \.byTime, .one, "1 where the span of the allocation clock belongs to the key"),
    .exact("moved", \.moved, .keys, "keys that are moved"),
    .exact(
      "structural_bytes", \.structuralBytes, .bytes,
      "bytes that packing could free without routing"),
    .exact(
      "saved_bytes", \.savedBytes, .bytes,
      "those that moving the keys saves; below 0 where it costs some", -1e18...1e18),
    .exact(
      "held_out_structural_bytes", \.heldOutStructuralBytes, .bytes,
      "`structural_bytes` on the recording that they were judged on"),
    .exact(
      "held_out_saved_bytes", \.heldOutSavedBytes, .bytes,
      "`saved_bytes` there", -1e18...1e18),
    .exact("objects", \.objects, .objects, "objects whose epoch closed within the recording"),
    .exact("outliving", \.outliving, .objects, "those of them that outlived it"),
    .exact("predicted", \.predicted, .objects, "objects of keys of which most do"),
    .exact("right", \.right, .objects, "those of them that outlived it"))
}

extension Advice {
  /// A row for each key that was compared.
  package var keyRows: [AdviceKeyRow] {
    let first = rows[0]
    return keys.map { key in
      AdviceKeyRow(
        recording: first.recording, test: first.test,
        depth: key.depth,
        bySize: key.bySize ? 1 : 0, byTime: key.byTime ? 1 : 0, moved: key.moved,
        structuralBytes: heap.structuralBytes, savedBytes: key.savedBytes,
        heldOutStructuralBytes: testHeap?.structuralBytes,
        heldOutSavedBytes: key.heldOutSavedBytes, objects: key.knowledge.objects,
        outliving: key.knowledge.outliving, predicted: key.knowledge.predicted,
        right: key.knowledge.right)
    }
  }
}
