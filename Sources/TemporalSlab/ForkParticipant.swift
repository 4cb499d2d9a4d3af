#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Locks that must be at rest while fork(2) copies the process.
///
/// The child has the forking thread alone. A lock that another thread held would stay locked in it
/// for ever, over data that were half changed; so the forking thread takes all locks before, and
/// gives them back after, in the parent and in the child.
///
/// The closures hold the object that owns the locks by plain pointers. A reference would end it
/// when all others have gone during a fork, and its end wants the list of participants, which is
/// locked.
package struct ForkParticipant {
  /// Takes the locks, in the order in which they nest. None is ever wanted by a thread that holds a
  /// lock of another participant.
  let lock: () -> Void
  /// Gives them back; before that, in the child (true), mends what threads that are not there have
  /// left.
  let unlock: (Bool) -> Void

  /// A participant's place in the list.
  package struct Ticket: Sendable {
    fileprivate let number: UInt64
  }

  /// Takes part in every fork until `leave`, which the owner's `deinit` has to call.
  package static func join(
    lock: @escaping () -> Void, unlock: @escaping (_ inChild: Bool) -> Void
  ) -> Ticket {
    _ = handlers
    return list.withLock { list in
      list.count += 1
      list.participants[list.count] = ForkParticipant(lock: lock, unlock: unlock)
      return Ticket(number: list.count)
    }
  }

  package static func leave(_ ticket: Ticket) {
    // What the closures hold ends after the list is unlocked.
    _ = list.withLock { $0.participants.removeValue(forKey: ticket.number) }
  }

  private struct List {
    var count: UInt64 = 0
    var participants: [UInt64: ForkParticipant] = [:]
  }

  private static let list = Lock(List())

  /// Registered once in the process. The list itself is locked over the fork as well.
  private static let handlers: Bool = {
    pthread_atfork(
      {
        list.mutex.lock()
        for participant in list.state.pointee.participants.values { participant.lock() }
      },
      { endFork(inChild: false) },
      { endFork(inChild: true) }) == 0
  }()

  private static func endFork(inChild: Bool) {
    for participant in list.state.pointee.participants.values { participant.unlock(inChild) }
    list.mutex.unlock()
  }
}
