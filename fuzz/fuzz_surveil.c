/* Any cases, options and saved bytes for the charts of upward/surveil.h: sums that are never below 0, a state that is
 * the same after it was put away, or a refusal with a reason.
 *
 * Input: first byte even: options and cases as figures (bytes.h); odd: the bytes of a saved state, and cases behind. */
#include <assert.h>
#include <string.h>

#include "bytes.h"
#include "upward/surveil.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_point(const upw_surveil *s, const upw_surveil_point *p)
{
    assert(p->up >= 0 && p->down >= 0 && p->start_up >= 0 && p->start_up <= s->n && p->start_down <= s->n);
    assert(p->expected_low <= p->expected_high && p->gained_low <= p->gained_high);
    assert(p->signals_up == (p->start_up > 0) && p->signals_down == (p->start_down > 0));
}

static void follow(upw_surveil *s, cursor *in)
{
    while (in->at < in->end) {
        const double risk = take_figure(in) / 256, outcome = take_figure(in);
        upw_surveil_point p, q;
        upw_error error = { 0 };
        uint8_t bytes[UPW_SURVEIL_BYTES];
        upw_surveil again;
        upw_surveil_save(s, bytes);
        assert(upw_surveil_load(bytes, sizeof bytes, s->options.model, &again, &error));
        if (!upw_surveil_add(s, risk, outcome, &p, &error)) {
            assert(error.code == UPW_BAD_INPUT && error.row == s->n + 1);
            continue;
        }
        check_point(s, &p);
        assert(upw_surveil_add(&again, risk, outcome, &q, &error) && q.up == p.up && q.seen == p.seen);
    }
}

static void try_limit(cursor *in)
{
    upw_arena arena;
    upw_arena_init(&arena, NULL);
    const double risks[2] = { take_figure(in) / 256, take_figure(in) / 256 }, shares[2] = { 1, take_figure(in) };
    const upw_risk_mix mix = { risks, shares, 1 + take_byte(in) % 2 };
    const double h = take_figure(in) / 16;
    const upw_cusum_design design = { take_figure(in) / 16, take_figure(in) / 16, h, h / (1 + take_byte(in)) };
    upw_run_length length;
    upw_error error = { 0 };
    if (upw_cusum_find_run_length(&mix, &design, take_byte(in), &arena, &length, &error))
        assert(length.average >= 1 - 1e-9 && length.signalled >= -1e-9 && length.signalled <= 1 + 1e-9);
    else
        assert(error.code != UPW_OK && error.message[0] != '\0');
    upw_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cursor in = { data, data + size };
    upw_surveil s;
    upw_error error = { 0 };
    if (take_byte(&in) % 2 == 1) {
        const size_t n = (size_t)(in.end - in.at) < UPW_SURVEIL_BYTES ? (size_t)(in.end - in.at) : UPW_SURVEIL_BYTES;
        const bool is_state = upw_surveil_load(in.at, n, 7, &s, &error);
        in.at += n;
        if (is_state)
            follow(&s, &in);
        return 0;
    }
    try_limit(&in);
    const upw_surveil_options options = { .ratio_up = take_figure(&in) / 16,
                                          .ratio_down = take_figure(&in) / 256,
                                          .h_up = take_figure(&in) / 16,
                                          .h_down = take_figure(&in) / 16,
                                          .after = (upw_after_signal)(take_byte(&in) % 4),
                                          .has_head_start = take_byte(&in) & 1,
                                          .lambda = take_figure(&in) / 256,
                                          .start_risk = take_figure(&in) / 256 };
    if (upw_surveil_begin(&options, &s, &error))
        follow(&s, &in);
    return 0;
}
