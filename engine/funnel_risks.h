/* engine/funnel_risks.h: events among cases that each have a risk of their own (internal to libupward). */
#ifndef ENGINE_FUNNEL_RISKS_H
#define ENGINE_FUNNEL_RISKS_H

#include "count_law.h"
#include "upward/funnel.h"

/* Whether every risk is one, and nobody has more events than cases. */
bool funnel_check_risks(const upw_funnel_data *data, upw_error *error);

typedef struct funnel_risks {
    double expected, variance;
} funnel_risks;

/* Sum of the risks p of organisation i, and of p (1 - p). */
funnel_risks funnel_sum_risks(const upw_funnel_data *data, size_t i);

/* The law of its events (the Poisson-binomial) when it has few enough cases for that, in memory of the arena. Nothing
 * when its risks are not known or the target is not 1. */
bool funnel_find_risks_law(const upw_funnel_data *data, size_t i, double target, upw_arena *arena, count_law *law,
                           bool *has_law, upw_error *error);

#endif
