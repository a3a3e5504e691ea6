/* services/measure/analysis_cache.h: readings that are kept (internal to services/measure). */
#ifndef MEASURE_ANALYSIS_CACHE_H
#define MEASURE_ANALYSIS_CACHE_H

#include "base/kept.h"
#include "report/reading.h"

/* A copy into `arena`; false when it is not there. */
bool analysis_cache_find(kept_things *cache, const kept_key *key, upw_arena *arena, report_reading *out);

/* A copy is kept, if there is room for it at all. */
void analysis_cache_keep(kept_things *cache, const kept_key *key, const report_reading *reading);

#endif
