/* One series in memory, as a table with an indicator: what the tests of this folder start from. */
#ifndef REPORT_TESTS_FIXTURE_H
#define REPORT_TESTS_FIXTURE_H

#include <math.h>

#include "base/memory.h"
#include "report/model.h"

enum { FIXTURE_POINTS = 64 };

typedef struct fixture {
    series_key key;
    size_t offsets[2];
    period periods[FIXTURE_POINTS];
    double values[FIXTURE_POINTS];
    double numerators[FIXTURE_POINTS], denominators[FIXTURE_POINTS];
    double targets[FIXTURE_POINTS];
    uint8_t gaps[FIXTURE_POINTS];
    series_table table;
    indicator about;
    indicator_list list;
    report_options options;
} fixture;

static inline period fixture_month(int months_since_2020)
{
    const civil_date date = { 2020 + months_since_2020 / 12, (uint8_t)(months_since_2020 % 12 + 1), 1 };
    return period_make(civil_to_days(date), PERIOD_MONTH);
}

/* n monthly values from January 2020, "Waits" of "Northmoor" in the unit %, an increase is better. */
static inline void fixture_make(fixture *f, const double *values, size_t n)
{
    *f = (fixture){ .key = { TEXT("waits / Northmoor"), TEXT("waits"), TEXT("Northmoor") }, .offsets = { 0, n } };
    for (size_t i = 0; i < n; i++) {
        f->periods[i] = fixture_month((int)i);
        f->values[i] = values[i];
        f->gaps[i] = (uint8_t)(isnan(values[i]) ? GAP_BLANK : GAP_NONE);
    }
    f->about = (indicator){ .id = TEXT("waits"),
                            .name = TEXT("Waits"),
                            .unit = unit_parse(TEXT("%")),
                            .improvement = UPW_INCREASE,
                            .has_improvement = true };
    f->list = (indicator_list){ &f->about, 1 };
    f->table = (series_table){ .n_series = 1,
                               .n_points = n,
                               .keys = &f->key,
                               .offsets = f->offsets,
                               .periods = f->periods,
                               .values = f->values,
                               .gaps = f->gaps };
    f->options = (report_options){ .indicators = &f->list };
}

#endif
