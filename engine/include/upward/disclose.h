/* upward/disclose.h: which cells of a table must be hidden so that nobody can be found in it?
 *
 * Small counts are hidden; then as few others as the additions demand, until an attacker (attack.h) is left with a
 * range for each small count that reaches down and up as far as the threshold. Counts are of people; counts of
 * organisations are not hidden.
 *
 * Methods and sources: docs/methods/disclosure.md. Checked against tests/golden/disclosure/. */
#ifndef UPWARD_DISCLOSE_H
#define UPWARD_DISCLOSE_H

#include "upward/attack.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- one figure -------------------------------------------------------------------------------------------------- */

/* How far the range of a hidden count must reach below and above it. */
typedef struct upw_protection {
    int64_t lower, upper;
} upw_protection;

UPW_API upw_protection upw_disclose_find_need(int64_t value, int64_t threshold);

/* Contributions to a sum of money or activity, > 0. */
typedef struct upw_dominance {
    bool is_dominated; /* the n largest make up more than k hundredths */
    bool is_guessable; /* the second could work out the first to p hundredths */
    bool is_few;       /* fewer than so many contributors */
} upw_dominance;

typedef struct upw_dominance_rule {
    size_t n;     /* 0: 2 */
    double k, p;  /* 0: 85 and 10 */
    size_t least; /* 0: 3 */
} upw_dominance_rule;

/* Fails with UPW_BAD_INPUT (error->row: a contribution below 0 or none). */
UPW_API UPW_MUST_CHECK bool upw_disclose_judge_dominance(const double *contributions, size_t n,
                                                         const upw_dominance_rule *rule, upw_dominance *out,
                                                         upw_error *error);

/* In a group of fewer than 50, the answer that 90 % or more gave, of n answers: printed as "90% or more", the others
 * hidden. SIZE_MAX: none. */
UPW_API size_t upw_disclose_find_same_answer(const int64_t *counts, size_t n);

/* ---- a table ----------------------------------------------------------------------------------------------------- */

typedef enum upw_demand {
    UPW_DEMAND_NONE,
    UPW_DEMAND_HIDE, /* hidden in an earlier release that this one is held against */
    UPW_DEMAND_SHOW, /* printed elsewhere */
    UPW_DEMAND_COUNT
} upw_demand;

/* Why a cell is hidden, as in the log. */
typedef enum upw_hidden {
    UPW_SHOWN,
    UPW_HIDDEN_SMALL,   /* rule 1: from 1 to below the threshold */
    UPW_HIDDEN_EARLIER, /* rule 6 */
    UPW_HIDDEN_BESIDE,  /* rules 4 and 5: without it others could be worked out */
    UPW_HIDDEN_COUNT
} upw_hidden;

typedef struct upw_disclose_options {
    int64_t threshold;         /* at least 2; 0: 10 */
    const upw_demand *demands; /* [cell]; NULL: none */
    bool treats_totals_alike;  /* parents, the top and sums of rows are hidden as readily as other cells */
} upw_disclose_options;

/* What became of a cell. */
typedef struct upw_cell {
    upw_hidden hidden;
    int64_t low, high; /* what an attacker is left with */
} upw_cell;

typedef struct upw_disclosure {
    size_t primary, hidden; /* cells */
    size_t exposed;         /* primary cells whose range is too narrow: 0, or something is wrong */
    size_t recovered;       /* hidden cells that can be worked out exactly … */
    size_t recovered_small; /* … of which primary */
} upw_disclosure;

/* Choose what to hide, and attack it. Cells of 0 are shown, and a cell that must be shown is never hidden. Ties are
 * broken by the order of cells. Fails as upw_table_check; with UPW_BAD_INPUT when a cell cannot be hidden safely
 * (error->row the 1-based cell: widen a category or leave the table out); UPW_BAD_USAGE, UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_disclose_table(const upw_table_shape *shape, const int64_t *values,
                                               const upw_disclose_options *options, upw_arena *scratch, upw_cell *cells,
                                               upw_disclosure *out, upw_error *error);

/* Attack a pattern that somebody else chose: is_hidden of each cell; primary cells are those below the threshold. */
UPW_API UPW_MUST_CHECK bool upw_disclose_audit(const upw_table_shape *shape, const int64_t *values,
                                               const bool *is_hidden, int64_t threshold, upw_arena *scratch,
                                               upw_cell *cells, upw_disclosure *out, upw_error *error);

/* ---- means, groups, rounding ------------------------------------------------------------------------------------- */

/* Hide further means (those of the fewest people first) until every hidden one is left a range of `width`; is_hidden is
 * changed. False in *is_safe when even hiding all does not do it: then the group's mean must not be printed. */
UPW_API UPW_MUST_CHECK bool upw_disclose_means(const upw_hidden_means *means, double width, bool *is_hidden,
                                               upw_arena *scratch, bool *is_safe, upw_error *error);

/* Groups of people as members[offsets[g]] … members[offsets[g + 1] - 1], rising within each group. */
typedef struct upw_groups {
    const uint64_t *members;
    const size_t *offsets;
    size_t n;
    const bool *is_published; /* [group]: in an earlier release, or fixed; NULL: none */
} upw_groups;

/* Which groups may be printed beside the others? The published first, then in their order: one that differs from a
 * group printed by 1 to threshold - 1 people is not, for the difference would be told. `nearest` out: that group,
 * SIZE_MAX: none. Fails with UPW_BAD_INPUT (error->row: members do not rise). */
UPW_API UPW_MUST_CHECK bool upw_disclose_groups(const upw_groups *groups, int64_t threshold, bool *is_shown,
                                                size_t *nearest, upw_error *error);

/* Every count by itself to the nearest multiple, halves up; base >= 1. Sums do not add up: attack it. */
UPW_API int64_t upw_round_nearest(int64_t value, int64_t base);

/* Up or down to a multiple of 3, without bias and always alike for the same release and cell. */
UPW_API int64_t upw_round_random(int64_t value, uint64_t release, uint64_t cell);

/* Every cell to a neighbouring multiple of `base`, so that all sums still add up (Cox 1987). Fails as
 * upw_table_check. */
UPW_API UPW_MUST_CHECK bool upw_round_table(const upw_table_shape *shape, const int64_t *values, int64_t base,
                                            upw_arena *scratch, int64_t *out, upw_error *error);

/* ---- words ------------------------------------------------------------------------------------------------------- */

UPW_API const char *upw_hidden_text(upw_hidden hidden); /* "", "small", "earlier", "beside" */
UPW_API int upw_hidden_rule(upw_hidden hidden);         /* number of the rule, 0 for shown */

/* What was hidden and what an attacker is left with; as snprintf, returns the length. */
UPW_API size_t upw_disclose_write(const upw_disclosure *disclosure, size_t n_cells, int64_t threshold, char *out,
                                  size_t room);

#ifdef __cplusplus
}
#endif
#endif
