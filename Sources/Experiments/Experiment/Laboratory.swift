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

  /// Where the outcomes of arms come from.
  package enum Source {
    /// The arms are run.
    case processes
    /// Nowhere: the arms are listed.
    case listing
    /// They were run before; those that were not are missing.
    case kept(KeptOutcomes)
  }

  /// The figures to compare with.
  package let published: PublishedFigures
  /// The names of the options that the user gave.
  package let given: Set<String>
  /// Processes side by side.
  package let jobs: Int
  /// The keys of the arms that were asked for.
  package private(set) var asked: Set<ArmKey> = []
  /// What is known of the run of the present experiment.
  package var record = Record()
  /// What tells the present cell of a grid from the others, for labels.
  var setting = ""
  /// How many arms gave no result.
  package private(set) var failedArms = 0
  /// Whether the run was interrupted before all arms had ended.
  package private(set) var wasInterrupted = false
  /// The arms that were listed, each once, where they are not run.
  package private(set) var listed: [ErasedArm] = []

  private let source: Source
  let store: ArmStore
  private let resumes: Bool
  /// The arms that this laboratory has run.
  private var own: Set<ArmKey> = []
  /// Those of them that failed.
  private var failed: Set<ArmKey> = []
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
  ///   - source: where outcomes come from.
  ///   - store: keeps outcomes until the run has written its files.
  ///   - resumes: whether outcomes that an earlier run kept are taken over.
  ///   - progress: shows work of so many parts, some of which are done.
  ///   - warn: says something on standard error.
  package init(
    source: Source = .processes, store: ArmStore, jobs: Int, resumes: Bool, given: Set<String>,
    published: PublishedFigures,
    progress: @escaping (_ total: Int, _ done: Int) -> any Progress,
    warn: @escaping (String) -> Void
  ) {
    self.source = source
    self.store = store
    self.jobs = jobs
    self.resumes = resumes
    self.given = given
    self.published = published
    startProgress = progress
    self.warn = warn
  }

  /// One that lists arms in place of running them.
  ///
  /// - Parameter store: gives the arms their keys.
  package convenience init(listing store: ArmStore, published: PublishedFigures) {
    self.init(
      source: .listing, store: store, jobs: 1, resumes: false, given: [], published: published,
      progress: { _, _ in NoProgress() }, warn: { _ in })
  }

  /// Whether arms are run.
  var isRunning: Bool {
    if case .processes = source { true } else { false }
  }

  struct NoProgress: Progress {
    func advance(_ label: String) {}
    func note(_ text: String) {}
    func finish() {}
  }

  /// Counts a part that failed outside of arms.
  package func noteFailure() { failedArms += 1 }

  /// Runs arms, each in a process of its own, and reports the ones that died.
  ///
  /// An arm that this laboratory has run before is not run again.
  package func run<A: Arm>(_ arms: [A]) throws -> Finished<A> {
    switch source {
    case .processes: return try runProcesses(arms)
    case .listing:
      for arm in arms {
        let erased = try ErasedArm(arm, label: label(of: arm), build: store.build)
        if asked.insert(erased.key).inserted { listed.append(erased) }
      }
      return []
    case .kept(let outcomes):
      record.arms += arms.count
      return try arms.compactMap { arm in
        if let outcome = try outcomes.outcome(of: arm, label: label(of: arm)) {
          return (arm, outcome)
        }
        record.missing.append(label(of: arm))
        return nil
      }
    }
  }

  /// An arm's label with its cell.
  private func label(of arm: some Arm) -> String {
    setting.isEmpty ? arm.label : "\(arm.label) \(setting)"
  }

  private func runProcesses<A: Arm>(_ arms: [A]) throws -> Finished<A> {
    let keys = try arms.map { try store.key(of: $0) }
    let kept = try takeOver(arms, keys)
    let left = arms.indices.filter { kept[$0] == nil && !failed.contains(keys[$0]) }
    let progress = startProgress(left.count + kept.count, kept.count)
    defer { progress.finish() }
    let ran = try ArmRunner(jobs: jobs) { progress.advance($0) }.run(left.map { arms[$0] }) {
      try store.keep($0, of: $1, seconds: $2)
      own.insert(try store.key(of: $1))
    }
    tell(ran.failures, progress, isAlone: ran.finished.isEmpty && kept.isEmpty)
    asked.formUnion(keys)
    failedArms += ran.failures.count
    wasInterrupted = wasInterrupted || ran.wasInterrupted
    return try note(arms, keys, kept, ran.finished)
  }

  private func tell(_ failures: [ArmFailure], _ progress: any Progress, isAlone: Bool) {
    let others = isAlone ? "" : "; the results of the other arms are kept"
    for failure in failures { progress.note("drainbench: \(failure)\(others)") }
  }

  /// Notes the arms without outcome, and returns the others in their order.
  private func note<A: Arm>(
    _ arms: [A], _ keys: [ArmKey], _ kept: [Int: A.Outcome], _ ran: Finished<A>
  ) throws -> Finished<A> {
    var fresh: [ArmKey: A.Outcome] = [:]
    for (arm, outcome) in ran { fresh[try store.key(of: arm)] = outcome }
    record.arms += arms.count
    var finished: Finished<A> = []
    for (index, arm) in arms.enumerated() {
      if let outcome = kept[index] ?? fresh[keys[index]] {
        finished.append((arm, outcome))
      } else {
        record.missing.append(label(of: arm))
      }
    }
    return finished
  }

  /// Runs arms of any types and keeps their outcomes, so that an experiment finds them when it asks
  /// for them.
  ///
  /// - Returns: the labels of those without outcome afterwards.
  @discardableResult
  package func runAhead(_ arms: [ErasedArm]) throws -> [String] {
    let there = arms.filter { store.contains($0.key) }
    var left = arms
    if resumes {
      left = arms.filter { $0.seconds(keptIn: store) == nil }
      let damaged = there.count - (arms.count - left.count)
      if damaged > 0 { warn("\(damaged) of \(arms.count) kept arms are damaged and are run again") }
      warn("\(arms.count - left.count) of \(arms.count) arms were kept by an earlier run")
      own.formUnion(arms.map(\.key))
      own.subtract(left.map(\.key))
    } else if !there.isEmpty {
      warn(
        "\(there.count) of \(arms.count) arms were kept by an earlier run and are run again; "
          + "--resume takes them over")
    }
    let progress = startProgress(arms.count, arms.count - left.count)
    defer { progress.finish() }
    var without = Set(left.map(\.key))
    let ran = try ArmRunner(jobs: jobs) { progress.advance($0) }.run(left) {
      try store.keep($0, ofArm: $1.json, $1.key, seconds: $2)
      own.insert($1.key)
      without.remove($1.key)
    }
    tell(ran.failures, progress, isAlone: without.count == arms.count)
    failedArms += ran.failures.count
    wasInterrupted = wasInterrupted || ran.wasInterrupted
    failed.formUnion(without)
    return left.filter { without.contains($0.key) }.map(\.label)
  }

  /// Does parts of work in this process, one after the other, until one is interrupted; none where
  /// arms are only listed.
  ///
  /// - Parameter part: does one; it throws `Interruption.Request` where it heard of one.
  package func run<Part, Outcome>(
    _ parts: [Part], label: (Part) -> String, part: (Part) throws -> Outcome
  ) throws -> [Outcome] {
    if case .listing = source { return [] }
    let progress = startProgress(parts.count, 0)
    defer { progress.finish() }
    var outcomes: [Outcome] = []
    try untilInterrupted {
      for item in parts {
        outcomes.append(try part(item))
        progress.advance(label(item))
      }
    }
    record.arms += parts.count
    record.missing += parts.dropFirst(outcomes.count).map(label)
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

  private func takeOver<A: Arm>(_ arms: [A], _ keys: [ArmKey]) throws -> [Int: A.Outcome] {
    var kept: [Int: A.Outcome] = [:]
    for (index, arm) in arms.enumerated() where own.contains(keys[index]) {
      if case .kept(let found) = try store.outcome(of: arm) { kept[index] = found.outcome }
    }
    let strange = arms.indices.filter { !own.contains(keys[$0]) && !failed.contains(keys[$0]) }
    if strange.isEmpty { return kept }
    if resumes {
      var damaged = 0
      for index in strange {
        switch try store.outcome(of: arms[index]) {
        case .kept(let found): kept[index] = found.outcome
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
    let foreign = strange.count { store.contains(keys[$0]) }
    if foreign > 0 {
      warn(
        "\(foreign) of \(arms.count) arms of \(A.kind) were kept by an earlier run and are run "
          + "again; --resume takes them over")
    }
    return kept
  }
}
