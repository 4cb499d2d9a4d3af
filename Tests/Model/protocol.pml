/*
 * The allocator's protocol between threads (ARCHITECTURE.md, "The protocol, word by word"), for
 * Spin: two heaps, one slab of two slots, one epoch slot, and a thread without a heap. Tests/model.sh
 * checks the scenarios at the end exhaustively.
 *
 * Each load, store or locked instruction of a word that threads share is one step. With TSO, a store
 * goes to a buffer of its processor first, a locked instruction waits until the buffer is empty, and
 * `processFence` empties the buffers of all: x86's order, in which the asymmetric fence is all that
 * holds a fast path's store before its load. Without TSO memory is sequentially consistent.
 *
 * Above each inline stands the function that it is. What only a heap's owner touches is plain. The
 * cell's stack and its `bits` are one set here, as either holds slots ready that are free until
 * they are handed out. What `live` says is outside the protocol: the truth that it is held against.
 */

#define SLOTS 3 /* both slots, as bits */
#define THREADS 3

/* Words that threads share: those of the heaps are heap 0's and, behind it, heap 1's. */
#define ACTIVITY 0    /* HeapRecord.activity */
#define OPEN_ERA 2    /* open era of heap and epoch slot */
#define SLOT_ERA 4    /* HeapSlot.era */
#define PENDING 6     /* HeapRecord.pending */
#define ATTENTION 8   /* HeapRecord.attention */
#define IS_ACTIVE 10  /* HeapRecord.isActive */
#define MEMBERS 12    /* HeapSlot.members: whether the slab is one */
#define EPOCH 14      /* EpochRecord.word */
#define ENTRANTS 15   /* EpochRecord.entrants */
#define WORK 16       /* EpochRegistry.vacantHeapsHaveWork */
#define FREE 17       /* SlabRecord.free */
#define BASE 18       /* SlabRecord.handleBase: the generation, and whether it is in use */
#define OWNER 19      /* SlabRecord.owner */
#define HOME 20       /* SlabRecord.home */
#define NEXT 21       /* SlabRecord.remoteNext */
#define MAIL 22       /* handles that heap 0 has told the others, as bits */
#define REMOTE 23     /* SlabRecord.remoteLow, remoteHigh: two bits, and the tag above them */
#ifdef TWO_WORDS
#define REMOTE_OF(slot) (REMOTE + (slot))
#define REMOTE_WORDS 2
#else
#define REMOTE_OF(slot) REMOTE
#define REMOTE_WORDS 1
#endif
#define WORDS (REMOTE + REMOTE_WORDS)

#define NO_ERA 0
#define LISTS 16      /* ActivityToken(listsOf:) */
#define FREEING 32    /* ActivityToken(freeingIn:); ActivityToken(allocatingIn:) is the era */
#define SHARED 2      /* SlabRecord.sharedOwner; 0 and 1 are heaps */
#define BECOMING 3    /* SlabRecord.becomingShared */
#define NO_HOME 2
#define CLAIMED 1     /* values of NEXT and PENDING */
#define END 2
#define SLAB 3
#define IN_USE 16     /* of BASE */
#define TAG 4         /* of REMOTE */
#define OPENED(era) ((era) * 4 + 1)
#define SCANNING(era) ((era) * 4 + 2)
#define CLOSED(era) ((era) * 4 + 3)
#define ERA(word) ((word) / 4)
#define STATE(word) ((word) % 4)

/* SlabPlace, owner only */
#define POOLED 0
#define CURRENT 1
#define PARTIAL 2
#define FULL 3
#define PINNED 4
#define CACHED 5

byte memory[WORDS];
bool lock;         /* EpochRegistry.lock */
byte place;
byte ready[2];     /* slots that a heap's cell holds ready */
bool revisit[2];   /* HeapRecord.revisits */

/* The truth: the generation of each slot's live object, 0 for none; eras that were counted. */
byte live[2];
bool counted[4];
byte finished;

#ifdef TSO
#define DEPTH 3
typedef Buffer { byte word[DEPTH]; byte value[DEPTH]; byte count }
Buffer buffer[THREADS];

/* A processor lets its oldest store go. */
active [THREADS] proctype Processor() {
end:
  do
  :: d_step {
      buffer[_pid].count > 0;
      memory[buffer[_pid].word[0]] = buffer[_pid].value[0];
      buffer[_pid].word[0] = buffer[_pid].word[1]; buffer[_pid].value[0] = buffer[_pid].value[1];
      buffer[_pid].word[1] = buffer[_pid].word[2]; buffer[_pid].value[1] = buffer[_pid].value[2];
      buffer[_pid].word[2] = 0; buffer[_pid].value[2] = 0;
      buffer[_pid].count--
    }
  od
}

inline load(into, from) {
  d_step {
    into = memory[from];
    k = 0;
    do
    :: k < buffer[me].count ->
       if :: buffer[me].word[k] == (from) -> into = buffer[me].value[k] :: else fi;
       k++
    :: else -> break
    od;
    k = 0
  }
}

inline store(to, what) {
  d_step {
    buffer[me].count < DEPTH;
    buffer[me].word[buffer[me].count] = to;
    buffer[me].value[buffer[me].count] = what;
    buffer[me].count++
  }
}

#define DRAINED (buffer[me].count == 0)

inline drain(processor) {
  d_step {
    k = 0;
    do
    :: k < buffer[processor].count ->
       memory[buffer[processor].word[k]] = buffer[processor].value[k];
       buffer[processor].word[k] = 0;
       buffer[processor].value[k] = 0;
       k++
    :: else -> break
    od;
    buffer[processor].count = 0;
    k = 0
  }
}

/* Platform.processFence: its own processor first, then every one */
inline processFence() {
#ifndef BUG_NO_OWN_FENCE
  DRAINED;
#endif
  drain(0); drain(1); drain(2)
}
#else
#define DRAINED true
inline load(into, from) { d_step { into = memory[from] } }
inline store(to, what) { d_step { memory[to] = what } }
inline processFence() { skip }
#endif

inline fullFence() { DRAINED }

inline compareExchange(word, expected, desired) {
  d_step {
    DRAINED;
    old = memory[word];
    exchanged = (old == (expected));
    if :: exchanged -> memory[word] = desired :: else fi
  }
}

inline lockedStore(word, what) { d_step { DRAINED; memory[word] = what } }
inline lockedOr(word, bits) { d_step { DRAINED; memory[word] = memory[word] | (bits) } }

inline acquireLock() { d_step { DRAINED && !lock; lock = true } }
inline releaseLock() { d_step { DRAINED; lock = false } }

#define LOCALS \
  byte k, x, f, b, o, seen, old, got, slot, link, at, other, era, word, taken; \
  bool exchanged, result, isNew, first, running, isCounted;

/* SlabCore.withLists, the token: `takeToken(_:slot:)` */
inline takeListsToken(h) {
  store(ACTIVITY + h, LISTS);
  atomic { load(x, OPEN_ERA + h); load(o, SLOT_ERA + h) };
  if :: x != o -> fullFence() :: else fi;
  atomic { x = 0; o = 0 }
}

inline dropToken(h) { store(ACTIVITY + h, 0) }

/* SlabCore.push and link */
inline push() {
  do
  ::
#ifdef BUG_LATE_CLAIM
    load(x, NEXT);
    exchanged = (x == 0); x = 0;
#else
    compareExchange(NEXT, 0, CLAIMED);
#endif
    if
    :: !exchanged -> break
    :: else
    fi;
    load(o, HOME);
    if
    :: o != NO_HOME ->
       load(x, PENDING + o);
       do
       :: store(NEXT, x);
          compareExchange(PENDING + o, x, SLAB);
          if :: exchanged -> break :: else -> x = old fi
       od;
       load(x, IS_ACTIVE + o);
       if :: x == 0 -> store(WORK, 1) :: else fi;
       atomic { x = 0; o = 0 };
       break
    :: else ->
       lockedStore(NEXT, 0); /* dropClaim */
       load(o, HOME);
       if :: o == NO_HOME -> break :: else fi
    fi
  od;
  atomic { o = 0; old = 0 }
}

/* SlabCore.share */
inline share() {
  load(o, HOME);
  if
  :: o != NO_HOME ->
     compareExchange(OWNER, o, BECOMING);
     first = exchanged;
#ifndef BUG_NO_SHARE_FENCE
     processFence();
#endif
     memory[ACTIVITY + o] != FREEING; /* wait(toLeave:) */
     if :: first -> compareExchange(OWNER, BECOMING, SHARED) :: else fi
  :: else
  fi;
  atomic { o = 0; old = 0; first = false }
}

/* SlabCore.freeShared, freeInSharedSlab: sets `result` and, for a push, `first` */
inline freeShared(generation, s) {
  result = false; first = false;
  load(b, BASE);
  load(o, OWNER);
  if
  :: b == (generation) + IN_USE && o != SHARED ->
     load(f, FREE);
     if :: f & (1 << (s)) -> b = 0 :: else -> share() fi
  :: else
  fi;
  if
  :: b == (generation) + IN_USE ->
     load(seen, REMOTE_OF(s));
     do
     :: load(b, BASE);
        load(f, FREE);
        if
        :: seen & (1 << (s)) || b != (generation) + IN_USE || f & (1 << (s)) -> break
        :: else
        fi;
        atomic {
          compareExchange(REMOTE_OF(s), seen, seen | (1 << (s)));
          if
          :: exchanged ->
             assert(live[s] == (generation)); /* only a live object's free is true */
             live[s] = 0;
             result = true;
             first = ((seen & SLOTS) == 0)
          :: else -> seen = old
          fi
        };
        if :: result -> break :: else fi
     od
  :: else
  fi;
  atomic { b = 0; o = 0; f = 0; seen = 0; old = 0 };
  if :: first -> first = false; push() :: else fi
}

/* SlabCore.takeRemote: sets `got` where bits were taken */
inline takeRemote() {
  got = 0;
  word = REMOTE;
  do
  :: word < WORDS ->
     load(seen, word);
     do
     :: (seen & SLOTS) != 0 ->
        atomic { load(f, FREE); store(FREE, f | (seen & SLOTS)) };
#ifdef BUG_SAME_TAG
        compareExchange(word, seen, seen - (seen & SLOTS));
#else
        compareExchange(word, seen, seen - (seen & SLOTS) + TAG);
#endif
        if :: exchanged -> got = 1; break :: else -> seen = old fi
     :: else -> break
     od;
     word++
  :: else -> break
  od;
  atomic { word = 0; f = 0; seen = 0; old = 0 }
}

/* SlabCore.makeStale: the base changes before the tags */
inline makeStale(generation) {
  store(BASE, generation);
  load(o, OWNER);
#ifndef BUG_SAME_TAG_OF_DISCARDED
  if
  :: o == SHARED || o == BECOMING ->
     word = REMOTE;
     do
     :: word < WORDS -> d_step { DRAINED; memory[word] = memory[word] + TAG }; word++
     :: else -> break
     od;
     word = 0
  :: else
  fi;
#endif
  o = 0
}

/* SlabCore.recycle, and SlabTable.giveBack where the cache has no place */
inline recycle(h) {
  load(b, BASE);
  makeStale((b & (IN_USE - 1)) + 1);
  b = 0;
  store(MEMBERS + h, 0);
  if
  :: place = CACHED
  :: store(HOME, NO_HOME);
     d_step { DRAINED; place = POOLED } /* under the pool's lock */
  fi
}

/* SlabCore.afterFree */
inline afterFree(h) {
  load(o, HOME);
  load(f, FREE);
  if
  :: o == (h) && !((place == PARTIAL || place == PINNED) && f != SLOTS) ->
     takeListsToken(h);
     load(x, EPOCH);
     if
     :: STATE(x) == STATE(SCANNING(0)) -> revisit[h] = true
     :: else ->
        if
        :: place == FULL && f != 0 -> place = PARTIAL
        :: place == PINNED && f == SLOTS -> recycle(h)
        :: else
        fi
     fi;
     dropToken(h)
  :: else
  fi;
  atomic { x = 0; o = 0; f = 0 }
}

/* SlabCore.collect */
inline collect(h) {
  load(link, PENDING + h);
  if
  :: link != END -> d_step { DRAINED; link = memory[PENDING + h]; memory[PENDING + h] = END }
  :: else
  fi;
  do
  :: link != END ->
     assert(link == SLAB); /* a slab is on the stack once */
     load(link, NEXT);
#ifndef BUG_LATE_DROP
     lockedStore(NEXT, 0); /* dropClaim */
#endif
     load(o, HOME);
     if
     :: o != (h) -> push()
     :: else ->
        takeRemote();
        if :: got -> got = 0; afterFree(h) :: else fi
     fi;
#ifdef BUG_LATE_DROP
     lockedStore(NEXT, 0)
#endif
  :: else -> break
  od;
  atomic { link = 0; o = 0 }
}

/* SlabCore.settle, with resetCells; `isCounted` is the object that it leaves live */
inline settle(h) {
  store(OPEN_ERA + h, NO_ERA);
  ready[h] = 0;
  load(at, MEMBERS + h);
  if
  :: at ->
     load(o, OWNER);
     if :: o != (h) -> takeRemote(); got = 0 :: else fi;
     load(f, FREE);
     load(b, BASE);
     if
     :: f == SLOTS -> recycle(h)
     :: f != SLOTS && b < IN_USE -> store(FREE, SLOTS); recycle(h) /* it was discarded */
     :: else -> place = PINNED; isCounted = true
     fi
  :: else
  fi;
  atomic { at = 0; o = 0; f = 0 }
}

/* SlabCore.attendNow */
inline attend(h) {
  collect(h);
  load(x, ATTENTION + h);
  if
  :: x ->
     takeListsToken(h);
     load(seen, EPOCH);
     if
     :: STATE(seen) != STATE(SCANNING(0)) ->
        lockedStore(ATTENTION + h, 0);
        load(x, SLOT_ERA + h);
        if
        :: x != ERA(seen) || STATE(seen) == STATE(CLOSED(0)) -> seen = 0; x = 0; settle(h)
        :: else
        fi
     :: else
     fi;
     dropToken(h)
  :: else
  fi;
  atomic { x = 0; seen = 0; isCounted = false };
  if :: revisit[h] -> revisit[h] = false; afterFree(h) :: else fi
}

/* CellPointer.take, HeapPointer.takeFreed: hands out a slot that the cell holds ready */
inline handOut(h, e) {
  atomic {
    slot = (ready[h] & 1 -> 0 : 1);
    load(f, FREE);
    load(b, BASE);
    store(FREE, f & ~(1 << slot));
    assert(live[slot] == 0);  /* no slot is live twice */
    assert(!counted[e]);      /* nothing is allocated behind a close's back */
    live[slot] = b - IN_USE;
    ready[h] = ready[h] & ~(1 << slot);
    atomic { f = 0; b = 0 };
    got = 1 + slot;
    slot = 0
  }
}

/* SlabCore.refill, takeWord: what is free in the cell's slab, if it has one */
inline refill(h) {
  atomic {
    load(at, MEMBERS + h);
    if
    :: at && (place == CURRENT || place == PARTIAL) ->
       load(f, FREE);
       ready[h] = f;
       place = (f == 0 -> FULL : CURRENT)
    :: else
    fi;
    d_step { f = 0; at = 0 }
  }
}

/* SlabCore.initialize, setOwner: the slab, which is in no use, becomes the heap's */
inline initialize(h, owner) {
  place = CURRENT;
  store(HOME, h);
  load(seen, OWNER);
  if
  :: seen == (owner)
  :: else ->
     exchanged = false;
     if
     :: seen != BECOMING -> compareExchange(OWNER, seen, owner)
     :: else
     fi;
     if :: !exchanged -> store(OWNER, SHARED) :: else fi
  fi;
  store(FREE, SLOTS);
  load(b, BASE);
  store(BASE, (b & (IN_USE - 1)) + IN_USE);
  store(MEMBERS + h, 1);
  atomic { b = 0; seen = 0; old = 0 }
}

/* SlabCore.allocateSlow, enter, acquire: sets `got` to the slot + 1, or 0 when it is refused */
inline allocateSlow(h, e) {
  got = 0;
  attend(h);
  load(x, SLOT_ERA + h);
  isNew = (x != (e)); x = 0;
  if
  :: !isNew -> takeListsToken(h)
  :: else ->
     store(ACTIVITY + h, LISTS);
#ifndef BUG_LATE_ENTRY
     lockedOr(ENTRANTS, 1 << (h))
#endif
  fi;
  load(x, EPOCH);
  if
  :: x == OPENED(e) ->
#ifdef BUG_LATE_ENTRY
     if :: isNew -> lockedOr(ENTRANTS, 1 << (h)) :: else fi;
#endif
     if
     :: isNew ->
        lockedStore(ATTENTION + h, 0);
        ready[h] = 0;
        load(at, MEMBERS + h);
        if
        :: at -> /* inherit, in ring reuse */
           takeRemote(); got = 0;
           load(f, FREE);
           if
           :: f == SLOTS -> recycle(h)
           :: f != 0 && f != SLOTS -> place = PARTIAL /* reopen */
           :: f == 0 -> place = PINNED
           fi
        :: else
        fi;
        atomic { at = 0; f = 0 };
        store(SLOT_ERA + h, e)
     :: else
     fi;
     store(OPEN_ERA + h, e);
     if :: ready[h] == 0 -> refill(h) :: else fi;
     if
     :: ready[h] == 0 ->
        load(o, HOME);
        exchanged = false;
        d_step {
          if
          :: place == CACHED && o == (h) || place == POOLED -> place = CURRENT; exchanged = true
          :: else
          fi
        };
        if
        :: exchanged ->
           /* `sharedStarts` says which */
           if :: initialize(h, h) :: initialize(h, SHARED) fi;
           refill(h)
        :: else
        fi
     :: else
     fi;
     if :: ready[h] != 0 -> handOut(h, e) :: else fi
  :: else
  fi;
  dropToken(h);
  x = 0; o = 0; isNew = false; exchanged = false
}

/* SlabHeap.allocate, SlabCore.allocateHeld */
inline allocate(h, e) {
  got = 0;
#ifdef BUG_LATE_TOKEN
  load(x, OPEN_ERA + h);
  store(ACTIVITY + h, e);
#else
  store(ACTIVITY + h, e);
  load(x, OPEN_ERA + h);
#endif
  if
  :: x == (e) ->
     if :: ready[h] == 0 -> refill(h) :: else fi;
     if :: ready[h] != 0 -> handOut(h, e) :: else fi
  :: else
  fi;
  x = 0;
  dropToken(h);
  if :: got == 0 -> allocateSlow(h, e) :: else fi
}

/* SlabHeap.free, SlabCore.freeInFullSlab, freeOwned */
inline free(h, generation, s) {
  result = false;
  store(ACTIVITY + h, FREEING);
  /* The free word is the owner's alone to change. */
  load(b, BASE);
  load(o, OWNER);
  if
  :: b == (generation) + IN_USE && o == (h) ->
     load(f, FREE);
     if
     :: !(f & (1 << (s))) ->
        atomic {
          store(FREE, f | (1 << (s)));
          assert(live[s] == (generation));
          live[s] = 0
        };
        result = true;
        if
        :: place == FULL -> /* to the cell's stack, or to the partial list */
           if :: ready[h] = ready[h] | (1 << (s)) :: place = PARTIAL fi
        :: else
        fi
     :: else
     fi;
     dropToken(h);
     if :: result && place == PINNED -> afterFree(h) :: else fi
  :: else ->
     dropToken(h);
     freeShared(generation, s);
     load(o, HOME);
     if :: result && o == (h) && place == PINNED -> collect(h) :: else fi
  fi;
  atomic { b = 0; f = 0; o = 0 }
}

/* SlabCore.stopAllocation's `mayAllocate` */
inline mayAllocate(h, e) {
  running = false;
  load(x, IS_ACTIVE + h);
  if
  :: x ->
     memory[ACTIVITY + h] != (e);
     memory[ACTIVITY + h] != LISTS;
     load(x, SLOT_ERA + h);
     load(o, OPEN_ERA + h);
     running = (x == (e) && o != NO_ERA)
  :: else
  fi;
  atomic { x = 0; o = 0 }
}

/* SlabCore.discard, of one heap: handles become stale, the generation grows later */
inline discard(h) {
  load(at, MEMBERS + h);
  if
  :: at -> load(b, BASE); makeStale(b & (IN_USE - 1)); atomic { b = 0; at = 0 }
  :: else
  fi
}

/* SlabCore.survey, or the counting of a discarded slab: `isCounted` is whether objects are live,
   `taken` are the discarded ones. The shared bits are read first. */
inline survey(h) {
  load(at, MEMBERS + h);
  load(seen, REMOTE);
  load(f, FREE);
  load(b, BASE);
  atomic {
    if
    :: at && b < IN_USE -> taken = SLOTS & ~(f | (seen & SLOTS))
    :: at && b >= IN_USE && (f | (seen & SLOTS)) != SLOTS -> isCounted = true
    :: else
    fi;
    at = 0; seen = 0; f = 0; b = 0
  }
}

/* Each object was either freed or is among those discarded: not both, and none is left out. */
inline noteDiscard() {
  atomic {
    assert((live[0] != 0) == (taken & 1) && (live[1] != 0) == (taken >> 1));
    live[0] = 0; live[1] = 0;
    taken = 0
  }
}

/* What a close has counted is all that is live in its epoch, once frees under way are through. */
inline noteCount(e) {
  atomic {
    assert(isCounted || (live[0] == 0 && live[1] == 0));
    counted[e] = true
  }
}

/* SlabCore.closeLocked, with survey; the caller is heap `h`, the other one is `other` */
inline closeLocked(h, e) {
  acquireLock();
  load(x, EPOCH);
  if
  :: ERA(x) == (e) ->
     load(x, WORK);
     if :: x -> lockedStore(WORK, 0) :: else fi;
     other = 1 - (h);
     load(x, IS_ACTIVE + other);
     if :: x == 0 -> x = 0; attend(other) :: else fi;
     do /* setScanning */
     :: memory[EPOCH] != SCANNING(e);
        load(x, EPOCH);
        compareExchange(EPOCH, x, SCANNING(e));
        if :: exchanged && x != SCANNING(e) -> break :: else fi
     od;
     load(era, ENTRANTS);
     if
     :: era & (1 << other) ->
        mayAllocate(other, e);
        do
        :: running ->
           store(OPEN_ERA + other, NO_ERA);
#ifndef BUG_NO_CLOSE_FENCE
           processFence();
#endif
           mayAllocate(other, e)
        :: else -> break
        od
     :: else
     fi;
#ifdef DISCARDS
     discard(other);
#ifndef BUG_NO_DISCARD_FENCE
     processFence(); /* waitForFrees */
#endif
     memory[ACTIVITY + other] != FREEING;
#endif
     isCounted = false;
     load(x, SLOT_ERA + h);
     if :: era & (1 << (h)) && x == (e) -> settle(h) :: else fi;
     load(x, SLOT_ERA + other);
     if
     :: era & (1 << other) && x == (e) ->
        load(x, IS_ACTIVE + other);
        if
        :: x == 0 -> settle(other)
        :: else ->
           survey(other);
#ifdef DISCARDS
           noteDiscard();
#endif
           lockedOr(ATTENTION + other, 1)
        fi
     :: else
     fi;
     noteCount(e);
     isCounted = false; x = 0; other = 0; era = 0; old = 0;
     store(EPOCH, CLOSED(e))
  :: else
  fi;
  x = 0;
  releaseLock()
}

/* SlabCore.close, closeAlone */
inline close(h, e) {
  attend(h);
  exchanged = false;
  load(x, SLOT_ERA + h);
  load(o, WORK);
  load(f, ENTRANTS);
  if
  :: x == (e) && o == 0 && f == 1 << (h) -> compareExchange(EPOCH, OPENED(e), SCANNING(e))
  :: else
  fi;
  atomic { x = 0; o = 0; old = 0; f = 0 };
  if
  :: exchanged ->
     load(f, ENTRANTS);
     if :: f != 1 << (h) -> exchanged = false; store(EPOCH, OPENED(e)) :: else fi;
     f = 0
  :: else
  fi;
  if
  :: exchanged ->
     store(ACTIVITY + h, LISTS);
     isCounted = false;
     settle(h);
     noteCount(e);
     isCounted = false;
     dropToken(h);
     store(EPOCH, CLOSED(e))
  :: else -> closeLocked(h, e)
  fi;
  exchanged = false
}

/* SlabCore.open, of an epoch slot whose era before is closed */
inline open(e) {
  acquireLock();
  store(ENTRANTS, 0);
  store(EPOCH, OPENED(e));
  releaseLock()
}

/* SlabCore.retire */
inline retire(h) {
  attend(h);
  load(o, HOME);
  if /* releaseCache */
  :: place == CACHED && o == (h) -> store(HOME, NO_HOME); d_step { DRAINED; place = POOLED }
  :: else
  fi;
  if /* shareClosed */
  :: place == PINNED && o == (h) ->
#ifdef BUG_EARLY_SHARE
     d_step { if :: memory[OWNER] == (h) -> memory[OWNER] = SHARED :: else fi }
#else
     compareExchange(OWNER, h, SHARED)
#endif
  :: else
  fi;
  atomic { o = 0; old = 0; exchanged = false };
  acquireLock();
  store(OPEN_ERA + h, NO_ERA);
  lockedStore(IS_ACTIVE + h, 0);
  load(x, PENDING + h);
  if :: x != END -> store(WORK, 1) :: else fi;
  x = 0;
  releaseLock()
}

/* Waits until a thread's stores have been seen and says that it has come to its end. */
inline finish() { d_step { DRAINED; finished++ } }

inline prepare() {
  memory[PENDING] = END; memory[PENDING + 1] = END;
  memory[IS_ACTIVE] = 1; memory[IS_ACTIVE + 1] = 1;
  memory[EPOCH] = OPENED(1);
  memory[BASE] = 1;
  memory[HOME] = NO_HOME;
  memory[OWNER] = SHARED
}

/* Heap 0 has the slab, with `objects` of its two slots live. */
inline prepareSlab(owner, objects) {
  prepare();
  memory[ENTRANTS] = 1; memory[SLOT_ERA] = 1; memory[OPEN_ERA] = 1; memory[MEMBERS] = 1;
  memory[HOME] = 0; memory[OWNER] = owner; memory[BASE] = 1 + IN_USE;
  memory[FREE] = SLOTS & ~(objects);
  live[0] = (objects) & 1; live[1] = (objects) >> 1;
  place = ((objects) == SLOTS -> FULL : CURRENT)
}

/* With nothing under way, the collected slab has all that was freed: no free was lost. */
inline expectAllFree() {
  assert(live[0] == 0 && live[1] == 0);
  assert((memory[REMOTE] & SLOTS) == 0 && (memory[WORDS - 1] & SLOTS) == 0 && memory[NEXT] == 0);
  assert(memory[FREE] == SLOTS)
}

#ifdef FREES
/* One object is freed by its owner, by another heap and by a thread without one, and the slot is
   used again meanwhile; the other object is freed by the other heap alone. */
init { d_step { prepareSlab(0, 0) }; run Heap0(); run Heap1(); run Thread() }

proctype Heap0() {
  LOCALS
  byte me = 0;
  allocate(0, 1); assert(got == 1);
  allocate(0, 1); assert(got == 2);
  store(MAIL, 3);
  if :: free(0, 1, 0) :: skip fi;
  if
  :: allocate(0, 1); if :: got -> slot = got - 1; got = 0; free(0, 1, slot); slot = 0 :: else fi
  :: skip
  fi;
  atomic { got = 0; result = false };
  finish();
  finished == THREADS;
  attend(0);
  fullFence();
  expectAllFree()
}

proctype Heap1() {
  LOCALS
  byte me = 1;
  memory[MAIL] == 3;
  free(1, 1, 0); result = false;
  free(1, 1, 1);
  finish()
}

proctype Thread() {
  LOCALS
  byte me = 2;
  memory[MAIL] == 3;
  freeShared(1, 0); /* freeWithoutHeap */
  finish()
}
#endif

#ifdef CLOSES
/* Heap 0 allocates and frees while heap 1 closes the epoch and opens the next one of its slot;
   heap 1 frees what it was told of, before or after. */
init { d_step { prepareSlab(0, 0) }; run Heap0(); run Heap1() }

proctype Heap0() {
  LOCALS
  byte me = 0;
  allocate(0, 1);
  if
  :: got ->
     store(MAIL, got); slot = got - 1; got = 0;
     allocate(0, 1);
     if :: got -> slot = got - 1; got = 0; free(0, 1, slot) :: else fi;
     slot = 0
  :: else -> store(MAIL, 4)
  fi;
  result = false;
  if :: allocate(0, 2); if :: got -> assert(got <= 2) :: else fi :: attend(0) fi;
  got = 0;
  finish()
}

proctype Heap1() {
  LOCALS
  byte me = 1;
  if :: memory[MAIL] != 0; if :: memory[MAIL] <= 2 -> free(1, 1, memory[MAIL] - 1) :: else fi
     :: skip
  fi;
  result = false;
  closeLocked(1, 1);
  open(2);
  if :: memory[MAIL] == 1 || memory[MAIL] == 2 -> free(1, 1, memory[MAIL] - 1) :: else fi;
  finish()
}
#endif

#ifdef DISCARDS
/* Heap 1's close discards what heap 0 has allocated, while the owner and a thread free it. */
init {
  d_step { if :: prepareSlab(0, SLOTS) :: prepareSlab(SHARED, SLOTS) fi };
  run Heap0(); run Heap1(); run Thread()
}

proctype Heap0() {
  LOCALS
  byte me = 0;
  free(0, 1, 0);
  result = false;
  finish();
  finished == THREADS;
  attend(0);
  fullFence();
  expectAllFree();
  assert(place == CACHED || place == POOLED)
}

proctype Heap1() {
  LOCALS
  byte me = 1;
  closeLocked(1, 1);
  finish()
}

proctype Thread() {
  LOCALS
  byte me = 2;
  freeShared(1, 0); result = false;
  freeShared(1, 1);
  finish()
}
#endif

#ifdef CLOSES_ALONE
/* Heap 0, the only entrant, closes its epoch, while heap 1 enters it with a slab from the pool. */
init {
  d_step { prepare(); memory[ENTRANTS] = 1; memory[SLOT_ERA] = 1; memory[OPEN_ERA] = 1 };
  run Heap0(); run Heap1()
}

proctype Heap0() {
  LOCALS
  byte me = 0;
  close(0, 1);
  finish()
}

proctype Heap1() {
  LOCALS
  byte me = 1;
  allocate(1, 1);
  if :: got -> slot = got - 1; got = 0; free(1, 1, slot); slot = 0; result = false :: else fi;
  allocate(1, 1);
  got = 0;
  finish()
}
#endif

#ifdef GIVES_BACK
/* Both objects of heap 0's slab, whose epoch is closed, are freed by others; the slab is recycled,
   cached or given back, and used again by either heap while the frees are still on their way. */
init {
  d_step {
    prepareSlab(SHARED, SLOTS); place = PINNED; memory[OPEN_ERA] = 0;
    memory[ENTRANTS] = 0; memory[EPOCH] = OPENED(2)
  };
  run Heap0(); run Heap1(); run Thread()
}

proctype Heap0() {
  LOCALS
  byte me = 0;
  attend(0);
  if
  :: allocate(0, 2);
     if :: got -> slot = got - 1; got = 0; load(b, BASE); link = b - IN_USE; b = 0;
           era = link; link = 0; free(0, era, slot); slot = 0; era = 0
     :: else
     fi
  :: skip
  fi;
  result = false; got = 0;
  finish();
  finished == THREADS;
  attend(0);
  fullFence();
  finished++
}

proctype Heap1() {
  LOCALS
  byte me = 1;
  free(1, 1, 1);
  assert(result); result = false;
  allocate(1, 2);
  if :: got -> store(MAIL, got) :: else -> store(MAIL, 4) fi;
  got = 0;
  finish();
  finished > THREADS;
  attend(1);
  fullFence();
  expectAllFree()
}

proctype Thread() {
  LOCALS
  byte me = 2;
  freeShared(1, 0);
  assert(result); result = false;
  memory[MAIL] != 0;
  /* Its generation, if it is heap 1's. */
  if
  :: memory[MAIL] <= 2 ->
     slot = memory[MAIL] - 1;
     freeShared(live[slot], slot);
     assert(result)
  :: else
  fi;
  finish()
}
#endif

#ifdef RETIRES
/* Heap 0 ends while others free its objects, one of which it may have freed itself; heap 1's next
   close, of an epoch that it alone has used, collects them. */
init {
  d_step {
    if :: prepareSlab(0, SLOTS) :: prepareSlab(SHARED, SLOTS) fi;
    place = PINNED; memory[EPOCH] = OPENED(2); memory[OPEN_ERA] = 0;
    memory[ENTRANTS] = 2; memory[SLOT_ERA + 1] = 2; memory[OPEN_ERA + 1] = 2
  };
  run Heap0(); run Heap1(); run Thread()
}

proctype Heap0() {
  LOCALS
  byte me = 0;
  if :: free(0, 1, 0); result = false :: skip fi;
  retire(0);
  finish()
}

proctype Heap1() {
  LOCALS
  byte me = 1;
  free(1, 1, 1);
  assert(result); result = false;
  finish();
  finished == THREADS;
  close(1, 2);
  fullFence();
  expectAllFree();
  assert(place == CACHED || place == POOLED)
}

proctype Thread() {
  LOCALS
  byte me = 2;
  freeShared(1, 0);
  finish()
}
#endif
