/* upward/rank.h: how much of the difference between bodies is real, and what can honestly be said of their order.
 *
 * First each body's figure is drawn towards the mean by as much as chance may have moved it (upw_shrink_normal,
 * upw_shrink_counts); then the order of the true values behind the figures is given as chances (upw_rank_exactly,
 * upw_rank_by_draws), and upw_rank_judge says whether an order may be shown at all. Never print a rank without its
 * interval; never rank people.
 *
 * Methods and defaults: docs/methods/rank.md. Checked against tests/golden/compare/ (metafor 3.8-1, MASS, and
 * computations from the papers). */
#ifndef UPWARD_RANK_H
#define UPWARD_RANK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "upward/arena.h"
#include "upward/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- what is known of one body's true value ---- */

typedef enum upw_posterior_kind {
    UPW_POSTERIOR_NORMAL, /* a mean, b standard deviation >= 0 */
    UPW_POSTERIOR_BETA,   /* a, b > 0 */
    UPW_POSTERIOR_GAMMA,  /* a shape > 0, b rate > 0 */
    UPW_POSTERIOR_POINT,  /* a the value: nothing varies between bodies, so all share it */
    UPW_POSTERIOR_KIND_COUNT
} upw_posterior_kind;

typedef struct upw_posterior {
    upw_posterior_kind kind;
    double a, b;
} upw_posterior;

UPW_API double upw_posterior_mean(const upw_posterior *posterior);
UPW_API double upw_posterior_sd(const upw_posterior *posterior);
UPW_API double upw_posterior_below(const upw_posterior *posterior, double x);    /* P(true value <= x) */
UPW_API double upw_posterior_quantile(const upw_posterior *posterior, double p); /* 0 < p < 1 */

/* ---- shrinkage ---- */

/* How the variance between bodies, tau², is estimated. */
typedef enum upw_shrink_method {
    UPW_SHRINK_REML, /* restricted maximum likelihood, Patterson & Thompson 1971: the default */
    UPW_SHRINK_ML,
    UPW_SHRINK_DL, /* DerSimonian & Laird 1986 */
    UPW_SHRINK_HE, /* Hedges & Olkin 1985 */
    UPW_SHRINK_SJ, /* Sidik & Jonkman 2005 */
    UPW_SHRINK_PM, /* Paule & Mandel 1982 */
    UPW_SHRINK_EB, /* Morris 1983: the same root as PM */
    UPW_SHRINK_FE, /* none: all bodies are taken to be alike */
    UPW_SHRINK_METHOD_COUNT
} upw_shrink_method;

UPW_API const char *upw_shrink_method_name(upw_shrink_method method); /* "REML" … */

typedef struct upw_shrinkage {
    size_t n;
    double mean, mean_se; /* of the distribution of true values */
    double tau2, tau2_se; /* between bodies; the error is NaN for FE */
    double q, q_p_value;  /* Cochran's Q against chi-square on n - 1 degrees of freedom; NaN when n = 1 */
    double i2;            /* share of the variance that is between bodies, per cent (Higgins & Thompson 2002) */
    double h2;            /* total variance over that of chance */
    double rankability;   /* tau² / (tau² + median variance), 0 to 1 (van Dishoeck et al. 2011) */
} upw_shrinkage;

/* Estimates y[n] with variances v[n] > 0, on a scale where they are about normal.
 *
 *   scratch     working memory; given back
 *   posteriors  out, n of them: normal, the shrunken value and its standard error; NULL when nobody wants them
 *
 * A body's own share of its shrunken value, its reliability, is tau² / (v + tau²). Fails with UPW_TOO_FEW (n = 0; n = 1
 * unless FE), UPW_BAD_INPUT (error->row the 1-based body), UPW_NO_MEMORY. Iterates as Viechtbauer 2005
 * (doi:10.3102/10769986030003261), halving steps that lose likelihood. */
UPW_API UPW_MUST_CHECK bool upw_shrink_normal(const double *y, const double *v, size_t n, upw_shrink_method method,
                                              upw_arena *scratch, upw_posterior *posteriors, upw_shrinkage *out,
                                              upw_error *error);

typedef enum upw_count_model {
    UPW_COUNT_BETA_BINOMIAL, /* events of cases; true shares vary as a beta (Griffiths 1973) */
    UPW_COUNT_GAMMA_POISSON, /* events against expected events; true ratios vary as a gamma (Clayton & Kaldor 1987) */
    UPW_COUNT_MODEL_COUNT
} upw_count_model;

typedef struct upw_count_shrinkage {
    size_t n;
    bool is_boundary; /* nothing varies between bodies beyond chance: all are pooled */
    double mean;      /* of the true values */
    double precision; /* beta: a + b, as if so many cases were known of every body; gamma: shape; infinite at the
                         boundary */
    double log_likelihood, log_likelihood_pooled;
    double p_value;     /* of no variation: half of chi-square on 1 degree of freedom (Self & Liang 1987); 0.5 at the
                           boundary */
    double tau2;        /* variance between true values on the logit (beta) or log (gamma) scale; 0 at the boundary */
    double rankability; /* tau2 / (tau2 + median variance of chance on that scale) */
} upw_count_shrinkage;

/* Maximum likelihood over mean and precision, and the posterior of every body.
 *
 *   events[n]  whole numbers from 0 up
 *   sizes[n]   cases, at least the events; or expected events; > 0
 *
 * A body's own share of its figure is size / (size + precision) for shares, expected / (expected + precision / mean)
 * for ratios. Fails with UPW_TOO_FEW (n < 2), UPW_BAD_INPUT (error->row the 1-based body), UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_shrink_counts(upw_count_model model, const double *events, const double *sizes,
                                              size_t n, upw_arena *scratch, upw_posterior *posteriors,
                                              upw_count_shrinkage *out, upw_error *error);

/* The share of a body's shrunken value that is its own figure, 0 to 1. */
UPW_API double upw_count_reliability(upw_count_model model, const upw_count_shrinkage *shrinkage, double size);

/* ---- ranks ---- */

enum { UPW_RANK_EXACT_MAX = 400, UPW_RANK_MAX = 8000 };

/* Rank 1 is the smallest true value. A rank quantile is the smallest rank that is reached with that probability. */
typedef struct upw_rank {
    double expected;
    int32_t median;
    int32_t low95, high95, low90, high90;
    double first_quarter, last_quarter;    /* P(rank among the first, last n/4 places, at least one place) */
    double expected_se, first_se, last_se; /* Monte-Carlo errors; 0 when exact */
} upw_rank;

/* Exact distribution of the rank of every body, posteriors independent and all of one kind.
 *
 *   n       1 to UPW_RANK_EXACT_MAX
 *   chances out, n * n: chances[i * n + r] = P(rank of i is r + 1); NULL when nobody wants them
 *
 * Given the value of body i, the number of others below it is a sum of independent coins; its distribution is
 * integrated by the trapezoid rule over a grid that all bodies share. Error of a probability below 1e-9.
 * Fails with UPW_BAD_INPUT (error->row the 1-based body: points, mixed kinds), UPW_TOO_LARGE (too many bodies, or one
 * is thousands of times surer than another: draw instead), UPW_NO_MEMORY.
 * Source: Goldstein & Spiegelhalter 1996 (doi:10.2307/2983325), Laird & Louis 1989. */
UPW_API UPW_MUST_CHECK bool upw_rank_exactly(const upw_posterior *posteriors, size_t n, upw_arena *scratch,
                                             upw_rank *out, double *chances, upw_error *error);

enum { UPW_RANK_DRAWS = 20000 };

/* The same by `draws` (0: 20,000) draws of all true values, for more bodies or mixed kinds. Draw j of body i has its
 * own stream, SplitMix64 seeded with output i * draws + j of the stream of `seed`, so that the answer does not depend
 * on how work is shared out. n to UPW_RANK_MAX; O(n²) memory. Fails as upw_rank_exactly. Gamma values: Marsaglia &
 * Tsang 2000 (doi:10.1145/358407.358414). */
UPW_API UPW_MUST_CHECK bool upw_rank_by_draws(const upw_posterior *posteriors, size_t n, size_t draws, uint64_t seed,
                                              upw_arena *scratch, upw_rank *out, upw_error *error);

/* ---- what may be said ---- */

typedef enum upw_rank_verdict {
    UPW_RANK_SHOWN,   /* intervals, and places where they are sure */
    UPW_RANK_TOO_FEW, /* fewer than five bodies */
    UPW_RANK_CHANCE,  /* no evidence of any spread */
    UPW_RANK_BLURRED, /* rankability under 0.5 */
    UPW_RANK_VERDICT_COUNT
} upw_rank_verdict;

UPW_API const char *upw_rank_verdict_text(upw_rank_verdict verdict); /* "ranked", "too_few" … */

/* spread_p_value of Q or of the count model; tau2 is 0 at a boundary. */
UPW_API upw_rank_verdict upw_rank_judge(size_t n, double spread_p_value, double tau2, double rankability);

/* One sentence for the whole set. */
UPW_API size_t upw_rank_write_verdict(upw_rank_verdict verdict, double rankability, char *out, size_t room);

typedef enum upw_rank_place {
    UPW_RANK_FIRST_QUARTER, /* at least 95 % sure */
    UPW_RANK_LAST_QUARTER,
    UPW_RANK_NOT_DISTINGUISHABLE,
    UPW_RANK_CANNOT_BE_TOLD, /* its 95 % interval covers more than half of all places */
    UPW_RANK_PLACE_COUNT
} upw_rank_place;

UPW_API const char *upw_rank_place_text(upw_rank_place place); /* "first_quarter" … */
UPW_API upw_rank_place upw_rank_find_place(const upw_rank *rank, size_t n);

/* P(true value of a > that of b), for normal posteriors; below 0.95 either way they cannot be told apart. */
UPW_API double upw_rank_compare_two(const upw_posterior *a, const upw_posterior *b);

#ifdef __cplusplus
}
#endif
#endif
