/* report/model.h: what the report knows about each series before a word is written: the rows of the table, what the
 * indicators file says about them, and what the engine makes of both. Shared within this folder only. */
#ifndef REPORT_MODEL_H
#define REPORT_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/period.h"
#include "base/text.h"
#include "base/unit.h"
#include "report/path.h"
#include "report/reading.h"
#include "report/report.h"
#include "report/sentences.h"
#include "table/indicators.h"
#include "table/series.h"
#include "upward/arena.h"
#include "upward/rebase.h"
#include "upward/runs.h"
#include "upward/shewhart.h"
#include "upward/spc.h"

/* How often there is a value: the nouns of the sentences hang on it. */
typedef enum cadence {
    CADENCE_DAY,
    CADENCE_WEEK,
    CADENCE_MONTH,
    CADENCE_QUARTER,
    CADENCE_YEAR,
    CADENCE_NUMBER,
    CADENCE_COUNT
} cadence;

/* What the points of a chart are. */
typedef enum point_meaning {
    POINTS_ARE_VALUES,
    POINTS_ARE_CHANGES, /* mr: how far each value lies from the one before */
    POINTS_ARE_MEANS,   /* xbar: of the values of a period */
    POINTS_ARE_SPREADS, /* s: the standard deviation of the values of a period */
    POINT_MEANING_COUNT
} point_meaning;

/* The rows of the table behind the points. */
typedef struct series_rows {
    size_t n;
    const double *values;
    const double *numerators, *denominators; /* NULL: none */
    const size_t *offsets; /* point i is made of rows offsets[i] to offsets[i + 1] - 1; NULL: each row is a point */
} series_rows;

typedef struct report_series {
    size_t number;              /* 1-based, in the order of the table: its anchor is "s<number>" */
    size_t organisation_number; /* 1-based, in order of first appearance; 0: the table has no organisations */
    series_key key;
    text name;              /* the indicator's, or what identifies it */
    const indicator *about; /* NULL: the indicators file does not have it */
    unit unit;
    int decimals;           /* that tell the values apart */
    double pounds_size;     /* of unit_style: that of all pounds of the series; 0: no pounds */
    bool is_counted_whole;  /* no unit that divides, and every value a whole number */
    double lowest, highest; /* how far the measure can go: the unit's bounds, unless a value lies beyond them */
    cadence cadence;
    bool knows_improvement; /* somebody said which way is better, or that neither is */

    size_t n;
    const period *periods; /* first-of-month dates are months here */
    const double *values;
    const double *numerators, *denominators; /* NULL: none */
    const uint8_t *gaps;                     /* NULL: unknown */
    const text *annotations;                 /* NULL: none */
    series_rows rows;

    bool has_earlier_target; /* the target in force differs from … */
    double earlier_target;   /* … the one before it */

    size_t n_phases; /* at least 1 */
    const size_t *phase_starts;
    const text *step_reasons; /* n_phases of them; that of phase 0 is empty */
    size_t n_early_rebases;   /* step changes dated before the first value: they change nothing */

    /* A chart of another kind than XmR; all NULL on an XmR chart. Its results are put into the words of XmR below:
     * beyond a limit is rule outside, a run longer than chance makes (runs.h) is a shift. */
    const upw_chart_face *face;
    const double *centre, *lower, *upper; /* at each point, since limits may differ from point to point */
    const char *centre_name;              /* "mean", "median" */
    point_meaning meaning;
    const size_t *sizes;  /* rows with a value behind each point; NULL on an XmR chart */
    const double *levels; /* POINTS_ARE_CHANGES: the values that change; else NULL */
    unit level_unit;      /* … and their unit: a change of a percentage is in percentage points */
    double
        excess_spread; /* of a p or u chart in force whose limits are too narrow: spread over that of chance; else 0 */

    upw_xmr_options options; /* has the target and the improvement */
    upw_xmr_point *points;
    upw_xmr_phase *phases;
    upw_xmr_summary summary;
    bool can_tell;        /* enough values, and limits (or runs, on a run chart), to judge the latest value by */
    bool can_tell_target; /* … and to say something about the target */
    bool is_changing;     /* a change is going on that makes doubtful what the limits say of the target */
    bool has_latest;
    size_t latest;           /* the last point that has a value */
    bool has_ended;          /* that point lies long before the last period of the report: see series_mark_ended */
    double middle;           /* of the last phase: its median, or the centre line of another chart than XmR … */
    const char *middle_name; /* … which of the two */
    upw_runs runs;           /* the runs analysis around it */

    upw_step *proposals;      /* steps that nobody has decided on, counted from the last that was … */
    size_t n_proposals;       /* … of which these are shown */
    upw_steps_summary search; /* what the search for them found */
    bool was_searched;        /* false: too long for it */

    const path_series *path; /* beside its agreed path, judged; NULL: it has none, or words.path says why not */

    report_rank rank;
    series_words words;
} report_series;

typedef struct report_model {
    const report_options *options;
    const series_table *table;
    size_t n_series;
    report_series *series;
    size_t n_organisations;    /* 0: the table has none */
    const text *organisations; /* in order of first appearance */
    bool has_several_indicators;
    bool has_paths;                 /* some series has an agreed path */
    period first, last;             /* of all series; only when n_points > 0 */
    text title;                     /* of the document */
    text place;                     /* the organisation, or how many there are; may be empty */
    text span;                      /* "April 2021 to September 2024"; empty without points */
    const report_series **by_rank;  /* all series, exceptions on top */
    const report_series **by_place; /* organisation by organisation, as they first appear in the table */
    size_t n_of_rank[RANK_COUNT];
} report_model;

/* Analyse every series, on `threads` cores. What is made lives in the arenas, one for each thread. */
bool model_make(report_model *model, const series_table *table, const report_options *options, upw_arena *arenas,
                unsigned threads, upw_error *error) UPW_MUST_CHECK;

/* One series of the table. */
bool series_analyse(const series_table *table, size_t index, const report_options *options, upw_arena *arena,
                    report_series *out, upw_error *error) UPW_MUST_CHECK;

/* Rows of one period become one point, on another chart than XmR. Fails with UPW_BAD_INPUT on an XmR chart, which has
 * one value a period. */
bool series_gather(report_series *s, bool is_xmr, upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

/* The chart that is no XmR chart and called `name`; UPW_BAD_INPUT where there is none, or one that only `takes_any`
 * takes: its points are not the values themselves. */
bool series_find_chart(text name, bool takes_any, upw_arena *arena, upw_chart *kind, upw_error *error) UPW_MUST_CHECK;
bool series_is_xmr(text chart_name);

/* Fill in the results of a chart of another kind; everything above them is there. */
bool series_analyse_as(report_series *s, upw_chart kind, upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

/* Hold the series against its agreed path, if options have one for it; after the words, to which it adds. */
bool series_judge_path(report_series *s, const series_table *table, size_t index, const report_options *options,
                       upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

/* Something can be said about the target by limits that are those of one process. */
bool series_is_settled_on_target(const report_series *s);

/* A series whose latest value lies more than a year (for years: more than three) before `last`, the last period of the
 * report, has ended: its words say so, and nothing is foretold of it. */
void series_mark_ended(report_series *s, period last, upw_arena *arena);

bool series_meets_target(const report_series *s, double value);

/* The phase that the point is in. */
size_t series_find_phase(const report_series *s, size_t point);

#endif
