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
  /// The names under which outcomes of arms that were asked for are kept.
  package private(set) var asked: Set<String> = []
  /// What is known of the run of the present experiment.
  package var record = Record()
  /// How many arms gave no result.
  package private(set) var failedArms = 0
  /// Whether the run was interrupted before all arms had ended.
  package private(set) var wasInterrupted = false

  private let store: ArmStore
  private let resumes: Bool
  /// Kinds and descriptions of the arms that this laboratory has run.
  private var own: Set<String> = []
  private let startProgress: (_ total: Int, _ done: Int) -> any Progress
  /// Says something on standard error, unless the user wants quiet.
  package let warn: (String) -> Void

  /// What a manifest tells of one experiment's run.
  package struct Record: Sendable {
    /// The parts that were asked for.
    package fileprivate(set) var arms = 0
    /// The labels of those without outcome.
    package fileprivate(set) var missing: [String] = []
    /// The other programs and the libraries that took part.
    package var programs: [ProgramRecord] = []

    package init() {}
  }

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
    self.warn = warn
  }

  /// Counts a part that failed outside of arms.
  package func noteFailure() { failedArms += 1 }

  /// Runs arms, each in a process of its own, and reports the ones that died.
  ///
  /// An arm that this laboratory has run before is not run again.
  package func run<A: Arm>(_ arms: [A]) throws -> Finished<A> {
    let kept = try takeOver(arms)
    let progress = startProgress(arms.count, kept.count)
    defer { progress.finish() }
    let outcomes = try ArmRunner(jobs: jobs) { progress.advance($0) }.run(arms, kept: kept) {
      own.insert(try store.name(of: $1))
      try store.keep($0, of: $1)
    }
    let others = outcomes.finished.isEmpty ? "" : "; the results of the other arms are kept"
    for failure in outcomes.failures { progress.note("drainbench: \(failure)\(others)") }
    for arm in arms { asked.insert(try store.name(of: arm)) }
    note(arms.map(\.label), outcomes.finished.map(\.arm.label))
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
    try untilInterrupted {
      for item in parts {
        outcomes.append(try part(item))
        progress.advance(label(item))
      }
    }
    note(parts.map(label), parts.prefix(outcomes.count).map(label))
    return outcomes
  }

  /// Does work in this process; nil where it heard of an interruption and threw
  /// `Interruption.Request`.
  @discardableResult
  package func untilInterrupted<Value>(_ work: () throws -> Value) throws -> Value? {
    do {
      return try work()
    } catch is Interruption.Request {
      wasInterrupted = true
      return nil
    }
  }

  private func note(_ asked: [String], _ finished: [String]) {
    record.arms += asked.count
    record.missing += asked.filter(Set(asked).subtracting(finished).contains)
  }

  private func takeOver<A: Arm>(_ arms: [A]) throws -> [Int: A.Outcome] {
    var kept: [Int: A.Outcome] = [:]
    if resumes {
      var damaged = 0
      for (index, arm) in arms.enumerated() {
        switch try store.outcome(of: arm) {
        case .kept(let outcome): kept[index] = outcome
        case .damaged: damaged += 1
        case .nothing: break
        }
      }
      if damaged > 0 {
        warn("\(damaged) of \(arms.count) kept arms of \(A.kind) are damaged and are run again")
      }
      warn(
        kept.isEmpty
          ? "no finished arm of \(A.kind) was kept for this program and configuration: all "
            + "\(arms.count) are run"
          : "\(kept.count) of \(arms.count) arms of \(A.kind) were kept by an earlier run")
      return kept
    }
    for (index, arm) in arms.enumerated() where own.contains(try store.name(of: arm)) {
      if case .kept(let outcome) = try store.outcome(of: arm) { kept[index] = outcome }
    }
    let foreign = try arms.count(where: store.contains) - kept.count
    if foreign > 0 {
      warn(
        "\(foreign) of \(arms.count) arms of \(A.kind) were kept by an earlier run and are run "
          + "again; --resume takes them over")
    }
    return kept
  }
}
