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

#endif
