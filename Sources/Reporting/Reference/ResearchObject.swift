import Exhibits
import Foundation
import Results

/// Who and what made the files of a results folder, for archives: `ro-crate-metadata.json`
/// (RO-Crate 1.1), from the manifest.
package struct ResearchObject {
  package static let fileName = "ro-crate-metadata.json"

  private let manifest: Manifest
  private let files: [DataFile]

  /// Nil where the folder has no manifest.
  package init?(_ folder: ResultsFolder) throws {
    guard let manifest = try Manifest.read(in: folder) else { return nil }
    self.manifest = manifest
    files = DataFile.results.filter { folder.contains($0.name) }
  }

  /// Writes the file where the folder has a manifest.
  package static func write(in folder: ResultsFolder) throws {
    guard let object = try ResearchObject(folder) else { return }
    try folder.write(object.text, as: fileName)
  }

  /// The file's text, the same for the same files.
  package var text: String {
    let runs = manifest.experiments.sorted { $0.key < $1.key }
    let last = runs.map(\.value.date).max() ?? .distantPast
    let root: JSONValue = .entity(
      "./", "Dataset",
      [
        "name": .text("Drainability, measured: results of drainbench"),
        "description": .text(
          "Experiments on when allocators that reclaim in blocks give memory back, beside the "
            + "published figures"),
        "datePublished": .text(last.formatted(.iso8601)),
        "license": .reference("https://creativecommons.org/licenses/by/4.0/"),
        "isBasedOn": .reference("https://doi.org/10.5281/zenodo.18653776"),
        "hasPart": .list(files.map { .reference($0.name) }),
        "mentions": .list(runs.map { .reference("#\($0.key)") }),
      ])
    let graph =
      [
        JSONValue.entity(
          Self.fileName, "CreativeWork",
          [
            "about": .reference("./"),
            "conformsTo": .reference("https://w3id.org/ro/crate/1.1"),
          ]), root,
        .entity(
          "https://creativecommons.org/licenses/by/4.0/", "CreativeWork",
          ["name": .text("CC-BY-4.0")]),
        .entity(
          "https://doi.org/10.5281/zenodo.18653776", "ScholarlyArticle",
          [
            "name": .text(
              "Drainability: When Coarse-Grained Memory Reclamation Produces Bounded Retention")
          ]),
      ] + files.map(file) + runs.map { action($0.key, $0.value) } + programs(runs.map(\.value))
    return JSONText.encode(
      .members(["@context": .text("https://w3id.org/ro/crate/1.1/context"), "@graph": .list(graph)])
    )
  }

  private func file(_ file: DataFile) -> JSONValue {
    .entity(
      file.name, "File",
      [
        "name": .text(file.name), "encodingFormat": .text("text/csv"),
        "description": .text("a row: " + file.rowMeaning),
      ])
  }

  private func action(_ name: String, _ run: Manifest.Experiment) -> JSONValue {
    let made = files.filter { $0.command == name }.map { JSONValue.reference($0.name) }
    return .entity(
      "#\(name)", "CreateAction",
      [
        "name": .text(run.commandLine.joined(separator: " ")),
        "endTime": .text(run.date.formatted(.iso8601)),
        "instrument": .list(
          ([run.program].compactMap(\.self) + (run.programs ?? [])).map {
            .reference($0.crateId)
          }), "result": .list(made),
      ])
  }

  private func programs(_ runs: [Manifest.Experiment]) -> [JSONValue] {
    let all = Set(runs.flatMap { [$0.program].compactMap(\.self) + ($0.programs ?? []) })
    let byId = Dictionary(all.map { ($0.crateId, $0) }, uniquingKeysWith: { first, _ in first })
    return byId.sorted { $0.key < $1.key }.map { id, program in
      .entity(
        id, "SoftwareApplication",
        ["name": .text(program.name), "softwareVersion": .text(program.version)])
    }
  }
}

extension ProgramRecord {
  fileprivate var crateId: String { "#\(name)-\(digest)" }
}

extension JSONValue {
  fileprivate static func text(_ value: String) -> JSONValue { JSONValue(.string(value)) }
  fileprivate static func list(_ values: [JSONValue]) -> JSONValue { JSONValue(.array(values)) }
  fileprivate static func members(_ members: [String: JSONValue]) -> JSONValue {
    JSONValue(.object(members))
  }
  fileprivate static func reference(_ id: String) -> JSONValue { .members(["@id": .text(id)]) }
  fileprivate static func entity(
    _ id: String, _ type: String, _ members: [String: JSONValue]
  ) -> JSONValue {
    .members(members.merging(["@id": .text(id), "@type": .text(type)]) { $1 })
  }
}
