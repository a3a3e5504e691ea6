/* demo/stories.h: what happens in the invented year. Bodies, places and figures are invented. */
#ifndef DEMO_STORIES_H
#define DEMO_STORIES_H

#include <stdbool.h>
#include <stddef.h>

typedef enum demo_value {
    DEMO_SHARE,  /* numerator / denominator, 0 to 1 */
    DEMO_RATE,   /* per 1,000 of the denominator */
    DEMO_AMOUNT, /* a plain figure */
    DEMO_COUNT,  /* a plain count; suppressed below five */
} demo_value;

typedef struct demo_indicator {
    const char *id, *name, *unit, *improvement, *target, *definition, *owner;
    demo_value value;
} demo_indicator;

enum { DEMO_KNOTS = 6, DEMO_GAPS = 3 };

/* Where the level stands in a month; between two knots it lies on the straight line. */
typedef struct demo_knot {
    int month;    /* from 0, the first of the story */
    double level; /* per cent, per 1,000, or in the indicator's unit */
} demo_knot;

typedef struct demo_story {
    const char *indicator, *organisation;
    const char *idea; /* what it shows, for the reader of this table and of the test */
    int months;       /* length; all stories end in the same month */
    demo_knot knots[DEMO_KNOTS];
    double spread;       /* standard deviation from month to month, in the unit of the levels */
    int size;            /* about how many are in the denominator; 0: none */
    int gaps[DEMO_GAPS]; /* months without a value, counted from 1; 0: none */
    int rebase;          /* month in which somebody decided that the limits start again; 0: nobody did */
    const char *reason;
} demo_story;

/* A path that somebody agreed. */
typedef struct demo_path {
    const char *indicator, *organisation;
    const char *idea;
    int months;                                   /* since its first one, which counts; all end with the stories */
    const char *shape, *start, *aim, *parameters; /* as in a file of plans; start may be empty */
} demo_path;

extern const demo_path demo_paths[];
extern const size_t demo_paths_count;
extern const demo_indicator demo_indicators[];
extern const size_t demo_indicators_count;
const demo_indicator *demo_find_indicator(const char *id); /* must be there */
extern const demo_story demo_stories[];
extern const size_t demo_stories_count;

#endif
