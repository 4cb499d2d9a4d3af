import Results

/// One configuration, or one for each combination of several values of some parameters.
///
///     psweep --slab-size 4096,16384 --requests 100000:300000:100000   // six configurations
///
/// A parameter that a configuration holds as a list, such as the violation fractions of the
/// p-sweep, is varied by the experiment itself and is no axis.
package struct ConfigurationGrid<Configuration: ExperimentConfiguration>: Sendable {
  /// A parameter with several values.
  private struct Axis: Sendable {
    let parameter: Parameter<Configuration>
    let changes: [Change<Configuration>]
  }

  /// One of the configurations.
  package struct Cell: Sendable {
    /// The values of the axes; none where there is one configuration.
    package let setting: Parameters
    package let configuration: Configuration
  }

  /// The configuration with the first value of each axis.
  package private(set) var first: Configuration
  private var axes: [Axis] = []

  /// One configuration.
  package init(_ configuration: Configuration) { first = configuration }

  /// The most configurations of a grid.
  private static var limit: Int { 100_000 }

  /// Gives a parameter other values, one a configuration; none leave it as it is.
  package mutating func set(
    _ parameter: Parameter<Configuration>, to changes: [Change<Configuration>]
  ) {
    guard let change = changes.first else { return }
    change.make(&first)
    axes.removeAll { $0.parameter.name == parameter.name }
    if changes.count > 1 { axes.append(Axis(parameter: parameter, changes: changes)) }
  }

  /// Reads the members of an object; others are left to the caller.
  ///
  /// - Parameter isWhole: whether every parameter has to be there.
  mutating func read(_ reader: inout JSONReader, isWhole: Bool) throws(JSONError) {
    for parameter in Configuration.parameters where parameter.place == .everywhere {
      if isWhole || reader.has(parameter.member) { set(parameter, to: try parameter.read(&reader)) }
    }
  }

  /// The members that are varied, in their order; they name the key columns.
  package var members: [String] { axes.map(\.parameter.member) }

  /// The configurations, the last axis varying fastest.
  package var cells: [Cell] {
    axes.reduce([Cell(setting: [:], configuration: first)]) { cells, axis in
      cells.flatMap { cell in
        axis.changes.map { change in
          var configuration = cell.configuration
          change.make(&configuration)
          let value = axis.parameter.json(configuration).keyField
          return Cell(
            setting: cell.setting.and(Parameters(name: axis.parameter.member, value: value)),
            configuration: configuration)
        }
      }
    }
  }

  /// What the manifest records: a list in place of a parameter with several values.
  package var json: JSONValue {
    guard !axes.isEmpty, case .object(var members) = first.json.kind else { return first.json }
    for axis in axes {
      members[axis.parameter.member] = JSONValue(
        .array(
          axis.changes.map { change in
            var configuration = first
            change.make(&configuration)
            return axis.parameter.json(configuration)
          }))
    }
    return JSONValue(.object(members))
  }

  /// Throws `ExperimentError.invalidParameter` for values that cannot be, or not together.
  package func validate() throws(ExperimentError) {
    let count = axes.reduce(1) { $0 > Self.limit ? $0 : $0 * $1.changes.count }
    try require(
      count <= Self.limit, axes.last?.parameter.name ?? "", axes.last?.changes.count ?? 0,
      "at most \(Self.limit) combinations of values, and these make more")
    for axis in axes {
      var seen: Set<String> = []
      for change in axis.changes {
        var configuration = first
        change.make(&configuration)
        let value = axis.parameter.json(configuration).keyField
        try require(seen.insert(value).inserted, axis.parameter.name, value, "each value once")
      }
    }
    for cell in cells { try cell.configuration.validate() }
  }
}
