// What the overlay of the C library has beyond its headers, for Embedded Swift.
@_exported import EmbeddedLibc

/// The error number of the calling thread.
@inlinable public var errno: Int32 { drainbench_errno() }

/// What `mmap` returns when it fails.
@inlinable public var MAP_FAILED: UnsafeMutableRawPointer { drainbench_map_failed() }

/// `open(2)` without a mode, which a file that exists needs none of.
@inlinable public func open(_ path: UnsafePointer<CChar>, _ flags: Int32) -> Int32 {
  drainbench_open(path, flags)
}
