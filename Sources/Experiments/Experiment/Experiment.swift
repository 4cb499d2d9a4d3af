import Exhibits
import Results

/// An experiment: all that is its own stands in one folder, and its line in `allExperiments` is the
/// only place elsewhere that names it.
///
/// Commands and their help, configuration files, the arms of child processes, the known CSV files,
/// what `reproduce` runs, and what tables, plots and the report show are all derived from that
/// list.
package protocol Experiment: Sendable {
  /// What it runs.
  associatedtype Configuration: ExperimentConfiguration
  /// Its name: of its command, of its file in `experiments/`, and in the manifest.
  static var name: String { get }
  /// What help says of it.
  static var words: ExperimentWords { get }
  /// How it is run among others.
  static var standing: Standing { get }
  /// The files that it writes, the summary first.
  static var files: [CSVKind] { get }
  /// What it runs in processes of their own.
  static var arms: [any Arm.Type] { get }
  /// The coefficients that it computes.
  static var coefficients: [CoefficientKind] { get }
  /// What is made of its files.
  static var exhibits: Exhibits { get }
  /// Looks for what the configuration needs of the machine, before anything is written.
  ///
  /// - Parameter given: the names of the options that the user gave.
  /// - Throws: `MissingRequirement`.
  static func checkRequirements(_ configuration: Configuration, given: Set<String>) throws
  /// Runs it.
  ///
  /// - Returns: what is to be written; without rows where no arm finished.
  static func run(_ configuration: Configuration, _ laboratory: Laboratory) throws -> Analysis
}

extension Experiment {
  package static var coefficients: [CoefficientKind] { [] }

  package static func checkRequirements(_ configuration: Configuration, given: Set<String>) throws {
  }
}

/// What help says of an experiment.
package struct ExperimentWords: Sendable {
  /// One line, without a full stop.
  package let summary: String
  /// About how long it runs as configured, in seconds on two cores.
  package let seconds: Double
  /// What is run and what is looked for; paragraphs are separated by an empty line.
  package let discussion: String
  /// Command lines with what they do.
  package let examples: [(line: String, purpose: String)]

  package init(
    _ summary: String, seconds: Double, discussion: String,
    examples: [(line: String, purpose: String)]
  ) {
    self.summary = summary
    self.seconds = seconds
    self.discussion = discussion
    self.examples = examples
  }
}

/// How an experiment is run among others.
package struct Standing: Sendable {
  /// Whether the paper has it.
  package var isInPaper = true
  /// Whether its figures are times, so that it runs alone, and `reproduce` leaves it out.
  package var isTimed = false
  /// Whether its arms may run side by side.
  package var isParallel = true

  /// An experiment of the paper.
  package static let paper = Standing()
  /// One beyond the paper.
  package static let beyondPaper = Standing(isInPaper: false)
}

/// A program or a library that an experiment needs and the machine lacks, or that failed.
///
/// The error tells what to install, or what became of it.
package protocol MissingRequirement: Error, CustomStringConvertible {
  /// Whether it is missing; it failed otherwise.
  var isMissing: Bool { get }
}
