import Foundation
import Synchronization

@testable import TemporalSlab

/// Runs `body` on threads of their own, which block nobody else, and waits for all of them.
///
/// - Throws: the first error that a body threw.
func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) throws {
  let failures = Failures()
  let group = DispatchGroup()
  for index in 0..<count {
    group.enter()
    let thread = Thread {
      do {
        try body(index)
      } catch {
        failures.errors.withLock { $0.append(error) }
      }
      group.leave()
    }
    thread.stackSize = 1 << 20
    thread.start()
  }
  group.wait()
  if let first = failures.errors.withLock({ $0.first }) { throw first }
}

private final class Failures: Sendable {
  let errors = Lock<[any Error]>([])
}

/// Lets several threads go on together, as closely as can be.
final class SpinBarrier: Sendable {
  private let parties: Int
  private let arrived = Atomic<Int>(0)

  init(_ parties: Int) { self.parties = parties }

  func wait() {
    let ticket = arrived.add(1, ordering: .acquiringAndReleasing).newValue
    let goal = (ticket + parties - 1) / parties * parties
    spin(until: { arrived.load(ordering: .acquiring) >= goal })
  }
}

/// Waits until `holds`, giving way to other threads once it takes long.
func spin(until holds: () -> Bool) {
  var count = 0
  while !holds() {
    count += 1
    if count > 200 { sched_yield() }
  }
}

/// A statement that a thread found broken.
struct Broken: Error, CustomStringConvertible {
  let description: String
}

func demand(_ holds: Bool, _ message: @autoclosure () -> String) throws {
  if !holds { throw Broken(description: message()) }
}

/// A number of operations: what `DRAINBENCH_STRESS_OPERATIONS` says, or `ordinary`.
func stressOperations(ordinary: Int) -> Int {
  Int(ProcessInfo.processInfo.environment["DRAINBENCH_STRESS_OPERATIONS"] ?? "") ?? ordinary
}
