// The header as C++ reads it.
#include <drainprof.h>

#include "drainprof_check.h"

int main() {
  drainprof *prof = drainprof_create();
  CHECK_EQUAL(drainprof_granule_open(prof, 1), 0);
  CHECK_EQUAL(DRAINPROF_ALLOC_REGISTER(prof, 1, 1, 8), 0);
  CHECK_EQUAL(drainprof_granule_close(prof, 1), 0);
  drainprof_destroy(prof);
  FINISH();
}
