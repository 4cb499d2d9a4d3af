// What Swift cannot express: a variadic system call, and a fence for the compiler alone.
#ifndef DRAINBENCH_PLATFORM_H
#define DRAINBENCH_PLATFORM_H

#include <stdint.h>

#if defined(__linux__)
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

// Commands of membarrier(2), Linux 4.14 and later.
enum {
  drainbench_membarrier_private_expedited = 1 << 3,
  drainbench_membarrier_register_private_expedited = 1 << 4,
};

/// Calls membarrier(2). Returns 0, or the error number.
static inline int drainbench_membarrier(int command) {
#if defined(SYS_membarrier)
  return syscall(SYS_membarrier, command, 0, 0) < 0 ? errno : 0;
#else
  return ENOSYS;
#endif
}
#endif

/// Keeps the compiler, and only the compiler, from moving memory accesses across this point.
static inline void drainbench_compiler_fence(void) { __atomic_signal_fence(__ATOMIC_SEQ_CST); }

#endif
