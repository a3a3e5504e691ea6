/* workflow/scheduler.h: what happens because time has passed.
 *
 * A duty is a service's function that does all that is due at `now_ms` and nothing twice: it looks at what the database
 * says, not at when it last ran, so that after a stop everything that was missed is done, in order of its date. Several
 * servers on one database may run it at the same time: moves go by version, letters by key. */
#ifndef WORKFLOW_SCHEDULER_H
#define WORKFLOW_SCHEDULER_H

#include "store/store.h"
#include "upward/arena.h"
#include "workflow/move.h"

typedef struct scheduler_duty {
    const char *name; /* "close sign-in links": for the log */
    bool (*run)(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena, upw_error *error);
} scheduler_duty;

/* Do all duties once, each whatever became of the others; false when one failed, with the first failure. */
bool scheduler_run(const scheduler_duty *duties, size_t n, store_db *db, const workflow *w, int64_t now_ms,
                   upw_error *error) UPW_MUST_CHECK;

#endif
