/* What would a straight-line traffic light have said of a path that is not a straight line? */
#include "trajectory.h"

#include <math.h>

#include "upward/special.h"

void trajectory_find_light(const upw_trajectory_plan *plan, double time, double value, double sigma, double tolerance,
                           upw_trajectory_light *out)
{
    const double journey = plan->aim - plan->start, direction = journey > 0 ? 1 : -1;
    const double line = plan->start + journey * fmin(fmax(time, 0) / plan->arrival, 1);
    const double amber = (tolerance != 0 ? tolerance : 0.1) * fabs(journey);
    const upw_lights_scheme scheme = { line - direction * amber, line, direction < 0 };
    const double ahead = direction * (upw_trajectory_find_level(plan, time) - line); /* of the line, on the path */
    out->line = line;
    out->light = upw_lights_find_colour(&scheme, value);
    out->red = sigma > 0 ? upw_normal_below((-amber - ahead) / sigma) : NAN;
    out->green = sigma > 0 ? upw_normal_below(ahead / sigma) : NAN;
}

void upw_trajectory_find_lights(const upw_trajectory_plan *plan, const double *values, size_t n, double per_year,
                                double sigma, double tolerance, upw_trajectory_light *out)
{
    for (size_t i = 0; i < n; i++)
        trajectory_find_light(plan, (double)(i + 1) / per_year, values != NULL ? values[i] : NAN, sigma, tolerance,
                              &out[i]);
}
