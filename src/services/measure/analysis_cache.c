/* Readings, kept. */
#include "services/measure/analysis_cache.h"

#include "base/memory.h"

bool analysis_cache_find(kept_things *cache, const kept_key *key, upw_arena *arena, report_reading *out)
{
    kept_entry *held;
    const report_reading *const reading = kept_find(cache, key, &held);
    if (reading == NULL)
        return false;
    reading_copy(reading, arena, out);
    kept_let_go(cache, held);
    return true;
}

static const void *copy(const void *reading, upw_arena *arena)
{
    report_reading *const copied = MEMORY_TAKE(arena, report_reading, 1);
    reading_copy(reading, arena, copied);
    return copied;
}

void analysis_cache_keep(kept_things *cache, const kept_key *key, const report_reading *reading)
{
    kept_keep(cache, key, reading, reading_weigh(reading) + sizeof *reading, copy);
}
