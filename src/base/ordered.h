/* base/ordered.h: work in parallel whose results come out in order, whatever the number of threads.
 *
 * Each thread takes the next piece (one at a time, in order), works on it beside the others, waits until all earlier
 * pieces are finished, and finishes it. At most as many pieces as threads are under way, so memory is bounded. */
#ifndef BASE_ORDERED_H
#define BASE_ORDERED_H

#include <stdbool.h>

typedef struct ordered_job {
    bool (*take)(void *context, void *slot);   /* the next piece into the slot; false when there is none */
    void (*work)(void *context, void *slot);   /* in parallel */
    bool (*finish)(void *context, void *slot); /* one after another, in the order of taking; false stops the job */
    void *context;
    void **slots;       /* one for each thread: where it keeps its piece */
    unsigned n_threads; /* 1: no thread is started */
} ordered_job;

/* True when every piece was finished. */
bool ordered_run(const ordered_job *job);

unsigned ordered_count_cores(void);

#endif
