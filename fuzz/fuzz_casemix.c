/* Any patients for the models of upward/casemix.h: figures that keep the promises of the header, or a refusal with a
 * reason.
 *
 * Input: four bytes (columns, method, organisations, columns that repeat), then rows of a byte and figures (bytes.h).
 */
#include <assert.h>
#include <stdbool.h>

#include "bytes.h"
#include "upward/casemix.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROWS = 200, COLUMNS = 6, ORGS = 5 };

static bool is_chance(double p)
{
    return isnan(p) || (p >= 0 && p <= 1 + 1e-9);
}

static void check_orgs(const double *risks, const double *y, const uint32_t *orgs, size_t n, upw_arena *scratch)
{
    upw_casemix_org found[ORGS];
    upw_calibration c;
    upw_error error = { 0 };
    assert(upw_casemix_count(risks, y, orgs, n, ORGS, scratch, found, &error));
    for (size_t o = 0; o < ORGS; o++) {
        assert(is_chance(found[o].p_lower) && is_chance(found[o].p_upper) && is_chance(found[o].outside_share));
        assert(found[o].n == 0 || found[o].p_lower + found[o].p_upper >= 1 - 1e-9);
        assert(found[o].is_too_small == isnan(found[o].ratio));
    }
    assert(upw_calibration_measure(risks, y, n, true, scratch, &c, &error));
    assert(is_chance(c.c_statistic) && is_chance(c.brier) && is_chance(c.hl_p));
}

static void check_fit(const upw_logit *logit, const upw_case_rows *rows, const uint32_t *orgs, upw_arena *scratch)
{
    static double risks[ROWS];
    assert(!logit->wants_pass && logit->status < UPW_LOGIT_STATUS_COUNT && logit->n_dropped <= logit->p);
    if (logit->status != UPW_LOGIT_FITTED)
        return;
    for (size_t j = 0; j <= logit->p; j++)
        assert(isfinite(logit->coefficients[j]) == !logit->is_dropped[j] && !(logit->se[j] < 0));
    upw_logit_predict(logit->coefficients, rows, risks);
    for (size_t i = 0; i < rows->n; i++)
        assert(is_chance(risks[i]) && !isnan(risks[i]));
    check_orgs(risks, rows->y, orgs, rows->n, scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static double x[ROWS * COLUMNS], y[ROWS];
    static uint32_t orgs[ROWS];
    cursor in = { data, data + size };
    const size_t p = take_byte(&in) % (COLUMNS + 1);
    const upw_logit_options options = { .method = take_byte(&in) % UPW_LOGIT_METHOD_COUNT };
    const uint8_t spread = take_byte(&in), repeats = take_byte(&in);
    size_t n = 0;
    for (; n < ROWS && in.at < in.end; n++) {
        const uint8_t byte = take_byte(&in);
        y[n] = byte & 1;
        orgs[n] = (byte >> 1) * (uint32_t)(spread > 0) % ORGS;
        for (size_t j = 0; j < p; j++)
            x[n * p + j] = (repeats >> j & 1) != 0 && j > 0 ? x[n * p] : take_figure(&in);
    }
    upw_arena arena;
    upw_arena_init(&arena, NULL);
    upw_logit logit;
    upw_error error = { 0 };
    const upw_case_rows rows = { .x = x, .p = p, .y = y, .n = n };
    if (upw_logit_fit(&rows, &options, &arena, &logit, &error))
        check_fit(&logit, &rows, orgs, &arena);
    else
        assert(error.code != UPW_OK && error.message[0] != '\0' && error.row <= (int64_t)n);
    upw_arena_clear(&arena);
    return 0;
}
