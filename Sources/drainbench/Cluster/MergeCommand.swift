import Experiments
import Results

/// `drainbench merge DIR...`
enum MergeCommand {
  static let command = Command(
    name: "merge", group: "Beyond one machine",
    summary: "results of a run whose shards ran apart",
    discussion: """
      Takes the outcomes that runs with --shard kept in folders, and writes what one machine would \
      have written: rows, coefficients, tables and findings are made of all outcomes again. Columns \
      that the seed determines are equal byte for byte. Several shards may be in one folder, and a \
      shard may have been run twice.

      Refused with status 65, and a sentence, are arms that are missing, each by its name and shard; \
      outcomes that are damaged, or that differ in what the seed determines; shards of different \
      programs or configurations; and, where time is measured, of different processors.
      """,
    arguments: [
      Positional(
        .word("DIR", "a folder of shards", completion: .directories), .oneOrMore,
        help: "folders that hold shards")
    ],
    options: [
      CommonOptions.out, CommonOptions.format, CommonOptions.quiet, CommonOptions.force,
      CommonOptions.noWait,
    ],
    examples: [
      Example("drainbench merge shards --out results", "all shards of a folder"),
      Example("drainbench merge node1 node2 node3 --out merged", "those of three machines"),
    ],
    action: .run { invocation in
      let folders = invocation.arguments.map { ResultsFolder($0) }
      let merge = try Merge(folders)
      let merging = try allExperiments.filter { merge.records[$0.name] != nil }.map {
        try Merging($0, merge)
      }
      let session = try Session(invocation, merging.map(\.plan), jobs: 1)
      for part in merging { try part.write(session) }
      let status = try session.finish()
      // In place, as after a run: outcomes are kept until the results of them are written.
      for folder in folders where folder.isSame(as: session.folder) {
        for part in merging { part.discard(folder) }
      }
      return status
    })
}

/// One experiment of a merge.
private struct Merging {
  let plan: Plan
  let write: (Session) throws -> Void
  let discard: (ResultsFolder) -> Void

  init<E: Experiment>(_ experiment: E.Type, _ merge: Merge) throws {
    let part = try merge.part(of: E.self, published: .bundled)
    plan = Plan(E.self, part.grid)
    write = {
      try $0.write(E.self, part.grid, part.analysis, part.record, hosts: part.hosts)
    }
    let records = merge.records[E.name] ?? []
    discard = { folder in
      for record in records { folder.remove(record.fileName) }
      ArmStore(in: folder).discard(part.asked)
    }
  }
}
