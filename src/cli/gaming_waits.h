/* cli/gaming_waits.h: waits of individuals as histograms, one for each body (shared within this folder). */
#ifndef CLI_GAMING_WAITS_H
#define CLI_GAMING_WAITS_H

#include "cli/gaming_job.h"

typedef struct body_waits {
    text name;      /* empty: the file names nobody */
    double *values; /* each value once */
    int64_t *counts;
    size_t n;
    int64_t n_missing; /* records without a wait */
} body_waits;

typedef struct waits_list {
    body_waits *items;
    size_t n;
} waits_list;

/* One row a record, or a row for each wait and how many had it; memory grows with the number of different waits only.
 */
bool gaming_read_waits(const gaming_job *job, waits_list *out, upw_error *error) UPW_MUST_CHECK;
void gaming_free_waits(waits_list *list);

/* One body's screen, and what a row of its tables may be about. */
typedef struct waits_row {
    const body_waits *body;
    const upw_waits_screen *screen;
    const char *place; /* "limit", "sensitivity", "placebo_below", "placebo_above" */
    double limit;      /* of this row */
    const upw_excess *excess;
    upw_excess_options options;
    text finding;
    double met_least, met_most; /* share that met the limit if no missing wait did, if every one did */
    int64_t j, n;               /* of a bin */
    double fitted;
    size_t digit, window;
} waits_row;

extern const struct waits_sheet {
    const sheet_column *columns;
    size_t n;
} waits_sheets[GAMING_BY_COUNT];

#endif
