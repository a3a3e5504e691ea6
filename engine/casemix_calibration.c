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

static void add_share(upw_share_sum *s, double share, double count)
{
    if (count <= 0)
        return;
    s->n += count;
    const double off = share - s->mean;
    s->mean += off * (count / s->n);
    s->squares += off * (share - s->mean) * count;
}

/* Neumaier's compensated sum. */
static void add_exactly(double *sum, double *error, double term)
{
    const double before = *sum;
    *sum += term;
    *error += fabs(before) >= fabs(term) ? (before - *sum) + term : (term - *sum) + before;
}

void upw_calibration_begin(int64_t n, int64_t events, const double *cuts, bool is_development,
                           upw_calibration_sweep *out)
{
    *out = (upw_calibration_sweep){ .found = { .n = n, .events = events, .has_groups = true } };
    memcpy(out->cuts, cuts, sizeof out->cuts);
    out->found.hl_df = is_development ? UPW_TENTHS - 2 : UPW_TENTHS;
    for (size_t g = 0; g < UPW_TENTHS; g++) {
        out->found.has_groups = out->found.has_groups && cuts[g + 1] > cuts[g];
        out->found.groups[g].upper = cuts[g + 1];
    }
}

void upw_calibration_add(upw_calibration_sweep *sweep, double risk, int64_t n, int64_t events)
{
    upw_calibration *const found = &sweep->found;
    const double all_cases = (double)found->events, all_controls = (double)(found->n - found->events);
    const double cases = (double)events, controls = (double)(n - events);
    add_exactly(&sweep->squares, &sweep->squares_error, cases * (1 - risk) * (1 - risk) + controls * risk * risk);
    add_exactly(&sweep->expected, &sweep->expected_error, (double)n * risk);
    /* DeLong et al. 1988, through counts of cases and controls below each risk and level with it. */
    add_share(&sweep->above, (sweep->controls_before + 0.5 * controls) / all_controls, cases);
    add_share(&sweep->below, 1 - (sweep->cases_before + 0.5 * cases) / all_cases, controls);
    sweep->cases_before += cases;
    sweep->controls_before += controls;
    /* Groups between tenths, closed on the right (Hosmer & Lemeshow 1980). */
    while (sweep->group + 1 < UPW_TENTHS && risk > sweep->cuts[sweep->group + 1])
        sweep->group++;
    upw_calibration_group *const group = &found->groups[sweep->group];
    group->n += n;
    group->observed += events;
    group->expected += (double)n * risk;
}

static void end_groups(upw_calibration *out)
{
    out->hl_chi_square = out->hl_p = NAN;
    if (!out->has_groups) {
        memset(out->groups, 0, sizeof out->groups);
        return;
    }
    out->hl_chi_square = 0;
    for (size_t g = 0; g < UPW_TENTHS; g++) {
        const upw_calibration_group *const group = &out->groups[g];
        const double off = (double)group->observed - group->expected;
        out->hl_chi_square += off * off / (group->expected * (1 - group->expected / (double)group->n));
    }
    out->hl_p = upw_chi_square_above(out->hl_chi_square, out->hl_df);
}

void upw_calibration_end(const upw_calibration_sweep *sweep, upw_calibration *out)
{
    *out = sweep->found;
    const double cases = (double)out->events, controls = (double)(out->n - out->events);
    const double rate = cases / (double)out->n, spread = rate * (1 - rate);
    const double expected = sweep->expected + sweep->expected_error;
    out->brier = (sweep->squares + sweep->squares_error) / (double)out->n;
    out->brier_scaled = spread > 0 ? 1 - out->brier / spread : NAN;
    out->o_over_e = expected > 0 ? cases / expected : NAN;
    out->c_statistic = cases < 1 || controls < 1 ? NAN : sweep->above.mean;
    out->c_se =
        cases < 2 || controls < 2
            ? NAN
            : sqrt(sweep->above.squares / (cases - 1) / cases + sweep->below.squares / (controls - 1) / controls);
    out->in_the_large = out->in_the_large_se = out->slope = out->slope_se = out->slope_intercept = NAN;
    end_groups(out);
}

/* Cox 1958: the outcome on the log odds of the risk; the intercept alone, then with a slope. */
static bool measure_lines(const double *risks, const double *y, size_t n, upw_arena *scratch, upw_calibration *out,
                          upw_error *error)
{
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
    int64_t events = 0;
    for (size_t i = 0; i < n; i++) {
        sorted[i] = (risk_outcome){ risks[i], y[i] };
        events += y[i] > 0;
    }
    qsort(sorted, n, sizeof *sorted, sample_compare);
    double cuts[UPW_TENTHS + 1];
    for (size_t g = 0; g <= UPW_TENTHS; g++)
        cuts[g] = sample_quantile(&sorted->risk, n, 2, (double)g / UPW_TENTHS);
    upw_calibration_sweep sweep;
    upw_calibration_begin((int64_t)n, events, cuts, is_development, &sweep);
    for (size_t i = 0, next; i < n; i = next) {
        int64_t events_here = 0;
        for (next = i; next < n && sorted[next].risk <= sorted[i].risk; next++)
            events_here += sorted[next].y > 0;
        upw_calibration_add(&sweep, sorted[i].risk, (int64_t)(next - i), events_here);
    }
    upw_calibration_end(&sweep, out);
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
