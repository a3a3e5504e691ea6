/* How many events would there be among cases that each have a risk of their own? */
#include "funnel_risks.h"

#include <math.h>

#include "exact_sum.h"

/* The law takes the square of the cases; above this many it is as good as normal (Spiegelhalter et al. 2012). */
enum { CASES_MAX = 5000 };

bool funnel_check_risks(const upw_funnel_data *d, upw_error *error)
{
    for (size_t i = 0; i < d->n; i++) {
        const size_t cases = d->offsets[i + 1] - d->offsets[i];
        for (size_t j = d->offsets[i]; j < d->offsets[i + 1]; j++)
            if (!(d->risks[j] >= 0 && d->risks[j] <= 1))
                return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "a risk must lie between 0 and 1, not %.10g",
                                    d->risks[j]);
        if (d->numerators[i] > (double)cases)
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "%.10g events among %zu cases cannot be",
                                d->numerators[i], cases);
    }
    return true;
}

funnel_risks funnel_sum_risks(const upw_funnel_data *d, size_t i)
{
    exact_sum expected = { 0 }, variance = { 0 };
    for (size_t j = d->offsets[i]; j < d->offsets[i + 1]; j++) {
        expected = exact_add(expected, d->risks[j]);
        variance = exact_add(variance, d->risks[j] * (1 - d->risks[j]));
    }
    return (funnel_risks){ (double)exact_value(expected), (double)exact_value(variance) };
}

bool funnel_find_risks_law(const upw_funnel_data *d, size_t i, double target, upw_arena *arena, count_law *law,
                           bool *has_law, upw_error *error)
{
    *has_law = false;
    if (d->risks == NULL || d->offsets == NULL || target != 1)
        return true;
    const size_t first = d->offsets[i], n = d->offsets[i + 1] - first;
    if (n > CASES_MAX)
        return true;
    double *const terms = upw_arena_take(arena, n + 1, sizeof *terms);
    if (terms == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for the law of %zu cases", n);
    terms[0] = 1;
    for (size_t j = 0; j < n; j++) {
        const double p = d->risks[first + j];
        terms[j + 1] = terms[j] * p;
        for (size_t r = j; r > 0; r--)
            terms[r] = terms[r] * (1 - p) + terms[r - 1] * p;
        terms[0] *= 1 - p;
    }
    const funnel_risks sums = funnel_sum_risks(d, i);
    *law = count_law_of_terms(terms, n, sums.expected, sqrt(sums.variance));
    *has_law = true;
    return true;
}
