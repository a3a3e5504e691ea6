/* How much evidence is enough? The limit h, the correction for autocorrelation, and the baseline both rest on.
 *
 * The table was computed for this purpose (200,000 simulated series a cell; docs/methods/trajectory.md); `make
 * simulate` computes cells of it again. Textbook limits are for a known mean and sigma: Jones, Champ & Rigdon 2004. */
#include "trajectory.h"

#include <math.h>

enum { ROWS = 8, COLUMNS = 8 };

static const size_t row_baselines[ROWS] = { 8, 12, 18, 24, 36, 48, 60, UPW_TRAJECTORY_KNOWN };
static const size_t column_horizons[COLUMNS] = { 12, 20, 24, 36, 48, 60, 84, 120 };

static const double limits[ROWS][COLUMNS] = {
    { 7.18, 9.71, 10.97, 14.00, 16.96, 19.57, 24.95, 32.69 }, { 5.72, 7.45, 8.09, 9.95, 11.65, 13.11, 15.44, 18.67 },
    { 4.80, 6.10, 6.59, 7.85, 8.83, 9.68, 11.04, 12.58 },     { 4.42, 5.50, 5.92, 6.86, 7.70, 8.32, 9.24, 10.41 },
    { 4.07, 4.92, 5.28, 6.05, 6.59, 7.07, 7.79, 8.62 },       { 3.89, 4.69, 4.98, 5.65, 6.17, 6.54, 7.15, 7.83 },
    { 3.78, 4.53, 4.79, 5.40, 5.87, 6.26, 6.79, 7.42 },       { 3.37, 3.94, 4.14, 4.57, 4.89, 5.12, 5.49, 5.88 },
};

bool upw_trajectory_find_limit(size_t n_baseline, size_t horizon, double *h, upw_error *error)
{
    if (n_baseline < UPW_TRAJECTORY_BASELINE_MIN)
        return upw_fail(error, UPW_TOO_FEW,
                        "a verdict needs at least %d values before the start of the plan, and there %s %zu",
                        UPW_TRAJECTORY_BASELINE_MIN, n_baseline == 1 ? "is" : "are", n_baseline);
    if (horizon == 0 || horizon > UPW_TRAJECTORY_HORIZON_MAX)
        return upw_fail(
            error, UPW_BAD_INPUT,
            "a path must take 1 to %d periods to arrive, and this one takes %zu; longer ones can be judged by "
            "the month or the quarter",
            UPW_TRAJECTORY_HORIZON_MAX, horizon);
    size_t row = 0, column = 0;
    while (row + 1 < ROWS && row_baselines[row + 1] <= n_baseline)
        row++;
    while (column_horizons[column] < horizon)
        column++;
    *h = limits[row][column];
    return true;
}

double upw_trajectory_find_factor(double rho)
{
    return sqrt(1 + rho) / (1 - rho);
}

/* Around the first value and corrected once, so that equal values have exactly themselves as mean. */
static double mean_of(const double *values, size_t n, size_t *n_there)
{
    double first = NAN, sum = 0;
    size_t there = 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(values[i]))
            continue;
        if (there++ == 0)
            first = values[i];
        sum += values[i] - first;
    }
    *n_there = there;
    return there > 0 ? first + sum / (double)there : NAN;
}

trajectory_baseline trajectory_find_baseline(const double *values, size_t n)
{
    trajectory_baseline b = { .sigma = NAN };
    b.mean = mean_of(values, n, &b.n);
    double ranges = 0;
    size_t n_ranges = 0;
    for (size_t i = 1; i < n; i++) {
        const double range = fabs(values[i] - values[i - 1]);
        if (!isnan(range)) {
            ranges += range;
            n_ranges++;
        }
    }
    if (n_ranges > 0)
        b.sigma = ranges / (double)n_ranges / TRAJECTORY_D2;
    return b;
}

size_t trajectory_count_periods(const upw_trajectory_plan *plan, double per_year)
{
    const double exact = plan->arrival * per_year, near = nearbyint(exact);
    const double periods = fabs(exact - near) <= 1e-9 * exact ? near : ceil(exact);
    return periods < 1e9 ? (size_t)periods : 1000000000;
}

/* ---- correlation of neighbours
 * -------------------------------------------------------------------------------------*/

typedef struct pool {
    double products, squares;
    size_t bodies, points;
} pool;

static void take_seasons_out(double *values, size_t n, size_t season)
{
    for (size_t s = 0; s < season; s++) {
        double sum = 0;
        size_t there = 0;
        for (size_t i = s; i < n; i += season)
            if (!isnan(values[i])) {
                sum += values[i];
                there++;
            }
        for (size_t i = s; i < n && there > 0; i += season)
            values[i] -= sum / (double)there;
    }
}

static void pool_body(pool *p, const double *values, size_t n)
{
    size_t there;
    const double mean = mean_of(values, n, &there);
    double products = 0, squares = 0;
    size_t pairs = 0;
    for (size_t i = 0; i < n; i++) {
        const double off = values[i] - mean;
        if (isnan(off))
            continue;
        squares += off * off;
        if (i > 0 && !isnan(values[i - 1])) {
            products += off * (values[i - 1] - mean);
            pairs++;
        }
    }
    if (pairs < 2 || !(squares > 0))
        return;
    p->products += products;
    p->squares += squares;
    p->bodies++;
    p->points += there;
}

bool upw_trajectory_pool_correlation(const double *values, const size_t *offsets, size_t n_bodies, size_t season,
                                     upw_arena *scratch, double *rho, upw_error *error)
{
    pool p = { 0 };
    for (size_t b = 0; b < n_bodies; b++) {
        const double *const body = values + offsets[b];
        const size_t n = offsets[b + 1] - offsets[b];
        if (season < 2 || n / season < 3) {
            pool_body(&p, body, n);
            continue;
        }
        const upw_arena_mark mark = upw_arena_get_mark(scratch);
        double *const still = upw_arena_take(scratch, n, sizeof *still);
        if (still == NULL)
            return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu values", n);
        for (size_t i = 0; i < n; i++)
            still[i] = body[i];
        take_seasons_out(still, n, season);
        pool_body(&p, still, n);
        upw_arena_rewind(scratch, mark);
    }
    if (p.bodies == 0)
        return upw_fail(error, UPW_TOO_FEW, "no baseline has three neighbouring values that vary");
    const double raw = p.products / p.squares;
    const double corrected = raw + (1 + 4 * raw) * (double)p.bodies / (double)p.points;
    *rho = fmin(fmax(corrected, 0), 0.99);
    return true;
}
