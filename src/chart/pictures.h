/* chart/pictures.h: pictures beside the charts of a series: an agreed path, a forecast, before and after, waits at a
 * limit, organisations against each other, one of them case by case, the incentive of a scheme.
 *
 * As in chart.h every function appends one <svg> element, or for pages two (a wide one and a narrow one for screens
 * under 480 px); text is escaped, undefined figures leave gaps, the bytes are the same everywhere. Columns belong to
 * the caller and have n entries; NULL means that there is no such line. An index of 0 stands for "not in the picture"
 * where something is marked at a period, as nothing is ever marked at the first one. docs/look.md has the looks. */
#ifndef CHART_PICTURES_H
#define CHART_PICTURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/period.h"
#include "base/text.h"
#include "base/unit.h"

typedef struct chart_head {
    text title;       /* the finding: "Hip waits: too early to tell" */
    text subtitle;    /* measure, unit, place, period */
    text description; /* a sentence or two for people who cannot see it */
    text id;          /* as in chart.h */
    text footnote;    /* quiet lines under the picture */
} chart_head;

/* What a traffic light would have said of a period. The colours are named in words and drawn in grey. */
typedef enum chart_light {
    CHART_LIGHT_NONE,
    CHART_LIGHT_RED,
    CHART_LIGHT_AMBER,
    CHART_LIGHT_GREEN,
    CHART_LIGHT_COUNT
} chart_light;

/* An agreed path and what happened: baseline, then all periods up to the arrival, those still to come included. */
typedef struct chart_trajectory {
    chart_head head;
    unit unit;
    size_t n;
    const period *periods;
    size_t start;                /* first period of the path; those before are the baseline */
    const double *values;        /* NaN = missing, or not yet; NULL: a plan before its first result */
    const double *plan;          /* the agreed level; NaN before the start */
    const double *lower, *upper; /* plan -/+ three sigma */
    const double *earlier;       /* an earlier version of the path, thin; NaN where there was none */
    const bool *is_exceptional;  /* months outside the band */
    double start_level, aim;     /* NaN: not shown */
    size_t worst;                /* the period planned to be the worst */
    size_t back;                 /* planned to be back where it started */
    size_t tells_from;           /* the first period from which the results can tell */
    size_t changed;              /* first period of the present version of the path */
    text verdict;                /* "too early to tell": stands beside the latest value */
    const uint8_t *lights;       /* a chart_light for each period */
    text lights_name;            /* empty: "A straight-line light would have said:" */
} chart_trajectory;

void chart_draw_trajectory(buffer *out, const chart_trajectory *it); /* 720 wide, at least 360 high */
void chart_draw_trajectory_for_page(buffer *out, const chart_trajectory *it);

/* Where the results may go from here: a fan of quantiles. */
typedef struct chart_fan {
    chart_head head;
    unit unit;
    size_t n;
    const period *periods;                     /* those of the results, then those of the forecast */
    const double *values;                      /* so far; NaN later */
    const double *plan;                        /* the agreed level, thin */
    const double *p10, *p25, *p50, *p75, *p90; /* of the level in each period; NaN where there is no forecast */
    double aim;                                /* NaN: not shown */
    size_t arrival;                            /* the period planned to reach it */
    text statement; /* "in the balance", "the data cannot tell yet": stands beside the forecast */
    text fan_words; /* of p10 to p90; empty: "about 4 in 5 of the chances" */
} chart_fan;

void chart_draw_fan(buffer *out, const chart_fan *it);
void chart_draw_fan_for_page(buffer *out, const chart_fan *it);

/* Did anything change? A line before, a line after, and where the first would have gone. */
typedef struct chart_interrupted {
    chart_head head;
    unit unit;
    size_t n;
    const period *periods;
    const double *values;
    const bool *is_left_out;      /* periods that took no part in the fit */
    size_t change;                /* first period after */
    text change_words;            /* empty: "change" and the period */
    const double *before, *after; /* fitted lines; NaN elsewhere */
    const double *counterfactual; /* `before` carried on */
    double level_low, level_high; /* interval of the change of level, at the first period of `after`; NaN: none */
    text level_words;             /* "3.2 points up (95 % interval 1.1 to 5.3)" */
} chart_interrupted;

void chart_draw_interrupted(buffer *out, const chart_interrupted *it);
void chart_draw_interrupted_for_page(buffer *out, const chart_interrupted *it);

/* A vertical line with its words above the plot: a limit, a cut-off. */
typedef struct chart_threshold {
    double at;
    text words; /* "four hours" */
} chart_threshold;

/* How many waits, or scores of bodies, there are in each bin, and how many there would be without the threshold. */
typedef struct chart_histogram {
    chart_head head;
    unit unit;                       /* of the horizontal axis */
    text along_name;                 /* of the horizontal axis: "minutes from arrival" */
    size_t n;                        /* bins */
    const double *edges;             /* n + 1, rising */
    const double *counts;            /* at least 0 */
    const double *expected;          /* counterfactual in each bin; NaN: none there */
    text expected_name;              /* empty: "expected from the rest" */
    size_t excess_first, excess_end; /* bins whose part above the counterfactual is hatched; none when equal */
    text excess_words;               /* "about 410 more than expected" */
    const chart_threshold *thresholds;
    size_t n_thresholds;
} chart_histogram;

void chart_draw_histogram(buffer *out, const chart_histogram *it);
void chart_draw_histogram_for_page(buffer *out, const chart_histogram *it);

enum { CHART_FUNNEL_CURVE_MAX = 300 };

/* Organisations against a target. Those outside are named as far as there is room; nobody is coloured. */
typedef struct chart_funnel {
    chart_head head;
    unit unit;       /* of the values */
    text along_name; /* "cases", "expected events" */
    size_t n;
    const double *sizes; /* rising; n of them */
    const double *values;
    const text *names;
    const bool *is_outside; /* beyond the inner limits; NULL: nobody */
    const bool *is_chosen;  /* picked out; NULL: nobody */
    double target;
    text target_words; /* "average 15.2 %" */
    size_t n_curve;    /* points of the lines, CHART_FUNNEL_CURVE_MAX at most; NaN: nobody can be outside there */
    const double *curve_sizes;
    const double *inner_low, *inner_high, *outer_low, *outer_high;
    text inner_words, outer_words;          /* "95 % limits" */
    const double *chance_low, *chance_high; /* outer limits of chance alone, where others are in force; NULL: none */
    text chance_words;
} chart_funnel;

void chart_draw_funnel(buffer *out, const chart_funnel *it);
void chart_draw_funnel_for_page(buffer *out, const chart_funnel *it);

/* Figures with their intervals, side by side: bodies by name or by size (never by value: that would be a ranking),
 * their places with ranges, or what happened in groups of patients against what was expected. Those whose interval does
 * not hold the target are filled, and named as far as there is room; nobody is coloured. */
typedef struct chart_intervals {
    chart_head head;
    unit unit;       /* of the values */
    text along_name; /* "wards, by name", "expected share" */
    unit along_unit;
    bool hides_along; /* positions are no figures: no ticks */
    size_t n;
    const double *along; /* rising; n of them */
    const double *values;
    const double *low, *high; /* NaN: no interval */
    const text *names;        /* NULL: nobody is named */
    const bool *is_outside;   /* the interval does not hold the target; NULL: nobody */
    const bool *is_chosen;    /* picked out; NULL: nobody */
    double target;            /* NaN: not shown */
    text target_words;
    text diagonal_words; /* of the line where values are as along; empty: none */
    text interval_words; /* "95 % interval" */
} chart_intervals;

void chart_draw_intervals(buffer *out, const chart_intervals *it);
void chart_draw_intervals_for_page(buffer *out, const chart_intervals *it);

/* One row each: a name, a dot with its interval, and for comparison a second, hollow dot (last year's, the people's),
 * joined to the first by a line where there is no interval. Rows of a group stand together under its name; their order
 * is the caller's, and is none of size. */
typedef struct chart_row {
    text name;
    text group;                   /* a heading above the first of those that have it; empty: none */
    double value;                 /* NaN: nothing but the name, and `words` */
    double low, high;             /* NaN: no interval */
    double thick_low, thick_high; /* a thicker bar within it; NaN, or both 0: none */
    double other;                 /* NaN: none */
    bool is_outside; /* filled in ink: its interval does not hold the target, or it lies beyond the limits */
    text words;      /* behind the row: "[c]", "187 of 211"; may be empty */
} chart_row;

typedef struct chart_rows {
    chart_head head;
    unit unit;
    text along_name; /* of the axis: "score, 0 to 100" */
    size_t n;
    const chart_row *rows;
    double least, most; /* that the axis shows at least; both 0: as the figures ask for */
    double target;      /* a vertical line; NaN: none */
    text target_words, value_words, other_words, interval_words; /* for the key */
} chart_rows;

void chart_draw_rows(buffer *out, const chart_rows *it);
void chart_draw_rows_for_page(buffer *out, const chart_rows *it);

/* One bar each, of answers that lean to one side or the other: those against left of the middle, those in favour right
 * of it, those in between across it. Parts are told apart by their shade and stand in one order. */
enum { CHART_LEANS = 5 };
typedef struct chart_lean {
    text name;
    double shares[CHART_LEANS]; /* 0 to 1, from most against to most in favour; NaN: not shown */
} chart_lean;

typedef struct chart_leans {
    chart_head head;
    size_t n;
    const chart_lean *rows;
    text words[CHART_LEANS]; /* "strongly disagree" … */
} chart_leans;

void chart_draw_leans(buffer *out, const chart_leans *it);
void chart_draw_leans_for_page(buffer *out, const chart_leans *it);

/* One body followed case by case: cumulative sums with their limits, lives gained, or weighted means in a band. */
typedef struct chart_watch {
    chart_head head;
    unit unit;
    text along_name; /* "patients" */
    size_t n;
    const double *along; /* rising */
    const double *first, *second;
    const bool *is_signal, *is_second_signal; /* marked on the line; NULL: none */
    const double *low, *high;                 /* a band; NULL: none */
    double level, up, down;                   /* horizontal lines: where nothing happens, and the limits; NaN: none */
    text first_name, second_name, band_name, level_words, up_words, down_words, signal_words;
} chart_watch;

void chart_draw_watch(buffer *out, const chart_watch *it);
void chart_draw_watch_for_page(buffer *out, const chart_watch *it);

/* What one more unit is worth under a scheme, by the level where a body stands. */
typedef struct chart_incentive {
    chart_head head;
    unit unit;       /* of the level */
    text along_name; /* "level of the service" */
    size_t n;
    const double *levels;              /* rising */
    const double *worth;               /* of one more unit, at least 0 */
    text worth_name;                   /* empty: "worth of one more unit" */
    double straight;                   /* the same under a reward that is worth the same everywhere; NaN: not shown */
    double stop;                       /* the best place to stand; NaN: none */
    text stop_words;                   /* empty: "the best place to stand" */
    const chart_threshold *thresholds; /* cut-offs, rising */
    size_t n_thresholds;
    const uint8_t *zones; /* n_thresholds + 1 of chart_light, from the left */
} chart_incentive;

void chart_draw_incentive(buffer *out, const chart_incentive *it);
void chart_draw_incentive_for_page(buffer *out, const chart_incentive *it);

#endif
