/* The model, its passes on several threads, and what follows from the risks. */
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/casemix_job.h"

/* Rows are cut into parts that do not hang on the number of threads, and parts are merged in their order: the same
 * figures to the last bit whoever works. */
enum { PARTS = 8, BLOCK = 256, THREADS_MAX = 8 };

typedef struct part {
    size_t first, end;
    upw_logit_survey survey;
    upw_logit_pass *pass;
    upw_error error;
    bool is_done;
} part;

typedef struct crew {
    casemix_job *job;
    part parts[PARTS];
    bool surveys; /* else a pass */
    pthread_mutex_t lock;
    size_t next;
} crew;

static void work_part(const crew *c, part *p, double *x)
{
    const casemix_job *const job = c->job;
    p->is_done = true;
    for (size_t first = p->first; first < p->end && p->is_done; first += BLOCK) {
        const size_t n = p->end - first < BLOCK ? p->end - first : BLOCK;
        upw_design_fill(job->columns, job->formula.n_terms, first, n, x);
        const upw_case_rows rows = { .x = x, .p = job->p, .y = job->y + first, .n = n };
        if (!c->surveys)
            upw_logit_add_rows(&job->logit, p->pass, &rows);
        else if (!upw_logit_survey_rows(&p->survey, &rows, &p->error)) {
            p->error.row = job->rows[first + (size_t)p->error.row - 1];
            p->is_done = false;
        }
    }
}

static void *work(void *context)
{
    crew *const c = context;
    double *const x = memory_grow(NULL, (c->job->p + 1) * BLOCK, sizeof *x);
    for (;;) {
        pthread_mutex_lock(&c->lock);
        const size_t mine = c->next++;
        pthread_mutex_unlock(&c->lock);
        if (mine >= PARTS)
            break;
        work_part(c, &c->parts[mine], x);
    }
    free(x);
    return NULL;
}

static void work_together(crew *c)
{
    const unsigned wanted = c->job->settings->input.table.threads;
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t n = wanted != 0 ? wanted : (cores > 1 ? (size_t)cores : 1);
    n = n > THREADS_MAX ? THREADS_MAX : n;
    n = c->job->n < 20000 ? 1 : n;
    c->next = 0;
    pthread_t others[THREADS_MAX];
    size_t n_others = 0;
    while (n_others + 1 < n && pthread_create(&others[n_others], NULL, work, c) == 0)
        n_others++;
    work(c);
    for (size_t i = 0; i < n_others; i++)
        pthread_join(others[i], NULL);
}

/* ---- columns of the model ---- */

static double transform(const casemix_variable *v, bool logs, size_t row)
{
    return logs ? log(v->values[row]) : v->values[row];
}

static bool make_number(casemix_job *job, const casemix_term *t, upw_design_column *out, upw_error *error)
{
    const casemix_variable *const v = &job->formula.variables[t->variables[0]];
    const casemix_variable *const other = &job->formula.variables[t->variables[1]];
    out->values = v->values;
    if (t->kind == TERM_LOG || t->kind == TERM_PRODUCT) {
        double *const values = MEMORY_TAKE(job->arena, double, job->n);
        for (size_t i = 0; i < job->n; i++)
            values[i] = transform(v, t->logs[0], i) * (t->kind == TERM_PRODUCT ? transform(other, t->logs[1], i) : 1);
        out->values = values;
    }
    if (t->kind != TERM_SPLINE)
        return true;
    out->n_knots = t->n_knots;
    upw_arena scratch;
    memory_init_arena(&scratch);
    const bool is_placed = upw_design_place_knots(v->values, job->n, t->n_knots, &scratch, out->knots, error) ||
                           upw_wrap(error, "%s, %.*s", job->file, TEXT_ARGS(t->name));
    upw_arena_clear(&scratch);
    return is_placed;
}

static bool complain_of_reference(const casemix_job *job, const casemix_variable *v, upw_error *error)
{
    buffer there;
    buffer_init(&there, 4096);
    for (uint32_t l = 0; l < v->n_levels && there.len < 120; l++)
        buffer_add_format(&there, "%s%.*s", l > 0 ? ", " : "", TEXT_ARGS(v->names[l]));
    upw_fail(error, UPW_BAD_INPUT, "%s: the column \"%.*s\" has no category \"%.*s\" to be the reference; it has: %.*s",
             job->file, TEXT_ARGS(v->name), TEXT_ARGS(v->reference), (int)there.len, there.at);
    buffer_clear(&there);
    return false;
}

static bool make_factor(casemix_job *job, const casemix_variable *v, upw_design_column *out, upw_error *error)
{
    upw_arena scratch;
    memory_init_arena(&scratch);
    out->levels = v->levels;
    out->n_levels = v->n_levels;
    for (size_t i = 0; i < job->n; i++)
        out->missing_is_level = out->missing_is_level || v->levels[i] == UPW_NO_LEVEL;
    bool is_found = v->reference.len == 0
                        ? upw_design_find_reference(v->levels, job->n, v->n_levels, &scratch, &out->reference, error)
                        : false;
    for (uint32_t l = 0; l < v->n_levels && !is_found; l++) {
        out->reference = l;
        is_found = text_equal(v->names[l], v->reference);
    }
    upw_arena_clear(&scratch);
    return is_found || complain_of_reference(job, v, error);
}

static void name_columns(casemix_job *job, const casemix_term *t, const upw_design_column *c)
{
    const casemix_variable *const v = &job->formula.variables[t->variables[0]];
    size_t at = t->from + 1;
    for (uint32_t l = 0; c->levels != NULL && l < c->n_levels + (c->missing_is_level ? 1 : 0); l++)
        if (l != c->reference)
            job->names[at++] = l < c->n_levels
                                   ? memory_format(job->arena, "%.*s%.*s", TEXT_ARGS(v->name), TEXT_ARGS(v->names[l]))
                                   : memory_format(job->arena, "%.*s (missing)", TEXT_ARGS(v->name));
    for (; at <= t->to; at++)
        job->names[at] =
            t->to - t->from == 1 ? t->name : memory_format(job->arena, "%.*s [%zu]", TEXT_ARGS(t->name), at - t->from);
}

static bool make_columns(casemix_job *job, upw_error *error)
{
    casemix_formula *const f = &job->formula;
    job->columns = MEMORY_TAKE(job->arena, upw_design_column, f->n_terms);
    for (size_t i = 0; i < f->n_terms; i++) {
        casemix_term *const t = &f->terms[i];
        casemix_variable *const v = &f->variables[t->variables[0]];
        if (t->kind == TERM_PLAIN && v->is_factor ? !make_factor(job, v, &job->columns[i], error)
                                                  : !make_number(job, t, &job->columns[i], error))
            return false;
        t->from = job->p;
        t->to = job->p += upw_design_count(&job->columns[i], 1);
    }
    if (job->p > UPW_LOGIT_COLUMNS_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "--adjust makes %zu columns, more than the %d that a model may have",
                        job->p, UPW_LOGIT_COLUMNS_MAX);
    job->names = MEMORY_TAKE(job->arena, text, job->p + 1);
    job->names[0] = TEXT("(Intercept)");
    for (size_t i = 0; i < f->n_terms; i++)
        name_columns(job, &f->terms[i], &job->columns[i]);
    return true;
}

/* ---- the fit ---- */

static bool survey_all(crew *c, upw_logit_survey *out, upw_error *error)
{
    c->surveys = true;
    for (size_t i = 0; i < PARTS; i++)
        if (!upw_logit_begin_survey(c->job->p, &c->parts[i].survey, error))
            return false;
    work_together(c);
    if (!upw_logit_begin_survey(c->job->p, out, error))
        return false;
    for (size_t i = 0; i < PARTS; i++) {
        if (!c->parts[i].is_done) {
            *error = c->parts[i].error;
            return upw_wrap(error, "%s, row %lld", c->job->file, (long long)error->row);
        }
        upw_logit_merge_survey(out, &c->parts[i].survey);
    }
    return true;
}

static bool fit_model(casemix_job *job, upw_error *error)
{
    crew *const c = MEMORY_TAKE(job->arena, crew, 1);
    *c = (crew){ .job = job, .lock = PTHREAD_MUTEX_INITIALIZER };
    for (size_t i = 0; i < PARTS; i++) {
        c->parts[i].first = job->n / PARTS * i;
        c->parts[i].end = i + 1 < PARTS ? job->n / PARTS * (i + 1) : job->n;
    }
    upw_logit_survey survey;
    const upw_logit_options options = { .method = job->settings->method };
    if (!survey_all(c, &survey, error) || !upw_logit_begin(&survey, &options, job->arena, &job->logit, error))
        return false;
    c->surveys = false;
    for (size_t i = 0; i < PARTS; i++)
        c->parts[i].pass =
            upw_logit_new_pass(&job->logit, job->arena); /* this arena ends the program when it is full */
    while (job->logit.wants_pass) {
        for (size_t i = 0; i < PARTS; i++)
            upw_logit_begin_pass(&job->logit, c->parts[i].pass);
        work_together(c);
        for (size_t i = 1; i < PARTS; i++)
            upw_logit_merge_pass(c->parts[0].pass, c->parts[i].pass);
        upw_logit_step(&job->logit, c->parts[0].pass);
    }
    job->has_model = true;
    return true;
}

static bool has_estimates(const casemix_job *job)
{
    return job->logit.status != UPW_LOGIT_NO_EVENTS && job->logit.status != UPW_LOGIT_ALL_EVENTS;
}

/* Without an estimate everybody has the observed risk, 0 or 1. */
static void find_risks(casemix_job *job)
{
    double *const x = MEMORY_TAKE(job->arena, double, (job->p + 1) * BLOCK);
    if (job->settings->by == CASEMIX_BY_PATIENT)
        job->leverages = MEMORY_TAKE(job->arena, double, job->n);
    for (size_t first = 0; first < job->n; first += BLOCK) {
        const size_t n = job->n - first < BLOCK ? job->n - first : BLOCK;
        upw_design_fill(job->columns, job->formula.n_terms, first, n, x);
        const upw_case_rows rows = { .x = x, .p = job->p, .y = job->y + first, .n = n };
        if (has_estimates(job))
            upw_logit_predict(job->logit.coefficients, &rows, job->risks + first);
        else
            for (size_t i = first; i < first + n; i++)
                job->risks[i] = job->logit.status == UPW_LOGIT_ALL_EVENTS;
        if (job->leverages != NULL && has_estimates(job))
            upw_logit_find_leverages(&job->logit, &rows, job->leverages + first);
        for (size_t i = first; job->leverages != NULL && !has_estimates(job) && i < first + n; i++)
            job->leverages[i] = NAN;
    }
}

/* ---- what follows ---- */

/* Organisations, or groups of them in order of their size when there are more than 30. */
static size_t group_orgs(const casemix_job *job, uint32_t *groups)
{
    enum { GROUPS = 10, ORGS_MAX = 30 };
    for (size_t i = 0; i < job->n; i++)
        groups[i] = (uint32_t)(job->n_orgs <= ORGS_MAX ? job->orgs[i] : job->orgs[i] * (uint64_t)GROUPS / job->n_orgs);
    return job->n_orgs <= ORGS_MAX ? job->n_orgs : GROUPS;
}

static bool test_constant_risk(casemix_job *job, upw_error *error)
{
    uint32_t *const groups = MEMORY_TAKE(job->arena, uint32_t, job->n);
    double *const x = MEMORY_TAKE(job->arena, double, job->n *(job->p + 1));
    const size_t n_groups = group_orgs(job, groups);
    upw_design_fill(job->columns, job->formula.n_terms, 0, job->n, x);
    const upw_case_rows rows = { .x = x, .p = job->p, .y = job->y, .n = job->n };
    for (size_t i = 0; i < job->formula.n_terms; i++) {
        const casemix_term *const t = &job->formula.terms[i];
        upw_constant_risk found;
        if (!upw_casemix_test_constant_risk(&rows, groups, n_groups, t->from, t->to, job->arena, &found, error))
            return upw_wrap(error, "--test-constant-risk, %.*s", TEXT_ARGS(t->name));
        if (found.p_value < 0.01)
            job->unlike = memory_format(job->arena, "%.*s%s%.*s", TEXT_ARGS(job->unlike),
                                        job->unlike.len > 0 ? ", " : "", TEXT_ARGS(t->name));
    }
    return true;
}

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
    if (job->settings->risk == NULL) {
        if (!make_columns(job, error) || !fit_model(job, error))
            return false;
        find_risks(job);
    }
    upw_arena scratch;
    memory_init_arena(&scratch);
    upw_casemix_org *const found = MEMORY_TAKE(job->arena, upw_casemix_org, job->n_orgs);
    bool done = upw_casemix_count(job->risks, job->y, job->orgs, job->n, job->n_orgs, &scratch, found, error);
    for (size_t o = 0; o < job->n_orgs && done; o++) {
        job->by_org[o].found = found[o];
        job->n_outside += found[o].outside_share > 0.1;
    }
    job->has_calibration = !job->has_model || has_estimates(job);
    done = done && (!job->has_calibration || upw_calibration_measure(job->risks, job->y, job->n, job->has_model,
                                                                     &scratch, &job->calibration, error));
    upw_arena_clear(&scratch);
    job->is_uneven = is_uneven(job);
    if (done && job->settings->tests_constant_risk)
        return test_constant_risk(job, error);
    return done;
}
