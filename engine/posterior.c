/* What is known of one body's true value: mean, spread, tails. */
#include <math.h>

#include "upward/rank.h"
#include "upward/special.h"

double upw_posterior_mean(const upw_posterior *p)
{
    switch (p->kind) {
    case UPW_POSTERIOR_BETA:
        return p->a / (p->a + p->b);
    case UPW_POSTERIOR_GAMMA:
        return p->a / p->b;
    default:
        return p->a;
    }
}

double upw_posterior_sd(const upw_posterior *p)
{
    switch (p->kind) {
    case UPW_POSTERIOR_NORMAL:
        return p->b;
    case UPW_POSTERIOR_BETA:
        return sqrt(p->a * p->b / (p->a + p->b + 1)) / (p->a + p->b);
    case UPW_POSTERIOR_GAMMA:
        return sqrt(p->a) / p->b;
    default:
        return 0;
    }
}

double upw_posterior_below(const upw_posterior *p, double x)
{
    switch (p->kind) {
    case UPW_POSTERIOR_NORMAL:
        return p->b > 0 ? upw_normal_below((x - p->a) / p->b) : x >= p->a;
    case UPW_POSTERIOR_BETA:
        return x <= 0 ? 0 : x >= 1 ? 1 : upw_beta_below(x, p->a, p->b);
    case UPW_POSTERIOR_GAMMA:
        return x <= 0 ? 0 : upw_gamma_below(x * p->b, p->a);
    default:
        return x >= p->a;
    }
}

double upw_posterior_quantile(const upw_posterior *p, double probability)
{
    switch (p->kind) {
    case UPW_POSTERIOR_NORMAL:
        return p->a + p->b * upw_normal_quantile(probability);
    case UPW_POSTERIOR_BETA:
        return upw_beta_quantile(probability, p->a, p->b);
    case UPW_POSTERIOR_GAMMA:
        return upw_gamma_quantile(probability, p->a) / p->b;
    default:
        return p->a;
    }
}
