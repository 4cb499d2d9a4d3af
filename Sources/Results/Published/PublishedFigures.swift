import Foundation

/// The figures that the paper and its project page publish (`experiments/published.json`), a
/// section an experiment.
///
/// The paper prints "MB"; its RSS figures are multiples of 1/8 MiB, so they are read as MiB.
package struct PublishedFigures: Sendable {
  /// Where the figures come from.
  package let source: String
  private let sections: [String: JSONValue]
  private let file: String

  /// Reads the figures from JSON; what a section holds is read when it is asked for.
  package init(_ bytes: [UInt8], file: String) throws(JSONError) {
    let value = try JSONValue.parse(bytes, file: file)
    var reader = try JSONReader(value, file: file)
    source = try reader.string("source")
    self.file = file
    guard case .object(let members) = value.kind else {
      preconditionFailure("a reader of \(file) is one of an object")
    }
    sections = members
  }

  /// What is published of an experiment.
  ///
  /// The figures are part of the build, and a test reads every section.
  package func section<Section: Decodable>(_ name: String, as type: Section.Type) -> Section {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(type, from: JSONEncoder().encode(sections[name]))
    } catch {
      preconditionFailure("\(file): \(name): \(error)")
    }
  }
}
