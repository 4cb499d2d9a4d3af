import Foundation
import Results

/// `routing.json`, version 1.
///
///     {
///       "drainbench_routing": 1,
///       "depth": 1,                    innermost frames that make a site; 0: whole stacks
///       "granule_bytes": 4096,         of the model
///       "model": "slab",               slab, region or epoch
///       "routed_bytes": 8192,          structural bytes with all sites moved, and without
///       "unrouted_bytes": 1056768,
///       "skip": [],                    beginnings of names that are no site, beyond the known
///       "trained_on": [
///         {"digest": "0f…", "events": 120, "executable": "/usr/bin/server", "recording": "a.raw"}
///       ],
///       "sites": [                     in the order in which they are to be moved
///         {
///           "function": "createClient", "file": "networking.c", "line": 174, "module": "server",
///           "callers": [],             depth - 1 more frames, each like this one
///           "granule": 1,              sites of one number share granules
///           "least_size": 1,           bytes of an object that is moved, both included; where
///           "largest_size": 128,       these are missing, all are
///           "saved_bytes": 1048576     after the sites before it, in the model
///         }
///       ]
///     }
extension SiteRouting {
  /// Reads a routing file.
  ///
  /// - Throws: `JSONError` with the place of a fault, or what reading the file throws.
  package init(reading path: String) throws {
    let bytes = try readInput(
      path, hint: "`drainbench advise RECORDING --route FILE` writes a routing")
    try self.init(bytes, file: path)
  }

  /// Reads a routing file's bytes.
  package init(_ bytes: [UInt8], file: String) throws(JSONError) {
    var reader = try JSONReader(.parse(bytes, file: file), file: file)
    _ = try reader.required("drainbench_routing", ValueKind<Int>.whole(1...Self.version))
    model = try reader.string("model")
    granuleBytes = try reader.required("granule_bytes", .whole(1...(1 << 30)))
    depth = try reader.required("depth", .whole(0...64))
    skipping = try reader.list("skip", .text)
    unroutedBytes = try reader.required("unrouted_bytes", .whole(0...Int.max))
    routedBytes = try reader.required("routed_bytes", .whole(0...Int.max))
    training = []
    for var part in try reader.optionalObjects("trained_on") ?? [] {
      training.append(
        Training(
          recording: try part.string("recording"), digest: try part.string("digest"),
          executable: try part.string("executable"),
          events: try part.required("events", .whole(0...Int.max))))
      try part.finish()
    }
    entries = []
    for var part in try reader.optionalObjects("sites") ?? [] {
      var frames = [try Self.frame(&part)]
      for var caller in try part.optionalObjects("callers") ?? [] {
        frames.append(try Self.frame(&caller))
        try caller.finish()
      }
      var sizes: ClosedRange<UInt64>?
      if part.has("least_size") || part.has("largest_size") {
        let least: UInt64 = try part.required("least_size", .whole(0...(1 << 57)))
        sizes = least...(try part.required("largest_size", .whole(least...(1 << 57))))
      }
      entries.append(
        Entry(
          site: Site(frames: frames), sizes: sizes,
          granule: try part.required("granule", .whole(1...65_535)),
          savedBytes: try part.required("saved_bytes", .whole(Int.min...Int.max))))
      try part.finish()
    }
    try reader.finish()
  }

  private static func frame(_ reader: inout JSONReader) throws(JSONError) -> Frame {
    Frame(
      function: try reader.string("function"), file: try reader.string("file"),
      line: try reader.required("line", .whole(0...Int(Int32.max))),
      module: try reader.string("module"))
  }

  /// The file's text: keys sorted, so that two routings compare line by line.
  package func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try String(decoding: encoder.encode(json), as: UTF8.self) + "\n"
  }

  private var json: JSONValue {
    .object([
      "drainbench_routing": .whole(Self.version), "model": .text(model),
      "granule_bytes": .whole(granuleBytes), "depth": .whole(depth),
      "skip": .array(skipping.map { .text($0) }), "unrouted_bytes": .whole(unroutedBytes),
      "routed_bytes": .whole(routedBytes),
      "trained_on": .array(
        training.map {
          .object([
            "recording": .text($0.recording), "digest": .text($0.digest),
            "executable": .text($0.executable), "events": .whole($0.events),
          ])
        }),
      "sites": .array(entries.map(\.json)),
    ])
  }
}

extension SiteRouting.Entry {
  fileprivate var json: JSONValue {
    var members = (site.frame ?? Frame(function: "")).members
    members["callers"] = .array(site.frames.dropFirst().map { .object($0.members) })
    members["granule"] = .whole(granule)
    members["saved_bytes"] = .whole(savedBytes)
    if let sizes {
      members["least_size"] = .whole(Int(sizes.lowerBound))
      members["largest_size"] = .whole(Int(sizes.upperBound))
    }
    return .object(members)
  }
}

extension Frame {
  fileprivate var members: [String: JSONValue] {
    [
      "function": .text(function), "file": .text(file), "line": .whole(line),
      "module": .text(module),
    ]
  }
}

extension JSONValue {
  fileprivate static func whole(_ value: Int) -> JSONValue { JSONValue(.integer(Int128(value))) }
  fileprivate static func text(_ value: String) -> JSONValue { JSONValue(.string(value)) }
  fileprivate static func array(_ values: [JSONValue]) -> JSONValue { JSONValue(.array(values)) }
  fileprivate static func object(_ members: [String: JSONValue]) -> JSONValue {
    JSONValue(.object(members))
  }
}
