/* sample_pictures.h: invented paths, forecasts and histograms for the tests of pictures. */
#ifndef CHART_TESTS_SAMPLE_PICTURES_H
#define CHART_TESTS_SAMPLE_PICTURES_H

#include "chart/pictures.h"
#include "sample.h"

enum { PATH_BEFORE = 24, PATH_AFTER = 60, PATH_MONTHS = PATH_BEFORE + PATH_AFTER };

static inline void sample_months(period *periods, size_t n, int32_t first_month)
{
    for (size_t i = 0; i < n; i++) {
        const int32_t month = first_month + (int32_t)i;
        const civil_date date = { .year = month / 12, .month = (uint8_t)(month % 12 + 1), .day = 1 };
        periods[i] = period_make(civil_to_days(date), PERIOD_MONTH);
    }
}

/* Worse before better, as a share of the journey: lowest a quarter below the start after 15 months, back after 30, all
 * the way after 60. A curve of this shape, not the engine's. */
static inline double sample_journey(double month)
{
    const double u = month / 15, v = (month - 15) / 45;
    if (month <= 0)
        return 0;
    if (month <= 15)
        return -0.25 * u * u * (3 - 2 * u);
    return month >= 60 ? 1 : -0.25 + 1.25 * v * v / (v * v + (1 - v) * (1 - v));
}

typedef struct sample_path {
    chart_trajectory t;
    period periods[PATH_MONTHS];
    double values[PATH_MONTHS], plan[PATH_MONTHS], lower[PATH_MONTHS], upper[PATH_MONTHS], earlier[PATH_MONTHS];
    bool is_exceptional[PATH_MONTHS];
    uint8_t lights[PATH_MONTHS];
} sample_path;

/* Four-hour waits of an invented place on their way from 72 % to 92 %, `seen` months into the path. */
static inline sample_path *sample_path_seen(size_t seen)
{
    sample_path *const s = calloc(1, sizeof *s);
    uint64_t state = 5;
    assert_non_null(s);
    sample_months(s->periods, PATH_MONTHS, 2020 * 12 + 3);
    for (size_t i = 0; i < PATH_MONTHS; i++) {
        const double month = (double)i - PATH_BEFORE + 1, sigma = 0.016;
        const bool is_after = i >= PATH_BEFORE;
        s->plan[i] = is_after ? 0.72 + 0.2 * sample_journey(month) : NAN;
        s->lower[i] = s->plan[i] - 3 * sigma;
        s->upper[i] = s->plan[i] + 3 * sigma;
        s->earlier[i] = is_after && i < PATH_BEFORE + 48 ? 0.72 + 0.2 * sample_journey(month * 1.25) : NAN;
        const double noise = sigma * sample_noise(&state);
        s->values[i] = i >= PATH_BEFORE + seen ? NAN : (is_after ? s->plan[i] : 0.72) + noise;
        if (i == PATH_BEFORE + 9)
            s->values[i] -= 0.05;
        s->is_exceptional[i] = is_after && !(fabs(s->values[i] - s->plan[i]) <= 3 * sigma);
        const double line = 0.72 + 0.2 * month / PATH_AFTER;
        s->lights[i] = !is_after || isnan(s->values[i]) ? CHART_LIGHT_NONE
                       : s->values[i] >= line           ? CHART_LIGHT_GREEN
                       : s->values[i] >= line - 0.02    ? CHART_LIGHT_AMBER
                                                        : CHART_LIGHT_RED;
    }
    s->t = (chart_trajectory){
        .head = { .title = TEXT("Four-hour waits: too early to tell"),
                  .subtitle = TEXT("Share seen within four hours, %, Northmoor (invented), path agreed March 2022"),
                  .description = TEXT("The results follow the agreed path, which dips before it rises. Had nothing "
                                      "changed they would look the same so far."),
                  .id = TEXT("path") },
        .unit = { .kind = UNIT_SHARE },
        .n = PATH_MONTHS,
        .periods = s->periods,
        .start = PATH_BEFORE,
        .values = s->values,
        .plan = s->plan,
        .lower = s->lower,
        .upper = s->upper,
        .earlier = s->earlier,
        .is_exceptional = s->is_exceptional,
        .start_level = 0.72,
        .aim = 0.92,
        .worst = PATH_BEFORE + 14,
        .back = PATH_BEFORE + 29,
        .tells_from = PATH_BEFORE + 41,
        .verdict = TEXT("too early to tell"),
        .lights = s->lights,
    };
    return s;
}

enum { BINS = 48, LEVELS = 121 };

typedef struct sample_waits_at_limit {
    chart_histogram h;
    double edges[BINS + 1], counts[BINS], expected[BINS];
    chart_threshold threshold;
} sample_waits_at_limit;

/* Waits of an invented department in bins of ten minutes, with a heap in the last twenty minutes before four hours. */
static inline sample_waits_at_limit *sample_histogram(void)
{
    sample_waits_at_limit *const s = calloc(1, sizeof *s);
    uint64_t state = 3;
    assert_non_null(s);
    for (size_t i = 0; i <= BINS; i++)
        s->edges[i] = 10 * (double)i;
    for (size_t i = 0; i < BINS; i++) {
        const double middle = (s->edges[i] + 5) / 150;
        s->expected[i] = 2600 * middle * middle / (0.6 + middle * middle * middle * middle);
        s->counts[i] = floor(s->expected[i] + sqrt(s->expected[i]) * sample_noise(&state));
    }
    s->counts[22] += 160;
    s->counts[23] += 640;
    for (size_t i = 24; i < 30; i++)
        s->counts[i] = floor(s->counts[i] - 220 + 36 * (double)(i - 24));
    s->threshold = (chart_threshold){ 240, TEXT("four hours") };
    s->h = (chart_histogram){
        .head = { .title = TEXT("More people than expected left just before four hours"),
                  .subtitle = TEXT("Attendances by minutes from arrival, Eastvale (invented), 2023/24"),
                  .description = TEXT("In the last twenty minutes before four hours there are about 800 more "
                                      "attendances than the rest of the pattern leads one to expect."),
                  .id = TEXT("waits-at-limit"),
                  .footnote = TEXT("A heap can mean hurried care, hiding, or honest effort aimed at the limit") },
        .unit = { .kind = UNIT_COUNT },
        .along_name = TEXT("minutes from arrival"),
        .n = BINS,
        .edges = s->edges,
        .counts = s->counts,
        .expected = s->expected,
        .excess_first = 22,
        .excess_end = 24,
        .excess_words = TEXT("about 800 more than expected"),
        .thresholds = &s->threshold,
        .n_thresholds = 1,
    };
    return s;
}

/* Scores of 211 invented bodies between the cut-offs of a scheme. */
static inline sample_waits_at_limit *sample_scores(chart_threshold cut_offs[2])
{
    sample_waits_at_limit *const s = sample_histogram();
    uint64_t state = 9;
    cut_offs[0] = (chart_threshold){ 45, TEXT("amber from 45") };
    cut_offs[1] = (chart_threshold){ 55, TEXT("green from 55") };
    s->h.n = 40;
    for (size_t i = 0; i <= 40; i++) {
        s->edges[i] = 30 + (double)i;
        if (i < 40)
            s->counts[i] = 0;
    }
    for (size_t i = 0; i < 211; i++) {
        const double score = 52 + 8 * sample_noise(&state);
        const size_t bin = (size_t)fmax(0, fmin(39, floor(score - 30)));
        s->counts[i % 20 == 0 ? 24 : bin]++;
    }
    s->h.head.title = TEXT("More bodies than expected just under green");
    s->h.head.subtitle = TEXT("Bodies by score, all 211 of an invented country");
    s->h.head.id = TEXT("scores");
    s->h.head.footnote = TEXT("This could be chance");
    s->h.along_name = TEXT("score");
    s->h.expected = NULL;
    s->h.excess_end = 0;
    s->h.excess_words = (text){ 0 };
    s->h.thresholds = cut_offs;
    s->h.n_thresholds = 2;
    return s;
}

typedef struct sample_scheme {
    chart_incentive s;
    double levels[LEVELS], worth[LEVELS];
    chart_threshold cut_offs[2];
    uint8_t zones[3];
} sample_scheme;

/* Bumps at 60 and 75; not the engine's curve: its exponential is not the same on every machine. */
static inline sample_scheme *sample_incentive(void)
{
    sample_scheme *const s = calloc(1, sizeof *s);
    assert_non_null(s);
    for (size_t i = 0; i < LEVELS; i++) {
        s->levels[i] = 40 + 0.5 * (double)i;
        const double a = (s->levels[i] - 60) / 12, b = (s->levels[i] - 75) / 12;
        const double first = fmax(0, 1 - a * a), second = fmax(0, 1 - b * b);
        s->worth[i] = 0.1 * first * first * first + 0.06 * second * second * second;
    }
    s->cut_offs[0] = (chart_threshold){ 60, TEXT("amber from 60") };
    s->cut_offs[1] = (chart_threshold){ 75, TEXT("green from 75") };
    s->zones[0] = CHART_LIGHT_RED;
    s->zones[1] = CHART_LIGHT_AMBER;
    s->zones[2] = CHART_LIGHT_GREEN;
    s->s = (chart_incentive){
        .head = { .title = TEXT("One more point is worth much at a cut-off, and little elsewhere"),
                  .subtitle = TEXT("What one more point is worth to a body, by its level; an invented scheme"),
                  .description = TEXT("The worth of one more point has two peaks, at 60 and at 75."),
                  .id = TEXT("incentive") },
        .unit = { .kind = UNIT_OTHER },
        .along_name = TEXT("level, points"),
        .n = LEVELS,
        .levels = s->levels,
        .worth = s->worth,
        .straight = 0.03,
        .stop = 68.5,
        .thresholds = s->cut_offs,
        .n_thresholds = 2,
        .zones = s->zones,
    };
    return s;
}

typedef struct sample_forecast {
    chart_fan f;
    sample_path *path;
    double quantiles[5][PATH_MONTHS];
} sample_forecast;

/* The same path after three and a half years, and where it may go. */
static inline sample_forecast *sample_fan(void)
{
    static const double wide[] = { -1.28, -0.67, 0, 0.67, 1.28 };
    sample_forecast *const s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->path = sample_path_seen(42);
    for (size_t i = 0; i < PATH_MONTHS; i++)
        for (size_t k = 0; k < 5; k++)
            s->quantiles[k][i] =
                i < PATH_BEFORE + 41 ? NAN : s->path->plan[i] - 0.02 + wide[k] * (0.01 + 0.0022 * (double)(i - 65));
    s->f = (chart_fan){
        .head = { .title = TEXT("Four-hour waits: in the balance whether the aim is reached"),
                  .subtitle = TEXT("Share seen within four hours, %, Northmoor (invented), forecast to March 2027"),
                  .description = TEXT("The forecast runs to between 86 and 95 per cent in March 2027; the aim is 92."),
                  .id = TEXT("fan"),
                  .footnote = TEXT("62 % of this forecast comes from results, 38 % from assumptions") },
        .unit = { .kind = UNIT_SHARE },
        .n = PATH_MONTHS,
        .periods = s->path->periods,
        .values = s->path->values,
        .plan = s->path->plan,
        .p10 = s->quantiles[0],
        .p25 = s->quantiles[1],
        .p50 = s->quantiles[2],
        .p75 = s->quantiles[3],
        .p90 = s->quantiles[4],
        .aim = 0.92,
        .arrival = PATH_MONTHS - 1,
        .statement = TEXT("in the balance"),
    };
    return s;
}

enum { ITS_MONTHS = 60 };

typedef struct sample_before_after {
    chart_interrupted s;
    period periods[ITS_MONTHS];
    double values[ITS_MONTHS], before[ITS_MONTHS], after[ITS_MONTHS], counterfactual[ITS_MONTHS];
    bool is_left_out[ITS_MONTHS];
} sample_before_after;

/* Falls of an invented hospital, with six months of the change itself left out. */
static inline sample_before_after *sample_interrupted(void)
{
    sample_before_after *const s = calloc(1, sizeof *s);
    uint64_t state = 21;
    assert_non_null(s);
    sample_months(s->periods, ITS_MONTHS, 2019 * 12 + 3);
    for (size_t i = 0; i < ITS_MONTHS; i++) {
        const double line = 6.2 + 0.008 * (double)i, lower = line - 1.1 - 0.012 * ((double)i - 36);
        s->is_left_out[i] = i >= 30 && i < 36;
        s->before[i] = i < 30 ? line : NAN;
        s->counterfactual[i] = i >= 30 ? line : NAN;
        s->after[i] = i >= 36 ? lower : NAN;
        s->values[i] = (i < 30 ? line : i < 36 ? line + 0.5 : lower) + 0.42 * sample_noise(&state);
    }
    s->s = (chart_interrupted){
        .head = { .title = TEXT("Falls: fewer since the new round"),
                  .subtitle = TEXT("Falls per 1,000 bed days, Southbeck (invented), April 2019 to March 2024"),
                  .description = TEXT("The level fell by 1.1 per 1,000 bed days after the change."),
                  .id = TEXT("before-after"),
                  .footnote = TEXT("One body without a comparison cannot rule out that everyone changed") },
        .unit = { .kind = UNIT_OTHER, .words = TEXT("per 1,000 bed days") },
        .n = ITS_MONTHS,
        .periods = s->periods,
        .values = s->values,
        .is_left_out = s->is_left_out,
        .change = 30,
        .change_words = TEXT("new round, Oct 2021"),
        .before = s->before,
        .after = s->after,
        .counterfactual = s->counterfactual,
        .level_low = -1.62,
        .level_high = -0.58,
        .level_words = TEXT("1.1 lower (95 % interval 0.6 to 1.6)"),
    };
    return s;
}

#endif
