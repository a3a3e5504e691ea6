/* How many bodies sit at the upper end of amber, and how many where one more unit is worth next to nothing? */
#include "upward/lights.h"

#include <math.h>

#include "lights_scheme.h"
#include "upward/special.h"
#include "upward/bunching.h"

static bool test_top_tenth(const double *scores, size_t n, const upright_scheme *up, upw_arena *scratch,
                           upw_lights_bodies *out, upw_error *error)
{
    upw_bunching_counts counts;
    upw_bunching_exact test;
    upw_error refusal = { 0 };
    out->expected = out->p_upper = out->mid_p = NAN;
    out->bin_width = (up->c2 - up->c1) / 10;
    if (!(out->bin_width > 0))
        return true;
    upw_bunching_count_scores(scores, n, UPW_BUNCHING_PARKING, up->sign * up->c2, out->bin_width, up->sign < 0,
                              &counts);
    for (size_t j = 0; j < 5; j++)
        out->bins[j] = counts.bins[j];
    if (!upw_bunching_test_counts(&counts, scratch, &test, &refusal))
        return refusal.code == UPW_TOO_LARGE || upw_fail(error, refusal.code, "%s", refusal.message);
    out->expected = test.expected;
    out->p_upper = test.p_upper;
    out->mid_p = test.mid_p;
    return true;
}

bool upw_lights_count_bodies(const double *scores, size_t n, const upw_lights_scheme *scheme,
                             const upw_lights_worths *worths, double sigma, upw_arena *scratch, upw_lights_bodies *out,
                             upw_error *error)
{
    if (!upw_lights_check_scheme(scheme, error))
        return false;
    if (!isnan(sigma) && (!(sigma > 0) || !isfinite(sigma)))
        return upw_fail(error, UPW_BAD_INPUT, "the variation of one score must be above zero");
    const upright_scheme up = upright(scheme);
    const upw_lights_worths w = lights_worths(worths);
    *out = (upw_lights_bodies){ .max_marginal = NAN, .dead_zone_share = NAN };
    upw_lights_incentive incentive = { 0 };
    if (!isnan(sigma))
        out->max_marginal = (upw_normal_density(0) * (w.amber - w.red) +
                             upw_normal_density((up.c2 - up.c1) / sigma) * (w.green - w.amber)) /
                            sigma;
    size_t n_dead = 0;
    for (size_t i = 0; i < n; i++) {
        if (isinf(scores[i]))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "a score is infinite");
        const upw_light light = upright_colour(&up, scores[i]);
        if (light == UPW_LIGHT_NONE)
            continue;
        out->n++;
        out->shown[light]++;
        if (!isnan(sigma) && !upw_lights_find_incentive(scheme, worths, scores[i], sigma, &incentive, error))
            return false;
        n_dead += !isnan(sigma) && incentive.marginal < 0.1 * out->max_marginal;
    }
    if (!isnan(sigma) && out->n > 0)
        out->dead_zone_share = (double)n_dead / (double)out->n;
    return test_top_tenth(scores, n, &up, scratch, out, error);
}
