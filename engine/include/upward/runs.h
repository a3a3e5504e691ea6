/* upward/runs.h: runs analysis by the Anhøj rules: has the middle of a process moved?
 *
 * A process that only varies by chance is on either side of its median as a coin falls. Two figures say when it is
 * not: a run on one side longer than chance makes, or fewer crossings of the centre line than chance makes. Points on
 * the line and missing points are skipped: unlike in the rules of Making Data Count (upward/spc.h) they do not break a
 * run. The analysis stands beside any chart, around that chart's centre line.
 *
 * Methods: Anhøj & Olesen 2014 (doi:10.1371/journal.pone.0113825) for the pair, Schilling 2012 for the longest run,
 * Chen 2010 for the crossings. Checked against qicharts2 0.8.1: tests/golden/spc/qic_parts.csv. */
#ifndef UPWARD_RUNS_H
#define UPWARD_RUNS_H

#include <stdbool.h>
#include <stddef.h>

#include "upward/error.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct upw_runs {
    size_t n_useful;        /* points that are there and not on the centre line; with none, the rest is undefined (0) */
    size_t longest_run;     /* points in the longest stretch on one side */
    size_t longest_run_max; /* the longest that chance is allowed */
    size_t crossings;       /* how often the line is crossed */
    size_t crossings_min;   /* the fewest that chance is allowed */
    bool signal;            /* longest_run > longest_run_max or crossings < crossings_min */
} upw_runs;

/* values[n] in time order, NaN = missing; an undefined (NaN) centre leaves no useful point. Never fails. */
UPW_API upw_runs upw_runs_analyse(const double *values, size_t n, double centre);

/* The two limits for n_useful >= 1 points: log2(n) rounded, plus 3; and the smallest k for which at most k crossings
 * have a probability of 5 % or more, when each of the n − 1 steps crosses with probability 1/2. */
UPW_API size_t upw_runs_longest_max(size_t n_useful);
UPW_API size_t upw_runs_crossings_min(size_t n_useful);

#ifdef __cplusplus
}
#endif
#endif
