import Exhibits
import Experiments
import Reporting
import Results

/// The hidden command that writes the pages of a checkout that are made from the code.
enum ReferenceCommand {
  static let command = Command(
    name: "reference", group: "Internal",
    summary: "docs/ and ARTIFACT.md of a checkout, from the code and results/",
    arguments: [Positional(.directory, help: "the checkout")],
    hidden: true,
    action: .run { invocation in
      let folder = ResultsFolder(invocation.arguments[0])
      let docs = ResultsFolder(folder.path(of: "docs"))
      try docs.write(ReferencePages.data, as: "data.md")
      try docs.write(ReferencePages.configuration, as: "configuration.md")
      let results = ResultsReader(ResultsFolder(folder.path(of: "results")), published: .bundled)
      try folder.write(ArtifactPage(results).text, as: "ARTIFACT.md")
      return .done
    })
}
