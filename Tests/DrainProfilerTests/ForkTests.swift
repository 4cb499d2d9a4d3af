import Foundation
import Synchronization
import Testing

@testable import DrainProfiler

@Suite(.enabled(if: dlsym(nil, "__asan_init") == nil && dlsym(nil, "__tsan_init") == nil))
struct ForkTests {
  @Test("a child whose parent's other threads use a profiler counts, closes and reports")
  func childGoesOn() async {
    await #expect(processExitsWith: .success) {
      let profiler = DiagnosticProfiler()
      let isOver = Atomic<Bool>(false)
      let running = DispatchGroup()
      for thread in 0..<3 {
        running.enter()
        Thread {
          var granule = UInt64(thread) << 32
          while !isOver.load(ordering: .relaxed) {
            let shard = profiler.makeShard()
            for _ in 0..<20 {
              granule += 1
              profiler.open(granule)
              for id in 0..<8 { shard.register(UInt64(id), size: 8, in: granule) }
              profiler.close(granule)
              for id in 0..<8 { shard.deregister(UInt64(id), in: granule) }
            }
            _ = profiler.takeReports()
          }
          running.leave()
        }.start()
      }
      for trial in 0..<100 {
        let child = fork()
        if child == 0 {
          // A child that waits for something that cannot come is ended by the alarm.
          endSoon()
          _exit(goesOn(profiler) ? 0 : 1)
        }
        var status: Int32 = 0
        guard child > 0, waitpid(child, &status, 0) == child, status == 0 else {
          fatalError("trial \(trial): the child \(child) ended with status \(status)")
        }
      }
      isOver.store(true, ordering: .relaxed)
      running.wait()
      guard profiler.snapshot().misuse.total == 0 else { fatalError("\(profiler.snapshot())") }
    }
  }
}

private func goesOn(_ profiler: DiagnosticProfiler) -> Bool {
  let shard = profiler.makeShard()
  let granule = UInt64(1) << 48
  profiler.open(granule)
  shard.register(1, size: 8, in: granule)
  let before = profiler.clock.coarse()
  while profiler.clock.precise() < before + 3_000_000 {}
  guard let report = profiler.close(granule), report.liveObjects == 1 else { return false }
  shard.deregister(1, in: granule)
  return profiler.clock.coarse() >= before + 3_000_000
    && profiler.takeReports().reports.contains { $0.granule == granule }
}

/// Ends this process in twenty seconds, whatever signals the thread that it comes from has blocked.
private func endSoon() {
  var none = sigset_t()
  sigemptyset(&none)
  pthread_sigmask(SIG_SETMASK, &none, nil)
  alarm(20)
}

/// fork(2), which Swift's overlay of the C library hides.
private let fork = unsafeBitCast(
  dlsym(UnsafeMutableRawPointer(bitPattern: 0), "fork"), to: (@convention(c) () -> Int32).self)
