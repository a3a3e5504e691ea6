/* engine/count_law.h: laws that a count may follow, their tails to the last digit, and where a tail passes a given
 * probability (internal to libupward).
 *
 * Tails are sums of the terms themselves, from the count outwards, so a tail of 1e-200 is as exact as one of 0.2. */
#ifndef ENGINE_COUNT_LAW_H
#define ENGINE_COUNT_LAW_H

#include <stdbool.h>
#include <stddef.h>

typedef enum count_law_kind {
    COUNT_LAW_POISSON,
    COUNT_LAW_BINOMIAL,
    COUNT_LAW_NEGATIVE_BINOMIAL, /* Poisson whose mean varies as a gamma */
    COUNT_LAW_BETA_BINOMIAL,     /* binomial whose chance varies as a beta */
    COUNT_LAW_GAMMA,             /* the last two where the counts are so large that they may be called continuous */
    COUNT_LAW_BETA,
    COUNT_LAW_LISTED /* given term by term */
} count_law_kind;

typedef struct count_law {
    count_law_kind kind;
    double size; /* the largest count; infinite when there is none */
    double mean, sd, skewness;
    double a, b; /* parameters: the chance and 1 - chance; shape; a and b */
    /* P(r + 1) / P(r) = ratio (u[0] + u[1] r) (v[0] + v[1] r) / ((r + 1) (w[0] + w[1] r)) */
    double ratio, u[2], v[2], w[2];
    const double *terms; /* of a listed law: 0 … size */
} count_law;

/* Poisson of this mean > 0; binomial of n >= 1 trials with a chance between 0 and 1 (exclusive). Up to 10^8. */
count_law count_law_of_events(double mean);
count_law count_law_of_trials(double n, double chance);

/* The same when the true value varies between bodies: squared coefficient of variation of the mean > 0; correlation
 * of two cases of one body, between 0 and 1 (exclusive). */
count_law count_law_of_varying_events(double mean, double squared_cv);
count_law count_law_of_varying_trials(double n, double chance, double correlation);

/* Terms of 0 … size with their mean and standard deviation; the terms must outlive the law. */
count_law count_law_of_terms(const double *terms, size_t size, double mean, double sd);

typedef struct count_tails {
    double at_most, at_least, at; /* P(R <= r), P(R >= r), P(R = r) */
} count_tails;

/* r whole, from 0 to the size of the law. */
count_tails count_law_tails(const count_law *law, double r);

/* The count at which a tail passes p: `beyond` is P(R <= r) (or P(R >= r)), the first above p, and `at` is P(R = r). */
typedef struct count_bracket {
    double r, beyond, at;
} count_bracket;

/* The smallest r with P(R <= r) > p and the largest with P(R >= r) > p, 0 < p < 0.5. `from` is a bracket of the same
 * side for a larger p, from which it is not far, or NULL. */
count_bracket count_law_bracket_low(const count_law *law, double p, const count_bracket *from);
count_bracket count_law_bracket_high(const count_law *law, double p, const count_bracket *from);

#endif
