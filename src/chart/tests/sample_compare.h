/* sample_compare.h: invented organisations with intervals, and one followed case by case, for the tests of pictures. */
#ifndef CHART_TESTS_SAMPLE_COMPARE_H
#define CHART_TESTS_SAMPLE_COMPARE_H

#include "chart/pictures.h"
#include "sample.h"

enum { COMPARE_BODIES = 24, COMPARE_TENTHS = 10, WATCH_CASES = 300 };

typedef struct sample_intervals {
    chart_intervals c;
    double along[COMPARE_BODIES], values[COMPARE_BODIES], low[COMPARE_BODIES], high[COMPARE_BODIES];
    char letters[COMPARE_BODIES][12];
    text names[COMPARE_BODIES];
    bool is_outside[COMPARE_BODIES], is_chosen[COMPARE_BODIES];
} sample_intervals;

/* Rates of 24 invented wards in the order of their names around 12 per 1,000, two of them far off. */
static inline sample_intervals *sample_caterpillar(void)
{
    sample_intervals *const s = calloc(1, sizeof *s);
    uint64_t state = 5;
    assert_non_null(s);
    for (size_t i = 0; i < COMPARE_BODIES; i++) {
        const double half = 2 + 0.2 * (double)(i * 7 % 11);
        s->along[i] = (double)i + 1;
        s->values[i] = 12 + 1.1 * sample_noise(&state) + (i == 5 ? 6 : i == 17 ? -6 : 0);
        s->low[i] = s->values[i] - half;
        s->high[i] = s->values[i] + 1.2 * half;
        s->is_outside[i] = s->low[i] > 12 || s->high[i] < 12;
        snprintf(s->letters[i], sizeof s->letters[i], "Ward %c", (char)('A' + i));
        s->names[i] = text_of(s->letters[i]);
    }
    s->is_chosen[9] = true;
    s->c = (chart_intervals){
        .head = { .title = TEXT("Of 24 wards 2 have intervals that do not hold the average"),
                  .subtitle = TEXT("Falls per 1,000 bed days, Northmoor (invented), 2023"),
                  .description = TEXT("Rates of 24 wards with 95 % intervals in the order of their names."),
                  .id = TEXT("intervals"),
                  .footnote = TEXT("In the order of their names: this is no ranking.") },
        .unit = { .kind = UNIT_OTHER, .words = TEXT("per 1,000 bed days") },
        .along_name = TEXT("wards, by name"),
        .along_unit = { .kind = UNIT_COUNT },
        .hides_along = true,
        .n = COMPARE_BODIES,
        .along = s->along,
        .values = s->values,
        .low = s->low,
        .high = s->high,
        .names = s->names,
        .is_outside = s->is_outside,
        .is_chosen = s->is_chosen,
        .target = 12,
        .target_words = TEXT("average 12"),
        .interval_words = TEXT("95 % interval"),
    };
    return s;
}

/* What was expected and what happened in tenths of risk: the highest tenths have fewer events than expected. */
static inline sample_intervals *sample_calibration(void)
{
    sample_intervals *const s = sample_caterpillar();
    for (size_t i = 0; i < COMPARE_TENTHS; i++) {
        s->along[i] = 0.01 * pow(1.5, (double)i);
        s->values[i] = s->along[i] * (i > 7 ? 0.75 : 1.03);
        s->low[i] = fmax(0, s->values[i] - 0.012 - 0.08 * s->values[i]);
        s->high[i] = s->values[i] + 0.012 + 0.08 * s->values[i];
        s->is_outside[i] = s->low[i] > s->along[i] || s->high[i] < s->along[i];
    }
    s->c.head.title = TEXT("At high risk fewer events happened than the model says");
    s->c.head.subtitle = TEXT("Deaths by tenth of risk, 4,000 invented patients");
    s->c.head.footnote = TEXT("Filled: the interval does not hold what was expected.");
    s->c.unit = s->c.along_unit = (unit){ .kind = UNIT_SHARE };
    s->c.along_name = TEXT("expected");
    s->c.hides_along = false;
    s->c.n = COMPARE_TENTHS;
    s->c.names = NULL;
    s->c.is_chosen = NULL;
    s->c.target = NAN;
    s->c.target_words = (text){ "", 0 };
    s->c.diagonal_words = TEXT("as many as expected");
    return s;
}

typedef struct sample_watch {
    chart_watch w;
    double along[WATCH_CASES], up[WATCH_CASES], down[WATCH_CASES];
    bool is_signal[WATCH_CASES], is_second_signal[WATCH_CASES];
} sample_watch;

/* A cumulative sum of 300 invented patients whose odds double after the 150th. */
static inline sample_watch *sample_cusum(void)
{
    sample_watch *const s = calloc(1, sizeof *s);
    uint64_t state = 3;
    assert_non_null(s);
    double up = 0, down = 0;
    for (size_t i = 0; i < WATCH_CASES; i++) {
        const double score = sample_noise(&state) * 0.35 + (i > 150 ? 0.07 : -0.05);
        up = fmax(0, up + score);
        down = fmax(0, down - score - 0.05);
        s->along[i] = (double)i + 1;
        s->up[i] = up;
        s->down[i] = -down;
        s->is_signal[i] = up >= 4.5;
        s->is_second_signal[i] = down >= 4;
        up = s->is_signal[i] ? 0 : up;
        down = s->is_second_signal[i] ? 0 : down;
    }
    s->w = (chart_watch){
        .head = { .title = TEXT("More events than the patients' risk explains"),
                  .subtitle = TEXT("Deaths, Northmoor (invented), patients in the order of their operations"),
                  .description = TEXT("Two cumulative sums of 300 patients, which reach their limits."),
                  .id = TEXT("watch"),
                  .footnote = TEXT("A signal is a reason to look, first at the data and the risk model.") },
        .unit = { .kind = UNIT_OTHER },
        .along_name = TEXT("patients"),
        .n = WATCH_CASES,
        .along = s->along,
        .first = s->up,
        .second = s->down,
        .is_signal = s->is_signal,
        .is_second_signal = s->is_second_signal,
        .level = 0,
        .up = 4.5,
        .down = -4,
        .first_name = TEXT("for odds twice as high"),
        .second_name = TEXT("for odds half as high"),
        .level_words = TEXT("nothing accumulated"),
        .up_words = TEXT("limit 4.5"),
        .down_words = TEXT("limit 4"),
        .signal_words = TEXT("signal"),
    };
    return s;
}

#endif
