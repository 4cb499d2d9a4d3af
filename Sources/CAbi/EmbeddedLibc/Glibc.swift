// What the overlay of the C library has beyond its headers, for Embedded Swift.
@_exported import EmbeddedLibc

@inlinable public var errno: Int32 { drainbench_errno() }

@inlinable public var MAP_FAILED: UnsafeMutableRawPointer { drainbench_map_failed() }

@inlinable public func open(_ path: UnsafePointer<CChar>, _ flags: Int32) -> Int32 {
  drainbench_open(path, flags)
}
