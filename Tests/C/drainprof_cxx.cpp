// The header as C++ reads it.
#include <drainprof.h>

int main() {
  drainprof *prof = drainprof_create();
  bool holds = drainprof_granule_open(prof, 1) == 0 &&
               DRAINPROF_ALLOC_REGISTER(prof, 1, 1, 8) == 0 &&
               drainprof_granule_close(prof, 1) == 0;
  drainprof_destroy(prof);
  return holds ? 0 : 1;
}
