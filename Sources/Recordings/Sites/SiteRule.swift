/// Which frame of a stack is its site.
package struct SiteRule: Sendable, Equatable {
  /// Innermost frames of the program's own that a site consists of, 1 or more.
  package var depth: Int
  /// Beginnings of function names and of file names of modules that are no site, by first byte.
  private let prefixes: [UInt8: [String]]

  /// - Parameters:
  ///   - depth: 1 for the innermost frame alone.
  ///   - skipping: prefixes beyond those of allocators, wrappers and runtimes; empty ones do
  ///     nothing.
  package init(depth: Int = 1, skipping prefixes: [String] = []) {
    self.depth = max(1, depth)
    let all = (Self.allocatorsAndRuntimes + prefixes).filter { !$0.isEmpty }
    self.prefixes = Dictionary(grouping: all) { $0.utf8.first ?? 0 }
  }

  /// Whether a frame belongs to an allocator, a wrapper or a runtime.
  package func skips(_ frame: Frame) -> Bool {
    // A template's name may begin with its result.
    let result = "void "
    let function = frame.function.dropFirst(frame.function.hasPrefix(result) ? result.count : 0)
    return hasSkippedPrefix(function) || hasSkippedPrefix(frame.moduleName[...])
  }

  private func hasSkippedPrefix(_ name: Substring) -> Bool {
    guard let first = name.utf8.first, let candidates = prefixes[first] else { return false }
    return candidates.contains { name.utf8.starts(with: $0.utf8) }
  }

  /// Functions, and modules as a whole, that allocate on behalf of their callers.
  package static let allocatorsAndRuntimes = [
    // C
    "malloc", "calloc", "realloc", "reallocarray", "posix_memalign", "aligned_alloc", "memalign",
    "valloc", "pvalloc", "__libc_malloc", "__libc_calloc", "__libc_realloc", "__libc_memalign",
    "__GI___libc_", "_int_malloc", "libc.so", "libc-2", "libc.musl", "ld-musl",
    // Allocators
    "je_", "mi_", "tc_", "libjemalloc", "libmimalloc", "libtcmalloc", "libheaptrack",
    // C++
    "operator new", "std::", "__gnu_cxx::", "libstdc++", "libc++",
    // Wrappers of programs and libraries
    "zmalloc", "zcalloc", "zrealloc", "ztrymalloc", "ztrycalloc", "ztryrealloc", "zmalloc_usable",
    "xmalloc", "xcalloc", "xrealloc", "xstrdup", "safe_malloc", "emalloc", "g_malloc",
    "g_try_malloc", "g_realloc", "g_try_realloc", "g_slice_", "g_strdup", "g_strndup", "g_memdup",
    "CRYPTO_malloc",
    "CRYPTO_zalloc", "CRYPTO_realloc", "sqlite3MemMalloc", "sqlite3MemRealloc", "sqlite3Malloc",
    "sqlite3Realloc", "sqlite3DbMalloc", "sqlite3DbRealloc", "sqlite3DbStrDup", "mallocWithAlarm",
    "dbMallocRawFinish", "dbReallocFinish", "apr_palloc", "ngx_alloc", "ngx_calloc", "ngx_memalign",
    // Python
    "PyObject_Malloc", "PyObject_Calloc", "PyObject_Realloc", "PyMem_", "_PyMem_",
    "_PyObject_Malloc", "_PyObject_Calloc", "_PyObject_Realloc", "_PyObject_GC_", "PyObject_GC_",
    "_PyObject_New", "gc_alloc", "PyType_GenericAlloc", "_PyType_AllocNoTrack",
    // Rust
    "__rust_alloc", "__rust_realloc", "__rdl_", "__rg_", "alloc::", "<alloc::", "core::", "<core::",
    "hashbrown::", "<hashbrown::",
    // Swift
    "swift_allocObject", "swift_slowAlloc", "swift_allocBox", "_swift_allocObject_",
    "static Swift.", "Swift.", "(extension in Swift)", "libswiftCore",
    // Go, JavaScript
    "runtime.mallocgc", "runtime.newobject", "v8::internal::Malloced",
  ]
}
