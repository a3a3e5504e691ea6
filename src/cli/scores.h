/* cli/scores.h: one score a body, as `upward lights --scores` and `upward gaming --cut-offs` read it. */
#ifndef CLI_SCORES_H
#define CLI_SCORES_H

#include "cli/input_options.h"
#include "cli/since.h"

typedef struct scores {
    size_t n;
    text *bodies;     /* "1", "2" … when the file does not name them */
    text *indicators; /* empty when the file has none */
    double *values;   /* NaN: none */
    const char *file; /* for sentences */
} scores;

/* Columns organisation (or body, series_id …), indicator, value (or score …). Refuses two scores of one body on one
 * indicator. */
bool scores_read(const char *path, const table_options *options, const since_filter *since, upw_arena *arena,
                 scores *out, upw_error *error) UPW_MUST_CHECK;

#endif
