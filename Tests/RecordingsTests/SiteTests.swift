import Testing

@testable import Recordings

@Suite struct SiteTests {
  private static let frames = [
    Frame(function: "main", file: "/src/main.c", line: 3, module: "/bin/a"),
    Frame(function: "serve", file: "/src/net.c", line: 174, module: "/bin/a"),
    Frame(function: "parse", file: "/src/net.c", line: 99, module: "/bin/a"),
    Frame(function: "zmalloc", file: "/src/zmalloc.c", line: 5, module: "/bin/a"),
    Frame(function: "operator new(unsigned long)", module: "/lib/libstdc++.so.6"),
  ]

  /// Traces 1 to 4: main; serve with parse inlined; zmalloc; operator new, each from the one
  /// before.
  private func book(_ rule: SiteRule) -> TraceBook {
    var table = FrameTable()
    table.append(Self.frames[0], to: 1)
    table.append(Self.frames[2], to: 2)
    table.append(Self.frames[1], to: 2)
    table.append(Self.frames[3], to: 3)
    table.append(Self.frames[4], to: 4)
    let book = TraceBook(rule: rule, frames: table)
    for trace in 1...4 { book.append(pointer: UInt64(trace), parent: UInt32(trace - 1)) }
    return book
  }

  private func label(_ book: TraceBook, _ trace: Int) -> String {
    book.sites[Int(book.siteNumbers[trace])].label
  }

  @Test func `a site is the innermost frame that is no wrapper, inlined ones included`() {
    let book = book(SiteRule())
    #expect(
      (1...4).map { label(book, $0) } == ["main.c:3 main"]
        + Array(repeating: "net.c:99 parse", count: 3))
  }

  @Test func `depth takes so many frames of the program`() {
    let book = book(SiteRule(depth: 2))
    #expect(label(book, 4) == "net.c:99 parse < net.c:174 serve")
    #expect(label(book, 1) == "main.c:3 main")
    #expect(self.book(SiteRule(depth: 9)).sites.contains { $0.frames.count == 3 })
  }

  @Test func `skipped prefixes move the site outwards`() {
    #expect(label(book(SiteRule(skipping: ["parse", ""])), 4) == "net.c:174 serve")
    let all = book(SiteRule(skipping: ["main", "serve", "parse"]))
    #expect(label(all, 4) == "operator new(unsigned long)")
  }

  @Test(
    arguments: [
      "operator new[](unsigned long)", "void std::vector<int>::_M_realloc_insert<int>(int&&)",
      "zmalloc_usable", "g_malloc0", "PyObject_Malloc", "_PyMem_DebugMalloc", "swift_allocObject",
      "alloc::vec::Vec<T>::with_capacity",
    ])
  func `wrappers and runtimes are skipped`(_ function: String) {
    #expect(SiteRule().skips(Frame(function: function)))
  }

  @Test(arguments: ["main", "createClient", "alloc_page", "voided", ""])
  func `functions of programs are not skipped`(_ function: String) {
    #expect(!SiteRule().skips(Frame(function: function, module: "/usr/bin/program")))
  }

  @Test func `a stack goes from the innermost frame out`() {
    #expect(
      book(SiteRule()).stack(of: 4).map(\.function)
        == ["operator new(unsigned long)", "zmalloc", "parse", "serve", "main"])
  }

  @Test func `without names a site is the address in its module`() {
    let book = TraceBook(rule: SiteRule())
    book.modules.executable = "/usr/bin/program"
    book.modules.add("x", base: 0x1000, segments: [(0, 0x100), (0x200, 0x100)])
    book.modules.add("/lib/libc.so.6", base: 0x9000, segments: [(0, 0x1000)])
    book.append(pointer: 0x1210, parent: 0)
    book.append(pointer: 0x9010, parent: 1)
    book.append(pointer: 0x1180, parent: 0)
    #expect(label(book, 1) == "program+0x210")
    #expect(label(book, 2) == "program+0x210")
    #expect(label(book, 3) == "0x1180")
  }

  @Test func `frames read back as they were written`() throws {
    let folder = try TemporaryFolder()
    let frames =
      Self.frames + [
        Frame(function: "f<\"a\", b>(int, char)", file: "a,b.c", line: 1, module: ""),
        Frame(function: ""),
      ]
    var text = FrameFile.header + "\n"
    for (index, frame) in frames.enumerated() {
      text += FrameFile.row(trace: index + 3, frame) + FrameFile.row(trace: index + 3, frames[0])
    }
    let table = try FrameFile.read(folder.file("a.frames.csv", text))
    #expect(table.own(1).isEmpty && table.own(2).isEmpty && table.own(99).isEmpty)
    for (index, frame) in frames.enumerated() {
      #expect(table.own(index + 3).map { table.frames[Int($0)] } == [frame, frames[0]])
    }
  }

  @Test(
    arguments: [
      ("", 1, "the file is empty"), ("trace,function\n", 1, "the first line is not"),
      ("1,f,a.c\n", 2, "a row is"), ("1,f,a.c,x,m\n", 2, "a row is"),
      ("2,f,a.c,1,m\n1,f,a.c,1,m\n", 3, "trace 1 is out of order"),
      ("0,f,a.c,1,m\n", 2, "trace 0 is out of order"),
      ("1,f,a.c,1,m\n99999999,f,a.c,1,m\n", 3, "trace 99999999, line 1 is no number"),
      ("1,\"f,a.c,1,m\n", 2, "a row is"),
    ])
  func `a frames file that cannot be read is refused with its line`(
    _ rows: String, _ line: Int, _ reason: String
  ) throws {
    let folder = try TemporaryFolder()
    let hasHeader = rows.isEmpty || rows.hasPrefix("trace")
    let path = try folder.file(
      "a.frames.csv", hasHeader ? rows : FrameFile.header + "\n" + rows)
    let error = #expect(throws: RecordingError.self) { try FrameFile.read(path) }
    #expect(error?.description.hasPrefix("\(path):\(line): \(reason)") == true)
    #expect(error?.kind == .badInput)
  }

  @Test func `the frames of a recording lie beside it`() {
    for name in ["a.raw", "a.raw.zst", "a.raw.gz"] {
      #expect(FrameFile.path(for: "dir/\(name)") == "dir/a.frames.csv")
    }
  }

  @Test func `interpreted lines become rows of frames`() {
    var names = InterpretedNames()
    let text =
      "v 10400 3\ns 6 /bin/a\ns 4 main\ns 3 m.c\ns 5 inner\ni 10 1 4 3 9 2 3 ff\ni 20 1\n"
      + "t 1 0\na 8 1\nt 2 1\n+ 0\n"
    var bytes = Array(text.utf8)
    let rows = bytes.withUnsafeMutableBytes { names.rows(of: UnsafeRawBufferPointer($0)) }
    #expect(rows == "1,inner,m.c,9,/bin/a\n1,main,m.c,255,/bin/a\n2,,,0,/bin/a\n")
  }
}
