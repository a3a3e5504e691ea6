/* Do these percentages vary less than chance alone would make them? */
#include <math.h>

#include "upward/special.h"
#include "upward/bunching.h"

static bool is_there(double numerator, double denominator)
{
    return !isnan(numerator) && !isnan(denominator) && denominator > 0;
}

/* The least whole number that is at least `target` of `denominator`: a product that misses a whole number by rounding
 * only is that number. */
static double least_to_meet(double target, double denominator)
{
    const double exact = target * denominator, near = nearbyint(exact);
    return fabs(exact - near) <= 1e-12 * exact ? near : ceil(exact);
}

static bool check(const double *numerators, const double *denominators, size_t n, double target, upw_error *error)
{
    if (!isnan(target) && !(target > 0 && target <= 1))
        return upw_fail(error, UPW_BAD_INPUT, "a target must be a share above 0 and at most 1, not %.10g", target);
    for (size_t i = 0; i < n; i++)
        if (denominators[i] < 0 || isinf(denominators[i]) || numerators[i] < 0 || numerators[i] > denominators[i])
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "%.10g of %.10g is not a share", numerators[i],
                                denominators[i]);
    return true;
}

static void hold_against_target(const double *numerators, const double *denominators, size_t n, double target,
                                upw_steady *out)
{
    static const double width = 0.01;
    for (size_t i = 0; i < n; i++) {
        if (!is_there(numerators[i], denominators[i]))
            continue;
        const double least = least_to_meet(target, denominators[i]);
        const double margin = numerators[i] / denominators[i] - target;
        upw_bunching_counts one;
        upw_bunching_count_scores(&margin, 1, UPW_BUNCHING_CLIFF, 0, width, false, &one);
        for (size_t j = 0; j < UPW_BUNCHING_BINS_MAX; j++)
            out->margins.bins[j] += one.bins[j];
        out->met += numerators[i] >= least;
        out->exactly_met += numerators[i] == least;
    }
}

bool upw_steady_test(const double *numerators, const double *denominators, size_t n, double target, upw_steady *out,
                     upw_error *error)
{
    if (!check(numerators, denominators, n, target, error))
        return false;
    double events = 0, cases = 0;
    *out = (upw_steady){ .pooled = NAN,
                         .chi_square = NAN,
                         .p_too_steady = NAN,
                         .p_too_variable = NAN,
                         .ratio = NAN,
                         .margins = { .test = UPW_BUNCHING_CLIFF } };
    for (size_t i = 0; i < n; i++)
        if (is_there(numerators[i], denominators[i])) {
            events += numerators[i];
            cases += denominators[i];
            out->n++;
        }
    if (out->n < 2)
        return upw_fail(error, UPW_TOO_FEW, "steadiness needs at least two periods, and there %s %zu",
                        out->n == 1 ? "is" : "are", out->n);
    out->pooled = events / cases;
    if (!isnan(target))
        hold_against_target(numerators, denominators, n, target, out);
    if (!(out->pooled > 0 && out->pooled < 1))
        return true;
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        if (is_there(numerators[i], denominators[i])) {
            const double off = numerators[i] / denominators[i] - out->pooled;
            sum += denominators[i] * off * off;
        }
    const double df = (double)(out->n - 1);
    out->chi_square = sum / (out->pooled * (1 - out->pooled));
    out->p_too_steady = upw_chi_square_below(out->chi_square, df);
    out->p_too_variable = upw_chi_square_above(out->chi_square, df);
    out->ratio = out->chi_square / df;
    return true;
}
