/* Any scheme, series and options for upward/lights.h: figures that keep the promises of the header, or a refusal with a
 * reason.
 *
 * Input: five bytes of options, then figures (bytes.h). The first two figures are the cut-offs. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "upward/lights.h"
#include "bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 256, TEXT_ROOM = 512 };

static void check_refusal(const upw_error *error, size_t n)
{
    assert(error->code != UPW_OK && error->message[0] != '\0' && error->row <= (int64_t)n);
}

static void check_chances(const upw_lights_chances *c)
{
    assert(fabs(c->light[0] + c->light[1] + c->light[2] - 1) < 1e-12);
    assert(c->same >= 0 && c->same <= 1 + 1e-9 && c->entropy_bits >= 0 && c->entropy_bits <= 1.5849625007211563);
}

static void try_levels(const upw_lights_scheme *scheme, const double *values, size_t n, double rho)
{
    upw_lights_chances chances;
    upw_lights_information information;
    upw_lights_incentive incentive;
    upw_error error = { 0 };
    if (n < 3)
        return;
    if (upw_lights_find_chances(scheme, values[0], values[1], rho, &chances, &error))
        check_chances(&chances);
    else
        check_refusal(&error, 0);
    error = (upw_error){ 0 };
    if (upw_lights_find_information(scheme, values[0], values[1], values[2], &information, &error))
        assert(!(information.colour_bits < 0) && !(information.colour_bits > 1.5849625007211563 + 1e-9));
    else
        check_refusal(&error, 0);
    error = (upw_error){ 0 };
    if (!upw_lights_find_incentive(scheme, NULL, values[0], values[1], &incentive, &error))
        check_refusal(&error, 0);
}

static void try_series(const upw_lights_series *series, const upw_lights_options *options, upw_arena *scratch)
{
    upw_lights_review r;
    uint8_t colours[MOST];
    int8_t verdicts[MOST];
    upw_error error = { 0 };
    if (!upw_lights_review_series(series, options, scratch, colours, verdicts, &r, &error)) {
        check_refusal(&error, series->n);
        return;
    }
    assert(r.shown[0] + r.shown[1] + r.shown[2] == r.n && r.n <= series->n);
    assert(r.changes_agreeing <= r.changes && r.changes < r.n && r.signals <= r.n);
    assert(r.shared_bits >= 0 && r.shared_bits <= 1.5849625007211563);
    for (size_t i = 0; i < series->n; i++)
        assert((colours[i] == UPW_LIGHT_NONE) == isnan(series->values[i]) && abs(verdicts[i]) <= 1);
    char words[TEXT_ROOM];
    const upw_lights_facts facts = {
        .scheme = series->schemes[0],
        .mu = r.centre,
        .sigma = r.sigma,
        .same = r.still.same,
        .light = { r.still.light[0], r.still.light[1], r.still.light[2] },
        .n = r.n,
        .changes = r.changes,
        .changes_agreeing = r.changes_agreeing,
        .share_kept = NAN,
        .edge_ratio = upw_lights_find_edge_ratio(series->schemes, NULL, r.sigma),
        .expected = NAN,
        .red_periods = NAN,
    };
    assert(upw_lights_write_paragraph(&facts, words, sizeof words) > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static double values[MOST];
    static upw_lights_scheme schemes[MOST];
    double times[MOST];
    cursor in = { data, data + size };
    const uint8_t flags = take_byte(&in);
    const upw_lights_options options = { .chart = take_byte(&in) % 3,
                                         .n_baseline = take_byte(&in) % 40,
                                         .rho = (take_byte(&in) - 128) / 127.0 };
    upw_lights_line line = { .tolerance = take_byte(&in) / 128.0 };
    const upw_lights_scheme scheme = { take_figure(&in), take_figure(&in), flags & 1 };
    size_t n = 0;
    for (; n < MOST && in.at < in.end; n++) {
        times[n] = (double)n;
        values[n] = take_figure(&in);
    }
    upw_arena scratch;
    upw_error error = { 0 };
    upw_arena_init(&scratch, NULL);
    try_levels(&scheme, values, n, options.rho);
    try_series(&(upw_lights_series){ values, n, &scheme, false }, &options, &scratch);
    upw_lights_bodies bodies;
    if (upw_lights_count_bodies(values, n, &scheme, NULL, n > 0 ? values[0] : 1, &scratch, &bodies, &error))
        assert(bodies.shown[0] + bodies.shown[1] + bodies.shown[2] == bodies.n);
    else
        check_refusal(&error, n);
    line.start = scheme.amber_from;
    line.aim = scheme.green_from;
    line.length = flags;
    if (n > 0 && upw_lights_follow_line(&line, times, n, schemes, &error))
        try_series(&(upw_lights_series){ values, n, schemes, true }, &options, &scratch);
    upw_arena_clear(&scratch);
    return 0;
}
