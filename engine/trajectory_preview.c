/* What does a plan ask, and when will anybody be able to tell? To be read before it is signed. */
#include "trajectory.h"

#include <math.h>

/* The first period in which `truth` would be noticed with the power that counts as telling; 0: none by the horizon. */
static size_t find_telling(const upw_trajectory_plan *plan, upw_trajectory_truth truth, double per_year, double sigma,
                           const upw_trajectory_preview *preview, power_chain *chain)
{
    const double direction = plan->aim > plan->start ? 1 : -1;
    for (size_t i = 1; i <= preview->horizon; i++) {
        const double time = (double)i / per_year;
        const double off = upw_trajectory_find_truth(plan, truth, time) - upw_trajectory_find_level(plan, time);
        power_chain_step(chain, direction * off / (sigma * preview->factor));
        if (power_chain_get(chain) >= TRAJECTORY_TELLS)
            return i;
    }
    return 0;
}

bool upw_trajectory_preview_plan(const upw_trajectory_plan *plan, double per_year, double sigma, size_t n_baseline,
                                 double rho, upw_arena *scratch, upw_trajectory_preview *out, upw_error *error)
{
    if (!(per_year > 0) || !isfinite(per_year) || !(rho >= 0 && rho < 1))
        return upw_fail(error, UPW_BAD_USAGE, "there must be periods in a year and a correlation from 0 to below 1");
    if (!(sigma > 0) || !isfinite(sigma))
        return upw_fail(error, UPW_BAD_INPUT, "the variation of one period must be above 0");
    *out = (upw_trajectory_preview){ .horizon = trajectory_count_periods(plan, per_year),
                                     .sigma = sigma,
                                     .factor = upw_trajectory_find_factor(rho) };
    if (!upw_trajectory_find_limit(n_baseline, out->horizon, &out->h, error))
        return false;
    for (size_t truth = UPW_TRAJECTORY_NOTHING; truth < UPW_TRAJECTORY_TRUTH_COUNT; truth++) {
        const upw_arena_mark mark = upw_arena_get_mark(scratch);
        power_chain *const chain = power_chain_begin(out->h, scratch);
        if (chain == NULL)
            return upw_fail(error, UPW_NO_MEMORY, "no memory for the chances of a signal");
        out->tells_from[truth] = find_telling(plan, (upw_trajectory_truth)truth, per_year, sigma, out, chain);
        upw_arena_rewind(scratch, mark);
    }
    out->shows_nothing = out->tells_from[UPW_TRAJECTORY_NOTHING] == 0;
    for (size_t i = 1; i <= out->horizon; i++) {
        upw_trajectory_light light;
        trajectory_find_light(plan, (double)i / per_year, NAN, sigma, 0, &light);
        out->reds_expected += light.red;
    }
    out->outline = upw_trajectory_outline_plan(plan);
    return true;
}
