import TemporalSlab

/// A line of source code that allocates.
public struct AllocationSite: Hashable, Sendable, CustomStringConvertible {
  /// Module and file, as `#fileID` gives them.
  public var fileID: String
  /// The line, from 1.
  public var line: Int
  /// The column, from 1.
  public var column: Int

  package init(fileID: String, line: Int, column: Int) {
    self.fileID = fileID
    self.line = line
    self.column = column
  }

  init(_ site: CallSite) {
    self.init(
      fileID: site.fileID.withUTF8Buffer { String(decoding: $0, as: UTF8.self) },
      line: Int(site.line), column: Int(site.column))
  }

  /// `Module/File.swift:12:34`.
  public var description: String { "\(fileID):\(line):\(column)" }
}

/// A shard's way from a call site to its number: direct-mapped, by the address of the file's name,
/// which is a constant of the program.
struct SiteCache: ~Copyable {
  private struct Entry {
    var file: UnsafePointer<UInt8>?
    var line: UInt32 = 0
    var column: UInt32 = 0
    var number: UInt32 = 0
  }

  private let entries: UnsafeMutablePointer<Entry>
  private static let capacity = 256

  init() {
    entries = .allocate(capacity: Self.capacity)
    entries.initialize(repeating: Entry(), count: Self.capacity)
  }

  deinit { entries.deallocate() }

  /// The site's number; `intern` finds it when the cache does not know it.
  @inline(__always)
  func number(of site: CallSite, _ intern: (AllocationSite) -> UInt32) -> UInt32 {
    // A file's name is never a single scalar, so it has an address.
    let file = site.fileID.utf8Start
    let index = Int(
      truncatingIfNeeded: (site.line &* 31 &+ site.column) & UInt32(Self.capacity - 1))
    let entry = entries + index
    if entry.pointee.file == file && entry.pointee.line == site.line
      && entry.pointee.column == site.column
    {
      return entry.pointee.number
    }
    let number = intern(AllocationSite(site))
    entry.pointee = Entry(file: file, line: site.line, column: site.column, number: number)
    return number
  }
}
