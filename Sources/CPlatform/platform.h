// What Swift cannot express: variadic system calls, a fence for the compiler alone, bits changed and
// tested by one instruction, and the processor's counter.
#ifndef DRAINBENCH_PLATFORM_H
#define DRAINBENCH_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__linux__)
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <sys/prctl.h>
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

/// How many processors the calling thread may run on, or 0 where the system does not tell.
static inline int drainbench_usable_processors(void) {
  int count = 0;
#if defined(__linux__)
  // Room for 8,192 processors; the kernel fills as much as it knows and says how many bytes.
  unsigned char mask[1024];
  long bytes = syscall(SYS_sched_getaffinity, 0, sizeof mask, mask);
  for (long index = 0; index < bytes; index++) count += __builtin_popcount(mask[index]);
#endif
  return count;
}

/// Has the kernel end this process when the thread that started it ends.
static inline void drainbench_end_with_parent(void) {
#if defined(__linux__)
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

/// Keeps the compiler, and only the compiler, from moving memory accesses across this point.
static inline void drainbench_compiler_fence(void) { __atomic_signal_fence(__ATOMIC_SEQ_CST); }

/// Sets bit `index`, below 64, of `*word`; whether it was set before.
static inline bool drainbench_set_bit(uint64_t *word, uint64_t index) {
#if defined(__x86_64__)
  bool was_set;
  __asm__("btsq %2, %0" : "+r"(*word), "=@ccc"(was_set) : "r"(index));
  return was_set;
#else
  uint64_t bit = (uint64_t)1 << index;
  bool was_set = *word & bit;
  *word |= bit;
  return was_set;
#endif
}

/// `word` without bit `index` modulo 64.
static inline uint64_t drainbench_without_bit(uint64_t word, uint64_t index) {
#if defined(__x86_64__)
  __asm__("btrq %1, %0" : "+r"(word) : "r"(index) : "cc");
  return word;
#else
  return word & ~((uint64_t)1 << (index & 63));
#endif
}

/// Asks the C library's malloc for the bytes in use (chunks and mappings) and for those that it has
/// from the system. Returns 0 where the C library does not tell (before glibc 2.33).
static inline int drainbench_malloc_bytes(size_t *in_use, size_t *held) {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
  struct mallinfo2 info = mallinfo2();
  *in_use = info.uordblks + info.hblkhd;
  *held = info.arena + info.hblkhd;
  return 1;
#else
  return 0;
#endif
}

/// A counter that ticks at a constant rate, read in program order.
static inline uint64_t drainbench_ticks(void) {
#if defined(__x86_64__)
  uint32_t low, high;
  __asm__ __volatile__("lfence\n\trdtsc" : "=a"(low), "=d"(high)::"memory");
  return (uint64_t)high << 32 | low;
#elif defined(__aarch64__)
  uint64_t value;
  __asm__ __volatile__("isb\n\tmrs %0, cntvct_el0" : "=r"(value)::"memory");
  return value;
#else
  return 0;
#endif
}

#endif
