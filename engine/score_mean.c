/* Means and shares of members of a finite population, and what changed. */
#include <math.h>

#include "upward/score.h"
#include "upward/special.h"

enum { STUDENT_BELOW = 60, LEAST = 10 };

static const double Z95 = 1.959963984540054, LARGE_GAP = 10;
static const double CLEAR = 1.96; /* standard errors from no change, for a verdict */

upw_finite_mean upw_finite_mean_measure(double n, double mean, double sd, double size)
{
    upw_finite_mean m = { .n = n, .size = size, .mean = mean, .sd = sd, .is_census = n > 0 && n == size };
    const double left = fmax(0, 1 - n / size);
    m.se_unlimited = n > 0 ? sd / sqrt(n) : NAN;
    m.se = m.is_census ? 0 : m.se_unlimited * sqrt(left);
    const double t = n > 1 ? upw_student_quantile(0.975, n - 1) : NAN;
    m.low_z = mean - Z95 * m.se;
    m.high_z = mean + Z95 * m.se;
    m.low_t = m.is_census ? mean : mean - t * m.se;
    m.high_t = m.is_census ? mean : mean + t * m.se;
    m.low = n < STUDENT_BELOW ? m.low_t : m.low_z;
    m.high = n < STUDENT_BELOW ? m.high_t : m.high_z;
    return m;
}

upw_figure upw_finite_share(double k, double n, double size)
{
    if (!(n > 1) || !(n <= size) || !(k >= 0 && k <= n))
        return (upw_figure){ NAN, NAN, NAN };
    const double share = k / n;
    if (n == size)
        return (upw_figure){ share, share, share };
    const double effective = (n - 1) / (1 - n / size);
    upw_figure f = upw_proportion(k == n ? effective : effective * share, effective, 0.95);
    f.value = share;
    return f;
}

upw_interval upw_score_find_bounds(double response_prop, double favourable_prop)
{
    const double answered = response_prop * favourable_prop;
    return (upw_interval){ answered, answered + (1 - response_prop) };
}

upw_score_gap upw_score_find_gap(const double *first, const double *second, size_t n, double size)
{
    upw_score_gap g = { .above_prop = NAN, .below_prop = NAN };
    double mean = 0, squares = 0; /* Welford's running moments */
    size_t above = 0, below = 0;
    for (size_t i = 0; i < n; i++) {
        const double gap = second[i] - first[i];
        if (isnan(gap))
            continue;
        const double from = gap - mean;
        mean += from / (double)++g.n;
        squares += from * (gap - mean);
        above += gap >= LARGE_GAP;
        below += gap <= -LARGE_GAP;
    }
    const double count = (double)g.n;
    g.mean = upw_finite_mean_measure(count, g.n > 0 ? mean : NAN, g.n > 1 ? sqrt(squares / (count - 1)) : NAN, size);
    if (g.n > 0) {
        g.above_prop = (double)above / count;
        g.below_prop = (double)below / count;
    }
    return g;
}

/* ---- change ---- */

const char *upw_score_verdict_text(upw_score_verdict verdict)
{
    static const char *const words[UPW_SCORE_VERDICT_COUNT] = {
        [UPW_SCORE_CANNOT_TELL] = "too few to tell",
        [UPW_SCORE_ALIKE] = "cannot be distinguished",
        [UPW_SCORE_UP] = "up",
        [UPW_SCORE_DOWN] = "down",
    };
    return verdict < UPW_SCORE_VERDICT_COUNT ? words[verdict] : "";
}

/* Running moments. */
typedef struct moments {
    double n, mean, squares;
} moments;

static void take(moments *m, double value)
{
    const double from = value - m->mean;
    m->mean += from / ++m->n;
    m->squares += from * (value - m->mean);
}

/* Of the mean; NaN below two. */
static double variance_of(const moments *m)
{
    return m->n > 1 ? m->squares / (m->n - 1) / m->n : NAN;
}

/* A part whose variance is not known counts for nothing; one without any variance decides. */
static void combine(upw_score_change *c, bool has_paired, bool has_unpaired)
{
    const double vp = c->paired_variance, vu = c->unpaired_variance;
    c->weight = has_paired && has_unpaired ? (vp + vu > 0 ? vu / (vp + vu) : 0.5) : has_paired;
    c->change = (has_paired ? c->weight * c->paired : 0) + (has_unpaired ? (1 - c->weight) * c->unpaired : 0);
    const double both = vp + vu > 0 ? vp / (vp + vu) * vu : 0; /* 1 / (1/Vp + 1/Vu) */
    c->se = sqrt(has_paired && has_unpaired ? both : has_paired ? vp : vu);
    c->low = c->change - CLEAR * c->se;
    c->high = c->change + CLEAR * c->se;
    c->verdict = c->low > 0 ? UPW_SCORE_UP : c->high < 0 ? UPW_SCORE_DOWN : UPW_SCORE_ALIKE;
}

upw_score_change upw_score_find_change(const double *first, const double *second, size_t n, size_t least)
{
    moments gaps = { 0 }, only_first = { 0 }, only_second = { 0 }, all_first = { 0 }, all_second = { 0 };
    for (size_t i = 0; i < n; i++) {
        const bool has_first = !isnan(first[i]), has_second = !isnan(second[i]);
        if (has_first)
            take(&all_first, first[i]);
        if (has_second)
            take(&all_second, second[i]);
        if (has_first && has_second)
            take(&gaps, second[i] - first[i]);
        else if (has_first)
            take(&only_first, first[i]);
        else if (has_second)
            take(&only_second, second[i]);
    }
    const double enough = least == 0 ? LEAST : least < 2 ? 2 : (double)least;
    const bool has_paired = gaps.n >= enough, has_unpaired = only_first.n >= enough && only_second.n >= enough;
    upw_score_change c = { .matched = (size_t)gaps.n,
                           .only_first = (size_t)only_first.n,
                           .only_second = (size_t)only_second.n,
                           .paired = has_paired ? gaps.mean : NAN,
                           .paired_variance = has_paired ? variance_of(&gaps) : NAN,
                           .unpaired = has_unpaired ? only_second.mean - only_first.mean : NAN,
                           .unpaired_variance =
                               has_unpaired ? variance_of(&only_first) + variance_of(&only_second) : NAN,
                           .weight = NAN,
                           .change = NAN,
                           .se = NAN,
                           .low = NAN,
                           .high = NAN,
                           .naive_change = all_first.n > 0 && all_second.n > 0 ? all_second.mean - all_first.mean : NAN,
                           .naive_se = sqrt(variance_of(&all_first) + variance_of(&all_second)),
                           .verdict = UPW_SCORE_CANNOT_TELL };
    if (has_paired || has_unpaired)
        combine(&c, has_paired, has_unpaired);
    return c;
}
