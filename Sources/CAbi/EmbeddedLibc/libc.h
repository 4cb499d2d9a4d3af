// The parts of the C library that the allocator calls, for Embedded Swift, which has no overlay
// of it.
#ifndef DRAINBENCH_EMBEDDED_LIBC_H
#define DRAINBENCH_EMBEDDED_LIBC_H

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static inline int drainbench_errno(void) { return errno; }
static inline void *drainbench_map_failed(void) { return MAP_FAILED; }
static inline int drainbench_open(const char *path, int flags) { return open(path, flags); }

#endif
