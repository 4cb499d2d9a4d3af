import Experiments
import Foundation
import Results

/// A run that Slurm does, watched until its results are written.
struct Submission {
  let slurm: Slurm
  let scripts: SlurmScripts
  let folder: ResultsFolder
  let store: ArmStore
  /// The keys of all arms, in their order.
  let keys: [ArmKey]
  /// How often a shard is handed in at most.
  let attempts: Int
  let isQuiet: Bool

  /// Seconds between two looks at the queue.
  private static let interval = 1.0
  /// Lines of a shard's error output that are shown.
  private static let shownLines = 5

  /// The jobs of one attempt.
  private struct Jobs {
    var shards: String
    var merge: String
  }

  /// Hands in what lacks, until nothing does or it has been tried often enough.
  func run() throws -> ExitStatus {
    let there = keys.count - lacking.count
    if there > 0 { remark("\(there) of \(keys.count) arms are kept in \(folder.path) already") }
    let progress = ProgressLine(total: keys.count, done: there, quiet: isQuiet)
    defer { progress.finish() }
    var seen = there
    for attempt in 1...attempts {
      let numbers = lackingShards
      let jobs = try submit(numbers)
      remark(
        "job \(jobs.shards): \(numbers.count) of \(scripts.shards) shards"
          + "\(attempt == 1 ? "" : " again"), job \(jobs.merge) merges them", progress)
      let tasks = try watch(jobs.shards, progress, &seen)
      if Interruption.isRequested { return cancel(jobs, progress) }
      // Where all have ended well, the merge may have taken their outcomes already.
      if !tasks.isEmpty, tasks.allSatisfy({ $0.state == "COMPLETED" }) {
        return try finish(jobs, progress)
      }
      let left = lackingShards
      if left.isEmpty { return try finish(jobs, progress) }
      slurm.cancel([jobs.merge])
      tell(left, of: jobs.shards, tasks, progress)
      if tasks.contains(where: { $0.state.hasPrefix("CANCELLED") }) {
        remark("job \(jobs.shards) was cancelled", progress)
        break
      }
    }
    Terminal.errors.remark(
      "\(lacking.count) of \(keys.count) arms are missing; what has finished is kept in "
        + "\(folder.path), and the same command goes on from there")
    return .internalError
  }

  /// The places of the arms without outcome.
  private var lacking: [Int] {
    let kept = store.keys
    return keys.indices.filter { !kept.contains(keys[$0]) }
  }

  /// The numbers of the shards that lack arms.
  private var lackingShards: [Int] {
    Set(lacking.map { Shard.number(ofArm: $0, of: scripts.shards) }).sorted()
  }

  private func submit(_ numbers: [Int]) throws -> Jobs {
    let own = ResultsFolder(folder.path(of: SlurmScripts.folderName))
    // Where nothing lacks, one that finds its arms done, for the merge to follow.
    let numbers = numbers.isEmpty ? [1] : numbers
    let shards = try slurm.submit(
      own.path(of: scripts.shardScript), ["--array=\(Slurm.array(of: numbers))"])
    do {
      let merge = try slurm.submit(
        own.path(of: scripts.mergeScript),
        ["--dependency=afterok:\(shards)", "--kill-on-invalid-dep=yes"])
      return Jobs(shards: shards, merge: merge)
    } catch {
      slurm.cancel([shards])
      throw error
    }
  }

  /// Waits until no task of a job waits or runs, and returns what Slurm says of them then.
  private func watch(
    _ job: String, _ progress: ProgressLine, _ seen: inout Int
  ) throws -> [Slurm.Task] {
    while !Interruption.isRequested {
      let states = try slurm.queue(of: job)
      let waiting = states.count { $0 == "PENDING" }
      let done = keys.count - lacking.count
      while seen < done {
        seen += 1
        progress.advance("\(states.count - waiting) shards run, \(waiting) wait")
      }
      if states.isEmpty { break }
      Thread.sleep(forTimeInterval: Self.interval)
    }
    return try slurm.tasks(of: job)
  }

  /// Tells which shards failed, where, and with which words.
  private func tell(
    _ numbers: [Int], of job: String, _ tasks: [Slurm.Task], _ progress: ProgressLine
  ) {
    for number in numbers {
      let task = tasks.first { $0.numbers.contains(number) }
      let record = (try? ShardRecord.all(in: folder))?.first {
        $0.shard == number && $0.shards == scripts.shards && $0.experiment == scripts.experiment
      }
      let nodes = task?.nodes ?? ""
      let node = nodes.isEmpty ? record?.origin ?? "" : nodes
      let path = scripts.errors(job: job, task: number)
      let words = (try? ResultsFolder("").readBytes(path)).map { Self.end(of: $0) } ?? []
      progress.note(
        "drainbench: shard \(number)/\(scripts.shards) failed"
          + (node.isEmpty ? "" : " on \(node)")
          + (task.map { ": \($0.state), status \($0.exitCode)" } ?? "")
          + (words.isEmpty ? "; it said nothing" : "; it said (\(path)):"))
      for line in words { progress.note("  \(line)") }
    }
  }

  /// The last lines of an output.
  static func end(of bytes: [UInt8]) -> [String] {
    String(decoding: bytes.suffix(4_096), as: UTF8.self).split(whereSeparator: \.isNewline)
      .suffix(shownLines).map(String.init)
  }

  /// Waits for the merge, and shows what it printed.
  private func finish(_ jobs: Jobs, _ progress: ProgressLine) throws -> ExitStatus {
    var merge = jobs.merge
    var end = try wait(for: merge)
    // A task that failed with its arms done takes the job with it that depends on it.
    if end?.state == "CANCELLED", !Interruption.isRequested {
      let own = ResultsFolder(folder.path(of: SlurmScripts.folderName))
      merge = try slurm.submit(own.path(of: scripts.mergeScript))
      end = try wait(for: merge)
    }
    if Interruption.isRequested {
      return cancel(Jobs(shards: jobs.shards, merge: merge), progress)
    }
    progress.finish()
    func printed(_ path: String) -> String {
      String(decoding: (try? ResultsFolder("").readBytes(path)) ?? [], as: UTF8.self)
    }
    try Terminal.output.write(printed(scripts.mergeOutput(job: merge)))
    let status = end.flatMap { Int32($0.exitCode.prefix { $0.isNumber }) }
      .flatMap { ExitStatus(rawValue: $0) }
    if end?.state == "COMPLETED" || status == .checkFailed {
      remark("results are in \(folder.path)")
      return status ?? .done
    }
    Terminal.errors.tell(printed(scripts.mergeErrors(job: merge)))
    Terminal.errors.remark(
      "job \(merge), which merges, failed"
        + (end.map { ": \($0.state), status \($0.exitCode)" } ?? "")
        + "; `drainbench merge \(folder.path) --out \(folder.path)` does it here")
    return .internalError
  }

  /// Waits for a job of one task, and returns what Slurm says of it then.
  private func wait(for job: String) throws -> Slurm.Task? {
    while !Interruption.isRequested {
      if try slurm.queue(of: job).isEmpty { break }
      Thread.sleep(forTimeInterval: Self.interval)
    }
    return try slurm.tasks(of: job).last
  }

  private func cancel(_ jobs: Jobs, _ progress: ProgressLine) -> ExitStatus {
    slurm.cancel([jobs.shards, jobs.merge])
    progress.finish()
    Terminal.errors.remark(
      "jobs \(jobs.shards) and \(jobs.merge) are cancelled; what has finished is kept in "
        + "\(folder.path), and the same command goes on from there")
    return .interrupted
  }

  private func remark(_ text: String, _ progress: ProgressLine? = nil) {
    if isQuiet { return }
    if let progress { progress.note("drainbench: \(text)") } else { Terminal.errors.remark(text) }
  }
}
