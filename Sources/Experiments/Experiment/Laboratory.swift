import Results

/// What a running experiment has at hand: processes for its arms, progress, and the store of their
/// outcomes.
///
/// It belongs to one thread.
package final class Laboratory {
  /// How work in progress is shown.
  package protocol Progress: Sendable {
    /// One more part is done.
    func advance(_ label: String)
    /// Says something beside it.
    func note(_ text: String)
    /// Clears it away.
    func finish()
  }

  /// The figures to compare with.
  package let published: PublishedFigures
  /// The names of the options that the user gave.
  package let given: Set<String>
  /// Processes side by side.
  package let jobs: Int
  /// The kinds of the arms that were run.
  package private(set) var armKinds: Set<String> = []
  /// How many arms gave no result.
  package private(set) var failedArms = 0
  /// Whether the run was interrupted before all arms had ended.
  package private(set) var wasInterrupted = false

  private let store: ArmStore
  private let resumes: Bool
  /// Kinds and descriptions of the arms that this laboratory has run.
  private var own: Set<String> = []
  private let startProgress: (_ total: Int, _ done: Int) -> any Progress
  private let tell: (String) -> Void

  /// A laboratory.
  ///
  /// - Parameters:
  ///   - store: keeps outcomes until the run has written its files.
  ///   - resumes: whether outcomes that an earlier run kept are taken over.
  ///   - progress: shows work of so many parts, some of which are done.
  ///   - warn: says something on standard error.
  package init(
    store: ArmStore, jobs: Int, resumes: Bool, given: Set<String>, published: PublishedFigures,
    progress: @escaping (_ total: Int, _ done: Int) -> any Progress,
    warn: @escaping (String) -> Void
  ) {
    self.store = store
    self.jobs = jobs
    self.resumes = resumes
    self.given = given
    self.published = published
    startProgress = progress
    tell = warn
  }

  /// Says something on standard error, unless the user wants quiet.
  package func warn(_ text: String) { tell(text) }

  /// Counts a part that failed outside of arms.
  package func noteFailure() { failedArms += 1 }

  /// Runs arms, each in a process of its own, and reports the ones that died.
  ///
  /// An arm that this laboratory has run before is not run again.
  package func run<A: Arm>(_ arms: [A]) throws -> [(arm: A, outcome: A.Outcome)] {
    let kept = try takeOver(arms)
    let progress = startProgress(arms.count, kept.count)
    defer { progress.finish() }
    let outcomes = try ArmRunner(jobs: jobs) { progress.advance($0) }.run(arms, kept: kept) {
      own.insert(try store.name(of: $1))
      try store.keep($0, of: $1)
    }
    for failure in outcomes.failures {
      progress.note("drainbench: \(failure); the results of the other arms are kept")
    }
    armKinds.insert(A.kind)
    failedArms += outcomes.failures.count
    wasInterrupted = wasInterrupted || outcomes.wasInterrupted
    return outcomes.finished
  }

  /// Does parts of work in this process, one after the other, until one is interrupted.
  ///
  /// - Parameter part: does one; it throws `Interruption.Request` where it heard of one.
  package func run<Part, Outcome>(
    _ parts: [Part], label: (Part) -> String, part: (Part) throws -> Outcome
  ) throws -> [Outcome] {
    let progress = startProgress(parts.count, 0)
    defer { progress.finish() }
    var outcomes: [Outcome] = []
    do {
      for item in parts {
        outcomes.append(try part(item))
        progress.advance(label(item))
      }
    } catch is Interruption.Request {
      wasInterrupted = true
    }
    return outcomes
  }

  private func takeOver<A: Arm>(_ arms: [A]) throws -> [Int: A.Outcome] {
    if resumes {
      let kept = try store.outcomes(of: arms)
      warn(
        kept.isEmpty
          ? "no finished arm of \(A.kind) was kept for this program and configuration: all "
            + "\(arms.count) are run"
          : "\(kept.count) of \(arms.count) arms of \(A.kind) were kept by an earlier run")
      return kept
    }
    var kept: [Int: A.Outcome] = [:]
    for (index, arm) in arms.enumerated() where own.contains(try store.name(of: arm)) {
      kept[index] = try store.outcome(of: arm)
    }
    let foreign = try store.count(of: arms) - kept.count
    if foreign > 0 {
      warn(
        "\(foreign) of \(arms.count) arms of \(A.kind) were kept by an earlier run and are run "
          + "again; --resume takes them over")
    }
    return kept
  }
}

extension Interruption {
  /// Thrown by work in this process that heard of an interruption.
  package struct Request: Error {
    package init() {}
  }
}
