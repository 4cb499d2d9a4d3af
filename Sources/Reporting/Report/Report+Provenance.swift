import Exhibits
import Foundation
import Results

extension Report {
  /// Machine, tool and command lines from the manifest.
  var provenance: [Markup] {
    guard let manifest else {
      return [Markup("p", text: "The folder has no manifest.json, so its origin is not known.")]
    }
    let commit =
      manifest.git.map { $0.commit + ($0.dirty ? ", with changes" : "") } ?? "no repository"
    let facts = [
      ("drainbench", manifest.toolVersion), ("commit", commit),
      ("Swift", manifest.swiftVersion), ("processor", manifest.host.processor),
      ("cores", "\(manifest.host.cores)"), ("kernel", manifest.host.kernel),
      ("system", manifest.host.os), ("page size", "\(manifest.host.pageSizeBytes) bytes"),
    ]
    var runs = Table(
      "runs", "When and how each result was made",
      [.text("experiment"), .text("date"), .text("command line"), .text("commit")])
    for (name, run) in manifest.experiments.sorted(by: { $0.key < $1.key }) {
      runs.append([
        name, run.date.formatted(.iso8601), run.commandLine.joined(separator: " "),
        String(run.gitCommit?.prefix(12) ?? "-"),
      ])
    }
    return [Page.facts(facts), Page.table(runs)]
  }
}
