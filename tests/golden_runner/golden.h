/* golden.h: which commands make which expected files, family by family. */
#ifndef GOLDEN_RUNNER_GOLDEN_H
#define GOLDEN_RUNNER_GOLDEN_H

#include <stdbool.h>
#include <stddef.h>

enum { ARGUMENTS_MAX = 16, KEYS_MAX = 3, TOLERANCES_MAX = 8 };

/* A column that is compared to a tolerance of its own. */
typedef struct golden_tolerance {
    const char *column;
    double relative;
} golden_tolerance;

/* One expected file and the command whose output must equal it. In names and arguments, "%" stands for the prefix of a
 * set of files: each PREFIX that starts with `prefix` and for which PREFIX_input.csv is there. Without a prefix the job
 * is done once, and "%" is nothing. */
typedef struct golden_job {
    const char *prefix;                   /* "mdc" also finds "mdc_real"; NULL: none */
    const char *expected;                 /* "%_points.csv" */
    const char *keys[KEYS_MAX];           /* columns that tell rows apart; none: rows are compared in their order */
    const char *scale;                    /* column whose magnitude is the scale near zero; NULL: none */
    const char *arguments[ARGUMENTS_MAX]; /* after the program's name; "%_…" is a file of the directory, left out with
                                             its option when it is not there */
    const char *diff;                     /* file of changes to the expected values (series_id, period, field,
                                             parity_value, upward_value); NULL: none */
    const char
        *only_fields[8]; /* the only columns that are compared: those that `diff`, or this output, speaks about */
    const char *rounded; /* column that the expected file gives with 9 significant digits, less than
                            the tolerance: ours is rounded to as many before comparing; NULL: none */
    const char *cases;   /* not the program is asked but golden-cases, about the cases in the expected file: the
                            family's name, followed by that file (decision 0006); NULL: the program */
    double relative;     /* tolerance of this file; 0: the family's */
    golden_tolerance tolerances[TOLERANCES_MAX]; /* … and of single columns, as the goldens' README states them */
    double scale_at_least;  /* the least scale of a number: makes a tolerance absolute near zero; 0: none */
    const char *skipped[8]; /* columns that are not compared, for the reason stated at the job */
    bool is_shared;         /* one expected file for all prefixes: rows of other prefixes are no fault */
} golden_job;

typedef struct golden_family {
    const char *name; /* of the directory */
    double relative;  /* tolerance of numbers, and of the scale near zero */
    const golden_job *jobs;
    size_t n_jobs;
} golden_family;

extern const golden_family golden_compare;
extern const golden_family golden_disclosure;
extern const golden_family golden_gaming;
extern const golden_family golden_rag;
extern const golden_family golden_scoring;
extern const golden_family golden_spc;
extern const golden_family golden_trajectory;

#endif
