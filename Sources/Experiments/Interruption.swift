import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

private let interruptCount = Atomic<Int>(0)

/// Ctrl-C, and a polite request to stop, as a flag that a run looks at.
package enum Interruption {
  /// Lets SIGINT and SIGTERM set the flag; a second signal ends the process at once.
  package static func watch() {
    for signal in [SIGINT, SIGTERM] {
      var action = sigaction()
      #if canImport(Glibc)
        action.__sigaction_handler.sa_handler = Self.handler
      #elseif canImport(Musl)
        action.__sa_handler.sa_handler = Self.handler
      #else
        action.__sigaction_u.__sa_handler = Self.handler
      #endif
      sigaction(signal, &action, nil)
    }
    // Whoever started this process may have done so with both blocked, as dispatch threads do.
    var watched = sigset_t()
    sigemptyset(&watched)
    sigaddset(&watched, SIGINT)
    sigaddset(&watched, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &watched, nil)
  }

  private static let handler: @convention(c) (Int32) -> Void = { _ in
    if interruptCount.add(1, ordering: .relaxed).newValue > 1 { _exit(130) }
  }

  /// Whether a signal has come.
  package static var isRequested: Bool { interruptCount.load(ordering: .relaxed) > 0 }
}
