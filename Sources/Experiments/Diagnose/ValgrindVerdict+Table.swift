import Exhibits

extension ValgrindVerdict {
  /// Valgrind's words beside the profiler's.
  var table: Table {
    func figure(_ value: Int?) -> String { value.map { "\($0)" } ?? "?" }
    let pinned = service.outcome
    let dsr = Double(pinned.drained) / Double(pinned.closes)
    var table = Table(
      "valgrind", "valgrind --leak-check=full on the broken service", [.text("its words")])
    for line in service.lines { table.append([line]) }
    table.notes = [
      "In that run the profiler counted \(pinned.pinned) of \(pinned.closes) epochs pinned, DSR "
        + "\(Figures.percent(dsr, 1)) (published: 5.0 %, 19 of 20).",
      "The service allocated \(pinned.objects) objects, each with a twin from malloc. Without the "
        + "twins the same program makes \(figure(serviceBlocks?.allocations)) allocations and "
        + "\(figure(serviceBlocks?.frees)) frees less.",
      "Of the blocks in use at exit, with twins \(figure(service.blocksInUse)) and without "
        + "\(figure(control.blocksInUse)), none is the service's: they are Swift's runtime and "
        + "this program.",
    ]
    return table
  }
}
