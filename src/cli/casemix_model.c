/* The columns of the model, and its fit in passes over all rows. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "cli/casemix_job.h"

/* ---- columns ---- */

static bool make_number(const casemix_job *job, const casemix_term *t, upw_design_column *out, upw_error *error)
{
    out->values = NULL; /* those of the rows at hand */
    if (t->kind != TERM_SPLINE)
        return true;
    out->n_knots = t->n_knots;
    const double *const at = upw_design_knot_quantiles(t->n_knots);
    if (!casemix_find_quantiles(job, t->variables[0], at, t->n_knots, out->knots, error))
        return false;
    for (size_t k = 1; k < t->n_knots; k++)
        if (!(out->knots[k] > out->knots[k - 1]))
            return upw_fail(error, UPW_TOO_FEW,
                            "%s, %.*s: too few different values for a spline of %zu knots: two of them would coincide",
                            job->file, TEXT_ARGS(t->name), t->n_knots);
    return true;
}

static bool complain_of_reference(const casemix_job *job, const casemix_variable *v, upw_error *error)
{
    buffer there;
    buffer_init(&there, 4096);
    for (uint32_t l = 0; l < v->n_levels && there.len < 120; l++)
        buffer_add_format(&there, "%s%.*s", l > 0 ? ", " : "", TEXT_ARGS(v->sorted[l]));
    upw_fail(error, UPW_BAD_INPUT, "%s: the column \"%.*s\" has no category \"%.*s\" to be the reference; it has: %.*s",
             job->file, TEXT_ARGS(v->name), TEXT_ARGS(v->reference), (int)there.len, there.at);
    buffer_clear(&there);
    return false;
}

/* The most frequent level; of several the first in order of bytes. */
static uint32_t find_most_frequent(const casemix_variable *v)
{
    uint32_t best = 0;
    for (uint32_t l = 1; l < v->n_levels; l++)
        if (v->counts[l] > v->counts[best] || (v->counts[l] == v->counts[best] && v->places[l] < v->places[best]))
            best = l;
    return v->places[best];
}

static bool make_factor(const casemix_job *job, const casemix_variable *v, upw_design_column *out, upw_error *error)
{
    static const uint32_t none = UPW_NO_LEVEL;
    out->levels = &none; /* a factor; those of the rows at hand stand here later */
    out->n_levels = v->n_levels;
    out->missing_is_level = v->has_gaps;
    if (v->reference.len == 0) {
        out->reference = find_most_frequent(v);
        return true;
    }
    for (uint32_t l = 0; l < v->n_levels; l++)
        if (text_equal(v->sorted[l], v->reference)) {
            out->reference = l;
            return true;
        }
    return complain_of_reference(job, v, error);
}

static void name_columns(casemix_job *job, const casemix_term *t, const upw_design_column *c)
{
    const casemix_variable *const v = &job->formula.variables[t->variables[0]];
    size_t at = t->from + 1;
    for (uint32_t l = 0; c->levels != NULL && l < c->n_levels + (c->missing_is_level ? 1 : 0); l++)
        if (l != c->reference)
            job->names[at++] = l < c->n_levels
                                   ? memory_format(job->arena, "%.*s%.*s", TEXT_ARGS(v->name), TEXT_ARGS(v->sorted[l]))
                                   : memory_format(job->arena, "%.*s (missing)", TEXT_ARGS(v->name));
    for (; at <= t->to; at++)
        job->names[at] =
            t->to - t->from == 1 ? t->name : memory_format(job->arena, "%.*s [%zu]", TEXT_ARGS(t->name), at - t->from);
}

bool casemix_make_columns(casemix_job *job, upw_error *error)
{
    casemix_formula *const f = &job->formula;
    upw_design_column *const columns = MEMORY_TAKE(job->arena, upw_design_column, f->n_terms);
    for (size_t i = 0; i < f->n_terms; i++) {
        casemix_term *const t = &f->terms[i];
        casemix_variable *const v = &f->variables[t->variables[0]];
        if (t->kind == TERM_PLAIN && v->is_factor ? !make_factor(job, v, &columns[i], error)
                                                  : !make_number(job, t, &columns[i], error))
            return false;
        t->from = job->p;
        t->to = job->p += upw_design_count(&columns[i], 1);
    }
    job->columns = columns;
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

typedef struct fitting {
    const casemix_job *job;
    upw_logit *logit;
    upw_logit_survey surveys[CASEMIX_PARTS];
    upw_logit_pass *passes[CASEMIX_PARTS];
} fitting;

static bool survey_block(void *context, const casemix_block *block, size_t k, size_t part, casemix_room *room,
                         upw_error *error)
{
    fitting *const f = context;
    (void)k;
    for (size_t first = 0; first < block->n; first += CASEMIX_CHUNK) {
        const size_t n = block->n - first < CASEMIX_CHUNK ? block->n - first : CASEMIX_CHUNK;
        const upw_case_rows rows = casemix_fill(f->job, block, first, n, room);
        if (upw_logit_survey_rows(&f->surveys[part], &rows, error))
            continue;
        error->row = block->columns.rows[first + (size_t)error->row - 1];
        return upw_wrap(error, "%s, row %lld", f->job->file, (long long)error->row);
    }
    return true;
}

static bool pass_block(void *context, const casemix_block *block, size_t k, size_t part, casemix_room *room,
                       upw_error *error)
{
    const fitting *const f = context;
    (void)k;
    (void)error;
    for (size_t first = 0; first < block->n; first += CASEMIX_CHUNK) {
        const size_t n = block->n - first < CASEMIX_CHUNK ? block->n - first : CASEMIX_CHUNK;
        const upw_case_rows rows = casemix_fill(f->job, block, first, n, room);
        upw_logit_add_rows(f->logit, f->passes[part], &rows);
    }
    return true;
}

bool casemix_fit_model(casemix_job *job, upw_error *error)
{
    fitting *const f = MEMORY_TAKE(job->arena, fitting, 1);
    *f = (fitting){ .job = job, .logit = &job->logit };
    for (size_t i = 0; i < CASEMIX_PARTS; i++)
        if (!upw_logit_begin_survey(job->p, &f->surveys[i], error))
            return false;
    if (!casemix_each_block(job, survey_block, f, error))
        return false;
    for (size_t i = 1; i < CASEMIX_PARTS; i++)
        upw_logit_merge_survey(&f->surveys[0], &f->surveys[i]);
    const upw_logit_options options = { .method = job->settings->method };
    if (!upw_logit_begin(&f->surveys[0], &options, job->arena, &job->logit, error))
        return false;
    for (size_t i = 0; i < CASEMIX_PARTS; i++)
        f->passes[i] = upw_logit_new_pass(&job->logit, job->arena); /* this arena ends the program when it is full */
    while (job->logit.wants_pass) {
        for (size_t i = 0; i < CASEMIX_PARTS; i++)
            upw_logit_begin_pass(&job->logit, f->passes[i]);
        if (!casemix_each_block(job, pass_block, f, error))
            return false;
        for (size_t i = 1; i < CASEMIX_PARTS; i++)
            upw_logit_merge_pass(f->passes[0], f->passes[i]);
        upw_logit_step(&job->logit, f->passes[0]);
    }
    job->has_model = true;
    return true;
}

bool casemix_has_estimates(const casemix_job *job)
{
    return job->logit.status != UPW_LOGIT_NO_EVENTS && job->logit.status != UPW_LOGIT_ALL_EVENTS;
}
