import TemporalSlab

/// A line of source code that allocates.
public struct AllocationSite: Hashable, Sendable, CustomStringConvertible {
  /// Module and file, as `#fileID` gives them, or whatever names the file.
  public var fileID: String
  /// The line, from 1.
  public var line: Int
  /// The column, from 1; 0 when it is not known, as in C.
  public var column: Int

  /// A place that is known at run time, such as a line of another language.
  public init(fileID: String, line: Int, column: Int) {
    self.fileID = fileID
    self.line = line
    self.column = column
  }

  init(_ site: CallSite) {
    self.init(
      fileID: site.fileID.withUTF8Buffer { String(decoding: $0, as: UTF8.self) },
      line: Int(site.line), column: Int(site.column))
  }

  /// `Module/File.swift:12:34`, and without the column where it is not known.
  public var description: String {
    column == 0 ? "\(fileID):\(line)" : "\(fileID):\(line):\(column)"
  }
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

/// A shard's way from a file's name and a line that C gives to the site's number: direct-mapped by
/// line.
///
/// A name's address is not enough, because memory may hold another name by now; so the name is
/// compared, with a copy.
struct RunTimeSiteCache: ~Copyable {
  private struct Entry {
    var file: UnsafeMutablePointer<CChar>?
    var line: UInt32 = 0
    var number: UInt32 = 0
  }

  private let entries: UnsafeMutablePointer<Entry>
  private static let capacity = 256
  /// What stands for a file that is not named.
  private static let unknown: StaticString = "(unknown)"

  init() {
    entries = .allocate(capacity: Self.capacity)
    entries.initialize(repeating: Entry(), count: Self.capacity)
  }

  deinit {
    for index in 0..<Self.capacity { entries[index].file?.deallocate() }
    entries.deallocate()
  }

  /// The site's number; `intern` finds it when the cache does not know it.
  ///
  /// - Parameter file: ends with a zero byte; nil for a site that is not known.
  @inline(__always)
  func number(
    of file: UnsafePointer<CChar>?, line: UInt32, _ intern: (AllocationSite) -> UInt32
  ) -> UInt32 {
    // A static text ends with a zero byte.
    let file =
      file
      ?? UnsafeRawPointer(Self.unknown.utf8Start).assumingMemoryBound(to: CChar.self)
    let entry = entries + Int(truncatingIfNeeded: line & UInt32(Self.capacity - 1))
    if let known = entry.pointee.file, entry.pointee.line == line,
      Platform.areEqual(known, file)
    {
      return entry.pointee.number
    }
    return enter(file, line, in: entry, intern)
  }

  @inline(never)
  private func enter(
    _ file: UnsafePointer<CChar>, _ line: UInt32, in entry: UnsafeMutablePointer<Entry>,
    _ intern: (AllocationSite) -> UInt32
  ) -> UInt32 {
    let number = intern(
      AllocationSite(fileID: String(cString: file), line: Int(line), column: 0))
    var count = 1
    while file[count - 1] != 0 { count += 1 }
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: count)
    copy.initialize(from: file, count: count)
    entry.pointee.file?.deallocate()
    entry.pointee = Entry(file: copy, line: line, number: number)
    return number
  }
}
