import TestSupport
import Foundation
import Testing

@testable import Experiments
@testable import Results

@Suite struct ResultsFolderTests {
  private func row(_ seed: UInt64) -> SlopeRow {
    var row = SlopeRow.blank
    (row.seed, row.quartile) = (seed, 1)
    return row
  }

  @Test("Rows come back, and nothing but their file is left in the folder")
  func writesAndReads() throws {
    try withTemporaryFolder { path in
      let folder = ResultsFolder(path)
      try folder.write([row(1), row(2)])
      #expect(try folder.read(SlopeRow.self) == [row(1), row(2)])
      try folder.write([row(3)])
      #expect(try folder.read(SlopeRow.self) == [row(3)])
      #expect(try folder.readDocument("slope.csv").header.count == 7)
      #expect(try names(in: path) == ["slope.csv"])
      #expect(folder.contains(SlopeRow.self))
      #expect(!folder.contains(PSweepRow.self))
    }
  }

  @Test(
    "Missing folders are made, with their parents", arguments: ["a", "a/b/c", "a//b/", "a/../b"])
  func makesFolders(relative: String) throws {
    try withTemporaryFolder { path in
      let folder = ResultsFolder("\(path)/\(relative)")
      if relative.contains("..") { try ResultsFolder("\(path)/a").write("", as: "x") }
      #expect(!folder.exists)
      try folder.write("é\n", as: "notes.md")
      #expect(folder.exists)
      #expect(try folder.readBytes("notes.md") == "é\n".bytes)
    }
  }

  @Test("A large file is written whole")
  func large() throws {
    try withTemporaryFolder { path in
      let text = String(repeating: "0123456789abcdef", count: 20_000)
      try ResultsFolder(path).write(text, as: "large.txt")
      #expect(try ResultsFolder(path).readBytes("large.txt").count == 320_000)
    }
  }

  @Test("A path below a file cannot be written, and nothing changes")
  func belowAFile() throws {
    try withTemporaryFolder { path in
      try ResultsFolder(path).write("x", as: "file")
      for relative in ["file", "file/", "file/deep/er"] {
        let folder = ResultsFolder("\(path)/\(relative)")
        for attempt in [{ try folder.checkWritable() }, { try folder.write([row(1)]) }] {
          let error = error(ResultsError.self, attempt)
          guard case .cannotWrite(_, "Not a directory") = error else {
            Issue.record("\(relative): \(String(describing: error))")
            continue
          }
        }
      }
      #expect(try names(in: path) == ["file"])
      #expect(try ResultsFolder(path).readBytes("file") == "x".bytes)
    }
  }

  #if os(Linux)
    @Test("A file system that takes no files is found out, also by root")
    func procCannotBeWritten() {
      for path in ["/proc", "/proc/new/folder"] {
        let folder = ResultsFolder(path)
        for attempt in [{ try folder.checkWritable() }, { try folder.write("x", as: "y") }] {
          guard case .cannotWrite? = error(ResultsError.self, attempt) else {
            Issue.record("\(path) was written")
            continue
          }
        }
      }
      let below = ResultsFolder("/proc/new/folder")
      let refused = error(ResultsError.self) { try below.checkWritable() }
      let sentence = refused.map { "\($0)" } ?? ""
      #expect(sentence.hasPrefix("/proc/new/folder: cannot write: "), "\(sentence)")
      #expect(sentence.hasSuffix(" in /proc; --out names another folder"), "\(sentence)")
    }
  #endif

  @Test("A target that cannot be replaced leaves no temporary file")
  func temporaryIsRemoved() throws {
    try withTemporaryFolder { path in
      try ResultsFolder("\(path)/slope.csv").write("x", as: "inside")
      let error = error(ResultsError.self) { try ResultsFolder(path).write([row(1)]) }
      #expect(error == .cannotWrite(path: "\(path)/slope.csv", reason: "Is a directory"))
      #expect(try names(in: path) == ["slope.csv"])
      #expect(try names(in: "\(path)/slope.csv") == ["inside"])
    }
  }

  @Test("Rows that cannot be written leave the earlier file as it was")
  func earlierFileStays() throws {
    try withTemporaryFolder { path in
      let folder = ResultsFolder(path)
      try folder.write([row(1)])
      var bad = row(2)
      bad.slopePerRequest = .nan
      #expect(error(CSVError.self) { try folder.write([bad]) } != nil)
      #expect(try folder.read(SlopeRow.self) == [row(1)])
      #expect(try names(in: path) == ["slope.csv"])
    }
  }

  @Test("A temporary file that a killed process left does not stand in the way")
  func leftover() throws {
    try withTemporaryFolder { path in
      let leftover = ".notes.md.drainbench-\(Platform.processID)"
      try Data("old".utf8).write(to: URL(fileURLWithPath: "\(path)/\(leftover)"))
      try ResultsFolder(path).write("new", as: "notes.md")
      #expect(try ResultsFolder(path).readBytes("notes.md") == "new".bytes)
      #expect(try names(in: path) == [leftover, "notes.md"])
    }
  }

  @Test("Threads that write the same file leave one of their texts, whole")
  func concurrentWriters() throws {
    try withTemporaryFolder { path in
      let folder = ResultsFolder(path)
      DispatchQueue.concurrentPerform(iterations: 16) { index in
        let text = String(repeating: "\(index % 10)", count: 10_000)
        #expect(throws: Never.self) { try folder.write(text, as: "one.txt") }
      }
      let bytes = try folder.readBytes("one.txt")
      #expect(bytes.count == 10_000)
      #expect(Set(bytes).count == 1)
      #expect(try names(in: path) == ["one.txt"])
    }
  }

  @Test("A folder that can be written passes the check and is left as it was")
  func checkLeavesNothing() throws {
    try withTemporaryFolder { path in
      try ResultsFolder(path).checkWritable()
      try ResultsFolder("\(path)/new/deeper").checkWritable()
      #expect(try names(in: path) == [])
      try ResultsFolder(path).write("x", as: "y")
      try ResultsFolder(path + "/").checkWritable()
      #expect(try names(in: path) == ["y"])
    }
  }

  @Test("A symbolic link to nothing cannot be a folder")
  func brokenLink() throws {
    try withTemporaryFolder { path in
      try FileManager.default.createSymbolicLink(
        atPath: "\(path)/link", withDestinationPath: "\(path)/nowhere")
      let folder = ResultsFolder("\(path)/link")
      #expect(error(ResultsError.self) { try folder.checkWritable() } != nil)
      #expect(error(ResultsError.self) { try folder.write("x", as: "y") } != nil)
      #expect(try names(in: path) == ["link"])
    }
  }

  @Test("An empty path is refused")
  func emptyPath() {
    #expect(error(ResultsError.self) { try ResultsFolder("").checkWritable() } != nil)
    #expect(error(ResultsError.self) { try ResultsFolder("").write("x", as: "y") } != nil)
  }

  @Test(
    "A name that leads out of the folder is refused",
    arguments: ["", ".", "..", "../x", "a/b", "a\0b"])
  func badNames(name: String) throws {
    try withTemporaryFolder { path in
      let error = error(ResultsError.self) {
        try ResultsFolder("\(path)/in").write("x", as: name)
      }
      guard case .cannotWrite? = error else {
        Issue.record("\(name.debugDescription) was written")
        return
      }
      let left = try names(in: path)
      #expect(left == [])
    }
  }

  @Test("A missing file is not found, with a hint; a folder cannot be read")
  func reading() throws {
    try withTemporaryFolder { path in
      let folder = ResultsFolder(path)
      let missing = try #require(error(ResultsError.self) { _ = try folder.read(SlopeRow.self) })
      guard case .notFound("\(path)/slope.csv", let hint) = missing else {
        Issue.record("\(missing)")
        return
      }
      #expect(hint.contains("drainbench reproduce"))
      try ResultsFolder("\(path)/slope.csv").write("x", as: "inside")
      #expect(
        error(ResultsError.self) { _ = try folder.read(SlopeRow.self) }
          == .cannotRead(path: "\(path)/slope.csv", reason: "Is a directory"))
    }
  }

  @Test("What a file holds wrongly is an error with the file's path")
  func badContents() throws {
    try withTemporaryFolder { path in
      let folder = ResultsFolder(path)
      try folder.write("p,reuse\n", as: "slope.csv")
      #expect(
        error(CSVError.self) { _ = try folder.read(SlopeRow.self) }?.file == "\(path)/slope.csv")
    }
  }

  @Test("Of the hidden files that writers left, those of ended processes are removed")
  func abandoned() throws {
    try withTemporaryFolder { path in
      let folder = ResultsFolder(path)
      // No process has a number that is this large.
      let left = [".a.csv.drainbench-2147483647", ".b.csv.drainbench-2147483647-3"]
      var stays = [
        ".c.csv.drainbench-\(getpid())", ".d.csv.drainbench-x", ".hidden",
        "e.csv.drainbench-2147483647", ".thesis.tmp-999999",
      ]
      for name in left + stays { try folder.write("", as: name) }
      let (link, inner) = (".l.csv.drainbench-2147483647", ".f.csv.drainbench-2147483647")
      try FileManager.default.createSymbolicLink(
        atPath: folder.path(of: link), withDestinationPath: folder.path(of: ".hidden"))
      try FileManager.default.createDirectory(
        atPath: folder.path(of: inner), withIntermediateDirectories: false)
      stays += [link, inner]
      folder.removeAbandoned()
      #expect(folder.names == stays.sorted())
    }
  }

  @Test("A folder goes only when it is empty")
  func removal() throws {
    try withTemporaryFolder { path in
      let folder = ResultsFolder("\(path)/a")
      #expect(folder.names.isEmpty)
      try folder.write("", as: "x")
      folder.removeIfEmpty()
      #expect(folder.names == ["x"])
      folder.remove("y")
      folder.remove("x")
      folder.removeIfEmpty()
      #expect(!folder.exists)
    }
  }

  @Test("A link is followed only where that is wanted")
  func links() throws {
    try withTemporaryFolder { path in
      let folder = ResultsFolder(path)
      try folder.write("x", as: "file")
      try FileManager.default.createSymbolicLink(
        atPath: folder.path(of: "link"), withDestinationPath: folder.path(of: "file"))
      #expect(try folder.readBytes("link") == "x".bytes)
      #expect(
        error(ResultsError.self) { _ = try folder.readBytes("link", followingLinks: false) }
          == .cannotRead(path: "\(path)/link", reason: "Too many levels of symbolic links"))
    }
  }

  @Test("One at a time holds a folder, says who it is, and leaves nothing of it")
  func lock() throws {
    try withTemporaryFolder { path in
      let folder = ResultsFolder("\(path)/new/deeper")
      var lock = try FolderLock.take(folder, owner: "drainbench a\u{1B}[2J")
      #expect(lock != nil)
      #expect(try FolderLock.take(folder, owner: "b") == nil)
      #expect(FolderLock.holder(of: folder) == "process \(getpid()) (drainbench a[2J)")
      lock = nil
      #expect(try names(in: path) == [])
      // What a killed process leaves holds nobody up.
      try folder.write("process 1 (drainbench)", as: ".lock")
      lock = try FolderLock.take(folder, owner: "c")
      #expect(lock != nil)
      lock = nil
      #expect(folder.names == [])
      try FileManager.default.createSymbolicLink(
        atPath: folder.path(of: ".lock"), withDestinationPath: "\(path)/elsewhere")
      let refusal = error(ResultsError.self) { _ = try FolderLock.take(folder, owner: "d") }
      #expect("\(String(describing: refusal))".contains("Too many levels of symbolic links"))
      #expect(try names(in: path) == ["new"])
    }
  }

  @Test("Results of another configuration stand in the way, more repeats do not")
  func conflicts() throws {
    try withTemporaryFolder { path in
      let folder = ResultsFolder(path)
      func conflict(_ configuration: JSONValue, resumes: Bool = false) throws
        -> ConfigurationConflict?
      {
        try ConfigurationConflict(
          in: folder, "churn", files: ["churn.csv"], configuration, resumes: resumes)
      }
      let kept: JSONValue = ["p": [0.05, 1], "repeat": 5, "seed": 1]
      #expect(try conflict(kept) == nil)
      try folder.write("", as: "churn.csv")
      #expect(
        try conflict(kept)?.sentence
          == "\(path) holds results of churn of an unknown configuration")
      #expect(try conflict(kept, resumes: true) == nil)
      try Manifest.update(
        in: folder, experiment: "churn",
        Manifest.Experiment(
          date: .distantPast, commandLine: [], configuration: kept, gitCommit: nil))
      #expect(try conflict(kept) == nil)
      #expect(try conflict(["p": [0.05, 1], "repeat": 6, "seed": 1]) == nil)
      let fewer = try #require(try conflict(["p": [0.5], "repeat": 4, "seed": 1]))
      #expect(
        fewer.description
          == "\(path) holds results of churn of another configuration: p is [0.05,1] there and "
          + "[0.5] here, repeat is 5 there and 4 here; --out names another folder, and --force "
          + "replaces them")
      #expect(fewer.ownFolder.path == "\(path)/churn-p=0.5,repeat=4")
      #expect(try conflict(["p": [0.05, 1], "repeat": 5, "seed": 2]) != nil)
      let file = try #require(try conflict(["file": "../../x y"]))
      #expect(file.ownFolder.path.hasPrefix("\(path)/churn-configuration="))
      #expect(file.ownFolder.path.count == "\(path)/churn-configuration=".count + 16)
    }
  }

  @Test("The digest is FNV-1a")
  func digests() {
    // Published with the hash.
    #expect(hexadecimal(digest(of: "")) == "cbf29ce484222325")
    #expect(hexadecimal(digest(of: "a")) == "af63dc4c8601ec8c")
    #expect(hexadecimal(digest(of: "foobar")) == "85944171f73967e8")
    let long = (0..<1_001).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let wanted = long.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    #expect(long.withUnsafeBytes { digest(of: $0) } == wanted)
  }
}
