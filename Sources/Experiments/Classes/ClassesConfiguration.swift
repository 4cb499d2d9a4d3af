import Results

/// What the classes experiment varies and what it holds constant.
///
/// One program with five lifetime classes runs with each class alone, with every pair of classes in
/// shared granules, with all classes mixed, with all isolated, and with the best division among
/// two, three and four kinds of granule; and all that twice, with slots that are given out once
/// while a granule is open, as an arena does, and with slots that serve again.
struct ClassesConfiguration: ExperimentConfiguration {
  var workload = ClassesWorkload()
  var seeds = Seeds()
  /// Where the objects of the first run with all classes mixed go as a recording.
  var recording: String?

  static let file = PackageResources.classes_json

  static let parameters: [Parameter<Self>] =
    ClassesWorkload.parameters.map { $0.within(\.workload) }
    + [
      .file(
        "recording", \.recording, "also write one run of the mixed program as a recording in CSV")
    ] + Seeds.parameters.map { $0.within(\.seeds) }

  func validateTogether() throws(ExperimentError) { try workload.validateTogether() }

  var theory: ClassesTheory { ClassesTheory(workload) }

  /// Every way of sharing granules with every way of freeing, each with all seeds.
  var arms: [ClassesArm] { SlotReuse.allCases.flatMap(arms) }

  private func arms(_ freeing: SlotReuse) -> [ClassesArm] {
    let classes = LifetimeClass.allCases
    var ways: [(ClassRouting, [[LifetimeClass]])] = []
    for (index, first) in classes.enumerated() {
      ways.append((.alone, [[first]]))
      ways += classes[(index + 1)...].map { (.pair, [[first, $0]]) }
    }
    ways.append((.mixed, [classes]))
    ways += theory.bestDivisions(2..<classes.count).map { (.partial, $0) }
    ways.append((.isolated, classes.map { [$0] }))
    return ways.enumerated().map { index, way in
      ClassesArm(
        routing: way.0, kinds: way.1, freeing: freeing, workload: workload,
        // The same program, draw by draw, whenever its objects are freed.
        seeds: seeds.block(stream: UInt64(index)),
        recording: way.0 == .mixed && freeing == .atClose ? recording : nil)
    }
  }
}
