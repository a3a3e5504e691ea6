/* Does the method do what its documentation says? simulate [--quick] GOLDEN-FOLDER
 *
 * Simulates again what stands in oc_verdict.csv, h_table.csv, oc_autocorrelation.csv and oc_fit.csv, with the engine's
 * own judge and a stream of random numbers of its own, and prints each figure beside the one of the file. TAP: a table
 * is right when all its figures are within Monte-Carlo error (4 standard errors of the difference, and what the files'
 * README allows). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "random.h"
#include "table/cells.h"
#include "upward/trajectory.h"

enum { MONTHS = 60, BASELINE_MAX = 60, PERIODS_MAX = 120, FILE_SERIES = 40000, FIT_SERIES = 200 };

static const char *const truths[UPW_TRAJECTORY_TRUTH_COUNT] = {
    "on_plan",       "nothing",           "stuck_at_bottom", "half_speed",
    "one_year_late", "dip_twice_as_deep", "half_the_climb",  "straight_line_success",
};

typedef struct simulation {
    const char *folder;
    upw_arena arena;
    size_t n;       /* series a row */
    bool is_quick;  /* fewer rows */
    size_t n_cases; /* of TAP */
    size_t compared, off;
} simulation;

static _Noreturn void give_up(const char *what)
{
    fprintf(stderr, "simulate: %s\n", what);
    exit(2);
}

static cells open_file(simulation *s, const char *name)
{
    cells file;
    upw_error error = { 0 };
    if (!cells_read_exactly(memory_format(&s->arena, "%s/%s", s->folder, name).at, &s->arena, &file, &error))
        give_up(error.message);
    return file;
}

static double number_at(const cells *file, size_t row, const char *column)
{
    double number;
    return number_parse(cells_get(file, row, cells_find(file, column)), &number) ? number : NAN;
}

static bool is_word(const cells *file, size_t row, const char *column, const char *word)
{
    return text_equal(cells_get(file, row, cells_find(file, column)), text_of(word));
}

static void compare(simulation *s, const char *what, double ours, double theirs, double allowed)
{
    const bool is_off = !(fabs(ours - theirs) <= allowed);
    printf("#   %-34s %9.4f  in the file %9.4f%s\n", what, ours, theirs, is_off ? "  OFF" : "");
    s->compared++;
    s->off += is_off;
}

/* A share, against one that was found from `file_n` series. */
static void compare_share(simulation *s, const char *what, double ours, double theirs, double file_n)
{
    const double p = fmin(fmax(theirs, 0.001), 0.999);
    compare(s, what, ours, theirs, 4 * sqrt(p * (1 - p) * (1 / (double)s->n + 1 / file_n)) + 0.0005);
}

static void end_case(simulation *s, const char *name)
{
    printf("%s %zu - %s (%zu figures, %zu off)\n", s->off == 0 ? "ok" : "not ok", ++s->n_cases, name, s->compared,
           s->off);
    fflush(stdout);
    s->compared = s->off = 0;
}

/* ---- one series after another --------------------------------------------------------------------------------------
 */

/* A process at level 0 with standard deviation 1, then on a path of `journey`. */
typedef struct process {
    double journey, rho;
    upw_trajectory_truth truth;
    upw_trajectory_shape shape;
    size_t n_baseline, n;
    size_t n_path; /* periods to the arrival; 0: n */
} process;

typedef struct sample {
    double baseline[BASELINE_MAX], values[PERIODS_MAX];
    upw_trajectory_plan plan; /* from the mean of the baseline, the journey on top */
} sample;

static void draw(const process *p, random_stream *random, sample *out)
{
    const double rest = sqrt(1 - p->rho * p->rho);
    double error = random_take_normal(random), sum = 0;
    upw_trajectory_plan plan = {
        .shape = p->shape, .start = 0, .aim = p->journey, .arrival = (double)(p->n_path > 0 ? p->n_path : p->n) / 12
    };
    if (!upw_trajectory_complete_plan(&plan, NULL))
        give_up("a plan that cannot be");
    for (size_t i = 0; i < p->n_baseline + p->n; i++) {
        const bool is_before = i < p->n_baseline;
        const double t = is_before ? 0 : (double)(i - p->n_baseline + 1) / 12;
        const double value = upw_trajectory_find_truth(&plan, p->truth, t) + error;
        *(is_before ? &out->baseline[i] : &out->values[i - p->n_baseline]) = value;
        sum += is_before ? value : 0;
        error = p->rho * error + rest * random_take_normal(random);
    }
    out->plan = plan;
    out->plan.start = sum / (double)p->n_baseline;
    out->plan.aim = out->plan.start + p->journey;
}

/* Months that are counted in each series. */
typedef enum months_of {
    MONTHS_OF_RED,
    MONTHS_OF_AMBER,
    MONTHS_OF_GREEN, /* as upw_light has them */
    MONTHS_OF_CHANGE,
    MONTHS_OF_BEHIND,
    MONTHS_OF_AHEAD,
    MONTHS_OF_CURVE,
    MONTHS_OF_EARLY,
    MONTHS_OF_COUNT
} months_of;

static const char *const month_columns[MONTHS_OF_COUNT] = {
    "rag_red_months", "rag_amber_months", "rag_green_months", "rag_colour_changes",
    "months_behind",  "months_ahead",     "months_on_curve",  "months_too_early",
};

typedef struct tally {
    double behind_by[PERIODS_MAX + 1], ahead_by[PERIODS_MAX + 1];
    double noted;
    double months[MONTHS_OF_COUNT], squares[MONTHS_OF_COUNT];
} tally;

static void count(const process *p, size_t n80, const upw_trajectory_point *points, const upw_trajectory_light *lights,
                  tally *out)
{
    bool has_been_behind = false, has_been_ahead = false, has_note = false;
    double months[MONTHS_OF_COUNT] = { 0 };
    for (size_t i = 0; i < p->n; i++) {
        const upw_trajectory_verdict verdict = points[i].verdict;
        has_been_behind |= verdict == UPW_TRAJECTORY_BEHIND;
        has_been_ahead |= verdict == UPW_TRAJECTORY_AHEAD;
        has_note |= points[i].is_above_dip;
        out->behind_by[i + 1] += has_been_behind;
        out->ahead_by[i + 1] += has_been_ahead;
        /* The file has the month of telling for a known sigma. */
        months[verdict == UPW_TRAJECTORY_BEHIND  ? MONTHS_OF_BEHIND
               : verdict == UPW_TRAJECTORY_AHEAD ? MONTHS_OF_AHEAD
               : n80 == 0 || i + 1 < n80         ? MONTHS_OF_EARLY
                                                 : MONTHS_OF_CURVE]++;
        months[lights[i].light]++;
        months[MONTHS_OF_CHANGE] += i > 0 && lights[i].light != lights[i - 1].light;
    }
    out->noted += has_note;
    for (size_t k = 0; k < MONTHS_OF_COUNT; k++) {
        out->months[k] += months[k];
        out->squares[k] += months[k] * months[k];
    }
}

static tally simulate(simulation *s, const process *p, double rho_known, size_t n80, uint64_t seed)
{
    enum { BATCH = 1000 };
    tally t = { 0 };
    random_stream random = random_begin(seed);
    sample *const samples = MEMORY_TAKE(&s->arena, sample, BATCH);
    upw_trajectory_series *const series = MEMORY_TAKE(&s->arena, upw_trajectory_series, BATCH);
    upw_trajectory_plan *const plans = MEMORY_TAKE(&s->arena, upw_trajectory_plan, BATCH);
    upw_trajectory_judgement *const found = MEMORY_TAKE(&s->arena, upw_trajectory_judgement, BATCH);
    upw_trajectory_point *const points = MEMORY_TAKE(&s->arena, upw_trajectory_point, (size_t)BATCH * PERIODS_MAX);
    size_t *const offsets = MEMORY_TAKE(&s->arena, size_t, BATCH);
    upw_trajectory_light lights[PERIODS_MAX];
    const upw_trajectory_options options = { .rho = rho_known };
    for (size_t done = 0; done < s->n; done += BATCH) {
        const size_t n = s->n - done < BATCH ? s->n - done : BATCH;
        for (size_t i = 0; i < n; i++) {
            draw(p, &random, &samples[i]);
            series[i] =
                (upw_trajectory_series){ samples[i].baseline, p->n_baseline, samples[i].values, p->n, 12, NULL };
            plans[i] = samples[i].plan;
            offsets[i] = i * p->n;
        }
        if (!upw_trajectory_judge_batch(series, plans, n, &options, &s->arena, points, offsets, found, NULL, NULL))
            give_up("no memory");
        for (size_t i = 0; i < n; i++) {
            upw_trajectory_find_lights(&plans[i], samples[i].values, p->n, 12, 0, 0, lights);
            count(p, n80, points + offsets[i], lights, &t);
        }
    }
    return t;
}

/* ---- the tables -----------------------------------------------------------------------------------------------------
 */

static void compare_months(simulation *s, const char *what, double ours, double theirs, double sd)
{
    compare(s, what, ours, theirs,
            fmax(4 * sd * sqrt(1 / (double)s->n + 1.0 / FILE_SERIES), 0.01 * fabs(theirs)) + 0.0005);
}

static void check_verdicts(simulation *s, const cells *file, size_t row)
{
    static const size_t months[] = { 12, 24, 36, 48, 60 };
    process p = {
        number_at(file, row, "journey_in_sigma"), 0, UPW_TRAJECTORY_ON_PLAN, UPW_TRAJECTORY_JCURVE, 24, MONTHS
    };
    while (!is_word(file, row, "truth", truths[p.truth]))
        p.truth = (upw_trajectory_truth)(p.truth + 1);
    upw_trajectory_plan plan = { .shape = p.shape, .start = 0, .aim = p.journey };
    upw_trajectory_preview v;
    if (!upw_trajectory_complete_plan(&plan, NULL) ||
        !upw_trajectory_preview_plan(&plan, 12, 1, 24, 0, &s->arena, &v, NULL))
        give_up("a plan that cannot be");
    const tally t = simulate(s, &p, 0, v.tells_from[UPW_TRAJECTORY_NOTHING], 100 + row);
    const double n = (double)s->n;
    for (size_t k = 0; k < sizeof months / sizeof *months; k++) {
        char column[40];
        snprintf(column, sizeof column, "behind_by_%zu", months[k]);
        compare_share(s, column, t.behind_by[months[k]] / n, number_at(file, row, column), FILE_SERIES);
        snprintf(column, sizeof column, "ahead_by_%zu", months[k]);
        if (months[k] >= 36)
            compare_share(s, column, t.ahead_by[months[k]] / n, number_at(file, row, column), FILE_SERIES);
    }
    compare_share(s, "above_dip_note", t.noted / n, number_at(file, row, "above_dip_note"), FILE_SERIES);
    for (size_t k = 0; k < MONTHS_OF_COUNT; k++) {
        const double mean = t.months[k] / n, sd = sqrt(fmax(0, t.squares[k] / n - mean * mean));
        compare_months(s, month_columns[k], mean, number_at(file, row, month_columns[k]), sd);
    }
    char name[120];
    snprintf(name, sizeof name, "journey %.0f sigma, %s", p.journey, truths[p.truth]);
    end_case(s, name);
}

static void check_limits(simulation *s)
{
    static const size_t cells_of_table[3][2] = { { 24, 60 }, { 12, 20 }, { 60, 120 } };
    for (size_t k = 0; k < 3; k++) {
        const size_t n = cells_of_table[k][1];
        const process p = { 4, 0, UPW_TRAJECTORY_ON_PLAN, UPW_TRAJECTORY_LINE, cells_of_table[k][0], n };
        const tally t = simulate(s, &p, 0, 0, 500 + k);
        char name[80];
        compare_share(s, "ever behind", t.behind_by[n] / (double)s->n, 0.05, 200000);
        snprintf(name, sizeof name, "false alarms, %zu baseline points, %zu periods", p.n_baseline, n);
        end_case(s, name);
    }
}

/* Results that go on after the arrival: what docs/methods/trajectory.md says of them, from 100,000 series of another
 * program. */
static void check_after_arrival(simulation *s)
{
    static const struct {
        size_t month;
        double behind;
    } documented[] = { { 24, 0.0503 }, { 36, 0.0653 }, { 48, 0.0746 }, { 120, 0.0975 } };
    const process p = { 4, 0, UPW_TRAJECTORY_ON_PLAN, UPW_TRAJECTORY_LINE, 24, 120, 24 };
    const tally t = simulate(s, &p, 0, 0, 600);
    for (size_t k = 0; k < sizeof documented / sizeof *documented; k++) {
        char what[40];
        snprintf(what, sizeof what, "ever behind by %zu", documented[k].month);
        compare_share(s, what, t.behind_by[documented[k].month] / (double)s->n, documented[k].behind, 100000);
    }
    end_case(s, "false alarms, 24 baseline points, a path of 24 periods");
}

static void check_correlation(simulation *s)
{
    const cells file = open_file(s, "oc_autocorrelation.csv");
    for (size_t row = 0; row < file.n_rows; row++) {
        const double rho = number_at(&file, row, "rho");
        const bool is_known = is_word(&file, row, "adjustment", "known_rho");
        if (s->is_quick && rho != 0.4)
            continue;
        const process p = { 4, rho, UPW_TRAJECTORY_ON_PLAN, UPW_TRAJECTORY_JCURVE, 24, MONTHS };
        const tally t = simulate(s, &p, is_known ? rho : 0, 0, 700 + row);
        char name[80];
        compare_share(s, "ever behind by 60", t.behind_by[MONTHS] / (double)s->n,
                      number_at(&file, row, "false_behind_by_60"), FILE_SERIES);
        snprintf(name, sizeof name, "neighbours correlate by %.1f, %s", rho, is_known ? "corrected" : "not corrected");
        end_case(s, name);
    }
}

/* ---- forecasts ------------------------------------------------------------------------------------------------------
 */

/* A curve out of the prior, in coordinates of docs/methods/trajectory.md. */
static void draw_from_prior(random_stream *random, size_t n, sample *out)
{
    const double from = random_take_normal(random) / sqrt(24), to = 4 + 2 * random_take_normal(random);
    upw_trajectory_plan own = { .shape = UPW_TRAJECTORY_JCURVE, .start = from, .aim = to };
    own.depth = exp(log(0.25) + 0.8 * random_take_normal(random));
    own.upturn = exp(log(2.5) + 0.3 * random_take_normal(random));
    own.bottom = own.upturn / (1 + exp(-0.5 * random_take_normal(random)));
    own.arrival = own.upturn * (1 + exp(0.5 * random_take_normal(random)));
    for (size_t i = 0; i < 24; i++)
        out->baseline[i] = from + random_take_normal(random);
    for (size_t i = 0; i < n; i++)
        out->values[i] = upw_trajectory_find_level(&own, (double)(i + 1) / 12) + random_take_normal(random);
    out->plan = own;
}

static void check_fit(simulation *s, const cells *file, size_t row, const upw_trajectory_draws *draws)
{
    static const char *const words[] = { "cannot_tell", "likely", "in_the_balance", "unlikely" };
    const size_t n = (size_t)number_at(file, row, "months_seen");
    const bool is_prior = is_word(file, row, "truth", "drawn_from_prior");
    process p = { 4, 0, UPW_TRAJECTORY_ON_PLAN, UPW_TRAJECTORY_JCURVE, 24, MONTHS };
    while (!is_prior && !is_word(file, row, "truth", truths[p.truth]))
        p.truth = (upw_trajectory_truth)(p.truth + 1);
    random_stream random = random_begin(900 + row);
    size_t covered = 0, outlooks[UPW_TRAJECTORY_OUTLOOK_COUNT] = { 0 };
    for (size_t i = 0; i < FIT_SERIES; i++) {
        sample one;
        upw_trajectory_plan plan = { .shape = UPW_TRAJECTORY_JCURVE, .start = 0, .aim = 4 };
        upw_trajectory_fit fit;
        if (is_prior)
            draw_from_prior(&random, n, &one);
        else
            draw(&p, &random, &one);
        const upw_trajectory_series series = { one.baseline, 24, one.values, n, 12, NULL };
        if (!upw_trajectory_complete_plan(&plan, NULL) ||
            !upw_trajectory_fit_path(&series, &plan, draws, &s->arena, NULL, 0, &fit, NULL))
            give_up("a fit failed");
        const double truth =
            is_prior ? upw_trajectory_find_level(&one.plan, 5) : upw_trajectory_find_truth(&plan, p.truth, 5);
        covered += fit.arrival.quantiles[0] <= truth && truth <= fit.arrival.quantiles[4];
        outlooks[fit.outlook]++;
    }
    compare(s, "cover80_of_5y_level", (double)covered / FIT_SERIES, number_at(file, row, "cover80_of_5y_level"), 0.12);
    for (size_t k = 0; k < UPW_TRAJECTORY_OUTLOOK_COUNT; k++)
        compare(s, words[k], (double)outlooks[k] / FIT_SERIES, number_at(file, row, words[k]), 0.12);
    char name[120];
    snprintf(name, sizeof name, "forecasts, %.*s, %zu months seen", TEXT_ARGS(cells_get(file, row, 0)), n);
    end_case(s, name);
}

static void check_fits(simulation *s)
{
    const cells file = open_file(s, "oc_fit.csv");
    const upw_trajectory_draws *const draws = upw_trajectory_make_many_draws(&s->arena, NULL);
    for (size_t row = 0; row < file.n_rows && draws != NULL; row++)
        check_fit(s, &file, row, draws);
}

int main(int argc, char **argv)
{
    simulation s = { .n = FILE_SERIES, .is_quick = argc == 3 && strcmp(argv[1], "--quick") == 0 };
    if (argc != 2 + s.is_quick)
        give_up("[--quick] FOLDER of tests/golden/trajectory");
    s.folder = argv[argc - 1];
    s.n = s.is_quick ? 2000 : FILE_SERIES;
    memory_init_arena(&s.arena);
    const cells file = open_file(&s, "oc_verdict.csv");
    for (size_t row = 0; row < file.n_rows; row++)
        if (!s.is_quick || number_at(&file, row, "journey_in_sigma") == 4)
            check_verdicts(&s, &file, row);
    check_limits(&s);
    check_after_arrival(&s);
    check_correlation(&s);
    if (!s.is_quick)
        check_fits(&s);
    printf("1..%zu\n", s.n_cases);
    upw_arena_clear(&s.arena);
    return 0;
}
