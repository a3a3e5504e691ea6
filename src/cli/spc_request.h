/* cli/spc_request.h: what is asked of one series: from the command line, and from its row in --params. */
#ifndef CLI_SPC_REQUEST_H
#define CLI_SPC_REQUEST_H

#include "base/period.h"
#include "table/series.h"
#include "upward/arena.h"
#include "upward/rebase.h"
#include "upward/shewhart.h"
#include "upward/spc.h"

typedef struct spc_request {
    text category; /* passed through to --by series */
    bool is_xmr;   /* else `chart` says which */
    upw_chart chart;
    upw_xmr_options xmr;
    bool is_percent_target; /* written with a % sign: series_fit_percent has the last word */
    bool has_improvement;   /* somebody said which way is better; else numbers take increase, words take no side */
    const period *rebases;  /* rising; step changes of any chart */
    size_t n_rebases;
    period_order order;    /* how dates such as 03/04/2019 are read */
    bool ignores_off_grid; /* a rebase date that is no period of the series is not an error */
    /* charts other than XmR */
    bool has_denominator;
    bool is_denominator_known; /* has_denominator was given */
    upw_aggregate aggregate;
    double multiply;         /* 0: 1 */
    const size_t *part_ends; /* 1-based, rising: the last subgroup of each part but the last */
    size_t n_part_ends;
    const size_t *exclude; /* 0-based */
    size_t n_exclude;
    double centre;
    bool has_centre;
    /* --advice ssa */
    upw_ssa_options ssa;
    bool has_ssa_chart;
} spc_request;

/* Set what the parameter called `name` (a column of --params, or an option) is about. False with UPW_BAD_USAGE and a
 * reason that fits after "… : ". An empty `words` leaves things as they are. */
bool spc_request_set(spc_request *request, const char *name, text words, upw_arena *arena,
                     upw_error *error) UPW_MUST_CHECK;

typedef struct spc_requests spc_requests;

/* --params FILE: a request for each series_id, starting from `defaults`. */
spc_requests *spc_requests_read(const char *path, const spc_request *defaults, upw_arena *arena, upw_error *error);
const spc_request *spc_requests_find(const spc_requests *requests, text series_id); /* NULL: not in the file */
void spc_requests_say_unused(const spc_requests *requests,
                             const char *table);            /* on standard error, if any was never found */
bool spc_requests_have_chart(const spc_requests *requests); /* some row asks for a chart that is not XmR */

#endif
