/* How wide a window around the cut-off gives the least error of the two densities?
 *
 * Cattaneo, Jansson & Ma 2020, section 3: pilot bandwidths b and c as if waits were normal, then the variance at c and
 * the leading bias at b, and the bandwidth that balances them. Constants of the pilots, and the fewest observations
 * that a window must hold, are those of their program (docs/methods/gaming.md). */
#include <math.h>
#include <string.h>

#include "bunching_density.h"
#include "upward/special.h"

/* By p - 1. */
static const double pilot_b[DENSITY_BANDWIDTH_ORDER_MAX] = { 25884.444444494151, 3430865.4551236178,
                                                             845007948.04262603 };
static const double pilot_c[DENSITY_BANDWIDTH_ORDER_MAX] = { 4.8000000000000247, 548.57142857155463,
                                                             100800.00000020421 };

enum { AT_LEAST = 20 };

static const wait_group *item_of(const density_sample *sample, size_t k, bool is_left)
{
    return &sample->groups.items[is_left ? sample->n_below - 1 - k : sample->n_below + k];
}

static size_t groups_on(const density_sample *sample, bool is_left)
{
    return is_left ? sample->n_below : sample->groups.n - sample->n_below;
}

/* How far a window must reach on this side to hold so many observations and as many distinct values, or all. */
static double reach_of(const density_sample *sample, size_t count, bool is_left)
{
    const size_t n = groups_on(sample, is_left);
    int64_t seen = 0;
    size_t k = 0;
    for (; k < n && (k < count || seen < (int64_t)count); k++)
        seen += item_of(sample, k, is_left)->count;
    return k > 0 ? fabs(item_of(sample, k - 1, is_left)->value) : 0;
}

static double farthest(const density_sample *sample, bool is_left)
{
    const size_t n = groups_on(sample, is_left);
    return n > 0 ? fabs(item_of(sample, n - 1, is_left)->value) : 0;
}

static double hold(const density_sample *sample, double h, size_t count)
{
    h = fmin(h, fmax(farthest(sample, true), farthest(sample, false)));
    return fmax(h, fmax(reach_of(sample, count, true), reach_of(sample, count, false)));
}

/* Hermite polynomial of probabilists, He_0 = 1, He_1 = z, He_k+1 = z He_k - k He_k-1. */
static double hermite(size_t k, double z)
{
    double last = 1, now = z;
    for (size_t i = 1; i < k; i++) {
        const double next = z * now - (double)i * last;
        last = now;
        now = next;
    }
    return k == 0 ? 1 : now;
}

static void find_moments(const density_sample *sample, double *mean, double *sd)
{
    double sum = 0, squares = 0;
    const double n = (double)sample->groups.total;
    for (size_t i = 0; i < sample->groups.n; i++)
        sum += (double)sample->groups.items[i].count * sample->groups.items[i].value;
    *mean = sum / n;
    for (size_t i = 0; i < sample->groups.n; i++) {
        const double off = sample->groups.items[i].value - *mean;
        squares += (double)sample->groups.items[i].count * off * off;
    }
    *sd = sqrt(squares / (n - 1));
}

static void find_pilots(const density_sample *sample, size_t p, double *b, double *c)
{
    double mean, sd;
    find_moments(sample, &mean, &sd);
    const double z = mean / sd, n = (double)sample->groups.total, order = (double)p;
    const double for_b = hermite(p + 2, z), for_c = hermite(p, z);
    *b = sd *
         pow((2 * order + 1) / 4 * pilot_b[p - 1] / (n * for_b * for_b * upw_normal_density(z)), 1 / (2 * order + 5));
    *c = sd * pow(1 / (2 * order) * pilot_c[p - 1] / (n * for_c * for_c * upw_normal_density(z)), 1 / (2 * order + 1));
    *b = hold(sample, *b, AT_LEAST + p + 3);
    *c = hold(sample, *c, AT_LEAST + p + 1);
}

/* Leading bias of the two densities over h^p: the next coefficient but one times what the kernel makes of it. */
static bool find_biases(const density_sample *sample, size_t p, const density_fit *at_b, double biases[2])
{
    kernel_moments moments;
    const double odd = p % 2 == 1 ? -1 : 1;
    kernel_find_moments(sample->kernel, p, &moments);
    if (!sample->is_restricted) {
        double kappa[DENSITY_COLUMNS_MAX];
        if (!density_solve(moments.s, p + 1, moments.c, kappa))
            return false;
        biases[0] = odd * at_b->top_left * kappa[1];
        biases[1] = at_b->top_right * kappa[1];
        return true;
    }
    density_matrix left, right;
    double from_left[DENSITY_COLUMNS_MAX], from_right[DENSITY_COLUMNS_MAX], both[DENSITY_COLUMNS_MAX];
    density_embed(moments.s, p, true, true, left);
    density_embed(moments.s, p, false, false, right);
    density_embed_vector(moments.c, p, true, true, from_left);
    density_embed_vector(moments.c, p, false, false, from_right);
    for (size_t i = 0; i < p + 2; i++) {
        for (size_t j = 0; j < p + 2; j++)
            right[i][j] = at_b->f_right * right[i][j] + at_b->f_left * left[i][j];
        from_right[i] = at_b->top_right * (at_b->f_right * from_right[i] - odd * at_b->f_left * from_left[i]);
    }
    if (!density_solve(right, p + 2, from_right, both))
        return false;
    biases[0] = both[1];
    biases[1] = both[2];
    return true;
}

bool density_find_bandwidths(const density_sample *sample, size_t p, upw_bandwidth_candidate candidates[4])
{
    double b, c, biases[2];
    density_fit at_b, at_c;
    if (p < 1 || p > DENSITY_BANDWIDTH_ORDER_MAX)
        return false;
    find_pilots(sample, p, &b, &c);
    if (!density_fit_at(sample, b, b, p + 2, false, &at_b) || !density_fit_at(sample, c, c, p, true, &at_c) ||
        !find_biases(sample, p, &at_b, biases))
        return false;
    const double n = (double)sample->groups.total;
    const double variances[4] = { at_c.v_left, at_c.v_right, at_c.v_left + at_c.v_right - 2 * at_c.v_both,
                                  at_c.v_left + at_c.v_right + 2 * at_c.v_both };
    const double bias[4] = { biases[0], biases[1], biases[1] - biases[0], biases[1] + biases[0] };
    const double near[2] = { reach_of(sample, AT_LEAST + p + 1, true), reach_of(sample, AT_LEAST + p + 1, false) };
    const double far[2] = { farthest(sample, true), farthest(sample, false) };
    for (size_t k = 0; k < 4; k++) {
        upw_bandwidth_candidate *const candidate = &candidates[k];
        candidate->variance = n * c * variances[k];
        candidate->squared_bias = bias[k] * bias[k];
        const double best =
            pow(candidate->variance / (2 * (double)p * n * candidate->squared_bias), 1 / (2 * (double)p + 1));
        const double most = k < 2 ? far[k] : fmax(far[0], far[1]), least = k < 2 ? near[k] : fmax(near[0], near[1]);
        candidate->h = fmax(fmin(isnan(best) ? HUGE_VAL : best, most), least);
    }
    return true;
}
