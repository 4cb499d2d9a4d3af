import Exhibits
import Experiments
import Foundation
import Results

extension Report {
  /// What made an experiment's results, and the command that makes them again.
  func origin(of name: String) -> [Markup] {
    guard let run = manifest?.experiments[name] else { return [] }
    let commit = run.gitCommit.map { "commit \($0.prefix(12))" } ?? "an unknown commit"
    let changes = run.gitDirty.map { $0 ? " with changes" : "" } ?? ", changes unknown"
    let programs = ([run.program].compactMap(\.self) + (run.programs ?? [])).map(\.sentence)
    let arms =
      run.isIncomplete ? "; incomplete, \(run.finished ?? 0) of \(run.arms ?? 0) arms" : ""
    var paragraph = Markup(
      "p", ["class": "quiet"],
      text: "\(name): \(run.date.formatted(.iso8601)), \(commit)\(changes)"
        + programs.map { "; \($0)" }.joined() + "\(arms). Again: ")
    paragraph.append(Markup("code", text: run.commandLine.map(\.shellWord).joined(separator: " ")))
    return [paragraph] + merged(name, run)
  }

  /// On how many machines the arms ran, and what may be compared among their rows.
  private func merged(_ name: String, _ run: Manifest.Experiment) -> [Markup] {
    guard let hosts = run.hostSentence else { return [] }
    let files = allExperiments.first { $0.name == name }.map { $0.files } ?? []
    let measured = files.filter { !$0.measuredNames.isEmpty }.map {
      "\($0.fileName): \($0.measuredNames.joined(separator: ", "))"
    }.joined(separator: "; ")
    let rule =
      run.processors.count == 1
      ? "Their processors are of one kind, so that times and RSS may be compared among all rows"
      : "Their processors differ, so that times and RSS may be compared among rows of one kind alone"
    return [
      Markup(
        "p", ["class": "quiet"],
        text: "\(name) ran on \(hosts). What the seed determines is the same on all. \(rule)"
          + (measured.isEmpty ? "." : ": \(measured)."))
    ]
  }

  /// The files that an exhibit is made of, and the command, seeds and commit of the run that wrote
  /// them.
  func source<Content>(of exhibit: Exhibit<Content>) -> Markup? {
    let files = exhibit.sources
    let experiment = allExperiments.first { experiment in
      experiment.exhibits.tables.contains { $0.name == exhibit.name }
        || experiment.exhibits.plots.contains { $0.name == exhibit.name }
    }
    guard let experiment, let run = manifest?.experiments[experiment.name] else {
      return Markup("p", ["class": "source"], text: "Source: \(listed(files))")
    }
    var line = Markup(
      "p", ["class": "source"], text: "Source: \(listed(files)); ")
    line.append(Markup("code", text: run.commandLine.map(\.shellWord).joined(separator: " ")))
    let commit = run.gitCommit.map { "commit \($0.prefix(12))" } ?? "an unknown commit"
    line.append(Markup("span", text: "; \(run.seeds.map { "\($0); " } ?? "")\(commit)"))
    return line
  }

  /// The machine and the runs, from the manifest.
  var provenance: [Markup] {
    guard let manifest else {
      return [Markup("p", text: "The folder has no manifest.json, so its origin is not known.")]
    }
    let facts = [
      ("drainbench", manifest.toolVersion), ("Swift", manifest.swiftVersion),
      ("processor", manifest.host.processor), ("cores", "\(manifest.host.cores)"),
      ("kernel", manifest.host.kernel), ("system", manifest.host.os),
      ("page size", "\(manifest.host.pageSizeBytes) bytes"),
    ]
    return [
      Markup("dl", [:], facts.flatMap { [Markup("dt", text: $0.0), Markup("dd", text: $0.1)] })
    ] + manifest.experiments.keys.sorted().flatMap(origin)
  }
}

extension Manifest.Experiment {
  /// The seeds or rounds of the runs, in words; nil where the configuration has none.
  fileprivate var seeds: String? {
    guard case .object(let members) = configuration.kind else { return nil }
    func number(_ name: String) -> Int128? {
      if case .integer(let whole)? = members[name]?.kind { whole } else { nil }
    }
    if let rounds = number("rounds") { return "\(rounds) rounds" }
    guard let first = number("seed") else { return nil }
    let count = number("repeat") ?? 1
    return count == 1 ? "seed \(first)" : "seeds \(first) to \(first + count - 1)"
  }
}

extension String {
  /// The word as a shell takes it.
  fileprivate var shellWord: String {
    let isPlain =
      !isEmpty
      && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.,/=:+".contains($0)) }
    return isPlain ? self : "'" + replacing("'", with: "'\\''") + "'"
  }
}
