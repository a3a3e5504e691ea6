/* The normal distribution and its inverse. */
#include "upward/special.h"

#include <math.h>

#include "normal_quantiles.h"
#include "wide.h"

static const double ROOT_HALF = 0.70710678118654752440;

double upw_normal_density(double z)
{
    static const double at_zero = 0.39894228040143267794;
    return at_zero * exp(-0.5 * z * z);
}

double upw_normal_below(double z)
{
    return 0.5 * erfc(-z * ROOT_HALF);
}

double upw_normal_above(double z)
{
    return 0.5 * erfc(z * ROOT_HALF);
}

double upw_normal_between(double low, double high)
{
    if (!(low < high))
        return isnan(low) || isnan(high) ? NAN : 0;
    /* On the right of 0 both are close to 1 and their upper tails are not. */
    return low > 0 ? upw_normal_above(low) - upw_normal_above(high) : upw_normal_below(high) - upw_normal_below(low);
}

/* Coefficients of Wichura 1988, PPND16, from the constant up: numerator, denominator, of three regions. */
static const double centre[2][8] = {
    { 3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
      4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3 },
    { 1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
      3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3 },
};
static const double shoulder[2][8] = {
    { 1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
      1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4 },
    { 1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
      1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9 },
};
static const double far[2][8] = {
    { 6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
      2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7 },
    { 1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4,
      1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15 },
};

static const double CENTRE = 0.425;

static double ratio(const double of[2][8], double r)
{
    double top = of[0][7], bottom = of[1][7];
    for (int i = 6; i >= 0; i--) {
        top = top * r + of[0][i];
        bottom = bottom * r + of[1][i];
    }
    return top / bottom;
}

double upw_normal_quantile(double p)
{
    if (!(p > 0 && p < 1))
        return p == 0 ? -HUGE_VAL : p == 1 ? HUGE_VAL : NAN;
    const double q = p - 0.5;
    if (fabs(q) <= CENTRE)
        return q * ratio(centre, 0.180625 - q * q);
    const double r = sqrt(-log(q < 0 ? p : 1 - p));
    const double z = r <= 5 ? ratio(shoulder, r - 1.6) : ratio(far, r - 5);
    return q < 0 ? -z : z;
}

/* ---- many at once ---- */

#if defined(__GNUC__)
/* The compiler splits it where registers are narrower. */
typedef double four __attribute__((vector_size(32), aligned(8), may_alias));

/* ratio() of n arguments, a multiple of NORMAL_LANES. */
static ALWAYS_INLINE void divide_all(const double of[2][8], const double *r, size_t n, double *out)
{
    for (size_t i = 0; i < n; i += NORMAL_LANES) {
        const four r0 = *(const four *)(r + i), r1 = *(const four *)(r + i + 4);
        four top0 = r0 * of[0][7] + of[0][6], top1 = r1 * of[0][7] + of[0][6];
        four bottom0 = r0 * of[1][7] + of[1][6], bottom1 = r1 * of[1][7] + of[1][6];
        for (int k = 5; k >= 0; k--) {
            top0 = top0 * r0 + of[0][k];
            top1 = top1 * r1 + of[0][k];
            bottom0 = bottom0 * r0 + of[1][k];
            bottom1 = bottom1 * r1 + of[1][k];
        }
        *(four *)(out + i) = top0 / bottom0;
        *(four *)(out + i + 4) = top1 / bottom1;
    }
}
#else
static void divide_all(const double of[2][8], const double *r, size_t n, double *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = ratio(of, r[i]);
}
#endif

static void divide_narrow(const double of[2][8], const double *r, size_t n, double *out)
{
    divide_all(of, r, n, out);
}

WIDE static void divide_wide(const double of[2][8], const double *r, size_t n, double *out)
{
    divide_all(of, r, n, out);
}

/* First all as if they were of the centre; then those that are not, which are gathered, all as if of the shoulder. */
void normal_quantiles(const double *p, size_t n, bool has_wide_registers, double *z)
{
    void (*const divide)(const double of[2][8], const double *, size_t, double *) =
        has_wide_registers ? divide_wide : divide_narrow;
    double r[NORMAL_BLOCK] = { 0 }, found[NORMAL_BLOCK];
    size_t beyond[NORMAL_BLOCK], m = 0;
    for (size_t i = 0; i < n; i++) {
        const double q = p[i] - 0.5;
        r[i] = 0.180625 - q * q;
    }
    divide(centre, r, n, found);
    for (size_t i = 0; i < n; i++) {
        z[i] = (p[i] - 0.5) * found[i];
        beyond[m] = i;
        m += !(fabs(p[i] - 0.5) <= CENTRE);
    }
    for (size_t k = 0; k < m; k++) {
        const double tail = p[beyond[k]]; /* NOLINT(*.ArraySubscript): the loop above filled the first m */
        r[k] = sqrt(-log(tail < 0.5 ? tail : 1 - tail)) - 1.6;
    }
    const size_t padded = (m + NORMAL_LANES - 1) / NORMAL_LANES * NORMAL_LANES;
    for (size_t k = m; k < padded; k++)
        r[k] = 1;
    divide(shoulder, r, padded, found);
    for (size_t k = 0; k < m; k++) {
        const double tail = p[beyond[k]];
        z[beyond[k]] = r[k] <= 5 - 1.6 ? copysign(found[k], tail - 0.5) : upw_normal_quantile(tail);
    }
}
