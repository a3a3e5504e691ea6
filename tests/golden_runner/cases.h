/* cases.h: the engine's answers to the cases that an expected file lists, written as that file is.
 *
 * For golden files whose rows no sensible option of the program reaches (docs/decisions/0006). Of each row only the
 * columns named as questions are read; every other column of the answer is computed. */
#ifndef GOLDEN_RUNNER_CASES_H
#define GOLDEN_RUNNER_CASES_H

#include <stdbool.h>

#include "base/buffer.h"
#include "table/cells.h"

enum { ANSWERS_MAX = 32 };

/* What there is to say about one row. */
typedef struct cases {
    cells file;            /* the expected file */
    const char *directory; /* in which it stands */
    upw_arena *arena;      /* for as long as the program runs */
    upw_arena scratch;     /* for one row */
    struct {
        const char *column;
        text words;
    } answers[ANSWERS_MAX];
    size_t n_answers;
} cases;

/* A question of this row: its cell, its number. Exits when there is no such column or number. */
text cases_text(const cases *c, size_t row, const char *column);
double cases_number(const cases *c, size_t row, const char *column);

/* An answer to this row. */
void cases_put(cases *c, const char *column, double number);
void cases_put_text(cases *c, const char *column, text words);

/* An answer to a cell that was found by drawing at random, or is printed with few digits: the cell's own words when
 * ours is within the allowance, which the goldens' README states; else ours, so that it is off. */
void cases_put_within(cases *c, size_t row, const char *column, double number, double allowance);

/* Another file of the same directory. */
void cases_read_beside(const cases *c, const char *name, cells *out);

/* The position of `words` among the choices. */
size_t cases_find_word(text words, const char *const *choices, size_t n);

/* Say what is wrong and end with status 1. */
_Noreturn void cases_fail(const char *format, ...) UPW_PRINTF(1, 2);

/* How the cases of one expected file are answered. */
typedef struct case_file {
    const char *family, *name;
    const char *questions[12]; /* columns that are repeated in the answer */
    void (*answer)(cases *c, size_t row);
} case_file;

typedef struct case_family {
    const case_file *files;
    size_t n;
} case_family;

extern const case_family cases_of_casemix;
extern const case_family cases_of_compare;
extern const case_family cases_of_disclosure;
extern const case_family cases_of_drawn;
extern const case_family cases_of_funnel;
extern const case_family cases_of_gaming;
extern const case_family cases_of_published;
extern const case_family cases_of_rag;
extern const case_family cases_of_rank;
extern const case_family cases_of_scoring;
extern const case_family cases_of_trajectory;

#endif
