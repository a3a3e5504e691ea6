/* upward/score.h: what do local bodies say about those above them, and how much of it is chance?
 *
 * Answers on scales of five become scores from 0 to 100, where 100 is always good; people are summed into bodies,
 * bodies into offices and the nation. Answers are added batch by batch, in any order, and what is kept does not grow
 * with them. Figures about people come from sums by place and group of people; nothing here keeps a person.
 *
 * Methods and sources: docs/methods/scoring.md. Checked against tests/golden/scoring/ (R 4.2.2 with survey, lme4,
 * ordinal, psych and BradleyTerry2), tolerances in its README. */
#ifndef UPWARD_SCORE_H
#define UPWARD_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "upward/arena.h"
#include "upward/error.h"
#include "upward/funnel.h"
#include "upward/standardise.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- answers ----------------------------------------------------------------------------------------------------- */

/* 1 to 5 are the scale; one byte each. */
enum { UPW_ANSWER_NONE = 0, UPW_ANSWER_DO_NOT_KNOW = 6, UPW_ANSWER_DOES_NOT_APPLY = 7, UPW_ANSWERS = 8 };

#define UPW_SCORE_NO_THEME UINT32_MAX
#define UPW_SCORE_ALL SIZE_MAX

/* A question. One that is asked about two parties (the board and the office) is two items. */
typedef struct upw_score_item {
    uint32_t theme;   /* below n_themes, or UPW_SCORE_NO_THEME: counted, in no score */
    bool is_negative; /* 5 is bad */
} upw_score_item;

typedef struct upw_score_plan {
    const upw_score_item *items;
    size_t n_items, n_themes;
    size_t n_places; /* bodies; or offices, where nobody says of which body people are */
    size_t n_groups; /* of people, for example capacities; 0: one */
} upw_score_plan;

/* Answers of n people, a column for each item. */
typedef struct upw_score_batch {
    const uint8_t *const *answers; /* [item][person] */
    const uint32_t *places;        /* of each person, below n_places */
    const uint32_t *groups;        /* below n_groups; NULL: all in the first */
    size_t n;
} upw_score_batch;

/* How many scores, and the sums of their distances from 50 and of the squares of these: merged by adding. */
typedef struct upw_score_sums {
    int64_t n;
    double sum, squares;
} upw_score_sums;

/* All that is kept of the answers. A cell is a place and a group: place * n_groups + group. */
typedef struct upw_score {
    upw_score_plan plan;
    int64_t *people;      /* [cell] */
    uint32_t *counts;     /* [cell][item][answer] */
    upw_score_sums *sums; /* [cell][theme], the theme n_themes being the score over all */
    int64_t *products;    /* theme by theme, of people who answered all of it: products of (1, items) with itself */
    size_t *items;        /* items in order of their themes … */
    size_t *first_items;  /* … where each theme begins in them; n_themes + 1 */
    size_t *first_products;
} upw_score;

/* Value of an answer, 0 to 100; NaN for those that are not on the scale. */
UPW_API double upw_score_value(unsigned answer, bool is_negative);

/* Nothing answered yet. The plan's items must live as long. Fails with UPW_BAD_USAGE (no item, no place, a theme that
 * is not there), UPW_TOO_LARGE, UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_score_begin(const upw_score_plan *plan, upw_arena *arena, upw_score *out,
                                            upw_error *error);

/* Add people: all of them or, on failure, none. A person has a theme's score, the mean of the items that he or she
 * answered, when at least half of them were; and a score over all, the mean over the themes, when each has one. Fails
 * with UPW_BAD_INPUT (error->row the 1-based person: no such place, group or answer). */
UPW_API UPW_MUST_CHECK bool upw_score_add(upw_score *score, const upw_score_batch *batch, upw_error *error);

/* Add what another one of the same plan holds. */
UPW_API void upw_score_merge(upw_score *into, const upw_score *from);

/* The scores of one person of a batch: n_themes + 1 of them, NaN where there is none. */
UPW_API void upw_score_find_person(const upw_score *score, const upw_score_batch *batch, size_t person, double *themes);

/* ---- sums to figures --------------------------------------------------------------------------------------------- */

UPW_API void upw_score_sums_add(upw_score_sums *sums, double value);
UPW_API void upw_score_sums_merge(upw_score_sums *into, const upw_score_sums *from);
UPW_API double upw_score_sums_mean(const upw_score_sums *sums);   /* NaN for none */
UPW_API double upw_score_sums_within(const upw_score_sums *sums); /* squares around the mean */
UPW_API double upw_score_sums_sd(const upw_score_sums *sums);     /* NaN below two */

/* People's scores in one theme (or n_themes: over all), in a place or UPW_SCORE_ALL. */
UPW_API upw_score_sums upw_score_find_sums(const upw_score *score, size_t place, size_t theme);

/* What was answered to one item. Shares are of those on the scale, except the last two, which are of all who were
 * there. NaN without answers. */
typedef struct upw_score_answers {
    int64_t counts[UPW_ANSWERS];
    int64_t n;         /* on the scale */
    double mean;       /* of answers 1 to 5 as they were given */
    double score;      /* 0 to 100 */
    double favourable; /* 4 or 5; 1 or 2 of a negative item */
    double do_not_know_prop, does_not_apply_prop;
} upw_score_answers;

UPW_API upw_score_answers upw_score_find_answers(const upw_score *score, size_t place, size_t item);

/* ---- the nation -------------------------------------------------------------------------------------------------- */

/* The mean of some members of a finite population. At the end nothing is uncertain: when all answered, se is 0. */
typedef struct upw_finite_mean {
    double n, size; /* answering, of how many */
    double mean, sd;
    double se;           /* sd/sqrt(n) sqrt(1 - n/size) */
    double se_unlimited; /* without the second factor */
    double low_z, high_z, low_t, high_t;
    double low, high; /* those by t when n is below 60, else by z */
    bool is_census;   /* every one answered: this is not an estimate */
} upw_finite_mean;

/* n >= 1 of size >= n; NaN where there is no figure (sd with n = 1). Cochran 1977. */
UPW_API upw_finite_mean upw_finite_mean_measure(double n, double mean, double sd, double size);

/* The share k of n out of a finite population: Wilson's interval with n and k replaced by their effective numbers;
 * exact when all answered; NaN when n is 1 or above size. */
UPW_API upw_figure upw_finite_share(double k, double n, double size);

/* The least and the largest share in favour among all, answering or not, with this share of them answering. */
UPW_API upw_interval upw_score_find_bounds(double response_prop, double favourable_prop);

/* One less the other, for bodies that have both (neither NaN): last year's and this year's score (change), the score of
 * the people and the signed one (mirror gap). `size`: bodies there are (change: in both years). */
typedef struct upw_score_gap {
    upw_finite_mean mean; /* n 0: all NaN */
    size_t n;
    double above_prop, below_prop; /* share of bodies with a gap of 10 or more up, or down */
} upw_score_gap;

UPW_API upw_score_gap upw_score_find_gap(const double *first, const double *second, size_t n, double size);

/* ---- change when only some are linked --------------------------------------------------------------------------- */

typedef enum upw_score_verdict {
    UPW_SCORE_CANNOT_TELL, /* no part has people enough */
    UPW_SCORE_ALIKE,       /* cannot be distinguished from no change */
    UPW_SCORE_UP,
    UPW_SCORE_DOWN,
    UPW_SCORE_VERDICT_COUNT
} upw_score_verdict;

UPW_API const char *upw_score_verdict_text(upw_score_verdict verdict);

typedef struct upw_score_change {
    size_t matched, only_first, only_second;
    double paired, paired_variance;
    double unpaired, unpaired_variance;
    double weight; /* of the paired part */
    double change, se, low, high;
    double naive_change, naive_se; /* as if nobody were linked */
    upw_score_verdict verdict;
} upw_score_change;

/* Scores of the same respondents in two years, NaN where one did not answer. A part with fewer than `least` people
 * (0: 10; at least 2) is not used. */
UPW_API upw_score_change upw_score_find_change(const double *first, const double *second, size_t n, size_t least);

/* ---- people as a sample: weights --------------------------------------------------------------------------------- */

/* Weights of the people of each cell (place, group), and what became of the aim. */
typedef struct upw_score_weights {
    double *weights;  /* [cell]; 0 where nobody answered */
    bool *is_dropped; /* [group]: nobody of it answered anywhere */
    size_t rounds;    /* until settled; 500 when it did not */
    bool is_settled;
    bool is_trimmed;
    double kish; /* (sum w)² / sum w² */
} upw_score_weights;

typedef struct upw_score_targets {
    const double *places; /* people invited in each place, at least as many as answered */
    const double *groups; /* … and in each group in the nation; NULL: only the places count */
    bool is_untrimmed;    /* do not cut weights above 5 times the mean */
} upw_score_targets;

/* Weights that bring the people who answered to the totals of places and groups (raking: Deming & Stephan 1940). Groups
 * and places without answers are left out of the totals. Fails with UPW_BAD_INPUT (error->row the 1-based place, more
 * answers than people, or group), UPW_TOO_FEW, UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_score_rake(const upw_score *score, const upw_score_targets *targets, upw_arena *arena,
                                           upw_score_weights *out, upw_error *error);

typedef struct upw_score_estimate {
    int64_t n; /* people with a score */
    double mean;
    double se;           /* stratified by place, with the factor for finite populations; weights taken as fixed */
    double se_unlimited; /* without that factor */
} upw_score_estimate;

/* The weighted mean of a theme (n_themes: over all); totals as in the targets. A place with one person counts its
 * distance from the mean of all. */
UPW_API upw_score_estimate upw_score_weigh(const upw_score *score, const double *weights, const double *place_totals,
                                           size_t theme);

/* The same mean of an item. */
UPW_API double upw_score_weigh_item(const upw_score *score, const double *weights, size_t item);

/* ---- offices ----------------------------------------------------------------------------------------------------- */

typedef enum upw_pool_status {
    UPW_POOL_OK,
    UPW_POOL_TOO_FEW,   /* under five offices with a score: raw means with intervals */
    UPW_POOL_NO_WITHIN, /* all within each office alike: nothing to pool by */
    UPW_POOL_STATUS_COUNT
} upw_pool_status;

UPW_API const char *upw_pool_status_text(upw_pool_status status); /* "ok", "too_few" … */

/* NaN where there is no figure. */
typedef struct upw_office {
    double mean, sd;
    double se; /* of what people here said this year: sd/sqrt(n) sqrt(1 - n/N) */
    double shrink, pooled, cond_sd;
    double low, high;        /* pooled -+ 1.96 cond_sd */
    double half_width;       /* of the bar for comparing two at a time: 1.39 cond_sd */
    double order;            /* in the drawing: mid-rank of the pooled value, from the highest */
    size_t from, to;         /* place by the raw means, counted from the highest; 0: no place */
    bool is_above, is_below; /* the interval is clear of the mean */
} upw_office;

typedef struct upw_pool {
    upw_pool_status status;
    size_t n_offices; /* with a score */
    int64_t n;
    double mean, mean_se;             /* mu */
    double between, within;           /* variances tau2, s2 */
    double icc, reliability;          /* the latter at the mean number a office */
    double criterion;                 /* -2 log of the restricted likelihood */
    size_t pairs, apart_alone, apart; /* pairs that differ one at a time, and after Holm's correction */
    size_t neighbours_alike;          /* neighbours by raw mean that cannot be told apart */
    bool has_no_order;                /* every range overlaps every other */
} upw_pool;

/* Shrink office means towards the mean of all by restricted maximum likelihood, and find between which places each may
 * lie (all pairs, Holm at 5 %).
 *
 *   sums    of each office: leaves are people, or bodies
 *   sizes   how many there are in each office; NULL: without that factor
 *   n       offices, up to 4,000
 *
 * tau2 = 0 means that the offices do not differ more than chance. Fails with UPW_BAD_INPUT (sums that are none),
 * UPW_TOO_LARGE, UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_score_pool(const upw_score_sums *sums, const double *sizes, size_t n,
                                           upw_arena *scratch, upw_office *offices, upw_pool *out, upw_error *error);

/* The funnel of office means around the mean of all: standard error s_w/sqrt(n), s_w the pooled deviation within
 * offices; widened where a test finds more spread than chance (funnel.h). Offices without a score are missing. */
UPW_API UPW_MUST_CHECK bool upw_score_draw_funnel(const upw_score_sums *sums, size_t n, upw_arena *scratch,
                                                  upw_funnel_body *bodies, upw_funnel *out, upw_error *error);

/* ---- one item by an ordinal model -------------------------------------------------------------------------------- */

typedef struct upw_ordinal {
    double thresholds[4];
    double sd; /* of the office effect */
    double log_likelihood;
    bool is_settled;
} upw_ordinal;

/* Cumulative logit with a normal effect of offices; `points` 1 for Laplace, 10 for adaptive Gauss-Hermite quadrature.
 *
 *   counts   five for each office
 *   effects  out, of each office, high where answers are high; NULL: not wanted
 *
 * Fails with UPW_TOO_FEW (two offices, two answers that occur), UPW_BAD_USAGE (points), UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_ordinal_fit(const int64_t *counts, size_t n_offices, unsigned points,
                                            upw_arena *scratch, double *effects, upw_ordinal *out, upw_error *error);

/* Spearman's correlation of two columns, ties sharing their ranks; pairs with a NaN are left out. NaN when undefined.
 * Fails with UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_spearman(const double *x, const double *y, size_t n, upw_arena *scratch, double *out,
                                         upw_error *error);

/* ---- do the questions of a theme hang together? ------------------------------------------------------------------ */

enum { UPW_THEME_ITEMS_MAX = 64 };

typedef struct upw_reliability {
    int64_t n; /* people who answered all items */
    size_t k;
    double alpha;               /* Cronbach 1951 */
    double alpha_without_worst; /* the largest on leaving one item out; k >= 3 */
    double omega;               /* McDonald 1999, one factor; k >= 3 */
    double loadings[UPW_THEME_ITEMS_MAX];
} upw_reliability;

/* NaN where a figure does not exist. Fails with UPW_TOO_LARGE (more items than that), UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_score_find_reliability(const upw_score *score, size_t theme, upw_arena *scratch,
                                                       upw_reliability *out, upw_error *error);

/* ---- support of proposals ---------------------------------------------------------------------------------------- */

enum { UPW_VOTES_LEAST = 20 };

typedef struct upw_support {
    upw_figure share;  /* k/n with Wilson's interval; NaN, NaN, NaN without votes */
    size_t place;      /* by the lower end, from 1; 0: new, under 20 votes */
    bool shares_place; /* its interval and a neighbour's overlap by more than half of the shorter */
} upw_support;

/* Fails with UPW_BAD_INPUT (error->row: k outside 0 … n), UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_support_rank(const double *k, const double *votes, size_t n, upw_arena *scratch,
                                             upw_support *out, upw_error *error);

typedef struct upw_choices {
    const uint32_t *winners, *losers; /* items below n_items */
    const double *wins;               /* how often, >= 0 */
    size_t n;
    size_t n_items;
} upw_choices;

typedef struct upw_strength {
    double theta, se;
    double theta_without; /* without the half win and half loss, mean 0; NaN where it does not exist */
    double order;         /* mid-rank of theta, from the highest */
    size_t from, to;      /* place, counted from the highest */
    uint32_t island;      /* items of different islands are compared through the phantom only */
} upw_strength;

/* Bradley-Terry with half a win and half a loss against a phantom of strength 1 for each item, by Hunter's iteration.
 * `*n_islands`: groups of items that no comparison connects. Fails with UPW_BAD_INPUT (error->row), UPW_TOO_FEW (no
 * item), UPW_TOO_LARGE (above 2,000 items), UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_choices_rank(const upw_choices *choices, upw_arena *scratch, upw_strength *out,
                                             size_t *n_islands, upw_error *error);

/* ---- words ------------------------------------------------------------------------------------------------------- */

/* "Northmoor is somewhere between 3rd and 19th of 30."; as snprintf, returns the length. */
UPW_API size_t upw_score_write_range(const char *name, size_t from, size_t to, size_t n, char *out, size_t room);

/* Whether offices differ, can be put in order, and how many lie apart from the mean. */
UPW_API size_t upw_score_write_pool(const upw_pool *pool, const upw_office *offices, size_t n, char *out, size_t room);

/* A mean with its interval and its denominator. */
UPW_API size_t upw_score_write_mean(const upw_finite_mean *mean, const char *noun, char *out, size_t room);

/* Below alpha and omega of 0.70: read the questions one by one. Nothing under 100 people. */
UPW_API size_t upw_score_write_reliability(const upw_reliability *reliability, char *out, size_t room);

#ifdef __cplusplus
}
#endif
#endif
