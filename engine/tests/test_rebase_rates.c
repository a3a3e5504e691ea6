/* How often does each method fire on series of which the truth is known?
 *
 * The table of docs/methods/rebasing.md, made again at each run: 500 invented series of 120 points a row, standard
 * deviation 1, default parameters. Expected shares are those of an independent simulation by the authors of the
 * specification; ours must lie within 4 standard errors of the difference of two such simulations. */
#include "upward/rebase.h"

#include "near.h"
#include "random_series.h"

enum { N_SERIES = 500, N_POINTS = 120, STEP_AT = 60, EARLY_STEP_AT = 12 };

static const double TURN = 6.283185307179586;

/* ---- the truths ---------------------------------------------------------------------------------------------------
 */

typedef struct truth {
    const char *words;
    double rho;           /* of neighbouring points */
    double cycle, season; /* amplitude and length of a cycle */
    double step;          /* of the mean, at step_at and back again at step_end */
    size_t step_at, step_end;
    size_t again_at;                         /* where another such step follows; 0: none */
    double drift;                            /* over the whole series */
    double ssa_pct, every_pct, proposal_pct; /* series in which each method finds what `counts` says */
    bool counts_exact;                       /* exactly one break, within 5 points of the step; otherwise any break */
} truth;

static const truth truths[] = {
    { "stable, independent", .ssa_pct = 34, .every_pct = 35, .proposal_pct = 1 },
    { "stable, autocorrelation 0.3", .rho = 0.3, .ssa_pct = 67, .every_pct = 73, .proposal_pct = 2 },
    { "stable, autocorrelation 0.6", .rho = 0.6, .ssa_pct = 93, .every_pct = 98, .proposal_pct = 4 },
    { "yearly cycle of months, amplitude 1", .cycle = 1, .season = 12, .ssa_pct = 44, .every_pct = 52,
      .proposal_pct = 0 },
    { "yearly cycle of weeks, amplitude 1.5", .cycle = 1.5, .season = 52, .ssa_pct = 99, .every_pct = 100,
      .proposal_pct = 96 },
    { "step of 1 at point 61, found alone", .step = 1, .step_at = STEP_AT, .counts_exact = true, .ssa_pct = 35,
      .every_pct = 34, .proposal_pct = 74 },
    { "step of 2 at point 61, found alone", .step = 2, .step_at = STEP_AT, .counts_exact = true, .ssa_pct = 71,
      .every_pct = 68, .proposal_pct = 99 },
    { "step of 3 at point 61, found alone", .step = 3, .step_at = STEP_AT, .counts_exact = true, .ssa_pct = 74,
      .every_pct = 70, .proposal_pct = 100 },
    { "step of 2 at point 13, found alone", .step = 2, .step_at = EARLY_STEP_AT, .counts_exact = true, .ssa_pct = 0,
      .every_pct = 0, .proposal_pct = 97 },
    { "excursion of 2 over 12 points", .step = 2, .step_at = STEP_AT, .step_end = STEP_AT + 12, .ssa_pct = 77,
      .every_pct = 96, .proposal_pct = 81 },
    { "drift of 3 over the series", .drift = 3, .ssa_pct = 100, .every_pct = 100, .proposal_pct = 100 },
};

static void invent(const truth *t, uint64_t seed, double *values)
{
    uint64_t random = seed;
    random_autocorrelated(&random, t->rho, values, N_POINTS);
    for (size_t i = 0; i < N_POINTS; i++) {
        const bool is_stepped = i >= t->step_at && (t->step_end == 0 || i < t->step_end);
        values[i] += is_stepped ? t->step : 0;
        values[i] += t->again_at > 0 && i >= t->again_at ? t->step : 0;
        values[i] += t->season > 0 ? t->cycle * sin(TURN * (double)i / t->season) : 0;
        values[i] += t->drift * (double)i / (N_POINTS - 1);
    }
}

/* ---- the methods --------------------------------------------------------------------------------------------------
 */

/* Whether one method found in one series what the truth's row counts. */
static bool is_found(const truth *t, size_t n_breaks, size_t first_break)
{
    if (!t->counts_exact)
        return n_breaks > 0;
    return n_breaks == 1 && first_break + 5 >= t->step_at && first_break <= t->step_at + 5;
}

static bool ssa_finds(const truth *t, const double *values, bool every_shift, upw_arena *scratch)
{
    const upw_ssa_options options = { .profile = UPW_PROFILE_PARITY, .establish_every_shift = every_shift };
    upw_ssa_point points[N_POINTS];
    upw_ssa_period periods[N_POINTS];
    size_t n_periods;
    upw_error error;
    if (!upw_ssa_find_periods(values, NULL, N_POINTS, &options, scratch, points, periods, &n_periods, &error))
        fail_msg("%s", error.message);
    return is_found(t, n_periods - 1, n_periods > 1 ? periods[1].start : 0);
}

typedef struct counts {
    size_t ssa, every, proposal;
    size_t drift, season; /* series with a proposal of which the guards say so */
    size_t alike;         /* series whose points a year apart correlate by more than 0.3 */
} counts;

static void count_one(const truth *t, const double *values, upw_arena *scratch, counts *found)
{
    const upw_steps_options options = { .season = t->season > 0 ? (size_t)t->season : 12 };
    upw_step steps[N_POINTS];
    upw_steps_summary summary;
    upw_error error;
    found->ssa += ssa_finds(t, values, false, scratch);
    found->every += ssa_finds(t, values, true, scratch);
    if (!upw_steps_propose(values, NULL, N_POINTS, &options, scratch, steps, &summary, &error))
        fail_msg("%s", error.message);
    found->proposal += is_found(t, summary.n_steps, summary.n_steps > 0 ? steps[0].first : 0);
    found->drift += summary.n_steps > 0 && summary.is_drift;
    found->alike += summary.year_apart > 0.3;
    found->season += summary.n_steps > 0 && summary.is_seasonal;
}

static counts count_all(const truth *t, uint64_t first_seed)
{
    counts found = { 0 };
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    for (uint64_t seed = first_seed; seed < first_seed + N_SERIES; seed++) {
        double values[N_POINTS];
        invent(t, seed, values);
        count_one(t, values, &scratch, &found);
    }
    upw_arena_clear(&scratch);
    return found;
}

static double percent(size_t count)
{
    return 100.0 * (double)count / N_SERIES;
}

/* The share is taken not nearer than half a per cent to 0 or 1, or nothing could ever differ from it. */
static void assert_share(const truth *t, const char *method, size_t count, double expected_pct)
{
    const double share = fmin(fmax(expected_pct / 100, 0.005), 0.995);
    const double standard_error = 100 * sqrt(2 * share * (1 - share) / N_SERIES);
    if (fabs(percent(count) - expected_pct) > 4 * standard_error)
        fail_msg("%s, %s: %.1f %%, not %.0f %% (seeds from 1)", t->words, method, percent(count), expected_pct);
}

static void each_method_fires_as_often_as_documented(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof truths / sizeof *truths; k++) {
        const truth *const t = &truths[k];
        const counts found = count_all(t, 1 + k * N_SERIES);
        printf(
            "# %-38s SSA %5.1f %%  every shift %5.1f %%  proposal %5.1f %%  called drift %5.1f %%  season %5.1f %%\n",
            t->words, percent(found.ssa), percent(found.every), percent(found.proposal), percent(found.drift),
            percent(found.season));
        assert_share(t, "SSA", found.ssa, t->ssa_pct);
        assert_share(t, "every shift", found.every, t->every_pct);
        assert_share(t, "proposal", found.proposal, t->proposal_pct);
    }
}

/* ---- the guards: no other source has these figures; the bounds are ours --------------------------------------------
 */

static void the_guards_know_a_drift_and_a_season_from_a_step(void **state)
{
    (void)state;
    static const struct {
        truth t;
        size_t drift_low, drift_high, season_low, season_high; /* per cent of all series */
    } rows[] = {
        { { "drift of 3", .drift = 3 }, 85, 100, 0, 2 },
        { { "step of 1", .step = 1, .step_at = STEP_AT }, 0, 4, 0, 3 },
        { { "step of 2", .step = 2, .step_at = STEP_AT }, 0, 1, 0, 2 },
        { { "step of 3", .step = 3, .step_at = STEP_AT }, 0, 1, 0, 1 },
        { { "steps of 1.5 at points 41 and 81", .step = 1.5, .step_at = 40, .again_at = 80 }, 12, 32, 0, 1 },
        { { "weeks, 1.5", .cycle = 1.5, .season = 52 }, 0, 1, 94, 100 },
        { { "months, 1, step of 2", .cycle = 1, .season = 12, .step = 2, .step_at = STEP_AT }, 0, 1, 88, 100 },
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const counts found = count_all(&rows[k].t, 100000 + k * N_SERIES);
        printf("# %-38s drift %5.1f %%  season %5.1f %%  alike a year apart %5.1f %%\n", rows[k].t.words,
               percent(found.drift), percent(found.season), percent(found.alike));
        assert_in_range(found.drift, rows[k].drift_low * N_SERIES / 100, rows[k].drift_high * N_SERIES / 100);
        assert_in_range(found.season, rows[k].season_low * N_SERIES / 100, rows[k].season_high * N_SERIES / 100);
    }
}

/* ---- "no regrets" --------------------------------------------------------------------------------------------------
 */

/* Whether a break that was there when the series had fewer points is gone, or elsewhere, when it has more. */
static bool a_break_moves(const double *values, upw_arena *scratch)
{
    upw_ssa_point points[N_POINTS];
    upw_ssa_period before[N_POINTS], now[N_POINTS];
    size_t n_before = 0, n_now;
    upw_error error;
    for (size_t n = 0; n <= N_POINTS; n++) {
        if (!upw_ssa_find_periods(values, NULL, n, NULL, scratch, points, now, &n_now, &error))
            fail_msg("%s", error.message);
        if (n_now < n_before)
            return true;
        for (size_t p = 0; p < n_before; p++)
            if (now[p].start != before[p].start)
                return true;
        for (size_t p = 0; p < n_now; p++)
            before[p] = now[p];
        n_before = n_now;
    }
    return false;
}

static void an_accepted_break_of_the_stable_shift_algorithm_can_still_move(void **state)
{
    (void)state;
    size_t n_moved = 0;
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    for (uint64_t seed = 1; seed <= N_SERIES; seed++) {
        double values[N_POINTS];
        invent(&truths[2], seed, values);
        n_moved += a_break_moves(values, &scratch);
    }
    upw_arena_clear(&scratch);
    printf("# %zu of %d autocorrelated series (0.6) had a break that moved when points were added\n", n_moved,
           N_SERIES);
    assert_in_range(n_moved, 5, N_SERIES / 5);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_method_fires_as_often_as_documented),
        cmocka_unit_test(the_guards_know_a_drift_and_a_season_from_a_step),
        cmocka_unit_test(an_accepted_break_of_the_stable_shift_algorithm_can_still_move),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
