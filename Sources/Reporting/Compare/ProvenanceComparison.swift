import Experiments
import Results

/// Whether two sets of results were made alike, from their manifests.
package struct ProvenanceComparison: Sendable, Equatable {
  /// Differences of configuration, which make a comparison meaningless unless they are meant.
  package private(set) var conflicts: [String] = []
  /// How the machines differ: then what a clock or the kernel measured says nothing of the program.
  package private(set) var machines: [String] = []
  /// What a reader has to know, and what a comparison can go on without.
  package private(set) var remarks: [String] = []

  /// Compares the manifests of the files that both sides have.
  package init(_ base: ResultsSnapshot, _ head: ResultsSnapshot) {
    for side in [base, head] where side.manifest == nil {
      remarks.append(
        "\(side.name) has no \(Manifest.fileName): machine and configuration were not compared")
    }
    guard let one = base.manifest, let other = head.manifest else { return }
    let files = Set(base.experiments).intersection(head.experiments)
    let merged = [(base, one), (head, other)].filter { $1.isMerged(files) }
    if merged.isEmpty {
      compareHosts(one.host, other.host)
    } else {
      remarks += merged.map { "\($0.name) was merged: \($1.hostSentence(files))" }
      compareProcessors(one.processors(files), other.processors(files))
    }
    for name in one.experiments.keys.sorted() where files.contains(name) {
      if let entry = one.experiments[name], let counterpart = other.experiments[name] {
        compare(entry.configuration, counterpart.configuration, of: name)
      }
    }
    if one.swiftVersion != other.swiftVersion {
      remarks.append("built with Swift \(one.swiftVersion) and \(other.swiftVersion)")
    }
    for (side, manifest) in [(base, one), (head, other)] where manifest.git?.dirty ?? false {
      remarks.append("\(side.name) was run from a checkout with changes that no commit has")
    }
  }

  /// Of results that several machines made, times and RSS are compared where one kind of processor
  /// made all of them.
  private mutating func compareProcessors(_ base: [String], _ head: [String]) {
    if base == head && base.count == 1 { return }
    machines.append(
      "machines: processors are \(base.joined(separator: "; ")) in the base and "
        + "\(head.joined(separator: "; ")) in the head")
  }

  private mutating func compareHosts(_ base: Host, _ head: Host) {
    let fields: [(String, String, String)] = [
      ("processor", base.processor, head.processor), ("kernel", base.kernel, head.kernel),
      ("operating system", base.os, head.os), ("cores", "\(base.cores)", "\(head.cores)"),
      ("page size", "\(base.pageSizeBytes)", "\(head.pageSizeBytes)"),
    ]
    for (name, one, other) in fields where one != other {
      machines.append("machine: \(name) is \(one) in the base and \(other) in the head")
    }
  }

  /// Members that say how often a measurement is repeated, which makes results no less alike.
  private static let countsOfRepetition: Set<String> = ["repeat", "rounds"]

  private mutating func compare(_ base: JSONValue, _ head: JSONValue, of experiment: String) {
    guard case .object(let one) = base.kind, case .object(let other) = head.kind else { return }
    for member in Set(one.keys).union(other.keys).sorted()
    where one[member] != other[member] && !Self.countsOfRepetition.contains(member) {
      let values = [one[member], other[member]].map { $0.map(\.compactText) ?? "absent" }
      conflicts.append(
        "configuration of \(experiment): \(member) is \(values[0]) in the base and \(values[1]) in "
          + "the head")
    }
  }
}

extension Manifest {
  /// Whether results of some experiments were merged from those of several machines.
  fileprivate func isMerged(_ names: Set<String>) -> Bool {
    names.contains { experiments[$0]?.hosts != nil }
  }

  /// The processors that results of some experiments were made by, sorted.
  fileprivate func processors(_ names: Set<String>) -> [String] {
    Set(
      names.flatMap { name -> [String] in
        let own = experiments[name]?.processors ?? []
        return own.isEmpty ? [host.processor] : own
      }
    ).sorted()
  }

  fileprivate func hostSentence(_ names: Set<String>) -> String {
    names.sorted().compactMap { name in
      experiments[name]?.hostSentence.map { "\(name) ran on \($0)" }
    }.joined(separator: "; ")
  }
}

extension Manifest.Experiment {
  /// How many machines ran the arms, and which; nil where they were not merged.
  package var hostSentence: String? {
    guard let hosts else { return nil }
    let list = hosts.map {
      "\($0.host) (\($0.processor), \($0.arms) \($0.arms == 1 ? "arm" : "arms"))"
    }
    return "\(hosts.count) \(hosts.count == 1 ? "host" : "hosts"): \(list.joined(separator: ", "))"
  }
}

extension ResultsSnapshot {
  /// The experiments that the files come from, by the names they have in a manifest.
  ///
  /// A file is named for its experiment, up to the first `-` or `.`; coefficients come from all.
  fileprivate var experiments: [String] {
    let names = files.map { file, bytes in
      let document = try? CSVDocument(parsing: bytes, file: file)
      return document.flatMap { CSVKind.all.kind(of: $0, named: file) }?.fileName ?? file
    }
    if names.contains(Coefficient.fileName), let manifest {
      return Array(manifest.experiments.keys)
    }
    return names.map { String($0.prefix { $0 != "-" && $0 != "." }) }
  }
}

extension JSONValue {
  /// The value on one line.
  fileprivate var compactText: String {
    switch kind {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .double(let value): "\(value)"
    case .string(let value): value
    case .array(let values): "[" + values.map(\.compactText).joined(separator: ", ") + "]"
    case .object(let members):
      "{"
        + members.sorted { $0.key < $1.key }.map { "\($0): \($1.compactText)" }
        .joined(separator: ", ") + "}"
    }
  }
}
