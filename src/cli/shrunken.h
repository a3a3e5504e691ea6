/* cli/shrunken.h: the organisations of a file, each drawn towards the mean by as much as chance may have moved it
 * (shared within this folder). */
#ifndef CLI_SHRUNKEN_H
#define CLI_SHRUNKEN_H

#include "cli/funnel_job.h"
#include "upward/rank.h"
#include "upward/standardise.h"

typedef enum shrunken_model {
    SHRUNKEN_AUTO,   /* counts where one is below 10, else a normal law */
    SHRUNKEN_NORMAL, /* of means, of logarithms of ratios and rates, of logits of proportions */
    SHRUNKEN_COUNTS  /* beta-binomial, gamma-Poisson */
} shrunken_model;

typedef struct shrunken_options {
    shrunken_model model;
    upw_shrink_method method; /* of a normal law */
    double per;               /* values are for so many; 0: 1 */
} shrunken_options;

/* Those that have cases and no figure missing; positions below count these alone. */
typedef struct shrunken {
    size_t n;
    size_t *at;                /* position of each in the item */
    upw_posterior *posteriors; /* NULL: there are fewer than two, or they cannot be compared; `reason` */
    double *y, *v;             /* what was shrunken, and its variance; by counts: events and size */
    const char *reason;
    bool is_by_counts;
    upw_count_model count_model;
    upw_shrink_method method;
    upw_shrinkage normal;       /* one of these two */
    upw_count_shrinkage counts; /* is filled */
    double p_value, tau2, rankability;
} shrunken;

/* Fails with UPW_BAD_USAGE (a model that these figures have not), UPW_BAD_INPUT. */
bool shrunken_fit(const funnel_table *table, const funnel_item *item, const shrunken_options *options, upw_arena *arena,
                  shrunken *out, upw_error *error) UPW_MUST_CHECK;

/* Where each organisation of the item is among the shrunken, and one; 0: it is not. */
size_t *shrunken_find_positions(const shrunken *s, const funnel_item *item, upw_arena *arena);

/* From the scale of the law to that of the values. */
double shrunken_unscale(const shrunken *s, const funnel_item *item, double per, double x);

/* The shrunken value of the k-th (median of a normal law, mean of counts) and the limits of its 95 % interval. */
upw_interval shrunken_interval(const shrunken *s, const funnel_item *item, double per, size_t k);
double shrunken_value(const shrunken *s, const funnel_item *item, double per, size_t k);

/* The value as it is, on the scale of the values. */
double shrunken_raw(const funnel_item *item, double per, size_t body);

/* Share of the shrunken value that is the organisation's own figure, 0 to 1. */
double shrunken_reliability(const shrunken *s, size_t k);

const char *shrunken_model_name(const shrunken *s); /* "betabinom", "gammapois", "normal" */

#endif
