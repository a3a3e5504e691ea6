/* May this be said aloud? Whole screens: what is refused, in which order methods run, and when they speak.
 *
 * The rules are those of docs/methods/gaming.md, chosen there by simulation so that a screen rarely speaks when nothing
 * has happened. */
#include <math.h>

#include "bunching_waits.h"

enum {
    RECORDS_AT_LEAST = 1000,
    NEAR_AT_LEAST = 200,
    NEAR = 60, /* units either side of the limit; also how far away the placebo limits are */
    BODIES_AT_LEAST = 60,
    WINDOW_AT_LEAST = 8,
    PERIODS_AT_LEAST = 12,
    WIDTH = 10,
    HALF_WIDTH = WIDTH / 2,
    BINS = 15,
    TWICE_BINS = 2 * BINS,
    MINUTES_AWAY = 30,  /* last digits are read this far from 0 and from the limit … */
    MINUTES_READ = 180, /* … or over so many, NEAR above it, when there is no room below */
    TENS_AT_LEAST = 30,
    DISTINCT_AT_LEAST = 12, /* different values near the limit: fewer are a clock too coarse for bins */
    OUTSIDE_AT_LEAST = 5,   /* bins with records, on either side, for a pattern to be drawn through them */
};

static const double Z_SPEAKS = 3, Z_AGREES = 2, SHARE_SPEAKS = 0.01, P_STEADY = 0.001, LEVEL = 0.05;
static const double Z_95 = 1.959963984540054, SHARE_OF_USE = 0.2; /* of those who met; a wider interval is of no use */

const char *upw_screen_verdict_text(upw_screen_verdict verdict)
{
    static const char *const texts[UPW_SCREEN_VERDICT_COUNT] = { "cannot_tell", "as_expected", "somewhat_more",
                                                                 "more_than_expected" };
    return verdict < UPW_SCREEN_VERDICT_COUNT ? texts[verdict] : "";
}

/* ---- waits ---- */

/* Different values within NEAR of the limit, up to DISTINCT_AT_LEAST. */
static size_t count_distinct(const upw_waits *waits, double last_met)
{
    double seen[DISTINCT_AT_LEAST];
    size_t n = 0;
    for (size_t i = 0; i < waits->n && n < DISTINCT_AT_LEAST; i++) {
        size_t k = 0;
        if (waits_count(waits, i) == 0 || !(fabs(waits->values[i] - last_met) <= NEAR))
            continue;
        while (k < n && seen[k] != waits->values[i])
            k++;
        if (k == n)
            seen[n++] = waits->values[i];
    }
    return n;
}

static bool look_around(const upw_waits *waits, double last_met, upw_waits_screen *out, bool *is_whole,
                        upw_error *error)
{
    double least = HUGE_VAL, most = -HUGE_VAL;
    *is_whole = true;
    for (size_t i = 0; i < waits->n; i++) {
        const int64_t count = waits_count(waits, i);
        const double value = waits->values[i];
        if (count == 0)
            continue;
        least = fmin(least, value);
        most = fmax(most, value);
        *is_whole = *is_whole && value == floor(value);
        out->n_near += fabs(value - last_met) <= NEAR ? count : 0;
    }
    if (out->n == 0)
        return upw_fail(error, UPW_TOO_FEW, "there are no waits");
    if (!(last_met >= least && last_met < most))
        return upw_fail(error, UPW_BAD_INPUT, "the limit %.10g lies outside the data: waits run from %.10g to %.10g",
                        last_met, least, most);
    return true;
}

static void read_digits(const upw_waits *waits, upw_waits_screen *out)
{
    static const double whole_to_be_read = 1e9; /* beyond it the last digit means nothing */
    if (fabs(out->last_met) > whole_to_be_read)
        return;
    int64_t first = MINUTES_AWAY, last = 10 * (int64_t)floor((out->last_met - MINUTES_AWAY) / 10) - 1;
    if (last < first + TENS_AT_LEAST - 1) {
        first = 10 * (int64_t)ceil((out->last_met + NEAR) / 10);
        last = first + MINUTES_READ - 1;
    }
    out->digits_first = first;
    out->digits_last = last;
    out->has_digits = upw_digits_measure(waits, first, last, &out->digits, NULL);
}

void upw_waits_choose_options(double limit, bool is_sensitivity, upw_excess_options *out)
{
    const double width = is_sensitivity ? HALF_WIDTH : WIDTH;
    const size_t bins = is_sensitivity ? TWICE_BINS : BINS;
    const double room = floor(limit / width) - 1; /* below 1 there is none: measure_at refuses */
    const size_t left = room >= (double)bins ? bins : room >= 1 ? (size_t)room : 1;
    *out = (upw_excess_options){ .bin_width = width,
                                 .bins_left = left,
                                 .bins_right = bins,
                                 .order = is_sensitivity ? 7 : 5,
                                 .excluded_left = is_sensitivity ? 3 : 1,
                                 .excluded_right = is_sensitivity ? 12 : 6 };
}

typedef enum outcome { OUTCOME_DONE, OUTCOME_TOO_LITTLE, OUTCOME_FAILED } outcome;

/* Between too few bins on a side a polynomial goes where it likes: of smooth waits over a short limit it then says
 * that most of them are an excess. */
static bool has_room(const int64_t *counts, const upw_excess_options *o)
{
    const size_t end = upw_excess_bins(o);
    size_t below = 0, above = 0;
    for (size_t j = 0; j + o->excluded_left < o->bins_left; j++)
        below += counts[j] > 0;
    for (size_t j = o->bins_left + 1 + o->excluded_right; j < end; j++)
        above += counts[j] > 0;
    return below >= OUTSIDE_AT_LEAST && above >= OUTSIDE_AT_LEAST;
}

static outcome measure_at(const upw_waits *waits, double limit, const upw_excess_options *options, upw_arena *scratch,
                          upw_excess *out, upw_error *error)
{
    upw_error refusal = { 0 };
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    int64_t *const counts = upw_arena_take(scratch, upw_excess_bins(options), sizeof *counts);
    if (counts == NULL) {
        upw_fail(error, UPW_NO_MEMORY, "no memory for the bins around the limit");
        return OUTCOME_FAILED;
    }
    const bool done = upw_excess_count_bins(waits, limit, options, counts, &refusal) && has_room(counts, options) &&
                      upw_excess_measure(counts, options, scratch, NULL, out, &refusal);
    upw_arena_rewind(scratch, mark);
    if (done)
        return OUTCOME_DONE;
    if (refusal.code != UPW_NO_MEMORY)
        return OUTCOME_TOO_LITTLE;
    upw_fail(error, refusal.code, "%s", refusal.message);
    return OUTCOME_FAILED;
}

static bool measure_excesses(const upw_waits *waits, upw_arena *scratch, upw_waits_screen *out, upw_error *error)
{
    const double limit = out->last_met;
    upw_excess_options usual, finer, there;
    upw_waits_choose_options(limit, false, &usual);
    upw_waits_choose_options(limit, true, &finer);
    const outcome first = measure_at(waits, limit, &usual, scratch, &out->excess, error);
    const outcome second =
        first == OUTCOME_DONE ? measure_at(waits, limit, &finer, scratch, &out->sensitivity, error) : first;
    if (second == OUTCOME_FAILED)
        return false;
    out->has_excess = second == OUTCOME_DONE;
    out->window_from = limit - WIDTH * (double)(usual.bins_left + 1);
    for (size_t k = 0; k < 2 && out->has_excess; k++) {
        const double placebo = limit + (k == 0 ? -NEAR : NEAR);
        upw_waits_choose_options(placebo, false, &there);
        const outcome o =
            placebo > 0 ? measure_at(waits, placebo, &there, scratch, &out->placebos[k], error) : OUTCOME_TOO_LITTLE;
        if (o == OUTCOME_FAILED)
            return false;
        out->has_placebo[k] = o == OUTCOME_DONE;
    }
    return true;
}

static bool find_break(const upw_waits *waits, bool is_whole, upw_arena *scratch, upw_waits_screen *out,
                       upw_error *error)
{
    if (!out->has_digits || out->digits.is_rounded)
        return true;
    upw_error refusal = { 0 };
    const double cutoff = is_whole ? floor(out->last_met) + 0.5 : nextafter(out->last_met, HUGE_VAL);
    out->has_density = upw_density_test(waits, cutoff, NULL, scratch, &out->density, &refusal);
    return out->has_density || refusal.code == UPW_TOO_FEW || upw_fail(error, refusal.code, "%s", refusal.message);
}

static bool speaks(const upw_waits_screen *s)
{
    return s->excess.z > Z_SPEAKS && s->excess.excess >= SHARE_SPEAKS * (double)s->excess.n &&
           s->sensitivity.z > Z_AGREES;
}

/* Of an excess that was measured. */
static void judge(upw_waits_screen *s)
{
    const double reach = Z_95 * s->excess.excess_se;
    if (speaks(s)) {
        s->verdict = UPW_SCREEN_MORE;
    } else if (!(reach <= SHARE_OF_USE * (double)s->excess.n_met)) {
        s->verdict = UPW_SCREEN_CANNOT_TELL;
        s->reason =
            "the 95 % interval of the excess reaches further than 20 % of those who met the limit to either side";
    } else {
        s->verdict = s->excess.excess - reach > 0 ? UPW_SCREEN_SOMEWHAT : UPW_SCREEN_AS_EXPECTED;
    }
}

bool upw_waits_run_screen(const upw_waits *waits, double last_met, upw_arena *scratch, upw_waits_screen *out,
                          upw_error *error)
{
    bool is_whole;
    *out = (upw_waits_screen){ .verdict = UPW_SCREEN_CANNOT_TELL, .reason = "", .last_met = last_met };
    if (!waits_check(waits, &out->n, error) || !look_around(waits, last_met, out, &is_whole, error))
        return false;
    read_digits(waits, out);
    if (out->n < RECORDS_AT_LEAST) {
        out->reason = "there are fewer than 1,000 records";
        return true;
    }
    if (out->n_near < NEAR_AT_LEAST) {
        out->reason = "fewer than 200 records lie within 60 of the limit";
        return true;
    }
    if (count_distinct(waits, last_met) < DISTINCT_AT_LEAST) {
        out->reason = "times are heaped: within 60 of the limit they take fewer than 12 different values";
        return true;
    }
    if (!measure_excesses(waits, scratch, out, error) || !find_break(waits, is_whole, scratch, out, error))
        return false;
    if (out->has_excess)
        judge(out);
    else
        out->reason = "too little room below the limit, or too few waits above it, in bins of 10: fewer than 5 bins on "
                      "a side lie out of the limit's reach and hold waits; give the waits in a finer unit (hours or "
                      "minutes for days, minutes for hours)";
    return true;
}

/* ---- scores of bodies ---- */

static bool look_at_scores(const double *scores, size_t n, double cut, upw_scores_screen *out, upw_error *error)
{
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (size_t i = 0; i < n; i++) {
        if (isinf(scores[i]))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "a score is infinite");
        least = fmin(least, scores[i]);
        most = fmax(most, scores[i]);
        out->n += isnan(scores[i]) ? 0 : 1;
    }
    if (out->n > 0 && !(cut >= least && cut <= most))
        return upw_fail(error, UPW_BAD_INPUT, "the cut-off %.10g lies outside the data: scores run from %.10g to %.10g",
                        cut, least, most);
    return true;
}

bool upw_scores_run_screen(const double *scores, size_t n, upw_bunching_test test, double cut, double width,
                           bool lower_is_better, double level, upw_arena *scratch, upw_scores_screen *out,
                           upw_error *error)
{
    *out = (upw_scores_screen){ .verdict = UPW_SCREEN_CANNOT_TELL,
                                .reason = "",
                                .exact = { .expected = NAN, .p_upper = NAN, .mid_p = NAN } };
    if (test >= UPW_BUNCHING_TEST_COUNT || !(level >= 0 && level < 1))
        return upw_fail(error, UPW_BAD_USAGE, "there is no such test or level");
    if (!(width > 0) || !isfinite(width) || !isfinite(cut))
        return upw_fail(error, UPW_BAD_INPUT, "bins need a cut-off and a width above zero");
    if (!look_at_scores(scores, n, cut, out, error))
        return false;
    upw_bunching_count_scores(scores, n, test, cut, width, lower_is_better, &out->counts);
    for (size_t j = 0; j < UPW_BUNCHING_BINS_MAX; j++)
        out->exact.n += out->counts.bins[j];
    if (out->n < BODIES_AT_LEAST) {
        out->reason = "there are fewer than 60 bodies";
        return true;
    }
    if (out->exact.n < WINDOW_AT_LEAST) {
        out->reason = "fewer than 8 bodies score close to the cut-off";
        return true;
    }
    if (!upw_bunching_test_counts(&out->counts, scratch, &out->exact, error))
        return false;
    out->verdict = out->exact.mid_p <= (level > 0 ? level : LEVEL) ? UPW_SCREEN_MORE : UPW_SCREEN_AS_EXPECTED;
    return true;
}

/* ---- percentages ---- */

upw_screen_verdict upw_steady_judge(const upw_steady *steady)
{
    if (steady->n < PERIODS_AT_LEAST || isnan(steady->p_too_steady))
        return UPW_SCREEN_CANNOT_TELL;
    return steady->p_too_steady < P_STEADY ? UPW_SCREEN_MORE : UPW_SCREEN_AS_EXPECTED;
}
