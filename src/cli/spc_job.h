/* cli/spc_job.h: the kinds of work that `upward spc` does on a block of series. */
#ifndef CLI_SPC_JOB_H
#define CLI_SPC_JOB_H

#include <stdatomic.h>

#include "cli/input_options.h"
#include "cli/spc_request.h"
#include "table/sheet.h"

typedef enum spc_by { SPC_BY_POINT, SPC_BY_PHASE, SPC_BY_SERIES, SPC_BY_DECISION, SPC_BY_COUNT } spc_by;

typedef struct spc_job {
    const input_settings *input;
    spc_request defaults;
    const spc_requests *params; /* NULL: none */
    const char *file;           /* of the table, for complaints */
    spc_by by;
    const char *picture; /* what a drawing is turned into: png or pdf; NULL: it stays SVG */
    sheet sheet;
    atomic_bool has_found; /* a series that --series, --indicator and --organisation keep */
} spc_job;

/* Columns of a kind of result. */
typedef struct spc_columns {
    const sheet_column *columns;
    size_t n;
} spc_columns;

extern const spc_columns spc_xmr_columns[SPC_BY_COUNT];
extern const spc_columns spc_chart_columns[SPC_BY_COUNT];
extern const spc_columns spc_ssa_columns[SPC_BY_COUNT];
extern const spc_columns spc_steps_columns;

/* table_block_functions; the context is a spc_job. */
bool spc_work_xmr(void *job, const series_table *block, upw_arena *scratch, buffer *out, upw_error *error);
bool spc_work_charts(void *job, const series_table *block, upw_arena *scratch, buffer *out, upw_error *error);
bool spc_work_ssa(void *job, const series_table *block, upw_arena *scratch, buffer *out, upw_error *error);
bool spc_work_steps(void *job, const series_table *block, upw_arena *scratch, buffer *out, upw_error *error);
bool spc_work_text(void *job, const series_table *block, upw_arena *scratch, buffer *out, upw_error *error);
bool spc_work_advice(void *job, const series_table *block, upw_arena *scratch, buffer *out, upw_error *error);
bool spc_work_svg(void *job, const series_table *block, upw_arena *scratch, buffer *out, upw_error *error);

typedef bool (*spc_series_function)(const spc_job *job, const series_table *block, size_t series, upw_arena *scratch,
                                    buffer *out, upw_error *error);

/* Do it for each series that --series, --indicator and --organisation keep; the scratch is taken back after each. */
bool spc_each(spc_job *job, spc_series_function work, const series_table *block, upw_arena *scratch, buffer *out,
              upw_error *error) UPW_MUST_CHECK;

const spc_request *spc_request_for(const spc_job *job, const series_key *key);

/* Where the phases start: the first point, and each point whose period is a rebase date. *number_first is 1 when the
 * first point is itself one, else 0. A date that is no period of the series is refused with the nearest ones (U7),
 * unless the request ignores it. */
bool spc_find_phases(const spc_job *job, const spc_request *request, const series_table *block, size_t series,
                     upw_arena *scratch, size_t **starts, size_t *n_phases, size_t *number_first,
                     upw_error *error) UPW_MUST_CHECK;

/* "my.csv, row 7, series "A": …" in front of what the engine said; its position in the series becomes a row. */
bool spc_wrap(const spc_job *job, const series_table *block, size_t series, upw_error *error);

#endif
