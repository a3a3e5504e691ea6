/* Where must the limit of a chart lie, and how long does it take to signal? (Brook & Evans 1972)
 *
 * The value of the sum is moved to the nearest point of a lattice; each case then shifts a vector of probabilities by
 * whole steps. Small survivors need a fine lattice (Knoth, Wittenberg & Gan 2019): 4,000 steps below the limit. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "sample_quantile.h"
#include "upward/surveil.h"

enum { STATES_MAX = 1000000, STEPS_MAX = 6000, SETTLED_FOR = 50 };

/* ---- patients to come ---- */

bool upw_risk_mix_gather(const double *risks, size_t n, size_t most, upw_arena *arena, upw_risk_mix *out,
                         upw_error *error)
{
    if (n == 0)
        return upw_fail(error, UPW_TOO_FEW, "there are no risks of patients to come");
    for (size_t i = 0; i < n; i++)
        if (!(risks[i] > 0 && risks[i] < 1))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "a risk is above 0 and below 1, not %g",
                                risks[i]);
    if (most == 0 || most > UPW_RISK_MIX_MAX)
        most = UPW_RISK_MIX_MAX;
    double *const sorted = upw_arena_take(arena, n, sizeof *sorted);
    double *const means = upw_arena_take(arena, most, sizeof *means);
    double *const shares = upw_arena_take(arena, most, sizeof *shares);
    if (sorted == NULL || means == NULL || shares == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "there is not enough memory to sort %zu risks", n);
    memcpy(sorted, risks, n * sizeof *risks);
    qsort(sorted, n, sizeof *sorted, sample_compare);
    *out = (upw_risk_mix){ means, shares, 0 };
    for (size_t g = 0, first = 0; g < most; g++) {
        const size_t end = (size_t)((double)n * (double)(g + 1) / (double)most + 0.5);
        double sum = 0;
        for (size_t i = first; i < end; i++)
            sum += sorted[i];
        if (end > first) {
            means[out->n] = sum / (double)(end - first);
            shares[out->n++] = (double)(end - first) / (double)n;
        }
        first = end;
    }
    return true;
}

static bool check_mix(const upw_risk_mix *mix, upw_error *error)
{
    if (mix->n == 0 || mix->n > UPW_RISK_MIX_MAX)
        return upw_fail(error, UPW_BAD_INPUT, "a mix has 1 to %d risks, not %zu", UPW_RISK_MIX_MAX, mix->n);
    for (size_t j = 0; j < mix->n; j++)
        if (!(mix->risks[j] > 0 && mix->risks[j] < 1 && mix->shares[j] > 0 && isfinite(mix->shares[j])))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)j + 1,
                                "a risk is above 0 and below 1 and its share above 0, not %g and %g", mix->risks[j],
                                mix->shares[j]);
    return true;
}

static bool check_design(const upw_cusum_design *d, upw_error *error)
{
    if (!(d->ratio > 0 && d->ratio != 1 && isfinite(d->ratio)))
        return upw_fail(error, UPW_BAD_INPUT, "the odds ratio to find is above 0 and not 1, not %g", d->ratio);
    if (!(d->true_ratio > 0 && isfinite(d->true_ratio)))
        return upw_fail(error, UPW_BAD_INPUT, "the true odds ratio is above 0, not %g", d->true_ratio);
    if (!(d->h > 0 && isfinite(d->h)))
        return upw_fail(error, UPW_BAD_INPUT, "a limit h is above zero, not %g", d->h);
    return (d->step >= 0 && isfinite(d->step)) ||
           upw_fail(error, UPW_BAD_INPUT, "a step of the lattice is above zero, not %g", d->step);
}

static double find_risk(double risk, double true_ratio)
{
    return true_ratio * risk / (1 - risk + true_ratio * risk);
}

/* ---- the lattice ---- */

typedef struct jump {
    long by;
    double chance;
} jump;

typedef struct lattice {
    jump jumps[2 * UPW_RISK_MIX_MAX];
    size_t n_jumps;
    size_t n; /* states 0 … n - 1; n and above have signalled */
    double *now, *next;
} lattice;

static void list_jumps(const upw_risk_mix *mix, const upw_cusum_design *d, double step, lattice *out)
{
    double total = 0;
    for (size_t j = 0; j < mix->n; j++)
        total += mix->shares[j];
    out->n_jumps = 0;
    for (size_t j = 0; j < mix->n; j++) {
        const double share = mix->shares[j] / total, risk = find_risk(mix->risks[j], d->true_ratio);
        /* As given, so that rounding to the lattice is that of the reference: ln R - ln(1 - p + R p). */
        const double none = -log(1 - mix->risks[j] + d->ratio * mix->risks[j]);
        const double bound = 4.0 * STATES_MAX;
        const double event = fmin(bound, fmax(-bound, floor((log(d->ratio) + none) / step + 0.5)));
        const double other = fmin(bound, fmax(-bound, floor(none / step + 0.5)));
        out->jumps[out->n_jumps++] = (jump){ (long)event, share * risk };
        out->jumps[out->n_jumps++] = (jump){ (long)other, share * (1 - risk) };
    }
}

/* to += chance * from, eight at a time: the compiler makes lanes of a loop whose length it knows. */
static void add_scaled(double *restrict to, const double *restrict from, double chance, size_t n)
{
    enum { TOGETHER = 8 };
    size_t s = 0;
    for (; s + TOGETHER <= n; s += TOGETHER)
        for (size_t lane = 0; lane < TOGETHER; lane++)
            to[s + lane] += chance * from[s + lane];
    for (; s < n; s++)
        to[s] += chance * from[s];
}

static void shift_up(const lattice *l, size_t by, double chance)
{
    if (by < l->n)
        add_scaled(l->next + by, l->now, chance, l->n - by);
}

/* States 0 … by fall to 0. */
static void shift_down(const lattice *l, size_t by, double chance)
{
    double fallen = 0;
    for (size_t s = 0; s <= by && s < l->n; s++)
        fallen += l->now[s];
    l->next[0] += chance * fallen;
    if (by + 1 < l->n)
        add_scaled(l->next + 1, l->now + by + 1, chance, l->n - by - 1);
}

/* One case more; the probability that there has been no signal. */
static double take_case(lattice *l)
{
    memset(l->next, 0, l->n * sizeof *l->next);
    for (size_t j = 0; j < l->n_jumps; j++) {
        const jump *const m = &l->jumps[j];
        if (m->by >= 0)
            shift_up(l, (size_t)m->by, m->chance);
        else
            shift_down(l, (size_t)-m->by, m->chance);
    }
    double *const before = l->now;
    l->now = l->next;
    l->next = before;
    double survivors = 0;
    for (size_t s = 0; s < l->n; s++)
        survivors += l->now[s];
    return survivors;
}

/* Does the chance of a signal at the next case, among charts that have not signalled, no longer change? At first it is
 * as good as 0, and does not change either. (The sum of some thousand probabilities is rounded by 1e-14.) */
static bool is_settled(double share, double share_before)
{
    const double chance = 1 - share;
    return chance > 1e-9 && fabs(share - share_before) < 2e-14;
}

/* Case by case until the share of survivors who survive one more no longer changes; from there it is geometric. */
static void follow(lattice *l, int64_t horizon, bool wants_average, upw_run_length *out)
{
    double sum = 0, before = 1, share_before = 0;
    int settled = 0;
    int64_t t = 0;
    out->signalled = horizon <= 0 ? 0 : NAN;
    while ((wants_average && t < STEPS_MAX) || t < horizon) {
        const double survivors = take_case(l);
        const double share = survivors / before;
        t++;
        sum += survivors;
        if (t == horizon)
            out->signalled = fmax(0, 1 - survivors); /* rounding */
        settled = is_settled(share, share_before) ? settled + 1 : 0;
        share_before = share;
        before = survivors;
        if (survivors < 1e-13 || settled >= SETTLED_FOR)
            break;
    }
    const double rest = before < 1e-13 ? 0 : share_before;
    out->average = rest < 1 ? 1 + sum + before * rest / (1 - rest) : INFINITY;
    if (isnan(out->signalled))
        out->signalled = fmax(0, 1 - before * (rest > 0 ? pow(rest, (double)(horizon - t)) : 0));
}

static bool find_length(const upw_risk_mix *mix, const upw_cusum_design *design, int64_t horizon, bool wants_average,
                        upw_arena *scratch, upw_run_length *out, upw_error *error)
{
    if (!check_mix(mix, error) || !check_design(design, error))
        return false;
    const double step = design->step > 0 ? design->step : design->h / 4000;
    const double n = floor(design->h / step + 0.5);
    if (!(n >= 1 && n <= STATES_MAX))
        return upw_fail(error, UPW_TOO_LARGE, "a lattice has 1 to %d states, not %g", STATES_MAX, n);
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    lattice *const l = upw_arena_take(scratch, 1, sizeof *l);
    double *const room = upw_arena_take(scratch, 2 * (size_t)n, sizeof *room);
    if (l == NULL || room == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "there is not enough memory for a lattice of %.0f states", n);
    *l = (lattice){ .n = (size_t)n, .now = room, .next = room + (size_t)n };
    memset(l->now, 0, l->n * sizeof *l->now);
    l->now[0] = 1;
    list_jumps(mix, design, step, l);
    follow(l, horizon, wants_average, out);
    upw_arena_rewind(scratch, mark);
    return true;
}

bool upw_cusum_find_run_length(const upw_risk_mix *mix, const upw_cusum_design *design, int64_t horizon,
                               upw_arena *scratch, upw_run_length *out, upw_error *error)
{
    return find_length(mix, design, horizon, true, scratch, out, error);
}

/* ---- the limit ---- */

enum { TWENTIETHS_MAX = 1024, COARSE = 400 };

typedef struct limit_search {
    const upw_risk_mix *mix;
    double ratio, alpha;
    int64_t horizon;
    upw_arena *scratch;
} limit_search;

/* Does a limit of so many twentieths give few enough false alarms? On a coarse lattice, or on the fine one. */
static bool try_limit(const limit_search *l, long twentieths, bool is_coarse, bool *is_enough, upw_error *error)
{
    const double h = 0.05 * (double)twentieths;
    const upw_cusum_design design = { l->ratio, 1, h, is_coarse ? h / COARSE : 0 };
    upw_run_length length = { INFINITY, 0 };
    if (twentieths > TWENTIETHS_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "no limit up to %g gives so few false alarms", 0.05 * TWENTIETHS_MAX);
    if (!find_length(l->mix, &design, l->horizon, false, l->scratch, &length, error))
        return false;
    *is_enough = length.signalled <= l->alpha;
    return true;
}

/* Near to the smallest limit: by halves, on a coarse lattice. */
static bool guess_limit(const limit_search *l, long *out, upw_error *error)
{
    long low = 0, high = 64;
    bool is_enough = false;
    while (!is_enough) {
        if (!try_limit(l, high, true, &is_enough, error))
            return false;
        low = is_enough ? low : high;
        high = is_enough ? high : 2 * high;
    }
    while (high - low > 1) {
        const long middle = (low + high) / 2;
        if (!try_limit(l, middle, true, &is_enough, error))
            return false;
        *(is_enough ? &high : &low) = middle;
    }
    *out = high;
    return true;
}

/* From there to the smallest on the fine one, step by step. */
static bool mend_limit(const limit_search *l, long *at, upw_error *error)
{
    bool is_enough = false;
    if (!try_limit(l, *at, false, &is_enough, error))
        return false;
    while (!is_enough)
        if (!try_limit(l, ++*at, false, &is_enough, error))
            return false;
    while (*at > 1) {
        if (!try_limit(l, *at - 1, false, &is_enough, error))
            return false;
        if (!is_enough)
            break;
        --*at;
    }
    return true;
}

bool upw_cusum_find_limit(const upw_risk_mix *mix, double ratio, double alpha, int64_t horizon, upw_arena *scratch,
                          upw_cusum_limit *out, upw_error *error)
{
    if (!(alpha > 0 && alpha < 1) || horizon < 1)
        return upw_fail(error, UPW_BAD_INPUT,
                        "a limit wants a chance above 0 and below 1 and one case at least, not %g and %" PRId64, alpha,
                        horizon);
    const limit_search search = { mix, ratio, alpha, horizon, scratch };
    long at;
    if (!guess_limit(&search, &at, error) || !mend_limit(&search, &at, error))
        return false;
    upw_cusum_design design = { .ratio = ratio, .true_ratio = 1, .h = 0.05 * (double)at };
    upw_run_length in, off;
    if (!upw_cusum_find_run_length(mix, &design, horizon, scratch, &in, error))
        return false;
    design.true_ratio = ratio;
    if (!upw_cusum_find_run_length(mix, &design, horizon, scratch, &off, error))
        return false;
    *out = (upw_cusum_limit){ design.h, in.signalled, in.average, off.average };
    return true;
}

/* ---- simulation ---- */

typedef struct simulated_patient {
    double up_to; /* cumulative share */
    double risk;
    double scores[2];
} simulated_patient;

static double simulate_one(const simulated_patient *patients, size_t n, double h, uint64_t seed)
{
    enum { CASES_MAX = 1000000 };
    random_stream random = random_begin(seed);
    double value = 0;
    for (int64_t t = 1; t < CASES_MAX; t++) {
        const double which = random_take_uniform(&random) * patients[n - 1].up_to;
        size_t j = 0;
        while (j + 1 < n && which >= patients[j].up_to)
            j++;
        value = fmax(0, value + patients[j].scores[random_take_uniform(&random) < patients[j].risk]);
        if (value >= h)
            return (double)t;
    }
    return CASES_MAX;
}

bool upw_cusum_simulate(const upw_risk_mix *mix, const upw_cusum_design *design, size_t runs, uint64_t seed,
                        upw_arena *scratch, upw_simulated_length *out, upw_error *error)
{
    if (!check_mix(mix, error) || !check_design(design, error))
        return false;
    if (runs < 2)
        return upw_fail(error, UPW_TOO_FEW, "a simulation wants two runs at least");
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    simulated_patient *const patients = upw_arena_take(scratch, mix->n, sizeof *patients);
    if (patients == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "there is not enough memory for %zu risks", mix->n);
    double share = 0;
    for (size_t j = 0; j < mix->n; j++) {
        share += mix->shares[j];
        patients[j] = (simulated_patient){ share,
                                           find_risk(mix->risks[j], design->true_ratio),
                                           { upw_cusum_score_case(mix->risks[j], false, design->ratio),
                                             upw_cusum_score_case(mix->risks[j], true, design->ratio) } };
    }
    random_stream seeds = random_begin(seed);
    double mean = 0, squares = 0;
    for (size_t i = 0; i < runs; i++) {
        const double length = simulate_one(patients, mix->n, design->h, random_take_bits(&seeds));
        const double off = length - mean;
        mean += off / (double)(i + 1);
        squares += off * (length - mean);
    }
    *out = (upw_simulated_length){ mean, sqrt(squares / (double)(runs - 1) / (double)runs) };
    upw_arena_rewind(scratch, mark);
    return true;
}
