/* Are there more scores in this bin than a smooth density would put there?
 *
 * If scores have a log-linear density across a few neighbouring bins, counts given their total n and their centre of
 * gravity S are distributed as 1/(n_0! … n_{m-1}!) over all vectors with that n and S, whatever the slope. All of them
 * are looked at. Mid-p: Lancaster 1961 (doi:10.1080/01621459.1961.10482105). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "upward/bunching.h"

enum { CONFIGURATIONS_MAX = 20000000, FLIPS_MAX = 1000000 };

typedef struct test_form {
    size_t n_bins;
    size_t below; /* bins below the cut-off */
    int weights[UPW_BUNCHING_BINS_MAX];
} test_form;

static const test_form forms[UPW_BUNCHING_TEST_COUNT] = {
    [UPW_BUNCHING_CLIFF] = { 4, 2, { 0, -1, 1, 0 } },
    [UPW_BUNCHING_PARKING] = { 5, 3, { 0, 0, 1, 0, 0 } },
};

void upw_bunching_count_scores(const double *scores, size_t n, upw_bunching_test test, double cut, double width,
                               bool lower_is_better, upw_bunching_counts *out)
{
    const test_form *const form = &forms[test];
    const double sign = lower_is_better ? -1 : 1;
    *out = (upw_bunching_counts){ .test = test };
    for (size_t i = 0; i < n; i++) {
        /* Scores come in decimals: one that stands on an edge must not fall off it by the last bit. */
        const double at = sign * (scores[i] - cut) / width, edge = nearbyint(at);
        const double bin = (fabs(at - edge) < 1e-9 ? edge : floor(at)) + (double)form->below;
        if (bin >= 0 && bin < (double)form->n_bins)
            out->bins[(size_t)bin]++;
    }
}

/* ---- enumeration ---- */

typedef struct enumeration {
    const test_form *form;
    const double *log_factorials;
    int64_t observed; /* statistic */
    double most;      /* largest log weight, found in the first pass */
    size_t configurations;
    bool is_summing; /* second pass */
    double total, upper, equal, moment;
} enumeration;

static void take_configuration(enumeration *e, double log_weight, int64_t statistic)
{
    if (!e->is_summing) {
        e->configurations++;
        e->most = fmax(e->most, log_weight);
        return;
    }
    const double weight = exp(log_weight - e->most);
    e->total += weight;
    e->moment += weight * (double)(statistic - e->observed);
    e->upper += statistic > e->observed ? weight : 0;
    e->equal += statistic == e->observed ? weight : 0;
}

/* All ways to put `n` scores of centre of gravity `s` into bins 0 … bin; what lies above has `log_weight` and
 * `statistic`. The last two bins follow from n and s. */
static bool enumerate(enumeration *e, size_t bin, size_t n, size_t s, double log_weight, int64_t statistic)
{
    const int *const weights = e->form->weights;
    const double *const log_factorials = e->log_factorials;
    if (bin == 1) {
        take_configuration(e, log_weight - log_factorials[s] - log_factorials[n - s],
                           statistic + weights[1] * (int64_t)s + weights[0] * (int64_t)(n - s));
        return e->configurations <= CONFIGURATIONS_MAX;
    }
    for (size_t k = 0; k <= n && k * bin <= s; k++)
        if (s - k * bin <= (n - k) * (bin - 1) &&
            !enumerate(e, bin - 1, n - k, s - k * bin, log_weight - log_factorials[k],
                       statistic + weights[bin] * (int64_t)k))
            return false;
    return true;
}

bool upw_bunching_test_counts(const upw_bunching_counts *counts, upw_arena *scratch, upw_bunching_exact *out,
                              upw_error *error)
{
    const test_form *const form = &forms[counts->test];
    size_t s = 0;
    *out = (upw_bunching_exact){ .expected = NAN, .p_upper = NAN, .mid_p = NAN };
    for (size_t j = 0; j < form->n_bins; j++) {
        out->n += counts->bins[j];
        s += j * counts->bins[j];
        out->statistic += form->weights[j] * (int64_t)counts->bins[j];
    }
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    double *const log_factorials = upw_arena_take(scratch, out->n + 1, sizeof *log_factorials);
    if (log_factorials == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu scores", out->n);
    log_factorials[0] = 0;
    for (size_t i = 1; i <= out->n; i++)
        log_factorials[i] = log_factorials[i - 1] + log((double)i);
    enumeration e = { .form = form, .log_factorials = log_factorials, .observed = out->statistic, .most = -HUGE_VAL };
    bool done = enumerate(&e, form->n_bins - 1, out->n, s, 0, 0);
    e.is_summing = true;
    if (done)
        done = enumerate(&e, form->n_bins - 1, out->n, s, 0, 0);
    upw_arena_rewind(scratch, mark);
    if (!done)
        return upw_fail(error, UPW_TOO_LARGE,
                        "%zu scores in the window are too many for an exact test; narrow the bins", out->n);
    out->configurations = e.configurations;
    out->expected = (double)out->statistic + e.moment / e.total;
    out->p_upper = (e.upper + e.equal) / e.total;
    /* Where nothing could be otherwise, nothing is unusual. */
    out->mid_p = e.configurations == 1 ? 1 : (e.upper + e.equal / 2) / e.total;
    return true;
}

/* ---- coin flips ---- */

bool upw_bunching_flip_signs(const int32_t *s, size_t n, upw_arena *scratch, upw_bunching_flips *out, upw_error *error)
{
    int64_t sum = 0;
    *out = (upw_bunching_flips){ 0 };
    for (size_t b = 0; b < n; b++) {
        sum += llabs((long long)s[b]);
        out->statistic += s[b];
        if (sum > FLIPS_MAX)
            return upw_fail(error, UPW_TOO_LARGE, "too many scores next to the cut-off for an exact test");
    }
    /* p[k]: chance that 2k - sum is the signed sum, which is k = sum of the |s_b| whose sign came up positive. */
    const size_t size = (size_t)sum + 1;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    double *const p = upw_arena_take(scratch, size, sizeof *p);
    if (p == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for a distribution over %zu sums", size);
    memset(p, 0, size * sizeof *p);
    p[0] = 1;
    size_t reached = 0;
    for (size_t b = 0; b < n; b++) {
        const size_t step = (size_t)llabs((long long)s[b]);
        reached += step;
        for (size_t k = reached + 1; k-- > 0 && step > 0;)
            p[k] = 0.5 * p[k] + (k >= step ? 0.5 * p[k - step] : 0);
    }
    const size_t at = (size_t)((out->statistic + sum) / 2);
    double above = 0;
    for (size_t k = size; k-- > at + 1;)
        above += p[k];
    out->p_upper = above + p[at];
    out->mid_p = above + p[at] / 2;
    upw_arena_rewind(scratch, mark);
    return true;
}

static int64_t tally_push(const double *scores, const uint32_t *bodies, size_t n, double cut, double width, double sign,
                          int32_t *s)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        const double at = sign * (scores[i] - cut) / width, edge = nearbyint(at);
        const double bin = fabs(at - edge) < 1e-9 ? edge : floor(at);
        const int32_t push = (bin == 0) - (bin == -1);
        sum += push;
        if (s != NULL)
            s[bodies[i]] += push;
    }
    return sum;
}

bool upw_bunching_test_push(const double *scores, const uint32_t *bodies, size_t n, size_t n_bodies, double cut,
                            double width, bool lower_is_better, upw_arena *scratch, upw_bunching_push *out,
                            upw_error *error)
{
    static const int offsets[UPW_BUNCHING_PLACEBOS] = { -4, -3, -2, 2, 3, 4 };
    if (!(width > 0) || !isfinite(width) || !isfinite(cut))
        return upw_fail(error, UPW_BAD_INPUT, "bins need a cut-off and a width above zero");
    for (size_t i = 0; i < n; i++)
        if (bodies[i] >= n_bodies)
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "a score belongs to no body");
    const double sign = lower_is_better ? -1 : 1;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    int32_t *const s = upw_arena_take(scratch, n_bodies, sizeof *s);
    if (s == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu bodies", n_bodies);
    memset(s, 0, n_bodies * sizeof *s);
    tally_push(scores, bodies, n, cut, width, sign, s);
    const bool done = upw_bunching_flip_signs(s, n_bodies, scratch, &out->at_cut, error);
    upw_arena_rewind(scratch, mark);
    out->rank = 1;
    for (size_t k = 0; k < UPW_BUNCHING_PLACEBOS; k++) {
        out->placebos[k] = tally_push(scores, bodies, n, cut + sign * offsets[k] * width, width, sign, NULL);
        out->rank += out->placebos[k] > out->at_cut.statistic;
    }
    return done;
}

bool upw_holm_adjust(const double *p, size_t n, upw_arena *scratch, double *adjusted, upw_error *error)
{
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    size_t *const order = upw_arena_take(scratch, n, sizeof *order);
    if (order == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu tests", n);
    for (size_t i = 0; i < n; i++) {
        size_t at = i;
        for (; at > 0 && p[order[at - 1]] > p[i]; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    double least = 0;
    for (size_t i = 0; i < n; i++) {
        least = fmax(least, fmin(1, p[order[i]] * (double)(n - i)));
        adjusted[order[i]] = least;
    }
    upw_arena_rewind(scratch, mark);
    return true;
}
