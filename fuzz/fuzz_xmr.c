/* Any options and any doubles for the XmR chart of upward/spc.h: what the naive implementation of the tests says, alone
 * and in a batch, or a refusal with a reason, and only where there is one.
 *
 * Input: eight bytes of options, a target, three starts of phases, then values: a byte below 0xF0 is itself, others are
 * special or announce the eight bytes of a double. */
#include <assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "../engine/tests/naive_xmr.h"
#include "upward/spc.h"
#include "bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 600, MOST_PHASES = 4 };

typedef struct series {
    double values[MOST];
    size_t n;
    size_t starts[MOST_PHASES], n_phases;
    bool has_starts;
    upw_xmr_options options;
} series;

typedef struct chart {
    upw_xmr_point points[MOST];
    upw_xmr_phase phases[MOST_PHASES];
    upw_xmr_summary summary;
} chart;

static double take_any_figure(cursor *in)
{
    static const double specials[] = { NAN,   -NAN,     INFINITY,  -INFINITY,      -1,      -0.0,   0.1,
                                       1e300, -1.7e305, 0x1p-1074, DBL_MAX / 1024, DBL_MIN, DBL_MAX };
    const uint8_t byte = take_byte(in);
    double raw = 0;
    if (byte < 0xF0)
        return byte;
    if (byte < 0xF0 + sizeof specials / sizeof *specials)
        return specials[byte - 0xF0];
    if ((size_t)(in->end - in->at) < sizeof raw)
        return 1.0 / 3;
    memcpy(&raw, in->at, sizeof raw);
    in->at += sizeof raw;
    return raw;
}

static void take_series(cursor *in, series *s)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = take_byte(in);
    const uint8_t flags = bytes[0];
    s->options = (upw_xmr_options){ .profile = (upw_profile)(bytes[1] % (UPW_PROFILE_COUNT + 1)),
                                    .improvement = (upw_improvement)(bytes[2] % (UPW_IMPROVEMENT_COUNT + 1)),
                                    .has_target = flags & 1,
                                    .keep_outliers = flags & 2,
                                    .shift_length = bytes[3],
                                    .trend_length = bytes[4],
                                    .fix_after_n = flags & 4 ? SIZE_MAX - bytes[5] : bytes[5],
                                    .short_phase_below = flags & 8 ? SIZE_MAX : bytes[6] };
    s->options.target = take_any_figure(in);
    s->has_starts = flags & 16;
    s->n_phases = bytes[7] % (MOST_PHASES + 1);
    s->starts[0] = flags & 32 ? 1 : 0;
    for (size_t i = 1; i < MOST_PHASES; i++)
        s->starts[i] = (flags & 64 ? s->starts[i - 1] : 0) + take_byte(in);
    for (s->n = 0; s->n < MOST && in->at < in->end; s->n++)
        s->values[s->n] = take_any_figure(in);
}

static bool is_length(uint8_t length)
{
    return length == 0 || length == 6 || length == 7;
}

/* What the header allows, said once more. */
static bool is_allowed(const series *s)
{
    const upw_xmr_options *const o = &s->options;
    if ((o->fix_after_n != 0 && o->fix_after_n < 12) || !is_length(o->shift_length) || !is_length(o->trend_length) ||
        (o->has_target && !isfinite(o->target)) || o->profile >= UPW_PROFILE_COUNT ||
        o->improvement >= UPW_IMPROVEMENT_COUNT || (s->n_phases > 1 && !s->has_starts))
        return false;
    for (size_t i = 0; i < s->n; i++)
        if (fabs(s->values[i]) > DBL_MAX / 1024)
            return false;
    for (size_t i = 0; s->has_starts && i < s->n_phases; i++)
        if (i == 0 ? s->starts[0] != 0 : s->starts[i] <= s->starts[i - 1] || s->starts[i] >= s->n)
            return false;
    return true;
}

static bool is_same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool is_same_phase(const upw_xmr_phase *a, const upw_xmr_phase *b)
{
    return a->start == b->start && a->n == b->n && is_same(a->mean, b->mean) && is_same(a->mean_range, b->mean_range) &&
           is_same(a->lpl, b->lpl) && is_same(a->upl, b->upl) && is_same(a->nlpl, b->nlpl) &&
           is_same(a->nupl, b->nupl) && a->common_cause == b->common_cause && a->improvement == b->improvement &&
           a->concern == b->concern && a->last_type == b->last_type && a->is_short == b->is_short;
}

static void check_phase(const series *s, const upw_xmr_phase *phase, const upw_xmr_point *points)
{
    static naive_phase naive;
    size_t counts[UPW_POINT_TYPE_COUNT] = { 0 };
    naive_judge(&naive, s->values + phase->start, phase->n, &s->options);
    assert(is_same(phase->mean, naive.mean) && is_same(phase->mean_range, naive.mean_range));
    assert(is_same(phase->lpl, naive.lpl) && is_same(phase->upl, naive.upl));
    assert(is_same(phase->nlpl, naive.nlpl) && is_same(phase->nupl, naive.nupl));
    assert(isnan(phase->upl) ? isnan(phase->lpl)
                             : isfinite(phase->lpl) && phase->lpl <= phase->nlpl && phase->nlpl <= phase->mean &&
                                   phase->mean <= phase->nupl && phase->nupl <= phase->upl && isfinite(phase->upl));
    assert(memcmp(points, naive.points, phase->n * sizeof *points) == 0);
    for (size_t i = 0; i < phase->n; i++)
        counts[points[i].type]++;
    assert(counts[UPW_POINT_COMMON_CAUSE] == phase->common_cause);
    assert(counts[UPW_POINT_IMPROVEMENT] == phase->improvement && counts[UPW_POINT_CONCERN] == phase->concern);
}

static void check_chart(const series *s, size_t n_phases, const chart *c)
{
    const upw_xmr_summary *const summary = &c->summary;
    size_t at = 0, n_missing = 0;
    for (size_t p = 0; p < n_phases; p++) {
        assert(c->phases[p].start == at);
        check_phase(s, &c->phases[p], c->points + at);
        at += c->phases[p].n;
    }
    assert(at == s->n && summary->n == s->n);
    for (size_t i = 0; i < s->n; i++)
        n_missing += isnan(s->values[i]) ? 1 : 0;
    assert(summary->n_missing == n_missing && summary->deciding_point <= s->n);
    assert(summary->variation < UPW_VARIATION_COUNT && summary->assurance < UPW_ASSURANCE_COUNT);
    if (!s->options.has_target || s->options.improvement == UPW_NEUTRAL)
        assert(summary->assurance == UPW_ASSURANCE_NONE);
}

/* The series twice in one column: both times what it is alone. */
static void check_batch(const series *s, size_t n_phases, const chart *alone)
{
    static double values[2 * MOST];
    static upw_xmr_point points[2 * MOST];
    const size_t offsets[] = { 0, s->n, 2 * s->n }, phase_offsets[] = { 0, n_phases, 2 * n_phases };
    size_t starts[2 * MOST_PHASES] = { 0 }, failed;
    upw_xmr_phase phases[2 * MOST_PHASES];
    upw_xmr_summary summaries[2];
    for (size_t i = 0; i < 2; i++) {
        memcpy(values + i * s->n, s->values, s->n * sizeof *values);
        for (size_t p = 0; s->has_starts && p < s->n_phases; p++)
            starts[i * n_phases + p] = s->starts[p];
    }
    const upw_xmr_batch batch = { values, offsets, 2, &s->options, true, starts, phase_offsets };
    if (!upw_xmr_analyse_batch(&batch, points, phases, summaries, &failed, NULL))
        assert(false);
    for (size_t i = 0; i < 2; i++) {
        assert(memcmp(points + i * s->n, alone->points, s->n * sizeof *points) == 0);
        assert(summaries[i].variation == alone->summary.variation);
        assert(summaries[i].assurance == alone->summary.assurance);
        for (size_t p = 0; p < n_phases; p++)
            assert(is_same_phase(&phases[i * n_phases + p], &alone->phases[p]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static series s;
    static chart with, without;
    cursor in = { data, data + size };
    upw_error error = { 0 };
    take_series(&in, &s);
    const size_t n_phases = s.n_phases > 0 ? s.n_phases : 1;
    const size_t *const starts = s.has_starts ? s.starts : NULL;
    const bool is_analysed =
        upw_xmr_analyse(s.values, s.n, starts, s.n_phases, &s.options, with.points, with.phases, &with.summary, &error);
    assert(is_analysed == is_allowed(&s));
    if (!is_analysed) {
        assert(error.code != UPW_OK && error.message[0] != '\0' && error.row >= 0 && error.row <= (int64_t)s.n);
        assert(error.row == 0 || fabs(s.values[error.row - 1]) > DBL_MAX / 1024);
        return 0;
    }
    check_chart(&s, n_phases, &with);
    if (!upw_xmr_analyse(s.values, s.n, starts, s.n_phases, &s.options, NULL, without.phases, &without.summary, NULL))
        assert(false);
    for (size_t p = 0; p < n_phases; p++)
        assert(is_same_phase(&with.phases[p], &without.phases[p]));
    check_batch(&s, n_phases, &with);
    return 0;
}
