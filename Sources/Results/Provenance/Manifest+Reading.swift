import Foundation

/// Reading a manifest with the place of what is wrong, which the standard decoder does not tell.
///
/// Members that are not known here are passed over: a later version may have written them.
extension Manifest {
  init(_ object: JSONReader) throws(JSONError) {
    var reader = object
    toolVersion = try reader.string("tool_version")
    swiftVersion = try reader.string("swift_version")
    git = try reader.optionalObject("git").map(GitRevision.init(reading:))
    host = try Host(reading: reader.object("host"))
    experiments = [:]
    var entries = try reader.object("experiments")
    for name in entries.keys {
      experiments[name] = try Experiment(reading: entries.object(name))
    }
  }
}

extension Manifest.Experiment {
  fileprivate init(reading object: JSONReader) throws(JSONError) {
    var reader = object
    date = try reader.required("date", .date)
    commandLine = try reader.list("command_line", .text)
    configuration = try reader.value("configuration").withOptionNames
    for entry in try reader.optionalObjects("hosts") ?? [] {
      hosts = (hosts ?? []) + [try Manifest.HostShare(reading: entry)]
    }
    grid = reader.has("grid") ? try reader.list("grid", .text) : nil
    gitCommit = try reader.optional("git_commit", .text)
    gitDirty = try reader.optional("git_dirty", .truth)
    program = try reader.optionalObject("program").map(ProgramRecord.init(reading:))
    for entry in try reader.optionalObjects("programs") ?? [] {
      programs = (programs ?? []) + [try ProgramRecord(reading: entry)]
    }
    arms = try reader.optional("arms", .whole(0...Int.max))
    finished = try reader.optional("finished", .whole(0...Int.max))
  }
}

extension JSONValue {
  /// The members of a configuration by the names of their options; a manifest may have some of them
  /// in the plural.
  fileprivate var withOptionNames: JSONValue {
    guard case .object(var members) = kind else { return self }
    for name in ["allocator", "pattern", "lifetime"] {
      if let values = members.removeValue(forKey: name + "s") { members[name] = values }
    }
    return JSONValue(.object(members), at: position, keyPosition: keyPosition)
  }
}

extension Host {
  init(reading object: JSONReader) throws(JSONError) {
    var reader = object
    kernel = try reader.string("kernel")
    processor = try reader.string("processor")
    cores = try reader.required("cores", .whole(1...Int.max))
    pageSizeBytes = try reader.required("page_size_bytes", .whole(1...Int.max))
    os = try reader.string("os")
  }
}

extension Manifest.HostShare {
  fileprivate init(reading object: JSONReader) throws(JSONError) {
    var reader = object
    host = try reader.string("host")
    processor = try reader.string("processor")
    arms = try reader.required("arms", .whole(0...Int.max))
  }
}

extension GitRevision {
  fileprivate init(reading object: JSONReader) throws(JSONError) {
    var reader = object
    commit = try reader.string("commit")
    dirty = try reader.required("dirty", .truth)
  }
}

extension ValueKind<Date> {
  static var date: ValueKind {
    ValueKind("a date such as \"2026-01-31T12:00:00Z\"", "DATE", text: { $0.formatted(.iso8601) }) {
      try? Date($0, strategy: .iso8601)
    }
  }
}
