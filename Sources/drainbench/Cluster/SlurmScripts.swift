import Experiments
import Foundation
import Results

/// The scripts that a submission hands to Slurm.
struct SlurmScripts {
  /// The experiment's name.
  var experiment: String
  /// The number of shards.
  var shards: Int
  /// The folder of outcomes and results, from the root.
  var folder: String
  /// Arms of a task that run side by side.
  var jobs: Int
  var partition: String?
  var time: String?
  /// Whether a task has its machine for itself.
  var isExclusive: Bool
  /// Further options of sbatch, as they are given to it, for both jobs.
  var options: [String]
  /// The program.
  var program = ProgramRecord.running.path

  /// Where scripts, configuration and what tasks print go.
  static let folderName = "submit"

  private var own: String { "\(folder)/\(Self.folderName)" }
  /// The file of the configuration.
  var configuration: String { "\(experiment).json" }
  /// The files of the scripts.
  var shardScript: String { "\(experiment)-shards.sh" }
  var mergeScript: String { "\(experiment)-merge.sh" }

  /// What a task of a job prints on standard error.
  func errors(job: String, task: Int) -> String { "\(own)/\(job)-\(task).err" }
  /// What the merge prints.
  func mergeOutput(job: String) -> String { "\(own)/\(job)-merge.out" }
  func mergeErrors(job: String) -> String { "\(own)/\(job)-merge.err" }

  /// A task of the array, one shard.
  var shardText: String {
    let place = ["--partition": partition, "--time": time].compactMapValues(\.self)
      .sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return script(
      ["--job-name=drainbench-\(experiment)", "--array=1-\(shards)"] + place
        + (isExclusive ? ["--exclusive"] : ["--cpus-per-task=\(jobs)"])
        + [output("%A-%a.out", "output"), output("%A-%a.err", "error")] + options,
      "exec \(quoted(program)) run \(quoted("\(own)/\(configuration)")) "
        + "--shard \"$SLURM_ARRAY_TASK_ID/\(shards)\" --resume --jobs \(jobs) --quiet "
        + "--out \(quoted(folder))")
  }

  /// The job that merges when all tasks have ended well.
  var mergeText: String {
    script(
      ["--job-name=drainbench-\(experiment)-merge"]
        + (partition.map { ["--partition=\($0)"] } ?? [])
        + [output("%j-merge.out", "output"), output("%j-merge.err", "error")] + options,
      "exec \(quoted(program)) merge \(quoted(folder)) --out \(quoted(folder)) --force")
  }

  private func output(_ name: String, _ option: String) -> String {
    let path = "\(own)/\(name)"
    return "--\(option)=" + (path.contains(" ") ? "\"\(path)\"" : path)
  }

  private func script(_ options: [String], _ command: String) -> String {
    (["#!/bin/sh"] + options.map { "#SBATCH \($0)" } + [command]).joined(separator: "\n") + "\n"
  }

  /// A word as a shell takes it.
  private func quoted(_ word: String) -> String { "'" + word.replacing("'", with: "'\\''") + "'" }
}
