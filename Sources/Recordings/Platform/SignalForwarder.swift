#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Passes signals on to a program that this process waits for, so that a wrapper is not in the way.
///
/// What a terminal's keys send reaches the program as well, and is not sent a second time.
struct SignalForwarder {
  /// Signals that ask a program for something.
  static let signals: [Int32] = [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2]

  private var before: [(signal: Int32, action: sigaction)] = []

  /// Takes the signals over, apart from those that are ignored; there is one forwarder at a time.
  init() {
    forwardTarget = 0
    lastSignal = 0
    for signal in Self.signals {
      var old = sigaction()
      sigaction(signal, nil, &old)
      if Self.isIgnored(old) { continue }
      var new = sigaction()
      Self.set(&new)
      sigaction(signal, &new, nil)
      before.append((signal, old))
    }
  }

  /// Sends what has come so far, and all that comes from now on, to a process.
  func forward(to processID: pid_t) {
    forwardTarget = processID
    if lastSignal != 0 { kill(processID, lastSignal) }
  }

  /// The last signal that came; 0 before any.
  var received: Int32 { lastSignal }

  /// Gives the signals back.
  func end() {
    forwardTarget = 0
    for (signal, action) in before {
      var action = action
      sigaction(signal, &action, nil)
    }
  }

  /// No signal interrupts this thread from now on, and writing to a closed pipe is an error.
  static func blockAllInThread() {
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
  }

  private static func set(_ action: inout sigaction) {
    sigemptyset(&action.sa_mask)
    action.sa_flags = Int32(SA_SIGINFO) | Int32(bitPattern: UInt32(SA_RESTART))
    #if canImport(Glibc)
      action.__sigaction_handler.sa_sigaction = forwardSignal
    #elseif canImport(Musl)
      action.__sa_handler.sa_sigaction = forwardSignal
    #else
      action.__sigaction_u.__sa_sigaction = forwardSignal
    #endif
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    // SIG_IGN is the number 1 in the place of a function, on all of these systems.
    #if canImport(Glibc)
      let handler = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    #elseif canImport(Musl)
      let handler = unsafeBitCast(action.__sa_handler.sa_handler, to: Int.self)
    #else
      let handler = unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self)
    #endif
    return handler == 1
  }
}

/// The process that signals go to, and the last signal: written by one forwarder and by the
/// handler, which runs while that forwarder waits.
nonisolated(unsafe) private var forwardTarget: pid_t = 0
nonisolated(unsafe) private var lastSignal: Int32 = 0

private func forwardSignal(
  _ signal: Int32, _ information: UnsafeMutablePointer<siginfo_t>?,
  _ context: UnsafeMutableRawPointer?
) {
  lastSignal = signal
  // A code above 0 means that the kernel sent it: a key that the whole group has been told of.
  let isFromKernel = (information?.pointee.si_code ?? 0) > 0
  if forwardTarget > 0 && !isFromKernel { kill(forwardTarget, signal) }
}
