/* What is one more unit of improvement worth under this scheme, and where is it best to stand?
 *
 * Notches: Kleven 2016, Annual Review of Economics 8:435. The ratchet that makes green cost: Weitzman 1980, Bell
 * Journal of Economics 11:302. The optimum follows from setting the slope of the expected worth to 0. */
#include "upward/lights.h"

#include <math.h>

#include "lights_scheme.h"
#include "upward/special.h"

upw_lights_worths lights_worths(const upw_lights_worths *worths)
{
    static const upw_lights_worths usual = { 0, 1, 2 };
    return worths == NULL || (worths->red == 0 && worths->amber == 0 && worths->green == 0) ? usual : *worths;
}

/* `z1`, `z2`: cut-offs minus the level, in sigmas. */
static double slope(const upw_lights_worths *w, double z1, double z2, double sigma)
{
    return ((w->amber - w->red) * upw_normal_density(z1) + (w->green - w->amber) * upw_normal_density(z2)) / sigma;
}

bool upw_lights_find_incentive(const upw_lights_scheme *scheme, const upw_lights_worths *worths, double mu,
                               double sigma, upw_lights_incentive *out, upw_error *error)
{
    if (!upw_lights_check_scheme(scheme, error))
        return false;
    const upw_lights_worths w = lights_worths(worths);
    if (!isfinite(w.red) || !isfinite(w.amber) || !isfinite(w.green) || !isfinite(mu) || !(sigma > 0) ||
        !isfinite(sigma))
        return upw_fail(error, UPW_BAD_INPUT, "worths and level must be numbers and the variation must be above zero");
    const upright_scheme up = upright(scheme);
    const double level = up.sign * mu, amber = up.c2 - up.c1;
    const double z1 = (up.c1 - level) / sigma, z2 = (up.c2 - level) / sigma, step = 1 / sigma;
    *out = (upw_lights_incentive){
        .worth = w.red + (w.amber - w.red) * upw_normal_below(-z1) + (w.green - w.amber) * upw_normal_below(-z2),
        .marginal = slope(&w, z1, z2, sigma),
        /* The level crosses the cut-offs by what lies between it and the level one unit better. */
        .one_unit = (w.amber - w.red) * upw_normal_between(z1 - step, z1) +
                    (w.green - w.amber) * upw_normal_between(z2 - step, z2),
        .optimum = NAN,
        .optimum_share = NAN,
    };
    if (w.red < w.green && w.green < w.amber && amber > 0) {
        const double above_middle = sigma * sigma / amber * log((w.amber - w.red) / (w.amber - w.green));
        out->optimum = up.sign * (0.5 * (up.c1 + up.c2) + above_middle);
        out->optimum_share = 0.5 + above_middle / amber;
    }
    return true;
}

double upw_lights_find_edge_ratio(const upw_lights_scheme *scheme, const upw_lights_worths *worths, double sigma)
{
    const upw_lights_worths w = lights_worths(worths);
    const upright_scheme up = upright(scheme);
    const double amber = (up.c2 - up.c1) / sigma;
    if (!(amber > 0) || !isfinite(amber))
        return NAN;
    const double edge = fmax(slope(&w, 0, amber, sigma), slope(&w, -amber, 0, sigma));
    const double middle = slope(&w, -amber / 2, amber / 2, sigma);
    return edge > 0 && middle >= 0 ? edge / middle : NAN;
}
