/* How much do organisations differ beyond chance, and which differences survive that many comparisons? */
#include <math.h>
#include <stdlib.h>

#include "exact_sum.h"
#include "funnel_internal.h"
#include "upward/special.h"

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

double funnel_sorted_quantile(const double *sorted, size_t n, double p)
{
    const double h = (double)(n - 1) * p;
    const size_t i = (size_t)h;
    return i + 1 < n ? sorted[i] + (h - (double)i) * (sorted[i + 1] - sorted[i]) : sorted[n - 1];
}

/* Mean of the square of a standard normal deviate that is drawn in to its q and 1 - q quantiles. */
static double find_consistency(double q)
{
    const double k = -upw_normal_quantile(q);
    return q > 0 ? (1 - 2 * q) - 2 * k * upw_normal_density(k) + 2 * q * k * k : 1;
}

double funnel_find_tau2(double phi, const double *s, const bool *is_left_out, size_t n)
{
    double all = 0, cross = 0;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (is_left_out == NULL || !is_left_out[i]) {
            all += 1 / (s[i] * s[i]);
            kept++;
        }
    /* Sum w - sum w² / sum w, without the difference: one organisation may outweigh all others by far. */
    for (size_t i = 0; i < n; i++)
        if (is_left_out == NULL || !is_left_out[i]) {
            const double weight = 1 / (s[i] * s[i]);
            cross += weight * ((all - weight) / all);
        }
    const double excess = (double)kept * (phi - 1) + 1;
    return kept < 2 || !(excess > 0) || !(cross > 0) ? 0 : excess / cross;
}

bool upw_funnel_measure_spread(const double *z, const double *s, size_t n, double trim, upw_arena *scratch,
                               upw_funnel_spread *out, upw_error *error)
{
    if (n == 0)
        return upw_fail(error, UPW_TOO_FEW, "there is nobody whose spread could be measured");
    if (!(trim >= 0 && trim < 0.5))
        return upw_fail(error, UPW_BAD_USAGE, "the share drawn in at each end is from 0 to below 0.5, not %.10g", trim);
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    double *const sorted = upw_arena_take(scratch, n, sizeof *sorted);
    if (sorted == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu z-scores", n);
    for (size_t i = 0; i < n; i++)
        sorted[i] = z[i];
    qsort(sorted, n, sizeof *sorted, compare_doubles);
    const double low = funnel_sorted_quantile(sorted, n, trim), high = funnel_sorted_quantile(sorted, n, 1 - trim);
    upw_arena_rewind(scratch, mark);
    exact_sum all = { 0 }, drawn_in = { 0 };
    for (size_t i = 0; i < n; i++) {
        const double w = fmin(fmax(z[i], low), high);
        all = exact_add(all, z[i] * z[i]);
        drawn_in = exact_add(drawn_in, w * w);
    }
    const double count = (double)n, c = find_consistency(trim);
    *out = (upw_funnel_spread){ .low = low,
                                .high = high,
                                .q = (double)exact_value(all),
                                .phi_raw = (double)exact_value(all) / count,
                                .phi_winsorised = (double)exact_value(drawn_in) / count,
                                .consistency = c };
    out->phi = out->phi_winsorised / c;
    out->tau2_raw = funnel_find_tau2(out->phi_raw, s, NULL, n);
    out->tau2_winsorised = funnel_find_tau2(out->phi_winsorised, s, NULL, n);
    out->tau2 = funnel_find_tau2(out->phi, s, NULL, n);
    return true;
}

/* ---- many comparisons ---- */

typedef struct placed {
    double p;
    size_t at;
} placed;

/* Equal p-values in the order in which they came, so that nothing hangs on the sort. */
static int compare_placed(const void *left, const void *right)
{
    const placed *const a = left, *const b = right;
    return a->p != b->p ? (a->p > b->p) - (a->p < b->p) : (a->at > b->at) - (a->at < b->at);
}

bool upw_false_discovery(const double *p, size_t n, upw_arena *scratch, double *q, upw_error *error)
{
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    placed *const order = upw_arena_take(scratch, n, sizeof *order);
    if (order == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu p-values", n);
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        q[i] = NAN;
        if (!isnan(p[i]))
            order[count++] = (placed){ p[i], i };
    }
    qsort(order, count, sizeof *order, compare_placed);
    double least = 1;
    for (size_t j = count; j-- > 0;) {
        least = fmin(least, order[j].p * (double)count / (double)(j + 1));
        q[order[j].at] = least;
    }
    upw_arena_rewind(scratch, mark);
    return true;
}
