/* sample.h: invented series for the tests of charts, analysed by the engine. */
#ifndef CHART_TESTS_SAMPLE_H
#define CHART_TESTS_SAMPLE_H

#include <math.h>
#include <stdlib.h>

#include "chart/chart.h"
#include "near.h"

enum { SAMPLE_MOST = 10000, SAMPLE_PHASES = 6, SAMPLE_NOTES = 6 };

typedef struct sample {
    chart c;
    size_t n_phases, starts[SAMPLE_PHASES];
    bool is_short[SAMPLE_PHASES];
    chart_note steps[SAMPLE_PHASES], notes[SAMPLE_NOTES];
    upw_improvement improvement;
    double values[SAMPLE_MOST], centre[SAMPLE_MOST], lower[SAMPLE_MOST], upper[SAMPLE_MOST];
    period periods[SAMPLE_MOST];
    upw_point_type types[SAMPLE_MOST];
    int8_t sides[SAMPLE_MOST];
    upw_xmr_point points[SAMPLE_MOST];
} sample;

/* SplitMix64 (Steele, Lea and Flood 2014). */
static inline uint64_t sample_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/* From 0 up to, not including, 1. */
static inline double sample_uniform(uint64_t *state)
{
    return (double)(sample_random(state) >> 11) / 9007199254740992.0;
}

/* About normal, mean 0, deviation 1: twelve uniforms, whose sum is the same on every machine (log and cos may not be).
 */
static inline double sample_noise(uint64_t *state)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += sample_uniform(state);
    return sum;
}

static inline void sample_fill_months(sample *s, size_t n, int32_t first_month)
{
    s->c.n = n;
    for (size_t i = 0; i < n; i++) {
        const int32_t month = first_month + (int32_t)i;
        const civil_date date = { .year = month / 12, .month = (uint8_t)(month % 12 + 1), .day = 1 };
        s->periods[i] = period_make(civil_to_days(date), PERIOD_MONTH);
    }
}

/* Limits, types and sides from the engine; call when values, periods and phases are there. */
static inline void sample_analyse(sample *s)
{
    chart *const c = &s->c;
    const upw_xmr_options options = { .improvement = s->improvement, .target = c->target, .has_target = c->has_target };
    upw_xmr_phase phases[SAMPLE_PHASES];
    upw_xmr_summary summary;
    upw_error error = { 0 };
    c->periods = s->periods;
    c->values = s->values;
    if (!upw_xmr_analyse(s->values, c->n, s->n_phases > 1 ? s->starts : NULL, s->n_phases > 1 ? s->n_phases : 0,
                         &options, s->points, phases, &summary, &error))
        fail_msg("%s", error.message);
    for (size_t i = 0, k = 0; i < c->n; i++) {
        while (k + 1 < s->n_phases && s->starts[k + 1] <= i)
            k++;
        s->centre[i] = phases[k].mean;
        s->lower[i] = phases[k].lpl;
        s->upper[i] = phases[k].upl;
        s->is_short[k] = phases[k].is_short;
        s->types[i] = (upw_point_type)s->points[i].type;
        s->sides[i] = s->points[i].side;
    }
    c->centre = s->centre;
    c->lower = s->lower;
    c->upper = s->upper;
    c->types = s->types;
    c->sides = s->sides;
    c->phase_starts = s->n_phases > 1 ? s->starts : NULL;
    c->n_phases = s->n_phases;
    c->phase_is_short = s->is_short;
    unit_get_bounds(c->unit, &c->lowest, &c->highest);
}

/* Four-hour waits of an invented place: 48 months from April 2020, worse by 4 points from the 30th. */
static inline sample *sample_waits(void)
{
    sample *const s = calloc(1, sizeof *s);
    uint64_t state = 7;
    assert_non_null(s);
    s->n_phases = 1;
    s->improvement = UPW_INCREASE;
    s->c = (chart){ .title = TEXT("Four-hour waits: worse since October 2022"),
                    .subtitle = TEXT("Share seen within four hours, %, Northmoor (invented), April 2020 to March 2024"),
                    .description = TEXT("The share fell below its lower limit in October 2022 and has not come back."),
                    .id = TEXT("waits"),
                    .unit = { .kind = UNIT_SHARE },
                    .target = 0.95,
                    .has_target = true,
                    .footnote = TEXT("Profile upward") };
    sample_fill_months(s, 48, 2020 * 12 + 3);
    for (size_t i = 0; i < s->c.n; i++)
        s->values[i] = 0.9 + 0.012 * sample_noise(&state) - (i >= 30 ? 0.04 : 0);
    sample_analyse(s);
    return s;
}

/* The same with two step changes, three annotations and two missing months. */
static inline sample *sample_steps(void)
{
    sample *const s = sample_waits();
    s->c.title =
        TEXT("Four-hour waits <draft>: better since the triage desk & worse since the ward closed, which nobody "
             "outside had asked for");
    s->c.id = TEXT("steps");
    s->values[17] = s->values[40] = NAN;
    s->n_phases = 3;
    s->starts[1] = 14;
    s->starts[2] = 38;
    s->steps[0] = (chart_note){ 14, TEXT("triage desk opened") };
    s->c.step_notes = s->steps;
    s->c.n_step_notes = 1;
    s->notes[0] =
        (chart_note){ 5, TEXT("Strike: on two days only emergencies were seen, so that this month is not like "
                              "those around it, and the year's figure is without it") };
    s->notes[1] = (chart_note){ 24, TEXT("Heatwave") };
    s->notes[2] = (chart_note){ 25, TEXT("Move to the new building") };
    s->c.annotations = s->notes;
    s->c.n_annotations = 3;
    sample_analyse(s);
    return s;
}

#endif
