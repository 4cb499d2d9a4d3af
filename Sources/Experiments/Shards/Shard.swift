import Results

/// One of the parts that a run is cut into: every N-th arm of it.
///
///     Shard(3, of: 6).part(of: arms)   // the third arm, the ninth, and so on
package struct Shard: Sendable, Equatable, CustomStringConvertible {
  /// Which one, from 1.
  package let number: Int
  /// How many there are.
  package let count: Int

  /// The most shards of a run.
  package static let most = 1_000_000

  /// - Parameters:
  ///   - number: from 1 to `count`.
  package init(_ number: Int, of count: Int) {
    self.number = number
    self.count = count
  }

  /// `3/6`.
  package var description: String { "\(number)/\(count)" }

  /// The shard that an arm belongs to, by the arm's place in the plan, from 0.
  package static func number(ofArm index: Int, of count: Int) -> Int { index % count + 1 }

  /// What belongs to the shard.
  package func part<Item>(of items: [Item]) -> [Item] {
    stride(from: number - 1, to: items.count, by: count).map { items[$0] }
  }
}

/// A shard as it is asked for: by its number, or by what Slurm tells a task of an array.
package enum ShardChoice: Sendable, Equatable {
  case given(Shard)
  case auto

  /// Shards such as `3/6`, and `auto`.
  package static let kind = ValueKind<ShardChoice>(
    "I/N with I from 1 to N, or auto in a task of a Slurm array", "I/N",
    completion: .words(["auto"]),
    text: { choice in if case .given(let shard) = choice { "\(shard)" } else { "auto" } },
    parse: { text in
      if text == "auto" { return .auto }
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]),
        (1...Shard.most).contains(count), (1...count).contains(number)
      else { return nil }
      return .given(Shard(number, of: count))
    })

  /// The shard.
  ///
  /// An array has to be numbered from 1, or from 0, without gaps: a task of one with gaps cannot
  /// know how many shards there were meant to be.
  ///
  /// - Parameter variable: gives the value of a variable of the environment.
  /// - Throws: `ShardError.noArray`.
  package func shard(_ variable: (String) -> String?) throws(ShardError) -> Shard {
    guard case .auto = self else {
      if case .given(let shard) = self { return shard }
      preconditionFailure("a choice is one or the other")
    }
    let names = ["ID", "COUNT", "MIN", "MAX"].map { "SLURM_ARRAY_TASK_\($0)" }
    guard let task = variable(names[0]).flatMap({ Int($0) }),
      let count = variable(names[1]).flatMap({ Int($0) })
    else {
      throw .noArray(
        "--shard auto: \(names[0]) and \(names[1]) are not set; expected a task of a Slurm array, "
          + "or I/N")
    }
    let first = variable(names[2]).flatMap { Int($0) } ?? 1
    let last = variable(names[3]).flatMap { Int($0) } ?? first + count - 1
    guard (0...1).contains(first), last == first + count - 1, (first...last).contains(task) else {
      throw .noArray(
        "--shard auto: the array has \(count) tasks numbered \(first) to \(last), and this is task "
          + "\(task); expected --array=1-N, or I/N")
    }
    return Shard(task - first + 1, of: count)
  }
}

/// Why a run cannot be cut.
package enum ShardError: Error, CustomStringConvertible {
  case noArray(String)
  /// The experiment does its work in one process.
  case indivisible(String)
  /// Options that stand in no configuration file.
  case unfiled(experiment: String, options: [String])
  /// The folder holds shards of another configuration.
  case otherConfiguration(folder: String, ShardRecord)

  package var description: String {
    switch self {
    case .noArray(let sentence): sentence
    case .indivisible(let name):
      "\(name) has no arms that run in processes of their own, so that it cannot be cut into shards"
    case .unfiled(let experiment, let options):
      (options.isEmpty ? "this run" : options.map { "--\($0)" }.joined(separator: ", "))
        + ": what a configuration of \(experiment) does not record cannot be given to shards"
    case .otherConfiguration(let folder, let record):
      "\(folder) holds \(record.sentence) of another configuration; --out names another folder"
    }
  }
}

/// A run that can be cut: an experiment, its configurations, and its arms.
package struct ShardPlan<E: Experiment> {
  package let grid: ConfigurationGrid<E.Configuration>
  /// The arms, each once, in their order.
  package let arms: [ErasedArm]

  /// Lists the arms.
  ///
  /// - Parameters:
  ///   - store: gives the arms their keys.
  ///   - given: the names of the options that were given.
  /// - Throws: `ShardError`, and what the experiment throws.
  package init(
    _ grid: ConfigurationGrid<E.Configuration>, store: ArmStore, published: PublishedFigures,
    given: Set<String>
  ) throws {
    let unfiled = E.Configuration.parameters.filter {
      $0.place != .everywhere && given.contains($0.name)
    }.map(\.name)
    guard try E.grid(reading: grid.json) == grid else {
      throw ShardError.unfiled(experiment: E.name, options: unfiled)
    }
    self.grid = grid
    let lister = Laboratory(listing: store, published: published)
    arms = try lister.arms(of: E.self, grid)
    if arms.isEmpty { throw ShardError.indivisible(E.name) }
  }
}

extension Experiment {
  /// The configurations that a record holds.
  ///
  /// - Throws: `JSONError`.
  static func grid(reading json: JSONValue) throws -> ConfigurationGrid<Configuration> {
    var reader = try JSONReader(json, file: "configuration")
    // What is no object of parameters, as a series that is read, equals nothing.
    guard reader.keys.allSatisfy(Set(Configuration.parameters.map(\.member)).contains) else {
      return ConfigurationGrid(Configuration())
    }
    return try Configuration.read(&reader, over: .standard)
  }
}

extension ConfigurationGrid: Equatable {
  /// Whether both are the same configurations in the same order.
  package static func == (left: Self, right: Self) -> Bool {
    left.first == right.first && left.members == right.members && left.json == right.json
  }
}
