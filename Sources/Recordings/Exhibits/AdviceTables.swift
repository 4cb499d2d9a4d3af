import Exhibits
import Results

/// The tables of advice.
extension Advice {
  /// The sites in their order.
  package func table(top: Int = .max) -> Table {
    let unit = heap.structuralBytes >= 10 << 20 ? (1 << 20, "MiB") : (1 << 10, "KiB")
    func cell(_ bytes: Int?) -> String {
      Figures.decimal(bytes.map { Double($0) / Double(unit.0) }, 1)
    }
    var columns: [Table.Column] = [
      .number("#", "order"), .number("saves \(unit.1)", "saved"),
      .number("sum %", "sum_percent"),
    ]
    if test != nil {
      columns += [
        .number("held out \(unit.1)", "held_out"), .number("sum %", "held_out_sum_percent"),
      ]
    }
    columns += [.number("objects"), .number("outlive %", "outlive_percent"), .text("site")]
    var table = Table("advice", "Sites in the order in which to move them", columns)
    var (sum, heldOut) = (0, 0)
    for (index, step) in steps.enumerated().prefix(top) {
      sum += step.savedBytes
      heldOut += step.heldOutSavedBytes ?? 0
      var row = ["\(index + 1)", cell(step.savedBytes), Words.share(sum, of: heap.structuralBytes)]
      if let testHeap {
        row += [
          cell(step.heldOutSavedBytes), Words.share(heldOut, of: testHeap.structuralBytes),
        ]
      }
      let known = step.knowledge
      row += [
        Figures.count(step.objects), Words.share(known.outliving, of: known.objects),
        Words.shortened(Self.label(step)),
      ]
      table.append(row)
    }
    table.notes = [
      "saves: structural bytes after the sites above it. sum: of the "
        + "\(Words.size(heap.structuralBytes)) that are structural without routing. outlive: its "
        + "objects that live when their epoch ends."
    ]
    return table
  }

  private static func label(_ step: Step) -> String {
    guard let sizes = step.sizes else { return step.site.label }
    return "\(sizes.lowerBound) to \(sizes.upperBound) bytes of \(step.site.label)"
  }

  /// What keys of other depths are worth; nil where they were not compared.
  package var keyTable: Table? {
    if keys.isEmpty { return nil }
    let isHeldOut = test != nil
    var table = Table(
      "keys", "What other keys than the site would save",
      [.text("key"), .number("moved"), .number("saves %", "saved_percent")]
        + (isHeldOut ? [.number("held out %", "held_out_percent")] : [])
        + [.number("precision"), .number("recall")])
    for row in keys {
      var cells = [
        row.name, "\(row.moved)",
        Words.share(row.savedBytes, of: heap.structuralBytes),
      ]
      if let testHeap {
        cells.append(Words.share(row.heldOutSavedBytes ?? 0, of: testHeap.structuralBytes))
      }
      cells += [row.knowledge.precision, row.knowledge.recall].map { Figures.decimal($0, 3) }
      table.append(cells)
    }
    table.notes = [
      "precision and recall: of \"outlives its epoch\", where all keys are taken to of which most "
        + "objects do."
    ]
    return table
  }

  /// Sums, knowledge and keys, every figure to the byte.
  package var exact: [Table] {
    var sums = Table(
      "heaps", "Heaps",
      [
        .text("recording"), .number("time_ns"), .text("model"), .number("granule_bytes"),
        .number("live_bytes"), .number("retained_bytes"), .number("fewest_bytes"),
        .number("structural_bytes"), .number("least_bytes"), .number("tried_bytes"),
        .number("hindsight_bytes"), .number("saved_bytes"),
        .number("mean_structural_bytes"), .number("mean_structural_bytes_routed"),
        .number("large_objects"),
      ])
    func add(_ path: String, _ heap: Heap, _ saved: Int) {
      sums.append(
        [path, "\(heap.time)", options.model.model.rawValue, "\(options.model.granuleBytes)"]
          + [
            heap.liveBytes, heap.retainedBytes, heap.fewestBytes, heap.structuralBytes,
            heap.leastBytes, heap.triedBytes, heap.hindsightBytes, saved, heap.meanUnroutedBytes,
            heap.meanRoutedBytes,
            heap.largeObjects,
          ].map { "\($0)" })
    }
    add(summaries.map(\.path).joined(separator: " "), heap, savedBytes)
    if let test, let testHeap { add(test.path, testHeap, heldOutSavedBytes ?? 0) }
    var known = Table(
      "knowledge", "Knowledge of lifetimes",
      [
        .text("predictor"), .number("epoch_bytes"), .number("objects"), .number("outliving"),
        .number("predicted"), .number("right"), .number("law_structural_bytes"),
      ])
    for (name, row, law) in [
      ("moved sites", routed, law.routedBytes), ("all sites", bySite, law.bySiteBytes),
      ("none", LifetimeKnowledge(), law.unroutedBytes),
    ] {
      known.append(
        [name, "\(options.model.epochBytes)"]
          + [row.objects, row.outliving, row.predicted, row.right, law].map { "\($0)" })
    }
    var table = Table(
      "keys", "Keys",
      [
        .number("depth"), .number("by_size"), .number("by_time"), .number("moved"),
        .number("saved_bytes"),
        .number("held_out_saved_bytes"), .number("objects"), .number("outliving"),
        .number("predicted"), .number("right"),
      ])
    for row in keys {
      let known = row.knowledge
      table.append(
        [row.depth.map { "\($0)" } ?? ""]
          + [row.bySize ? 1 : 0, row.byTime ? 1 : 0, row.moved, row.savedBytes].map { "\($0)" }
          + [row.heldOutSavedBytes.map { "\($0)" } ?? ""]
          + [known.objects, known.outliving, known.predicted, known.right].map { "\($0)" })
    }
    return [sums, known] + (keys.isEmpty ? [] : [table])
  }
}
