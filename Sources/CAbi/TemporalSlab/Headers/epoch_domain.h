/*
 * epoch_domain.h: epochs that last as long as a part of a program.
 *
 *     epoch_domain_t *request = epoch_domain_create(slabs);
 *     epoch_domain_enter(request);
 *     char *buffer = slab_malloc_epoch(slabs, 512, request->epoch_id);
 *     slab_free(slabs, buffer);
 *     epoch_domain_exit(request);        // closes the epoch
 *     epoch_domain_destroy(request);
 *
 * Domains nest in each thread, as deep as memory allows. Several threads may be in one domain; the
 * last to leave closes its epoch. NULL is ignored everywhere.
 */
#ifndef EPOCH_DOMAIN_H
#define EPOCH_DOMAIN_H

#include <pthread.h>

#include "slab_alloc.h"

#ifdef __cplusplus
extern "C" {
#endif

/* To be read; written by the functions alone, apart from auto_close. */
typedef struct epoch_domain {
  SlabAllocator *alloc;
  EpochId epoch_id;
  uint64_t epoch_era; /* a domain whose slot serves a later era closes nothing */
  uint32_t refcount;  /* entries that were not left yet, of all threads */
  bool auto_close;    /* whether the last exit closes the epoch */
  pthread_t owner_tid; /* the thread that made the domain */
} epoch_domain_t;

/* A domain on a new epoch: advances the ring as epoch_advance does. Its last exit closes the epoch.
 * NULL when memory is exhausted. */
epoch_domain_t *epoch_domain_create(SlabAllocator *allocator);

/* A domain on an epoch that there is. NULL when memory is exhausted or `epoch` is not 0 to 15. */
epoch_domain_t *epoch_domain_wrap(SlabAllocator *allocator, EpochId epoch, bool auto_close);

/* Enters a domain: it is the calling thread's current one until it is left. */
void epoch_domain_enter(epoch_domain_t *domain);

/* Leaves a domain that the calling thread has entered; ignored when it has not. Domains that were
 * entered later and not left stay entered. */
void epoch_domain_exit(epoch_domain_t *domain);

/* The domain that the calling thread entered last and has not left; NULL for none. */
epoch_domain_t *epoch_domain_current(void);

/* The allocator of the current domain; NULL for none. */
SlabAllocator *epoch_domain_allocator(void);

/* Frees a domain. Entries of the calling thread are left first. No other thread may be in it, and
 * its allocator has to live. */
void epoch_domain_destroy(epoch_domain_t *domain);

/* Closes the domain's epoch now, whoever is in it; the last exit closes nothing then. */
void epoch_domain_force_close(epoch_domain_t *domain);

#ifdef __cplusplus
}
#endif

#endif
