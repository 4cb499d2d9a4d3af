import Experiments
import Synchronization

/// One line on standard error that says how far a run is, redrawn in place.
///
///     let progress = ProgressLine(total: arms.count, quiet: invocation[quiet])
///     defer { progress.finish() }
///     …
///     progress.advance("p=0.05 ring")
///
/// It draws only on a terminal and not when quiet. Any thread may call it.
final class ProgressLine: Laboratory.Progress {
  private struct State {
    var done = 0
    var line = ""
  }

  private let total: Int
  private let earlier: Int
  private let isShown: Bool
  private let width: @Sendable () -> Int
  private let elapsed: @Sendable () -> Duration
  private let write: @Sendable (String) -> Void
  private let state = Mutex(State())

  /// A line on standard error; the clock starts now.
  /// - Parameters:
  ///   - total: arms in all, 0 or more.
  ///   - done: arms that are done already.
  ///   - quiet: whether to draw nothing.
  convenience init(total: Int, done: Int = 0, quiet: Bool) {
    let terminal = Terminal.errors
    let start = ContinuousClock.now
    self.init(
      total: total, done: done, isShown: terminal.isTerminal && !quiet,
      // The window may be resized during a run.
      width: { Terminal.errors.width }, elapsed: { ContinuousClock.now - start },
      write: { terminal.tell($0) })
  }

  /// A line with a given clock and place.
  init(
    total: Int, done: Int = 0, isShown: Bool, width: @escaping @Sendable () -> Int,
    elapsed: @escaping @Sendable () -> Duration, write: @escaping @Sendable (String) -> Void
  ) {
    self.total = total
    earlier = done
    self.isShown = isShown
    self.width = width
    self.elapsed = elapsed
    self.write = write
    state.withLock {
      $0.done = done
      draw("", &$0)
    }
  }

  /// Counts one arm as done.
  /// - Parameter label: what was done, shown where there is room.
  func advance(_ label: String) {
    state.withLock {
      $0.done += 1
      draw(label, &$0)
    }
  }

  /// Prints a line of its own, such as a warning, even when no progress is shown.
  func note(_ text: String) {
    state.withLock { write(clearing($0) + text + "\n" + $0.line) }
  }

  /// Clears the line; `advance` draws it again.
  func finish() {
    state.withLock {
      if !$0.line.isEmpty { write(clearing($0)) }
      $0.line = ""
    }
  }

  private func draw(_ label: String, _ state: inout State) {
    guard isShown else { return }
    // The last column stays free: many terminals wrap when it is written.
    let line = ProgressLine.text(
      done: state.done, earlier: earlier, total: total, elapsed: elapsed(), label: label,
      width: width() - 1)
    write(clearing(state) + line)
    state.line = line
  }

  private func clearing(_ state: State) -> String { state.line.isEmpty ? "" : "\r\u{1B}[K" }

  /// The line: a bar, arms done of total, rate, time left, label.
  /// - Parameters:
  ///   - earlier: arms that were done before the start, which say nothing of the rate.
  ///   - elapsed: time since the start.
  ///   - width: the most characters that the line may have.
  static func text(
    done: Int, earlier: Int = 0, total: Int, elapsed: Duration, label: String, width: Int
  ) -> String {
    var parts = [bar(done, total, width) + "\(done)/\(total) arms"]
    let seconds = elapsed / .seconds(1)
    if done > earlier, seconds > 0 {
      let rate = Double(done - earlier) / seconds
      parts.append(rate >= 1 ? "\(tenths(rate))/s" : "\(tenths(rate * 60))/min")
      parts.append("\(clock(Double(max(0, total - done)) / rate)) left")
    }
    let safe = label.map { ($0.asciiValue.map { $0 < 32 || $0 == 127 } ?? false) ? " " : $0 }
    if !safe.isEmpty { parts.append(String(safe)) }
    return String(parts.joined(separator: ", ").prefix(max(0, width)))
  }

  /// How much is done, for lines with room for it.
  private static func bar(_ done: Int, _ total: Int, _ width: Int) -> String {
    guard width >= 60, total > 0 else { return "" }
    let length = 20
    let full = min(length, done * length / total)
    return "[" + String(repeating: "#", count: full)
      + String(repeating: ".", count: length - full) + "] "
  }

  private static func tenths(_ value: Double) -> String {
    let scaled = Int(min(value, 1e9) * 10 + 0.5)
    return "\(scaled / 10).\(scaled % 10)"
  }

  private static func clock(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 1e9).rounded(.up))
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    if hours > 0 { return "\(hours) h \(minutes) min" }
    return minutes > 0 ? "\(minutes) min \(rest) s" : "\(rest) s"
  }
}
