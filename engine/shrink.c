/* How much do the true values behind these figures differ, and how far does each figure shrink towards their mean?
 * Normal-normal model; names follow Viechtbauer 2005. Sources at the declarations. */
#include <math.h>

#include "spread.h"
#include "upward/rank.h"
#include "upward/special.h"

enum { STEPS_MAX = 1000, HALVINGS_MAX = 60 };

static const double SMALLEST_STEP = 1e-12;

const char *upw_shrink_method_name(upw_shrink_method method)
{
    static const char *const names[UPW_SHRINK_METHOD_COUNT] = {
        [UPW_SHRINK_REML] = "REML", [UPW_SHRINK_ML] = "ML", [UPW_SHRINK_DL] = "DL", [UPW_SHRINK_HE] = "HE",
        [UPW_SHRINK_SJ] = "SJ",     [UPW_SHRINK_PM] = "PM", [UPW_SHRINK_EB] = "EB", [UPW_SHRINK_FE] = "FE",
    };
    return method < UPW_SHRINK_METHOD_COUNT ? names[method] : "";
}

typedef struct estimates {
    const double *y, *v;
    size_t n;
} estimates;

/* Sums over weights w = 1 / (v + tau2). */
typedef struct weighing {
    double w, w2, w3;            /* sums of powers of w */
    double w2v, w2v2, w3v, w3v2; /* … times powers of v */
    double mean;
    double rss;  /* sum of w (y - mean)² */
    double rss2; /* sum of w² (y - mean)² */
    double log_v;
} weighing;

static weighing weigh(const estimates *e, double tau2)
{
    weighing s = { 0 };
    double wy = 0;
    for (size_t i = 0; i < e->n; i++) {
        const double v = e->v[i], w = 1 / (v + tau2);
        s.w += w;
        s.w2 += w * w;
        s.w3 += w * w * w;
        s.w2v += w * w * v;
        s.w2v2 += w * w * v * v;
        s.w3v += w * w * w * v;
        s.w3v2 += w * w * w * v * v;
        s.log_v -= log(w);
        wy += w * e->y[i];
    }
    s.mean = wy / s.w;
    for (size_t i = 0; i < e->n; i++) {
        const double w = 1 / (e->v[i] + tau2), from = e->y[i] - s.mean;
        s.rss += w * from * from;
        s.rss2 += w * w * from * from;
    }
    return s;
}

/* Sum of the squares of the elements of P = W - ww'/sum(w), its trace, and traces with V. */
static double square_of_p(const weighing *s)
{
    return s->w2 - 2 * s->w3 / s->w + s->w2 / s->w * (s->w2 / s->w);
}

static double trace_of_p(const weighing *s)
{
    return s->w - s->w2 / s->w;
}

static double trace_of_pvp(const weighing *s)
{
    return s->w2v - 2 * s->w3v / s->w + s->w2v * s->w2 / (s->w * s->w);
}

static double trace_of_pvpv(const weighing *s)
{
    return s->w2v2 - 2 * s->w3v2 / s->w + s->w2v / s->w * s->w2v / s->w;
}

/* An estimate that is a quadratic form in y: its error from the variance of such forms of normal values. */
static double error_of_form(double scale, const weighing *s, double tau2)
{
    return scale * sqrt(2 * trace_of_pvpv(s) + 4 * tau2 * trace_of_pvp(s) + 2 * tau2 * tau2 * square_of_p(s));
}

static double estimate_dl(const estimates *e, double *se)
{
    const weighing s = weigh(e, 0);
    const double df = (double)(e->n - 1), trace = trace_of_p(&s), tau2 = fmax(0, (s.rss - df) / trace);
    *se = sqrt(2 * df + 4 * tau2 * trace + 2 * tau2 * tau2 * square_of_p(&s)) / trace;
    return tau2;
}

/* Mean of squares about the plain mean, and of the variances. */
static void average_plainly(const estimates *e, double *square, double *variance)
{
    double mean = 0;
    *square = *variance = 0;
    for (size_t i = 0; i < e->n; i++)
        mean += e->y[i] / (double)e->n;
    for (size_t i = 0; i < e->n; i++) {
        *square += (e->y[i] - mean) * (e->y[i] - mean);
        *variance += e->v[i] / (double)e->n;
    }
}

static double estimate_he(const estimates *e, double *se)
{
    double square, variance, v = 0, v2 = 0;
    average_plainly(e, &square, &variance);
    const double df = (double)(e->n - 1), n = (double)e->n;
    const double tau2 = fmax(0, square / df - variance);
    for (size_t i = 0; i < e->n; i++) {
        v += e->v[i];
        v2 += e->v[i] * e->v[i];
    }
    const double pvp = v * (1 - 1 / n), pvpv = v2 * (1 - 2 / n) + v / n * (v / n);
    *se = sqrt(2 * pvpv + 4 * tau2 * pvp + 2 * tau2 * tau2 * df) / df;
    return tau2;
}

static double estimate_sj(const estimates *e, double *se)
{
    double square, variance;
    average_plainly(e, &square, &variance);
    const double start = square / (double)e->n, df = (double)(e->n - 1);
    *se = 0;
    if (!(start > 0))
        return 0;
    const weighing s = weigh(e, start);
    const double tau2 = start * s.rss / df;
    *se = error_of_form(start / df, &s, tau2);
    return tau2;
}

/* The root of a falling function, by Newton's steps that are kept inside a bracket. */
static double estimate_pm(const estimates *e, double *se)
{
    const double df = (double)(e->n - 1);
    double low = 0, high = 1, tau2 = 0;
    weighing s = weigh(e, 0);
    if (s.rss > df) {
        while (weigh(e, high).rss > df)
            high *= 2;
        for (size_t step = 0; step < STEPS_MAX; step++) {
            s = weigh(e, tau2);
            if (s.rss > df)
                low = tau2;
            else
                high = tau2;
            double next = tau2 + (s.rss - df) / s.rss2;
            if (!(next > low && next < high))
                next = low + (high - low) / 2;
            const double moved = fabs(next - tau2);
            tau2 = next;
            if (moved <= 1e-15 * tau2)
                break;
        }
        s = weigh(e, tau2);
    }
    *se = sqrt(2 * (double)e->n * (double)e->n / df) / s.w;
    return tau2;
}

static double log_likelihood(const weighing *s, bool is_restricted)
{
    return -0.5 * (s->log_v + s->rss + (is_restricted ? log(s->w) : 0));
}

/* Fisher scoring from the Hedges-Olkin value. */
static double estimate_by_likelihood(const estimates *e, bool is_restricted, double *se)
{
    double ignored;
    double tau2 = estimate_he(e, &ignored);
    weighing s = weigh(e, tau2);
    double information = 0;
    for (size_t step = 0; step < STEPS_MAX; step++) {
        const double score = 0.5 * (s.rss2 - (is_restricted ? trace_of_p(&s) : s.w));
        information = 0.5 * (is_restricted ? square_of_p(&s) : s.w2);
        double move = fmax(-tau2, score / information);
        weighing next = weigh(e, tau2 + move);
        const double now = log_likelihood(&s, is_restricted);
        for (size_t k = 0; k < HALVINGS_MAX && log_likelihood(&next, is_restricted) < now - 1e-13 * fabs(now); k++) {
            move /= 2;
            next = weigh(e, tau2 + move);
        }
        tau2 += move;
        s = next;
        if (fabs(move) <= SMALLEST_STEP * fmax(tau2, SMALLEST_STEP))
            break;
    }
    *se = 1 / sqrt(0.5 * (is_restricted ? square_of_p(&s) : s.w2));
    return tau2;
}

static double estimate_reml(const estimates *e, double *se)
{
    return estimate_by_likelihood(e, true, se);
}

static double estimate_ml(const estimates *e, double *se)
{
    return estimate_by_likelihood(e, false, se);
}

static double estimate_fe(const estimates *e, double *se)
{
    (void)e;
    *se = NAN;
    return 0;
}

static bool check_estimates(const estimates *e, upw_shrink_method method, upw_error *error)
{
    if (method >= UPW_SHRINK_METHOD_COUNT)
        return upw_fail(error, UPW_BAD_USAGE, "there is no such way to estimate the spread between bodies");
    if (e->n < 1 || (e->n < 2 && method != UPW_SHRINK_FE))
        return upw_fail(error, UPW_TOO_FEW, "a spread between bodies needs at least two of them");
    for (size_t i = 0; i < e->n; i++) {
        if (!isfinite(e->y[i]))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "the figure is not a number");
        /* So that neither weights nor their cubes leave the range of a double. */
        if (!(e->v[i] >= 1e-60 && e->v[i] <= 1e60) || fabs(e->y[i]) > 1e60)
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1,
                                "the variance must be above 1e-60, and neither it nor the figure beyond 1e60");
    }
    return true;
}

/* Higgins & Thompson 2002; without tau² from Q itself. */
static void find_shares(const estimates *e, upw_shrink_method method, upw_shrinkage *out)
{
    const weighing s = weigh(e, 0);
    const double df = (double)(e->n - 1);
    out->q = s.rss;
    out->q_p_value = e->n > 1 ? upw_chi_square_above(s.rss, df) : NAN;
    const double typical = df * s.w / (s.w * s.w - s.w2);
    out->i2 = 100 * out->tau2 / (out->tau2 + typical);
    out->h2 = out->tau2 / typical + 1;
    if (method == UPW_SHRINK_FE) {
        out->i2 = s.rss > 0 ? 100 * fmax(0, (s.rss - df) / s.rss) : 0;
        out->h2 = s.rss / df;
    }
    if (e->n == 1)
        out->i2 = out->h2 = NAN;
}

bool upw_shrink_normal(const double *y, const double *v, size_t n, upw_shrink_method method, upw_arena *scratch,
                       upw_posterior *posteriors, upw_shrinkage *out, upw_error *error)
{
    static double (*const estimators[UPW_SHRINK_METHOD_COUNT])(const estimates *, double *) = {
        [UPW_SHRINK_REML] = estimate_reml, [UPW_SHRINK_ML] = estimate_ml, [UPW_SHRINK_DL] = estimate_dl,
        [UPW_SHRINK_HE] = estimate_he,     [UPW_SHRINK_SJ] = estimate_sj, [UPW_SHRINK_PM] = estimate_pm,
        [UPW_SHRINK_EB] = estimate_pm,     [UPW_SHRINK_FE] = estimate_fe,
    };
    const estimates e = { y, v, n };
    if (!check_estimates(&e, method, error))
        return false;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    double *const sorted = upw_arena_take(scratch, n, sizeof *sorted);
    if (sorted == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu bodies", n);
    *out = (upw_shrinkage){ .n = n };
    out->tau2 = estimators[method](&e, &out->tau2_se);
    const weighing s = weigh(&e, out->tau2);
    out->mean = s.mean;
    out->mean_se = sqrt(1 / s.w);
    find_shares(&e, method, out);
    for (size_t i = 0; i < n; i++) {
        const double pull = v[i] / (v[i] + out->tau2);
        sorted[i] = v[i];
        if (posteriors != NULL)
            posteriors[i] = (upw_posterior){ UPW_POSTERIOR_NORMAL, pull * s.mean + (1 - pull) * y[i],
                                             sqrt((1 - pull) * v[i] + pull * pull / s.w) };
    }
    out->rankability = out->tau2 / (out->tau2 + spread_median(sorted, n));
    upw_arena_rewind(scratch, mark);
    return true;
}
