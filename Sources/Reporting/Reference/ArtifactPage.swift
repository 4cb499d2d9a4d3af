import Exhibits
import Experiments
import Results

/// `ARTIFACT.md`: which command shows which claim, in how many minutes, and what to expect.
package struct ArtifactPage {
  private let claims: [ClaimReport]
  private let findings: [(exhibit: Exhibit<Finding>, content: Finding)]

  /// Judges every claim by the results of a folder.
  package init(_ results: ResultsReader) throws {
    claims = try ClaimReport.all(results)
    findings = try Gathered(allFindings, from: results).made.filter {
      $0.exhibit.name != ReportSection.claimsId
    }
  }

  /// The page, the same for the same results.
  package var text: String {
    """
    # Artifact: which command shows which claim

    Made by `drainbench reference` from the list of claims that the report judges, and from
    `results/`. Needs: Linux, Swift 6.3, 2 cores, 2 GB of memory, 1 GB of disk, no network.
    `redis` needs redis-server; `peers` and `bench` measure those of
    jemalloc, mimalloc and tcmalloc that are installed; `diagnose --valgrind` needs valgrind.

    ## All of it

    | command | minutes | what to expect |
    | --- | ---: | --- |
    | `swift build -c release` | 5 | `Build complete!` |
    | `swift run -c release drainbench reproduce --quick` | \(minutes(quick)) | `0 failed`, status 0; \
    results in `results/quick` |
    | `swift run -c release drainbench reproduce --all --out mine` | \(minutes(all)) | `0 failed`, \
    status 0; `mine/report.html` |
    | `swift run -c release drainbench compare results mine` | \(minutes(compare)) | `no rows ... drifted`: every \
    figure that configuration and seed determine is equal, to the last digit |
    | `swift test` | 8 | `passed`; what a missing program would test is skipped by name |

    ## How to read the tables

    A command stands without `drainbench` before it; `swift run -c release drainbench` runs it, or
    `drainbench` itself where it is installed. Each writes into `results/`, or, with other options
    than the results there were made with, into a folder in it that it names. Minutes are of a
    virtual machine with 2 cores, after the build; where it does other work beside, they are
    several times as many. A figure's tolerance is the rule that judges the claim; what is exact
    has to be equal. `drainbench tables` prints the verdicts of a folder (table "What holds, what
    does not"), and `drainbench report` shows them beside the plots.

    ## Claims of the paper

    Of \(claims.count) claims and figures \(count("not tested")) are not tested here. Of the others,
    \(count("holds", "by definition", "reproduced")) hold or are reproduced, \
    \(count("holds under a condition")) hold under a condition, \
    \(count("does not hold")) do not hold, \(count("not reproduced")) are not
    reproduced, and \(count("left open, answered")) were left open and are answered.

    | # | claim (section of the paper) | command | minutes | expected figure | tolerance | verdict | \
    where |
    | ---: | --- | --- | ---: | --- | --- | --- | --- |
    \(claims.enumerated().map(row).joined(separator: "\n"))

    ## Findings of this project

    Each is a heading of `results/report.html`, and is computed from the files. One without a
    command rests on recordings of programs, which scripts in `experiments/recordings/` make.

    | # | finding | command | minutes | where |
    | ---: | --- | --- | ---: | --- |
    \(findings.enumerated().map(row).joined(separator: "\n"))

    """
  }

  private func count(_ verdicts: String...) -> Int {
    claims.count { verdicts.contains($0.verdict) }
  }

  private func row(_ index: Int, _ claim: ClaimReport) -> String {
    let command = claim.command.isEmpty ? "" : "`\(claim.command)`"
    let name = claim.command.split(separator: " ").first.map(String.init)
    return line([
      "\(index + 1)", "\(claim.place): \(claim.statement)", command,
      name.map { minutes(seconds(of: $0)) } ?? "", claim.measured, claim.rule, claim.verdict,
      files(claim.files),
    ])
  }

  private func row(
    _ index: Int, _ finding: (exhibit: Exhibit<Finding>, content: Finding)
  ) -> String {
    let experiment = allExperiments.first { experiment in
      experiment.exhibits.findings.contains { $0.name == finding.exhibit.name }
    }
    return line([
      "\(index + 1)", finding.content.headline, experiment.map { "`\($0.name)`" } ?? "",
      experiment.map { minutes($0.words.seconds) } ?? "", files(finding.exhibit.sources),
    ])
  }

  private func files(_ names: [String]) -> String {
    names.map { "[\($0)](results/\($0))" }.joined(separator: ", ")
  }

  private func line(_ cells: [String]) -> String {
    "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
  }

  /// How long a command runs; one that is no experiment, such as `plot`, reads files alone.
  private func seconds(of name: String) -> Double {
    allExperiments.first { $0.name == name }?.words.seconds ?? 1
  }

  /// About how long `reproduce --quick` runs, in seconds.
  private let quick = 8.0

  /// About how long `compare` reads two folders with every experiment, in seconds.
  private let compare = 14.0

  private var all: Double {
    allExperiments.filter { !$0.standing.isTimed }.reduce(0) { $0 + $1.words.seconds }
  }

  /// Seconds as minutes, rounded up to what a reader plans with.
  private func minutes(_ seconds: Double) -> String {
    seconds < 6 ? "0.1" : Figures.decimal((seconds / 6).rounded(.up) / 10, 1)
  }
}
