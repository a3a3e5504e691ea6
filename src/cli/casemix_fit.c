/* From rows to what is said of organisations. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "cli/casemix_job.h"

/* ---- risks ---- */

/* Without an estimate everybody has the observed risk, 0 or 1. */
static bool predict_block(void *context, const casemix_block *block, size_t k, size_t part, casemix_room *room,
                          upw_error *error)
{
    const casemix_job *const job = context;
    double *const risks = memory_grow(NULL, block->n, sizeof *risks);
    (void)part;
    for (size_t first = 0; first < block->n; first += CASEMIX_CHUNK) {
        const size_t n = block->n - first < CASEMIX_CHUNK ? block->n - first : CASEMIX_CHUNK;
        const upw_case_rows rows = casemix_fill(job, block, first, n, room);
        if (casemix_has_estimates(job))
            upw_logit_predict(job->logit.coefficients, &rows, risks + first);
        else
            for (size_t i = first; i < first + n; i++)
                risks[i] = job->logit.status == UPW_LOGIT_ALL_EVENTS;
    }
    const bool is_done = casemix_store_put_risks(&job->store, k, risks, error);
    free(risks);
    return is_done;
}

/* ---- does a column mean the same everywhere? ---- */

/* Organisations in order of their names, or groups of them when there are more than 30. */
static size_t group_orgs(const casemix_job *job, uint32_t *groups)
{
    enum { GROUPS = 10, ORGS_MAX = 30 };
    for (size_t o = 0; o < job->n_orgs; o++)
        groups[job->order[o]] = (uint32_t)(job->n_orgs <= ORGS_MAX ? o : o * (uint64_t)GROUPS / job->n_orgs);
    return job->n_orgs <= ORGS_MAX ? job->n_orgs : GROUPS;
}

typedef struct whole {
    const casemix_job *job;
    const uint32_t *groups_of_orgs;
    double *x, *y;
    uint32_t *groups;
} whole;

static bool fill_whole(void *context, const casemix_block *block, size_t k, size_t part, casemix_room *room,
                       upw_error *error)
{
    const whole *const w = context;
    (void)k;
    (void)part;
    (void)error;
    for (size_t first = 0; first < block->n; first += CASEMIX_CHUNK) {
        const size_t n = block->n - first < CASEMIX_CHUNK ? block->n - first : CASEMIX_CHUNK;
        const size_t at = block->first + first, p = w->job->p;
        const upw_case_rows rows = casemix_fill(w->job, block, first, n, room);
        for (size_t i = 0; i < n * p; i++)
            w->x[at * p + i] = rows.x[i];
        for (size_t i = 0; i < n; i++) {
            w->y[at + i] = rows.y[i];
            w->groups[at + i] = w->groups_of_orgs[block->columns.orgs[first + i]];
        }
    }
    return true;
}

static bool test_constant_risk(casemix_job *job, upw_error *error)
{
    static const size_t bytes_most = (size_t)2 << 30;
    if (job->n > bytes_most / (8 * (job->p + 2)))
        return upw_fail(error, UPW_TOO_LARGE,
                        "%s: --test-constant-risk holds all rows in memory, and %zu rows of %zu columns are more than "
                        "2 GB; choose some with --where",
                        job->file, job->n, job->p);
    uint32_t *const groups_of_orgs = MEMORY_TAKE(job->arena, uint32_t, job->n_orgs);
    const size_t n_groups = group_orgs(job, groups_of_orgs);
    whole w = { job, groups_of_orgs, MEMORY_TAKE(job->arena, double, job->n *(job->p + 1)),
                MEMORY_TAKE(job->arena, double, job->n), MEMORY_TAKE(job->arena, uint32_t, job->n) };
    if (!casemix_each_block(job, fill_whole, &w, error))
        return false;
    const upw_case_rows rows = { .x = w.x, .p = job->p, .y = w.y, .n = job->n };
    for (size_t i = 0; i < job->formula.n_terms; i++) {
        const casemix_term *const t = &job->formula.terms[i];
        upw_constant_risk found;
        if (!upw_casemix_test_constant_risk(&rows, w.groups, n_groups, t->from, t->to, job->arena, &found, error))
            return upw_wrap(error, "--test-constant-risk, %.*s", TEXT_ARGS(t->name));
        if (found.p_value < 0.01)
            job->unlike = memory_format(job->arena, "%.*s%s%.*s", TEXT_ARGS(job->unlike),
                                        job->unlike.len > 0 ? ", " : "", TEXT_ARGS(t->name));
    }
    return true;
}

/* ---- all ---- */

/* Do organisations differ by 10 points or more in the share of rows left out? Of those with 20 rows and more. */
static bool is_uneven(const casemix_job *job)
{
    double least = 1, most = 0;
    for (size_t o = 0; o < job->n_orgs; o++) {
        const casemix_org *const org = &job->by_org[o];
        const double all = (double)(org->found.n + org->n_left_out), share = (double)org->n_left_out / all;
        if (all < 20)
            continue;
        least = fmin(least, share);
        most = fmax(most, share);
    }
    return most - least >= 0.1;
}

bool casemix_fit(casemix_job *job, upw_error *error)
{
    if (job->settings->risk == NULL && (!casemix_make_columns(job, error) || !casemix_fit_model(job, error) ||
                                        !casemix_each_block(job, predict_block, job, error)))
        return false;
    if (!casemix_judge(job, error))
        return false;
    job->is_uneven = is_uneven(job);
    return !job->settings->tests_constant_risk || test_constant_risk(job, error);
}
