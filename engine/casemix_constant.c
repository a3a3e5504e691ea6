/* Does a column mean the same in every organisation?
 *
 * When it does not (recording differs, or risk does), adjusting for it can add bias instead of removing it: the
 * constant-risk fallacy (Nicholl 2007; Mohammed et al. 2009). Wide rows are made block by block and never kept. */
#include <math.h>

#include "upward/casemix.h"
#include "upward/special.h"

enum { BLOCK = 256, ORGS_MAX = 30 };

/* The model's columns, a level for each organisation but the first and, when `spreads`, columns from … to - 1 times
 * each of these. */
typedef struct wide_model {
    const upw_case_rows *rows;
    const uint32_t *orgs;
    size_t n_orgs, from, to;
    bool spreads;
    size_t p;
    double *x; /* BLOCK × p */
} wide_model;

static upw_case_rows make_block(const wide_model *m, size_t first)
{
    const size_t n = m->rows->n - first < BLOCK ? m->rows->n - first : BLOCK;
    double *out = m->x;
    for (size_t i = first; i < first + n; i++) {
        const double *const in = m->rows->x + i * m->rows->p;
        for (size_t j = 0; j < m->rows->p; j++)
            *out++ = in[j];
        for (size_t o = 1; o < m->n_orgs; o++)
            *out++ = m->orgs[i] == o;
        for (size_t j = m->from; m->spreads && j < m->to; j++)
            for (size_t o = 1; o < m->n_orgs; o++)
                *out++ = m->orgs[i] == o ? in[j] : 0;
    }
    return (upw_case_rows){ .x = m->x,
                            .p = m->p,
                            .y = m->rows->y + first,
                            .weights = m->rows->weights != NULL ? m->rows->weights + first : NULL,
                            .offset = m->rows->offset != NULL ? m->rows->offset + first : NULL,
                            .n = n };
}

static bool fit_wide(wide_model *m, upw_arena *scratch, double *deviance, double *n_estimated, upw_error *error)
{
    m->p = m->rows->p + (m->n_orgs - 1) * (1 + (m->spreads ? m->to - m->from : 0));
    upw_logit_survey survey;
    if (!upw_logit_begin_survey(m->p, &survey, error))
        return false;
    m->x = upw_arena_take(scratch, BLOCK * m->p, sizeof *m->x);
    if (m->x == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "there is not enough memory for a block of %zu columns", m->p);
    for (size_t first = 0; first < m->rows->n; first += BLOCK) {
        const upw_case_rows block = make_block(m, first);
        if (!upw_logit_survey_rows(&survey, &block, error)) {
            if (error != NULL)
                error->row += (int64_t)first;
            return false;
        }
    }
    const upw_logit_options options = { .method = UPW_LOGIT_ML };
    upw_logit logit;
    if (!upw_logit_begin(&survey, &options, scratch, &logit, error))
        return false;
    upw_logit_pass *const pass = upw_logit_new_pass(&logit, scratch);
    if (pass == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "there is not enough memory for a pass over %zu columns", m->p);
    while (logit.wants_pass) {
        upw_logit_begin_pass(&logit, pass);
        for (size_t first = 0; first < m->rows->n; first += BLOCK) {
            const upw_case_rows block = make_block(m, first);
            upw_logit_add_rows(&logit, pass, &block);
        }
        upw_logit_step(&logit, pass);
    }
    /* Where an organisation is separated its estimate has no end, but the deviance has. */
    *deviance = logit.deviance;
    *n_estimated = (double)(1 + m->p - logit.n_dropped);
    return true;
}

bool upw_casemix_test_constant_risk(const upw_case_rows *rows, const uint32_t *orgs, size_t n_orgs, size_t from,
                                    size_t to, upw_arena *scratch, upw_constant_risk *out, upw_error *error)
{
    *out = (upw_constant_risk){ NAN, NAN, NAN };
    if (n_orgs < 2 || rows->n == 0)
        return upw_fail(error, UPW_TOO_FEW, "whether a column means the same everywhere needs two organisations");
    if (n_orgs > ORGS_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "put the organisations into %d groups at most, not %zu", ORGS_MAX,
                        n_orgs);
    if (from >= to || to > rows->p)
        return upw_fail(error, UPW_BAD_USAGE, "the model has no columns %zu to %zu", from + 1, to);
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    double deviance[2] = { 0 }, n_estimated[2] = { 0 };
    for (size_t spreads = 0; spreads < 2; spreads++) {
        wide_model m = { .rows = rows, .orgs = orgs, .n_orgs = n_orgs, .from = from, .to = to, .spreads = spreads > 0 };
        const bool is_fitted = fit_wide(&m, scratch, &deviance[spreads], &n_estimated[spreads], error);
        upw_arena_rewind(scratch, mark);
        if (!is_fitted)
            return false;
    }
    out->df = n_estimated[1] - n_estimated[0];
    out->chi_square = fmax(0, deviance[0] - deviance[1]);
    if (out->df > 0 && isfinite(out->chi_square))
        out->p_value = upw_chi_square_above(out->chi_square, out->df);
    return true;
}
