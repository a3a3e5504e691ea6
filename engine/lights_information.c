/* How much of what a number says about bodies is left in its colour?
 *
 * Shannon 1948: the information between a body's level and what one period shows of it. For the colour it is written as
 * the mean, over levels, of how far the colours of that level are from the colours of all bodies (a divergence). Each
 * level's part is then positive, and no difference of two nearly equal entropies is taken. */
#include "upward/lights.h"

#include <math.h>

#include "lights_scheme.h"
#include "quadrature.h"
#include "upward/special.h"

static const double REACH = 9;

/* Levels u standard deviations (of levels) above the mean; cut-offs in standard deviations of one period. */
typedef struct levels {
    double a, b;       /* cut-offs minus the mean level, over sigma */
    double ratio;      /* tau / sigma */
    double overall[3]; /* colours over all bodies */
} levels;

/* p log(p/q) - p + q, in natural units, exact to rounding also where p is close to q. */
static double divergence_part(double p, double q)
{
    if (!(p > 0))
        return q;
    if (!(q > 0))
        return 0; /* both are as good as 0 */
    const double excess = (p - q) / q;
    if (fabs(excess) > 0.01)
        return p * log(p / q) - p + q;
    /* q ((1 + e) log(1 + e) - e) = q (e²/2 - e³/6 + e⁴/12 - …) */
    double power = excess * excess, sum = 0;
    for (int k = 2; k < 12; k++) {
        sum += power / (k * (k - 1));
        power *= -excess;
    }
    return q * sum;
}

static double informs(const void *context, double u)
{
    const levels *const l = context;
    double light[3], sum = 0;
    lights_share_out(l->a - l->ratio * u, l->b - l->ratio * u, light);
    for (size_t c = 0; c < 3; c++)
        sum += divergence_part(light[c], l->overall[c]);
    return upw_normal_density(u) * sum;
}

/* Around a cut-off the colour of a level turns over a few sigma: cut there, so that no narrow turn is missed. */
static double integrate_over_levels(const levels *l)
{
    static const double turns[] = { -5, -1.5, 1.5, 5 };
    enum { TURNS = sizeof turns / sizeof *turns };
    double cuts[2 * TURNS + 2] = { -REACH };
    size_t n = 1;
    for (size_t end = 0; end < 2; end++)
        for (size_t i = 0; i < TURNS; i++) {
            const double at = ((end == 0 ? l->a : l->b) + turns[i]) / l->ratio;
            if (!(at > -REACH && at < REACH))
                continue;
            size_t place = n++;
            for (; place > 0 && cuts[place - 1] > at; place--)
                cuts[place] = cuts[place - 1];
            cuts[place] = at;
        }
    cuts[n++] = REACH;
    double sum = 0;
    for (size_t i = 0; i + 1 < n; i++)
        sum += quadrature_integrate(informs, l, cuts[i], cuts[i + 1], 1e-12);
    return sum;
}

bool upw_lights_find_information(const upw_lights_scheme *scheme, double mean, double tau, double sigma,
                                 upw_lights_information *out, upw_error *error)
{
    static const double bits_per_nat = 1.44269504088896340736;
    if (!upw_lights_check_scheme(scheme, error))
        return false;
    if (!isfinite(mean) || !(tau > 0) || !isfinite(tau) || !(sigma > 0) || !isfinite(sigma))
        return upw_fail(error, UPW_BAD_INPUT,
                        "the spread between bodies and the variation of one body must both be above zero");
    const upright_scheme up = upright(scheme);
    const double to_a = up.c1 - up.sign * mean, to_b = up.c2 - up.sign * mean;
    const double spread = hypot(tau, sigma);
    levels l = { to_a / sigma, to_b / sigma, tau / sigma, { 0 } };
    lights_share_out(to_a / spread, to_b / spread, l.overall);
    out->number_bits = 0.5 * bits_per_nat * log1p(l.ratio * l.ratio);
    out->colour_entropy = lights_entropy_bits(l.overall);
    out->colour_bits = bits_per_nat * integrate_over_levels(&l);
    out->share_kept = out->colour_bits / out->number_bits;
    return true;
}
