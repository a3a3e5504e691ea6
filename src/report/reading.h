/* report/reading.h: one series read as the report reads it, for pages that show it in their own way: its icons, its
 * sentences, its figures as they are shown, its pictures. All of it lives in the arena, and none of it hangs on the
 * table. */
#ifndef REPORT_READING_H
#define REPORT_READING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/period.h"
#include "base/unit.h"
#include "report/report.h"
#include "report/sentences.h"
#include "upward/arena.h"
#include "upward/spc.h"

/* In the order in which the summary shows them: exceptions on top. */
typedef enum report_rank {
    RANK_CONCERN_AND_MISS,
    RANK_CONCERN,
    RANK_MISS,
    RANK_NEITHER, /* something happened, and nobody says whether that is good */
    RANK_IMPROVEMENT,
    RANK_UNDECIDED, /* a step change waits for a decision */
    RANK_REST,
    RANK_CANNOT_TELL,
    RANK_COUNT
} report_rank;

/* Limits between two step changes, as they are shown; empty where there are none. */
typedef struct report_stretch {
    text span; /* "April 2023 to March 2024" */
    size_t n;
    text mean, lower, upper;
} report_stretch;

/* A point as it is shown. */
typedef struct report_point {
    period when;
    text figure;                 /* "73.2 %", or a symbol: [c], [x], [z] */
    text numerator, denominator; /* empty: none */
    text signal;                 /* "Worse: run below the middle"; empty: nothing special */
    text note;                   /* words about it */
    text agreed;                 /* the level of its agreed path; empty: none */
    text range;                  /* of ordinary variation round it */
} report_point;

typedef struct report_reading {
    text name;
    unit unit;
    report_rank rank;
    bool has_variation; /* an icon can be shown */
    upw_variation variation;
    text variation_words; /* "Improving (high)", "Cannot tell yet" */
    text variation_note;  /* "trial limits, 9 points"; may be empty */
    bool has_assurance;
    upw_assurance assurance;
    text assurance_words; /* "Will miss the target", "No target" */
    series_words words;
    const period *proposals; /* where each of words.proposals begins */
    size_t n;
    const report_point *points;
    bool has_counts, has_notes, has_path;
    const report_stretch *stretches;
    size_t n_stretches;
    text path_verdict;       /* "Too early to tell"; empty: no path */
    const text *path_stages; /* sentences: what was agreed, stage by stage, and what results did */
    size_t n_path_stages;
    text unit_words; /* "%", "per 1,000 bed days" */
    /* SVG for a page, and a file by itself; empty unless asked for, or where there is nothing to draw. */
    text chart, ranges, path_chart, sparkline, file;
} report_reading;

/* What is to be drawn. */
enum {
    READING_CHART = 1, /* and that of its path */
    READING_RANGES = 2,
    READING_SPARKLINE = 4,
    READING_FILE = 8,
    READING_PATH = 32,  /* that of its path alone */
    READING_BRIEF = 16, /* for a row of a summary: no points, no stretches, and of the lists of words none */
};

typedef struct reading_wish {
    unsigned draws;     /* READING_… */
    text id;            /* unique in the page (letters, digits, '-'); "chart" when empty */
    const period *last; /* of all series: one that ended long before has ended; NULL: not known */
} reading_wish;

/* Fails as report_write does. */
bool reading_make(const series_table *table, size_t series, const report_options *options, const reading_wish *wish,
                  upw_arena *arena, report_reading *out, upw_error *error) UPW_MUST_CHECK;

/* A deep copy into another arena, and how many bytes of it that takes at most. */
size_t reading_weigh(const report_reading *reading);
void reading_copy(const report_reading *from, upw_arena *arena, report_reading *out);

/* All series of the table side by side on one scale, under their organisations' names, `columns` to a row. */
bool reading_add_multiples(buffer *out, text title, const series_table *table, const report_options *options,
                           size_t columns, upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

#endif
