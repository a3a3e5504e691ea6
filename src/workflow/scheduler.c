/* What happens because time has passed: every duty, each on its own. */
#include "workflow/scheduler.h"

#include "base/memory.h"

bool scheduler_run(const scheduler_duty *duties, size_t n, store_db *db, const workflow *w, int64_t now_ms,
                   upw_error *error)
{
    bool all_done = true;
    for (size_t i = 0; i < n; i++) {
        upw_arena arena;
        upw_error failure = { 0 };
        memory_init_arena(&arena);
        if (!duties[i].run(db, w, now_ms, &arena, &failure)) {
            upw_wrap(&failure, "%s", duties[i].name);
            if (all_done && error != NULL)
                *error = failure;
            all_done = false;
        }
        upw_arena_clear(&arena);
    }
    return all_done;
}
