/* services/measure/analysis_cache.h: readings that are kept (internal to services/measure). */
#ifndef MEASURE_ANALYSIS_CACHE_H
#define MEASURE_ANALYSIS_CACHE_H

#include "services/measure/analysis.h"

enum { ANALYSIS_KEY_BYTES = 32 };

typedef struct analysis_key {
    unsigned char bytes[ANALYSIS_KEY_BYTES];
} analysis_key;

/* A copy into `arena`; false when it is not there. */
bool analysis_cache_find(analysis_cache *cache, const analysis_key *key, upw_arena *arena, report_reading *out);

/* A copy is kept, if there is room for it at all. */
void analysis_cache_keep(analysis_cache *cache, const analysis_key *key, const report_reading *reading);

#endif
