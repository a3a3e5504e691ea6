/* Which colour is it, and how often would it change if nothing else did? */
#include "upward/lights.h"

#include <math.h>

#include "lights_scheme.h"
#include "quadrature.h"
#include "upward/special.h"

/* Beyond this many standard deviations there is less than 1e-18 of a normal distribution. */
static const double REACH = 9;

upw_light upw_lights_find_colour(const upw_lights_scheme *scheme, double value)
{
    const upright_scheme up = upright(scheme);
    return upright_colour(&up, value);
}

const char *upw_light_text(upw_light light)
{
    static const char *const texts[UPW_LIGHT_COUNT] = { "red", "amber", "green", "" };
    return light < UPW_LIGHT_COUNT ? texts[light] : "";
}

bool upw_lights_check_scheme(const upw_lights_scheme *scheme, upw_error *error)
{
    if (!isfinite(scheme->amber_from) || !isfinite(scheme->green_from))
        return upw_fail(error, UPW_BAD_INPUT, "a cut-off of the scheme is not a number");
    const upright_scheme up = upright(scheme);
    if (up.c1 > up.c2)
        return upw_fail(error, UPW_BAD_INPUT,
                        "the colours overlap: with %s better, green from %.10g cannot begin before red ends at %.10g",
                        scheme->lower_is_better ? "lower" : "higher", scheme->green_from, scheme->amber_from);
    return true;
}

bool upw_lights_follow_line(const upw_lights_line *line, const double *times, size_t n, upw_lights_scheme *schemes,
                            upw_error *error)
{
    const double journey = line->aim - line->start;
    const double tolerance = line->tolerance != 0 ? line->tolerance : 0.1;
    if (!isfinite(journey) || journey == 0)
        return upw_fail(error, UPW_BAD_INPUT, "a straight-line target must lead from one level to another");
    if (!(line->length > 0) || !isfinite(line->length))
        return upw_fail(error, UPW_BAD_INPUT, "a straight-line target must take some time");
    if (!(tolerance >= 0) || !isfinite(tolerance))
        return upw_fail(error, UPW_BAD_INPUT, "the tolerance of a straight-line target cannot be negative");
    for (size_t i = 0; i < n; i++) {
        const double on_line = line->start + journey * fmin(times[i] / line->length, 1);
        schemes[i] = (upw_lights_scheme){ on_line - tolerance * journey, on_line, journey < 0 };
    }
    return true;
}

double upw_lights_expect_reds(const upw_lights_scheme *schemes, const double *path, size_t n, double sigma)
{
    if (!(sigma > 0))
        return NAN;
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        const upright_scheme up = upright(&schemes[i]);
        sum += upw_normal_below((up.c1 - up.sign * path[i]) / sigma);
    }
    return sum;
}

void lights_share_out(double a, double b, double light[3])
{
    light[UPW_LIGHT_RED] = upw_normal_below(a);
    light[UPW_LIGHT_AMBER] = upw_normal_between(a, b);
    light[UPW_LIGHT_GREEN] = upw_normal_below(-b);
}

double lights_entropy_bits(const double light[3])
{
    double bits = 0;
    for (size_t c = 0; c < 3; c++)
        bits -= light[c] > 0 ? light[c] * log2(light[c]) : 0;
    return bits;
}

/* Both of two neighbours that correlate by rho lie between low and high. */
typedef struct neighbours {
    double low, high;
    double rho, rest; /* rest = sqrt(1 - rho²) */
} neighbours;

static double next_one_too(const void *context, double x)
{
    const neighbours *const n = context;
    return upw_normal_density(x) *
           upw_normal_between((n->low - n->rho * x) / n->rest, (n->high - n->rho * x) / n->rest);
}

static double both_between(double low, double high, double rho)
{
    const neighbours n = { low, high, rho, sqrt((1 - rho) * (1 + rho)) };
    /* Where the next value's middle lies on a cut-off, the function bends over a width of `rest`. */
    double cuts[4] = { fmax(low, -REACH), low / rho, high / rho, fmin(high, REACH) };
    if (cuts[1] > cuts[2]) {
        const double swap = cuts[1];
        cuts[1] = cuts[2];
        cuts[2] = swap;
    }
    double sum = 0;
    for (size_t i = 0; i < 3; i++)
        sum += quadrature_integrate(next_one_too, &n, fmin(fmax(cuts[i], cuts[0]), cuts[3]),
                                    fmin(fmax(cuts[i + 1], cuts[0]), cuts[3]), 1e-12);
    return sum;
}

bool upw_lights_find_chances(const upw_lights_scheme *scheme, double mu, double sigma, double rho,
                             upw_lights_chances *out, upw_error *error)
{
    if (!upw_lights_check_scheme(scheme, error))
        return false;
    if (!isfinite(mu) || !(sigma >= 0) || !isfinite(sigma))
        return upw_fail(error, UPW_BAD_INPUT, "a level must be a number and its variation must not be negative");
    if (!(rho > -1 && rho < 1))
        return upw_fail(error, UPW_BAD_INPUT, "a correlation of neighbours must lie between -1 and 1");
    const upright_scheme up = upright(scheme);
    *out = (upw_lights_chances){ 0 };
    if (sigma == 0) {
        out->light[upright_colour(&up, mu)] = 1;
        out->same = 1;
        return true;
    }
    const double a = (up.c1 - up.sign * mu) / sigma, b = (up.c2 - up.sign * mu) / sigma;
    lights_share_out(a, b, out->light);
    out->entropy_bits = lights_entropy_bits(out->light);
    const double ends[4] = { -HUGE_VAL, a, b, HUGE_VAL };
    for (size_t c = 0; c < 3; c++)
        out->same += rho == 0 ? out->light[c] * out->light[c] : both_between(ends[c], ends[c + 1], rho);
    return true;
}
