import Results

extension Laboratory {
  /// What is found by an experiment in all cells of a grid.
  package func analysis<E: Experiment>(
    of experiment: E.Type, _ grid: ConfigurationGrid<E.Configuration>
  ) throws -> Analysis {
    let cells = grid.cells
    if cells.count == 1 { return try E.run(grid.first, self) }
    // All arms together, so that processes are at work until the last of them ends.
    if isRunning { try runAhead(arms(of: E.self, grid)) }
    var found: [(setting: Parameters, analysis: Analysis)] = []
    for cell in cells {
      setting = cell.setting.csvField ?? ""
      let analysis = try E.run(cell.configuration, self)
      if !analysis.files.isEmpty { found.append((cell.setting, analysis)) }
    }
    setting = ""
    return found.isEmpty ? Analysis() : try Analysis(joining: found)
  }

  /// The arms that an experiment asks for, each once, in the order in which it does.
  package func arms<E: Experiment>(
    of experiment: E.Type, _ grid: ConfigurationGrid<E.Configuration>
  ) throws -> [ErasedArm] {
    let lister = Laboratory(listing: store, published: published)
    for cell in grid.cells {
      lister.setting = cell.setting.csvField ?? ""
      _ = try E.run(cell.configuration, lister)
    }
    return lister.listed
  }
}
