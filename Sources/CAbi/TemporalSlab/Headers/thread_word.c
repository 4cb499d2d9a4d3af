#include "thread_word.h"

__thread struct slab_thread_word slab_thread_word;
