/// Why an allocation was refused.
public enum AllocationError: Error, Hashable, Sendable {
  /// The size is not one that a size class holds; `largest` is in bytes.
  case invalidSize(size: Int, largest: Int)
  /// The epoch was never opened by this allocator.
  case unknownEpoch(Epoch)
  /// The epoch's slot serves a later era.
  case staleEpoch(Epoch, currentEra: UInt64)
  /// The epoch is closed, or its close is under way.
  case epochClosing(Epoch)
  /// Every slab of the reservation is in use; the size of the reservation in bytes.
  case addressSpaceExhausted(reservedByteCount: Int)
  /// The system gave no memory for a slab; its size in bytes and the system's reason.
  case outOfMemory(byteCount: Int, reason: String)
}

extension AllocationError: CustomStringConvertible {
  /// What was asked, and what is allowed.
  public var description: String {
    switch self {
    case .invalidSize(let size, let largest):
      "cannot allocate \(size) bytes: the size must be 1 to \(largest)"
    case .unknownEpoch(let epoch):
      "\(epoch) was not opened by this allocator"
    case .staleEpoch(let epoch, let currentEra):
      "\(epoch) is over: its slot now serves era \(currentEra)"
    case .epochClosing(let epoch):
      "\(epoch) is closed to allocation: allocate in an open epoch"
    case .addressSpaceExhausted(let bytes):
      "all \(bytes) reserved bytes are in use: reserve more, or free and close epochs"
    case .outOfMemory(let bytes, let reason):
      "the system has no memory for a slab of \(bytes) bytes: \(reason)"
    }
  }
}

/// Why a heap could not be made.
public enum HeapError: Error, Hashable, Sendable {
  /// As many heaps live as slabs can name.
  case tooManyHeaps(limit: Int)
  /// The system has no memory for a heap's tables; their size in bytes.
  case outOfMemory(byteCount: Int)
}

extension HeapError: CustomStringConvertible {
  /// What was asked, and what is allowed.
  public var description: String {
    switch self {
    case .tooManyHeaps(let limit):
      "all \(limit) heaps are in use: end one, or let threads take turns with one"
    case .outOfMemory(let bytes):
      "the system has no memory for a heap's \(bytes) bytes"
    }
  }
}

/// Why an epoch could not be opened or closed.
public enum EpochError: Error, Hashable, Sendable {
  /// The epoch was never opened by this allocator.
  case unknownEpoch(Epoch)
  /// The epoch's slot serves a later era.
  case staleEpoch(Epoch, currentEra: UInt64)
  /// The ring came round to an epoch that is still open; close it first.
  case ringFull(open: Epoch)
  /// Every persistent slot holds an open epoch.
  case persistentSlotsExhausted(limit: Int)
  /// The epoch is closed: a domain can be entered on an open one only.
  case epochClosing(Epoch)
  /// No domain holds the epoch: one is left as often as it was entered.
  case notHeldByDomain(Epoch)
  /// Domains hold the epoch open; the last of them to end may close it.
  case heldByDomain(Epoch, holders: Int)
}

extension EpochError: CustomStringConvertible {
  /// What was asked, and what is allowed.
  public var description: String {
    switch self {
    case .unknownEpoch(let epoch):
      "\(epoch) was not opened by this allocator"
    case .staleEpoch(let epoch, let currentEra):
      "\(epoch) is over: its slot now serves era \(currentEra)"
    case .ringFull(let epoch):
      "the epoch ring is full: close \(epoch) before advancing"
    case .persistentSlotsExhausted(let limit):
      "all \(limit) persistent epochs are open: close one, or configure more"
    case .epochClosing(let epoch):
      "\(epoch) is closed: enter a domain on an open epoch"
    case .notHeldByDomain(let epoch):
      "\(epoch) is held by no domain: expected one that was entered and not left"
    case .heldByDomain(let epoch, let holders):
      "\(epoch) is held by \(holders) \(holders == 1 ? "domain" : "domains"): "
        + "it can be closed when they have ended"
    }
  }
}

/// Why a domain did not run to its end.
public enum EpochDomainError<BodyError: Error>: Error {
  /// There was no epoch for it; its body did not run.
  case notEntered(EpochError)
  /// Its body threw.
  case body(BodyError)

  /// A nested domain's error, if it has this very type, is passed on as it is.
  init(body error: BodyError) { self = error as? Self ?? .body(error) }

  /// The error without the domain around it.
  public var underlying: any Error {
    switch self {
    case .notEntered(let error): error
    case .body(let error): error
    }
  }
}

extension EpochDomainError: CustomStringConvertible {
  /// What the underlying error says.
  public var description: String { "\(underlying)" }
}

/// Why an allocator could not be made.
public enum ConfigurationError: Error, Hashable, Sendable {
  /// A value of the configuration is outside its range.
  case invalid(name: String, value: String, allowed: String)
  /// The system did not reserve even the smallest useful address range.
  case cannotReserve(byteCount: Int)
}

extension ConfigurationError: CustomStringConvertible {
  /// The wrong value and what would be right.
  public var description: String {
    switch self {
    case .invalid(let name, let value, let allowed):
      "\(name) is \(value): \(allowed)"
    case .cannotReserve(let bytes):
      "the system refused to reserve \(bytes) bytes of address space"
    }
  }
}
