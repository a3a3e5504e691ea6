/* report/summary.h: the two sentences above the summary table: how many charts say what. */
#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H

#include <stddef.h>

#include "base/buffer.h"
#include "report/model.h"

/* What the charts of a report say, each chart counted once. */
typedef enum summary_change {
    SUMMARY_WORSE,
    SUMMARY_BETTER,
    SUMMARY_NEITHER,   /* changed, and nobody has said which way is better */
    SUMMARY_UNDECIDED, /* no sign, but a step change waits for a decision */
    SUMMARY_NO_SIGN,
    SUMMARY_TOO_LITTLE,
    SUMMARY_ENDED, /* no value for more than a year */
    SUMMARY_CHANGE_COUNT
} summary_change;

/* What they say about their targets, each chart that has one counted once. */
typedef enum summary_target {
    SUMMARY_MISSES,
    SUMMARY_MEETS,
    SUMMARY_BY_CHANCE,
    SUMMARY_CHANGING, /* the limits are not those of one process */
    SUMMARY_UNJUDGED, /* nobody has said which way is better, or neither is */
    SUMMARY_NOT_YET,  /* too few values, or a chart without limits */
    SUMMARY_TARGET_COUNT
} summary_target;

/* What they say about their agreed paths, each chart that has one counted once. */
typedef enum summary_path {
    SUMMARY_PATH_BEHIND,
    SUMMARY_PATH_AHEAD,
    SUMMARY_PATH_ON_CURVE,
    SUMMARY_PATH_TOO_EARLY,
    SUMMARY_PATH_UNJUDGED, /* no variation or too few values before its start */
    SUMMARY_PATH_COUNT
} summary_path;

typedef struct summary_counts {
    size_t n; /* charts, at least 1 */
    size_t changes[SUMMARY_CHANGE_COUNT];
    size_t n_targets;
    size_t targets[SUMMARY_TARGET_COUNT];
    size_t n_paths;
    size_t paths[SUMMARY_PATH_COUNT];
} summary_counts;

summary_counts summary_count(const report_model *model);

/* "Of 8 charts, 1 shows a change for the better and 7 show no sign of change." and, where there are targets or
 * agreed paths, such a sentence on each. */
void summary_write(buffer *b, const summary_counts *counts);

#endif
