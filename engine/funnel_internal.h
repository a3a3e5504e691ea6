/* engine/funnel_internal.h: what the parts of the funnel share (internal to libupward). */
#ifndef ENGINE_FUNNEL_INTERNAL_H
#define ENGINE_FUNNEL_INTERNAL_H

#include "count_law.h"
#include "upward/funnel.h"

/* What lines hang on, in the unit of one case. */
typedef struct funnel_gauge {
    upw_funnel_type type;
    upw_funnel_rule rule;
    upw_funnel_adjust in_force;
    upw_funnel_scale scale;
    double target, per;
    double phi, tau2;
    size_t n_levels;
    double p[UPW_FUNNEL_LEVELS_MAX]; /* in each tail */
    double z[UPW_FUNNEL_LEVELS_MAX];
} funnel_gauge;

funnel_gauge funnel_make_gauge(const upw_funnel *funnel);

/* Counts and expected counts beyond this are refused, and their limits not looked for. */
#define FUNNEL_COUNT_MAX 1e8

/* Whether counts of this type follow a law of their own. */
bool funnel_has_law(upw_funnel_type type);

/* The law of counts at this size by chance alone. */
count_law funnel_law(const funnel_gauge *g, double size);

/* … and when the true values vary by tau2. */
count_law funnel_varying_law(const funnel_gauge *g, double size);

/* Lines by chance alone at this size; `law` is that of the counts, NULL where only their standard error (of the value)
 * is known. */
void funnel_draw_plain(const funnel_gauge *g, double size, double error, const count_law *law, upw_funnel_line *out);

/* Lines in force: `plain` where nothing is adjusted, else from the squared standard error on the scale of the spread.
 */
void funnel_draw_in_force(const funnel_gauge *g, double size, double variance, const upw_funnel_line *plain,
                          upw_funnel_line *out);

/* The value and the target on the scale of the spread. */
typedef struct funnel_score {
    double y, t, s;
} funnel_score;
funnel_score funnel_transform(upw_funnel_type type, upw_funnel_scale scale, double target, double numerator,
                              double denominator, double spread);

/* Type-7 quantile of n sorted values (Hyndman & Fan 1996). */
double funnel_sorted_quantile(const double *sorted, size_t n, double p);

/* The variance between organisations that a mean squared z of phi amounts to: DerSimonian & Laird 1986. */
double funnel_find_tau2(double phi, const double *s, const bool *is_left_out, size_t n);

#endif
