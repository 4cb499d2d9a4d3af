import Foundation
import Synchronization
import Testing

@testable import drainbench

@Suite struct TerminalTests {
  @Test("a pipe is no terminal: no colour, and the width of COLUMNS or 80")
  func pipe() throws {
    let pipe = Pipe()
    let descriptor = pipe.fileHandleForWriting.fileDescriptor
    let plain = Terminal(descriptor: descriptor, environment: { _ in nil })
    #expect(!plain.isTerminal && !plain.usesColour && plain.width == 80)
    for (columns, width) in [("132", 132), ("0", 80), ("-3", 80), ("wide", 80)] {
      let stated = Terminal(
        descriptor: descriptor, environment: { $0 == "COLUMNS" ? columns : nil })
      #expect(stated.width == width)
    }
    try plain.write("whole text\n")
    try pipe.fileHandleForWriting.close()
    #expect(try pipe.fileHandleForReading.readToEnd() == Data("whole text\n".utf8))
  }

  @Test("a text that a device refuses is an error with the system's reason")
  func refused() throws {
    let descriptor = open("/dev/full", O_WRONLY)
    try #require(descriptor >= 0, "this system has no /dev/full")
    defer { close(descriptor) }
    let full = Terminal(descriptor: descriptor, environment: { _ in nil })
    let error = #expect(throws: OutputError.self) { try full.write("x") }
    #expect(error?.reason == "No space left on device" && error?.status == .cannotCreate)
    #expect(full.tableWidth == nil)
    full.tell("lost")
    try full.write("")
  }

  @Test("a text that a pipe without blocking takes in parts is written whole")
  func partial() throws {
    let pipe = Pipe()
    let descriptor = pipe.fileHandleForWriting.fileDescriptor
    try #require(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0)
    let text = String(repeating: "whole text\n", count: 50_000)
    let reading = pipe.fileHandleForReading
    let received = Mutex(0)
    let done = DispatchSemaphore(value: 0)
    Thread {
      received.withLock { $0 = (try? reading.readToEnd())?.count ?? -1 }
      done.signal()
    }.start()
    try Terminal(descriptor: descriptor, environment: { _ in nil }).write(text)
    try pipe.fileHandleForWriting.close()
    done.wait()
    #expect(received.withLock { $0 } == text.utf8.count)
  }

  @Test("a terminal gives its width and has colour unless NO_COLOR or a dumb terminal forbids")
  func terminal() throws {
    let descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    var size = winsize(ws_row: 24, ws_col: 123, ws_xpixel: 0, ws_ypixel: 0)
    try #require(ioctl(descriptor, UInt(TIOCSWINSZ), &size) == 0)
    func terminal(_ environment: [String: String]) -> Terminal {
      Terminal(descriptor: descriptor, environment: { environment[$0] })
    }
    #expect(terminal(["COLUMNS": "40"]).width == 123)
    #expect(terminal([:]).isTerminal && terminal([:]).tableWidth == 123)
    #expect(terminal([:]).usesColour && terminal(["NO_COLOR": ""]).usesColour)
    #expect(!terminal(["NO_COLOR": "1"]).usesColour && !terminal(["TERM": "dumb"]).usesColour)
    size.ws_col = 0
    try #require(ioctl(descriptor, UInt(TIOCSWINSZ), &size) == 0)
    #expect(terminal(["COLUMNS": "40"]).width == 40)
  }

  @Test("without a command, a terminal is told the next one, and a pipe the overview alone")
  func next() throws {
    let descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let tool = Tool(
      name: "tool", version: { "1" }, summary: "A tool.", commands: [], examples: [],
      next: { Example("tool start", "it begins") })
    for (words, terminal, isTold) in [
      ([], Terminal(descriptor: descriptor, environment: { _ in nil }), true),
      (["help"], Terminal(descriptor: descriptor, environment: { _ in nil }), false),
      ([], Terminal(descriptor: Pipe().fileHandleForWriting.fileDescriptor), false),
    ] {
      var text = ""
      #expect(tool.main(words, terminal: terminal, output: { text += $0 }) == .done)
      #expect(text.contains("tool start") == isTold, "\(words)")
    }
    let own = try #require(Drainbench.tool.next())
    #expect(own.line.hasPrefix("drainbench "))
  }

  @Test("styles are the identity when colour is off")
  func styles() {
    let (on, off) = (Style(isOn: true), Style.plain)
    for (styled, plain) in [
      (on.bold("x"), off.bold("x")), (on.green("x"), off.green("x")), (on.red("x"), off.red("x")),
      (on.dim("x"), off.dim("x")),
    ] {
      #expect(plain == "x")
      #expect(styled.hasPrefix("\u{1B}[") && styled.hasSuffix("mx\u{1B}[0m"))
    }
  }
}

@Suite struct ProgressLineTests {
  @Test("the line tells arms, rate, time left and label")
  func text() {
    func line(_ done: Int, _ total: Int, _ seconds: Double, _ label: String = "p=1") -> String {
      ProgressLine.text(
        done: done, total: total, elapsed: .seconds(seconds), label: label, width: 59)
    }
    #expect(line(0, 28, 3, "") == "0/28 arms")
    #expect(line(7, 28, 2) == "7/28 arms, 3.5/s, 6 s left, p=1")
    #expect(line(1, 28, 20) == "1/28 arms, 3.0/min, 9 min 0 s left, p=1")
    #expect(line(1, 28, 600) == "1/28 arms, 0.1/min, 4 h 30 min left, p=1")
    #expect(line(28, 28, 2) == "28/28 arms, 14.0/s, 0 s left, p=1")
    let wide = ProgressLine.text(
      done: 7, total: 28, elapsed: .seconds(2), label: "p=1", width: 60)
    #expect(wide == "[#####...............] 7/28 arms, 3.5/s, 6 s left, p=1")
    let resumed = ProgressLine.text(
      done: 20, earlier: 18, total: 28, elapsed: .seconds(4), label: "", width: 59)
    #expect(resumed == "20/28 arms, 30.0/min, 16 s left")
    #expect(line(1, 1, 0, "a\r\n\u{1B}b") == "1/1 arms, a  b")
  }

  @Test("no line is wider than the terminal less one column", arguments: [0, 1, 5, 20, 40])
  func width(columns: Int) {
    let written = Mutex<[String]>([])
    let progress = ProgressLine(
      total: 30, isShown: true, width: { columns }, elapsed: { .seconds(10) },
      write: { text in written.withLock { $0.append(text) } })
    for arm in 0..<30 { progress.advance("arm \(arm) with a long label") }
    for text in written.withLock({ $0 }) {
      #expect(text.replacing("\r\u{1B}[K", with: "").count <= max(0, columns - 1))
    }
  }

  @Test("the line is redrawn in place, gives way to notes and clears itself")
  func redraw() {
    let written = Mutex("")
    let progress = ProgressLine(
      total: 2, isShown: true, width: { 40 }, elapsed: { .seconds(2) },
      write: { text in written.withLock { $0 += text } })
    progress.advance("a")
    progress.note("warning")
    progress.finish()
    progress.finish()
    let clear = "\r\u{1B}[K"
    let line = "1/2 arms, 30.0/min, 2 s left, a"
    #expect(
      written.withLock { $0 } == "0/2 arms" + clear + line + clear + "warning\n" + line + clear)
  }

  @Test("a line that is not shown writes notes alone")
  func hidden() {
    let written = Mutex("")
    let progress = ProgressLine(
      total: 2, isShown: false, width: { 80 }, elapsed: { .zero },
      write: { text in written.withLock { $0 += text } })
    progress.advance("a")
    progress.note("warning")
    progress.finish()
    #expect(written.withLock { $0 } == "warning\n")
  }

  @Test("arms that end on several threads at once are all counted")
  func threads() async {
    let last = Mutex("")
    let progress = ProgressLine(
      total: 400, isShown: true, width: { 80 }, elapsed: { .seconds(1) },
      write: { text in last.withLock { $0 = text } })
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { for _ in 0..<50 { progress.advance("") } } }
    }
    #expect(last.withLock { $0 }.hasSuffix("400/400 arms, 400.0/s, 0 s left"))
  }
}
