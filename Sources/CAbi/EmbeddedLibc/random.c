// Random bytes for the seeds of hash tables, which the standard library of Embedded Swift takes
// from arc4random_buf: glibc has that from 2.36 on, and getrandom(2) long before.
#include <stddef.h>
#include <sys/random.h>

__attribute__((visibility("hidden"))) void arc4random_buf(void *buffer, size_t count) {
  char *next = buffer;
  while (count > 0) {
    ssize_t taken = getrandom(next, count, 0);
    if (taken > 0) {
      next += taken;
      count -= (size_t)taken;
    }
  }
}
