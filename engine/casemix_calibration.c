/* How well do these risks tell the patients apart, and do they mean what they say? */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sample_quantile.h"
#include "upward/casemix.h"
#include "upward/special.h"

/* A patient's risk, and whether it came to pass; sorted by risk, which stands first. */
typedef struct risk_outcome {
    double risk, y;
} risk_outcome;

static bool check_row(const double *risks, const double *y, size_t i, upw_error *error)
{
    if (!(risks[i] >= 0 && risks[i] <= 1))
        return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "a risk is between 0 and 1, not %g", risks[i]);
    if (!(y[i] == 0 || y[i] == 1))
        return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "an outcome is 0 or 1, not %g", y[i]);
    return true;
}

/* Mean and variance of a share that `count` patients have. */
typedef struct share_sum {
    double n, mean, squares;
} share_sum;

static void add_share(share_sum *s, double share, double count)
{
    if (count <= 0)
        return;
    s->n += count;
    const double off = share - s->mean;
    s->mean += off * (count / s->n);
    s->squares += off * (share - s->mean) * count;
}

/* DeLong et al. 1988, through counts of cases and controls below each risk and level with it. */
static void measure_separation(const risk_outcome *sorted, size_t n, upw_calibration *out)
{
    const double cases = (double)out->events, controls = (double)(out->n - out->events);
    share_sum above = { 0 }, below = { 0 }; /* of a case, controls with less risk; of a control, cases with more */
    double cases_before = 0, controls_before = 0;
    for (size_t i = 0, next; i < n; i = next) {
        double cases_here = 0;
        for (next = i; next < n && sorted[next].risk <= sorted[i].risk; next++)
            cases_here += sorted[next].y;
        const double controls_here = (double)(next - i) - cases_here;
        add_share(&above, (controls_before + 0.5 * controls_here) / controls, cases_here);
        add_share(&below, 1 - (cases_before + 0.5 * cases_here) / cases, controls_here);
        cases_before += cases_here;
        controls_before += controls_here;
    }
    out->c_statistic = above.mean;
    out->c_se = sqrt(above.squares / (cases - 1) / cases + below.squares / (controls - 1) / controls);
    if (cases < 1 || controls < 1)
        out->c_statistic = NAN;
    if (cases < 2 || controls < 2)
        out->c_se = NAN;
}

/* Groups between tenths, closed on the right (Hosmer & Lemeshow 1980). */
static void measure_groups(const risk_outcome *sorted, size_t n, bool is_development, upw_calibration *out)
{
    double cuts[UPW_TENTHS + 1];
    for (size_t g = 0; g <= UPW_TENTHS; g++)
        cuts[g] = sample_quantile(&sorted->risk, n, 2, (double)g / UPW_TENTHS);
    out->hl_df = is_development ? UPW_TENTHS - 2 : UPW_TENTHS;
    out->hl_chi_square = out->hl_p = NAN;
    for (size_t g = 0; g < UPW_TENTHS; g++)
        if (!(cuts[g + 1] > cuts[g]))
            return;
    out->has_groups = true;
    out->hl_chi_square = 0;
    size_t i = 0;
    for (size_t g = 0; g < UPW_TENTHS; g++) {
        upw_calibration_group *const group = &out->groups[g];
        *group = (upw_calibration_group){ .upper = cuts[g + 1] };
        for (; i < n && (sorted[i].risk <= cuts[g + 1] || g + 1 == UPW_TENTHS); i++) {
            group->n++;
            group->observed += sorted[i].y > 0;
            group->expected += sorted[i].risk;
        }
        const double off = (double)group->observed - group->expected;
        out->hl_chi_square += off * off / (group->expected * (1 - group->expected / (double)group->n));
    }
    out->hl_p = upw_chi_square_above(out->hl_chi_square, out->hl_df);
}

/* Cox 1958: the outcome on the log odds of the risk; the intercept alone, then with a slope. */
static bool measure_lines(const double *risks, const double *y, size_t n, upw_arena *scratch, upw_calibration *out,
                          upw_error *error)
{
    out->in_the_large = out->in_the_large_se = out->slope = out->slope_se = out->slope_intercept = NAN;
    double *const log_odds = upw_arena_take(scratch, n, sizeof *log_odds);
    if (log_odds == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "there is not enough memory for the log odds of %zu risks", n);
    for (size_t i = 0; i < n; i++) {
        if (risks[i] <= 0 || risks[i] >= 1)
            return true;
        log_odds[i] = log(risks[i]) - log1p(-risks[i]);
    }
    const upw_logit_options options = { .method = UPW_LOGIT_ML };
    const upw_case_rows known = { .y = y, .offset = log_odds, .n = n },
                        free = { .x = log_odds, .p = 1, .y = y, .n = n };
    upw_logit logit;
    if (!upw_logit_fit(&known, &options, scratch, &logit, error))
        return false;
    if (logit.status == UPW_LOGIT_FITTED) {
        out->in_the_large = logit.coefficients[0];
        out->in_the_large_se = logit.se[0];
    }
    if (!upw_logit_fit(&free, &options, scratch, &logit, error))
        return false;
    if (logit.status == UPW_LOGIT_FITTED && logit.n_dropped == 0) {
        out->slope = logit.coefficients[1];
        out->slope_se = logit.se[1];
        out->slope_intercept = logit.coefficients[0];
    }
    return true;
}

static bool measure_all(const double *risks, const double *y, size_t n, bool is_development, upw_arena *scratch,
                        upw_calibration *out, upw_error *error)
{
    risk_outcome *const sorted = upw_arena_take(scratch, n, sizeof *sorted);
    if (sorted == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "there is not enough memory to sort %zu risks", n);
    for (size_t i = 0; i < n; i++)
        sorted[i] = (risk_outcome){ risks[i], y[i] };
    qsort(sorted, n, sizeof *sorted, sample_compare);
    /* In order of risk, so that no sum depends on the order of the rows. */
    double squares = 0, expected = 0;
    for (size_t i = 0; i < n; i++) {
        squares += (sorted[i].risk - sorted[i].y) * (sorted[i].risk - sorted[i].y);
        expected += sorted[i].risk;
        out->events += sorted[i].y > 0;
    }
    out->n = (int64_t)n;
    const double rate = (double)out->events / (double)n, spread = rate * (1 - rate);
    out->brier = squares / (double)n;
    out->brier_scaled = spread > 0 ? 1 - out->brier / spread : NAN;
    out->o_over_e = expected > 0 ? (double)out->events / expected : NAN;
    measure_separation(sorted, n, out);
    measure_groups(sorted, n, is_development, out);
    return measure_lines(risks, y, n, scratch, out, error);
}

bool upw_calibration_measure(const double *risks, const double *y, size_t n, bool is_development, upw_arena *scratch,
                             upw_calibration *out, upw_error *error)
{
    memset(out, 0, sizeof *out);
    if (n == 0)
        return upw_fail(error, UPW_TOO_FEW, "there are no risks to hold against outcomes");
    for (size_t i = 0; i < n; i++)
        if (!check_row(risks, y, i, error))
            return false;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    const bool is_done = measure_all(risks, y, n, is_development, scratch, out, error);
    upw_arena_rewind(scratch, mark);
    return is_done;
}
