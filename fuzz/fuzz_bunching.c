/* Any waits, limits, scores and options for the screens of upward/bunching.h: an answer that keeps the promises of the
 * header, or a refusal with a reason.
 *
 * Input: ten bytes of options, then figures (bytes.h). */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "upward/bunching.h"
#include "bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 256, TEXT_ROOM = 512 };

static bool is_chance(double p)
{
    return isnan(p) || (p >= 0 && p <= 1 + 1e-9);
}

static void check_refusal(const upw_error *error, size_t n)
{
    assert(error->code != UPW_OK && error->message[0] != '\0' && error->row <= (int64_t)n);
}

static void try_waits(const upw_waits *waits, double limit, const uint8_t *bytes, upw_arena *scratch)
{
    upw_error error = { 0 };
    upw_density d;
    const upw_density_options options = { .order = bytes[0] % 5,
                                          .test_order = bytes[1] % 9,
                                          .is_restricted = bytes[2] & 1,
                                          .is_plugin = bytes[2] & 2,
                                          .ignores_ties = bytes[2] & 4,
                                          .kernel = bytes[3] % 4,
                                          .bandwidth = bytes[4] % 6,
                                          .h_left = bytes[5],
                                          .h_right = bytes[5] };
    if (upw_density_test(waits, limit, &options, scratch, &d, &error)) {
        assert(is_chance(d.p_value) && d.in_left <= d.n_left && d.in_right <= d.n_right);
        for (size_t w = 0; w < UPW_COIN_WINDOWS; w++)
            assert(is_chance(d.windows[w].p_value));
    } else {
        check_refusal(&error, waits->n);
    }
    int64_t counts[64 + 1 + 64];
    upw_excess e;
    const upw_excess_options excess = { .method = bytes[6] % 4,
                                        .bin_width = bytes[7] % 16,
                                        .bins_left = bytes[8] % 64,
                                        .bins_right = bytes[9] % 64,
                                        .order = bytes[0] % 14,
                                        .excluded_left = bytes[1] % 8,
                                        .excluded_right = bytes[3] % 16,
                                        .draws = bytes[2] % 8 };
    error = (upw_error){ 0 };
    if (upw_excess_count_bins(waits, limit, &excess, counts, &error) &&
        upw_excess_measure(counts, &excess, scratch, NULL, &e, &error))
        assert(e.phi >= 1 && !(e.excess_se < 0) && e.n > 0);
    else
        check_refusal(&error, waits->n);
    upw_waits_screen screen;
    char words[TEXT_ROOM];
    error = (upw_error){ 0 };
    if (upw_waits_run_screen(waits, limit, scratch, &screen, &error)) {
        assert(screen.verdict < UPW_SCREEN_VERDICT_COUNT);
        assert((screen.verdict == UPW_SCREEN_CANNOT_TELL) == (screen.reason[0] != '\0'));
        assert(upw_waits_write_finding(&screen, NULL, words, sizeof words) > 0);
    } else {
        check_refusal(&error, waits->n);
    }
}

static void try_scores(const double *scores, size_t n, double cut, const uint8_t *bytes, upw_arena *scratch)
{
    upw_error error = { 0 };
    upw_scores_screen screen;
    char words[TEXT_ROOM];
    if (upw_scores_run_screen(scores, n, bytes[0] % 2, cut, bytes[1] / 4.0, bytes[2] & 1, 0, scratch, &screen,
                              &error)) {
        assert(is_chance(screen.exact.p_upper) && is_chance(screen.exact.mid_p));
        assert(upw_scores_write_finding(&screen, words, sizeof words) > 0);
    } else {
        check_refusal(&error, n);
    }
    int32_t s[MOST];
    upw_bunching_flips flips;
    for (size_t i = 0; i < n; i++)
        s[i] = isfinite(scores[i]) ? (int32_t)fmod(scores[i], 21) - 10 : 3;
    error = (upw_error){ 0 };
    if (upw_bunching_flip_signs(s, n, scratch, &flips, &error))
        assert(is_chance(flips.p_upper) && flips.mid_p <= flips.p_upper);
    else
        check_refusal(&error, n);
    upw_steady steady;
    error = (upw_error){ 0 };
    if (upw_steady_test(scores, scores + n / 2, n / 2, bytes[3] / 256.0, &steady, &error)) {
        assert(is_chance(steady.p_too_steady) && is_chance(steady.p_too_variable));
        assert(steady.exactly_met <= steady.met && steady.met <= steady.n);
    } else {
        check_refusal(&error, n);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static double values[MOST];
    static int64_t counts[MOST];
    uint8_t bytes[10];
    cursor in = { data, data + size };
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = take_byte(&in);
    const bool has_counts = take_byte(&in) & 1;
    const double limit = take_figure(&in);
    size_t n = 0;
    for (; n < MOST && in.at < in.end; n++) {
        values[n] = take_figure(&in);
        counts[n] = has_counts ? (int64_t)take_byte(&in) - 1 : 1;
    }
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    const upw_waits waits = { values, has_counts ? counts : NULL, n };
    try_waits(&waits, limit, bytes, &scratch);
    try_scores(values, n, limit, bytes, &scratch);
    upw_arena_clear(&scratch);
    return 0;
}
