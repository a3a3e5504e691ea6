/* How steep is the distribution function on either side of the cut-off, and how surely?
 *
 * Weighted least squares of F on powers of x within a bandwidth; the slope at 0 is the density. On one side the normal
 * matrix holds only the sums of w u^k, u = x/h, so one pass over the distinct values suffices for the fit and one for
 * the jackknife. That takes L_i = 1/(N-1) sum of w_k r_k over k > i; the slope's row of A^-1 times L_i is again such a
 * sum, of numbers. Values left of the window add nothing to the variance of a slope. */
#include <math.h>
#include <string.h>

#include "bunching_density.h"

enum { POWERS = 2 * DENSITY_ORDER_MAX + 1, BLOCK = 256 };

/* Groups from … to - 1 lie within h of the cut-off on this side. */
typedef struct side {
    size_t from, to;
    double h;
} side;

/* Sums over a side of w u^k and of w u^k F. */
typedef struct side_sums {
    double weights[POWERS];
    double heights[DENSITY_ORDER_MAX + 1];
} side_sums;

static side find_side(const density_sample *sample, double h, bool is_left)
{
    const wait_group *const items = sample->groups.items;
    size_t low = is_left ? 0 : sample->n_below, high = is_left ? sample->n_below : sample->groups.n;
    const size_t edge = is_left ? high : low;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const bool is_inside = fabs(items[middle].value) <= h;
        if (is_inside == is_left)
            high = middle;
        else
            low = middle + 1;
    }
    return is_left ? (side){ low, edge, h } : (side){ edge, low, h };
}

/* Sum of F over the values of a group of m that follows `before` others: each has its own rank, or all the last one. */
static double sum_heights(const density_sample *sample, int64_t before, int64_t m)
{
    const double first = (double)before, count = (double)m;
    const double ranks = sample->adjusts_ties ? count * (first + count - 1) : count * (first + (count - 1) / 2);
    return ranks / (double)(sample->groups.total - 1);
}

/* In blocks, so that sums over millions keep their last digits. */
static void sum_side(const density_sample *sample, const side *s, int64_t before, size_t order, side_sums *out)
{
    const wait_group *const items = sample->groups.items;
    memset(out, 0, sizeof *out);
    for (size_t start = s->from; start < s->to; start += BLOCK) {
        side_sums block = { 0 };
        const size_t end = start + BLOCK < s->to ? start + BLOCK : s->to;
        for (size_t i = start; i < end; i++) {
            const double u = items[i].value / s->h;
            double weight = kernel_weigh(sample->kernel, fabs(u)), height = weight;
            height *= sum_heights(sample, before, items[i].count);
            weight *= (double)items[i].count;
            before += items[i].count;
            for (size_t k = 0; k <= 2 * order; k++) {
                block.weights[k] += weight;
                weight *= u;
            }
            for (size_t k = 0; k <= order; k++) {
                block.heights[k] += height;
                height *= u;
            }
        }
        for (size_t k = 0; k <= 2 * order; k++)
            out->weights[k] += block.weights[k];
        for (size_t k = 0; k <= order; k++)
            out->heights[k] += block.heights[k];
    }
}

/* The sum over i of s_i t_i, where s and t are slopes' rows times L_i; a plain variance when both rows are one. */
typedef struct jackknife {
    const double *rows[2]; /* of the left and the right slope, coefficients of the powers of u on the side at hand */
    double after[2];       /* sums over the values further right */
    double products[3];    /* left left, right right, left right */
} jackknife;

static double follow_row(const double *row, size_t order, double u)
{
    double sum = 0;
    for (size_t k = order + 1; k-- > 0;)
        sum = sum * u + row[k];
    return sum;
}

/* m ties, each adding g and f: those further right in the tie count as after one, or all but the first after each. */
static double tied_products(bool adjusts_ties, double m, double a, double g, double b, double f)
{
    if (adjusts_ties)
        return m * (a + (m - 1) * g) * (b + (m - 1) * f);
    const double ranks = m * (m - 1) / 2, squares = (m - 1) * m * (2 * m - 1) / 6;
    return m * a * b + ranks * (a * f + b * g) + squares * g * f;
}

static void walk_back(const density_sample *sample, const side *s, size_t order, jackknife *j)
{
    const wait_group *const items = sample->groups.items;
    for (size_t i = s->to; i-- > s->from;) {
        const double u = items[i].value / s->h, weight = kernel_weigh(sample->kernel, fabs(u));
        const double m = (double)items[i].count;
        const double g = weight * follow_row(j->rows[0], order, u), f = weight * follow_row(j->rows[1], order, u);
        j->products[0] += tied_products(sample->adjusts_ties, m, j->after[0], g, j->after[0], g);
        j->products[1] += tied_products(sample->adjusts_ties, m, j->after[1], f, j->after[1], f);
        j->products[2] += tied_products(sample->adjusts_ties, m, j->after[0], g, j->after[1], f);
        j->after[0] += m * g;
        j->after[1] += m * f;
    }
}

/* ---- each side by itself ---- */

typedef struct side_fit {
    double slope, top;
    double variance;
} side_fit;

static bool fit_side(const density_sample *sample, const side *s, int64_t before, size_t order, bool wants_variance,
                     side_fit *out)
{
    side_sums sums;
    density_matrix a;
    double beta[DENSITY_COLUMNS_MAX], row[DENSITY_COLUMNS_MAX], unit[DENSITY_COLUMNS_MAX] = { 0, 1 };
    if (s->to - s->from < order + 1)
        return false;
    sum_side(sample, s, before, order, &sums);
    for (size_t i = 0; i <= order; i++)
        for (size_t j = 0; j <= order; j++)
            a[i][j] = sums.weights[i + j];
    if (!density_solve(a, order + 1, sums.heights, beta) || !density_solve(a, order + 1, unit, row))
        return false;
    const double others = (double)(sample->groups.total - 1);
    out->slope = beta[1] / s->h;
    out->top = beta[order - 1] / pow(s->h, (double)(order - 1));
    out->variance = NAN;
    if (wants_variance && sample->is_plugin) {
        kernel_moments moments;
        double s_row[DENSITY_COLUMNS_MAX], sum = 0;
        kernel_find_moments(sample->kernel, order, &moments);
        if (!density_solve(moments.s, order + 1, unit, s_row))
            return false;
        for (size_t i = 0; i <= order; i++)
            for (size_t j = 0; j <= order; j++)
                sum += s_row[i] * moments.g[i][j] * s_row[j];
        out->variance = out->slope * sum / ((double)sample->groups.total * s->h);
    } else if (wants_variance) {
        jackknife j = { .rows = { row, row } };
        walk_back(sample, s, order, &j);
        out->variance = j.products[0] / (others * others * s->h * s->h);
    }
    return true;
}

static bool fit_unrestricted(const density_sample *sample, const side sides[2], const int64_t before[2], size_t order,
                             bool wants_variance, density_fit *out)
{
    side_fit left, right;
    if (!fit_side(sample, &sides[0], before[0], order, wants_variance, &left) ||
        !fit_side(sample, &sides[1], before[1], order, wants_variance, &right))
        return false;
    /* Of two sides fitted apart the slopes do not covary: a value on one side moves the other only up and down. */
    *out = (density_fit){ left.slope, right.slope, left.variance, right.variance, 0, left.top, right.top };
    return true;
}

/* ---- one polynomial above the first order ---- */

static void add_embedded(const side_sums *sums, size_t order, bool is_left, density_matrix a, double *b)
{
    density_matrix own, placed;
    double heights[DENSITY_COLUMNS_MAX];
    for (size_t i = 0; i <= order; i++)
        for (size_t j = 0; j <= order; j++)
            own[i][j] = sums->weights[i + j];
    density_embed(own, order, is_left, false, placed);
    density_embed_vector(sums->heights, order, is_left, false, heights);
    for (size_t i = 0; i < order + 2; i++) {
        for (size_t j = 0; j < order + 2; j++)
            a[i][j] += placed[i][j];
        b[i] += heights[i];
    }
}

static bool find_plugin(const density_sample *sample, size_t order, double h, density_fit *fit)
{
    kernel_moments moments;
    density_matrix s_left, s_right, g_left, g_right, a, middle;
    const size_t n = order + 2;
    const double f_l = fit->f_left, f_r = fit->f_right;
    kernel_find_moments(sample->kernel, order, &moments);
    density_embed(moments.s, order, true, true, s_left);
    density_embed(moments.s, order, false, false, s_right);
    density_embed(moments.g, order, true, true, g_left);
    density_embed(moments.g, order, false, false, g_right);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            a[i][j] = f_l * s_left[i][j] + f_r * s_right[i][j];
            middle[i][j] = f_l * f_l * f_l * g_left[i][j] + f_r * f_r * f_r * g_right[i][j];
        }
    double rows[2][DENSITY_COLUMNS_MAX], products[3] = { 0 };
    for (size_t k = 0; k < 2; k++) {
        double unit[DENSITY_COLUMNS_MAX] = { 0 };
        unit[k + 1] = 1;
        if (!density_solve(a, n, unit, rows[k]))
            return false;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            products[0] += rows[0][i] * middle[i][j] * rows[0][j];
            products[1] += rows[1][i] * middle[i][j] * rows[1][j];
            products[2] += rows[0][i] * middle[i][j] * rows[1][j];
        }
    const double scale = (double)sample->groups.total * h;
    fit->v_left = products[0] / scale;
    fit->v_right = products[1] / scale;
    fit->v_both = products[2] / scale;
    return true;
}

/* The part of a restricted fit's row that multiplies the powers of u on one side. */
static void take_side(const double *row, size_t order, bool is_left, double *out)
{
    out[0] = row[0];
    out[1] = row[is_left ? 1 : 2];
    for (size_t k = 2; k <= order; k++)
        out[k] = row[k + 1];
}

static bool fit_restricted(const density_sample *sample, const side sides[2], const int64_t before[2], size_t order,
                           bool wants_variance, density_fit *out)
{
    const size_t n = order + 2;
    density_matrix a = { { 0 } };
    double b[DENSITY_COLUMNS_MAX] = { 0 }, beta[DENSITY_COLUMNS_MAX], rows[2][DENSITY_COLUMNS_MAX];
    if (sides[1].to - sides[0].from < n)
        return false;
    for (size_t k = 0; k < 2; k++) {
        side_sums sums;
        sum_side(sample, &sides[k], before[k], order, &sums);
        add_embedded(&sums, order, k == 0, a, b);
    }
    for (size_t k = 0; k < 2; k++) {
        double unit[DENSITY_COLUMNS_MAX] = { 0 };
        unit[k + 1] = 1;
        if (!density_solve(a, n, unit, rows[k]))
            return false;
    }
    if (!density_solve(a, n, b, beta))
        return false;
    const double h = sides[0].h, top = beta[order] / pow(h, (double)(order - 1));
    *out = (density_fit){ beta[1] / h, beta[2] / h, NAN, NAN, NAN, top, top };
    if (!wants_variance)
        return true;
    if (sample->is_plugin)
        return find_plugin(sample, order, h, out);
    jackknife j = { 0 };
    for (size_t k = 2; k-- > 0;) {
        double own[2][DENSITY_COLUMNS_MAX];
        for (size_t r = 0; r < 2; r++) {
            take_side(rows[r], order, k == 0, own[r]);
            j.rows[r] = own[r];
        }
        walk_back(sample, &sides[k], order, &j);
    }
    const double scale = (double)(sample->groups.total - 1) * h;
    out->v_left = j.products[0] / (scale * scale);
    out->v_right = j.products[1] / (scale * scale);
    out->v_both = j.products[2] / (scale * scale);
    return true;
}

bool density_fit_at(const density_sample *sample, double h_left, double h_right, size_t order, bool wants_variance,
                    density_fit *out)
{
    const side sides[2] = { find_side(sample, h_left, true), find_side(sample, h_right, false) };
    int64_t before[2] = { 0, sample->n_left };
    for (size_t i = 0; i < sides[0].from; i++)
        before[0] += sample->groups.items[i].count;
    return (sample->is_restricted ? fit_restricted : fit_unrestricted)(sample, sides, before, order, wants_variance,
                                                                       out);
}
