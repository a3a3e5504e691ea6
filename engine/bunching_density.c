/* Does the density of waits break at the limit?
 *
 * Cattaneo, Jansson & Ma 2020 (JASA 115:1449) and 2018 (Stata Journal 18:234); beside it the exact test of a fair coin
 * in nested windows. */
#include "bunching_density.h"

#include <math.h>

#include "upward/special.h"

enum { NEAREST = 20, SIDE_AT_LEAST = 20, DISTINCT_AT_LEAST = 3 };

static bool check_options(const upw_density_options *o, size_t p, size_t q, upw_error *error)
{
    if (p > DENSITY_BANDWIDTH_ORDER_MAX || q < p || q > DENSITY_ORDER_MAX)
        return upw_fail(error, UPW_BAD_USAGE,
                        "the order must be 1 to %d, and that of the test as high or higher, to %d",
                        DENSITY_BANDWIDTH_ORDER_MAX, DENSITY_ORDER_MAX);
    if (o->kernel >= UPW_KERNEL_COUNT || o->bandwidth >= UPW_BANDWIDTH_COUNT)
        return upw_fail(error, UPW_BAD_USAGE, "there is no such kernel or bandwidth");
    if (o->bandwidth == UPW_BANDWIDTH_MANUAL && !(o->h_left > 0 && o->h_right > 0 && isfinite(o->h_left + o->h_right)))
        return upw_fail(error, UPW_BAD_USAGE, "bandwidths must be above zero");
    const bool may_differ =
        o->bandwidth == UPW_BANDWIDTH_EACH || (o->bandwidth == UPW_BANDWIDTH_MANUAL && o->h_left != o->h_right);
    if (o->is_restricted && may_differ)
        return upw_fail(error, UPW_BAD_USAGE, "a restricted fit has one bandwidth for both sides");
    return true;
}

static bool take_sample(const upw_waits *waits, double cutoff, const upw_density_options *options, upw_arena *scratch,
                        density_sample *sample, upw_error *error)
{
    if (!isfinite(cutoff))
        return upw_fail(error, UPW_BAD_INPUT, "the limit is not a number");
    *sample = (density_sample){ .kernel = options->kernel,
                                .is_restricted = options->is_restricted,
                                .is_plugin = options->is_plugin };
    if (!waits_group(waits, cutoff, scratch, &sample->groups, error))
        return false;
    const wait_groups *const groups = &sample->groups;
    while (sample->n_below < groups->n && groups->items[sample->n_below].value < 0)
        sample->n_left += groups->items[sample->n_below++].count;
    sample->n_right = groups->total - sample->n_left;
    sample->adjusts_ties = !options->ignores_ties && (int64_t)groups->n < groups->total;
    if (sample->n_left < SIDE_AT_LEAST || sample->n_right < SIDE_AT_LEAST || sample->n_below < DISTINCT_AT_LEAST ||
        groups->n - sample->n_below < DISTINCT_AT_LEAST)
        return upw_fail(error, UPW_TOO_FEW,
                        "the density needs %d records of %d different values on each side of %.10g; there are %lld "
                        "below and %lld above",
                        SIDE_AT_LEAST, DISTINCT_AT_LEAST, cutoff, (long long)sample->n_left,
                        (long long)sample->n_right);
    return true;
}

static double median_of(double a, double b, double c)
{
    return fmax(fmin(a, b), fmin(fmax(a, b), c));
}

static void choose_bandwidths(const upw_density_options *o, upw_density *out)
{
    const double left = out->candidates[0].h, right = out->candidates[1].h;
    const double diff = out->candidates[2].h, sum = out->candidates[3].h;
    const double pairs[UPW_BANDWIDTH_COUNT][2] = {
        [UPW_BANDWIDTH_COMB] = { median_of(left, diff, sum), median_of(right, diff, sum) },
        [UPW_BANDWIDTH_EACH] = { left, right },
        [UPW_BANDWIDTH_DIFF] = { diff, diff },
        [UPW_BANDWIDTH_SUM] = { sum, sum },
        [UPW_BANDWIDTH_MANUAL] = { o->h_left, o->h_right },
    };
    out->h_left = pairs[o->bandwidth][0];
    out->h_right = pairs[o->bandwidth][1];
    if (o->is_restricted && o->bandwidth == UPW_BANDWIDTH_COMB)
        out->h_left = out->h_right = fmin(diff, sum);
}

static void count_within(const density_sample *sample, double left, double right, int64_t *n_left, int64_t *n_right)
{
    *n_left = *n_right = 0;
    for (size_t i = sample->n_below; i-- > 0 && sample->groups.items[i].value >= -left;)
        *n_left += sample->groups.items[i].count;
    for (size_t i = sample->n_below; i < sample->groups.n && sample->groups.items[i].value <= right; i++)
        *n_right += sample->groups.items[i].count;
}

static double nearest_distance(const density_sample *sample, int64_t count, bool is_left)
{
    const wait_group *const items = sample->groups.items;
    int64_t seen = 0;
    double distance = 0;
    if (is_left)
        for (size_t i = sample->n_below; i-- > 0 && seen < count; seen += items[i].count)
            distance = -items[i].value;
    else
        for (size_t i = sample->n_below; i < sample->groups.n && seen < count; seen += items[i].count, i++)
            distance = items[i].value;
    return distance;
}

/* Ten windows, the first as wide as the 20th nearest record; multiples of it, or even steps to the bandwidth. */
static void toss_coins(const density_sample *sample, upw_density *out)
{
    const double first = fmax(nearest_distance(sample, NEAREST, true), nearest_distance(sample, NEAREST, false));
    const double bandwidths[2] = { out->h_left, out->h_right };
    double steps[2];
    for (size_t k = 0; k < 2; k++)
        steps[k] = first * UPW_COIN_WINDOWS > bandwidths[k] ? (bandwidths[k] - first) / (UPW_COIN_WINDOWS - 1) : first;
    for (size_t w = 0; w < UPW_COIN_WINDOWS; w++) {
        upw_coin_window *const window = &out->windows[w];
        window->left = first + (double)w * steps[0];
        window->right = first + (double)w * steps[1];
        count_within(sample, window->left, window->right, &window->n_left, &window->n_right);
        window->p_value = upw_fair_coin_p_value(window->n_left, window->n_right);
    }
}

static bool test_sample(const density_sample *sample, const upw_density_options *o, size_t p, size_t q,
                        upw_density *out, upw_error *error)
{
    density_fit fit;
    *out = (upw_density){ .n_left = sample->n_left, .n_right = sample->n_right, .adjusts_ties = sample->adjusts_ties };
    for (size_t k = 0; k < 4; k++)
        out->candidates[k] = (upw_bandwidth_candidate){ NAN, NAN, NAN };
    if (o->bandwidth != UPW_BANDWIDTH_MANUAL && !density_find_bandwidths(sample, p, out->candidates))
        return upw_fail(error, UPW_TOO_FEW, "too few different values around the limit to choose a bandwidth");
    choose_bandwidths(o, out);
    if (!density_fit_at(sample, out->h_left, out->h_right, q, true, &fit))
        return upw_fail(error, UPW_TOO_FEW, "too few different values within %.3g and %.3g of the limit", out->h_left,
                        out->h_right);
    count_within(sample, out->h_left, out->h_right, &out->in_left, &out->in_right);
    out->f_left = fit.f_left;
    out->f_right = fit.f_right;
    out->se_left = sqrt(fit.v_left);
    out->se_right = sqrt(fit.v_right);
    out->se_difference = sqrt(fit.v_left + fit.v_right - 2 * fit.v_both);
    out->t = (fit.f_right - fit.f_left) / out->se_difference;
    out->p_value = 2 * upw_normal_below(-fabs(out->t));
    toss_coins(sample, out);
    return true;
}

bool upw_density_test(const upw_waits *waits, double cutoff, const upw_density_options *options, upw_arena *scratch,
                      upw_density *out, upw_error *error)
{
    static const upw_density_options defaults = { 0 };
    options = options != NULL ? options : &defaults;
    const size_t p = options->order != 0 ? options->order : 2;
    const size_t q = options->test_order != 0 ? options->test_order : p + 1;
    density_sample sample;
    if (!check_options(options, p, q, error))
        return false;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    const bool done =
        take_sample(waits, cutoff, options, scratch, &sample, error) && test_sample(&sample, options, p, q, out, error);
    upw_arena_rewind(scratch, mark);
    return done;
}
