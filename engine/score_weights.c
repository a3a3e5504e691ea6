/* Weights that bring those who answered to known totals, and what means look like under them. All people of one place
 * and group weigh the same, so sums by cell are enough. */
#include <math.h>

#include "upward/score.h"

static const double SETTLED = 1e-10, TRIM = 5;

enum { ROUNDS_MAX = 500, ROUNDS_AFTER_TRIM = 2 };

/* What is raked, and to what. */
typedef struct raking {
    const upw_score *score;
    const double *places;
    double *groups; /* scaled to the places that answered; NULL: none */
    double *weights;
} raking;

static double people_of(const upw_score *s, size_t cell)
{
    return (double)s->people[cell];
}

/* Bring n sums of cells (first + k * stride) to the total; the largest departure of the factor from 1. */
static double scale_cells(raking *r, size_t first, size_t stride, size_t n, double total)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++)
        sum += r->weights[first + k * stride] * people_of(r->score, first + k * stride);
    if (!(sum > 0) || !(total > 0))
        return 0;
    const double factor = total / sum;
    for (size_t k = 0; k < n; k++)
        r->weights[first + k * stride] *= factor;
    return fabs(factor - 1);
}

static double rake_once(raking *r)
{
    const upw_score_plan *const p = &r->score->plan;
    double most = 0;
    for (size_t place = 0; place < p->n_places; place++)
        most = fmax(most, scale_cells(r, place * p->n_groups, 1, p->n_groups, r->places[place]));
    for (size_t g = 0; r->groups != NULL && g < p->n_groups; g++)
        most = fmax(most, scale_cells(r, g, p->n_groups, p->n_places, r->groups[g]));
    return most;
}

static bool check_targets(const upw_score *s, const upw_score_targets *t, upw_error *error)
{
    const upw_score_plan *const p = &s->plan;
    double answered = 0;
    for (size_t place = 0; place < p->n_places; place++) {
        double n = 0;
        for (size_t g = 0; g < p->n_groups; g++)
            n += people_of(s, place * p->n_groups + g);
        if (!(t->places[place] >= n) || isinf(t->places[place]))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)place + 1,
                                "%.10g people answered in place %zu, and %.10g were invited", n, place + 1,
                                t->places[place]);
        answered += n;
    }
    for (size_t g = 0; t->groups != NULL && g < p->n_groups; g++)
        if (!(t->groups[g] >= 0) || isinf(t->groups[g]))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)g + 1, "group %zu has no number of people", g + 1);
    return answered > 0 || upw_fail(error, UPW_TOO_FEW, "nobody answered, so nobody can be weighted");
}

/* Base weights N/n in each place; groups without answers are dropped, the others scaled to the places that answered.
 */
static void begin_raking(raking *r, const upw_score_targets *t, upw_score_weights *out)
{
    const upw_score_plan *const p = &r->score->plan;
    double places = 0, groups = 0;
    for (size_t g = 0; g < p->n_groups; g++)
        out->is_dropped[g] = true;
    for (size_t c = 0; c < p->n_places * p->n_groups; c++) {
        r->weights[c] = r->score->people[c] > 0 ? 1 : 0;
        if (r->score->people[c] > 0)
            out->is_dropped[c % p->n_groups] = false;
    }
    for (size_t place = 0; place < p->n_places; place++) {
        bool has_answers = false;
        for (size_t g = 0; g < p->n_groups; g++)
            has_answers = has_answers || r->score->people[place * p->n_groups + g] > 0;
        places += has_answers ? t->places[place] : 0;
        scale_cells(r, place * p->n_groups, 1, p->n_groups, t->places[place]);
    }
    for (size_t g = 0; r->groups != NULL && t->groups != NULL && g < p->n_groups; g++) {
        r->groups[g] = out->is_dropped[g] ? 0 : t->groups[g];
        groups += r->groups[g];
    }
    for (size_t g = 0; r->groups != NULL && g < p->n_groups; g++)
        r->groups[g] *= groups > 0 ? places / groups : 0;
}

/* Cut weights above five times the mean. */
static bool trim(raking *r)
{
    const size_t n_cells = r->score->plan.n_places * r->score->plan.n_groups;
    double sum = 0, n = 0;
    bool is_trimmed = false;
    for (size_t c = 0; c < n_cells; c++) {
        sum += r->weights[c] * people_of(r->score, c);
        n += people_of(r->score, c);
    }
    for (size_t c = 0; c < n_cells; c++)
        if (r->weights[c] > TRIM * sum / n) {
            r->weights[c] = TRIM * sum / n;
            is_trimmed = true;
        }
    return is_trimmed;
}

static double find_kish(const upw_score *s, const double *weights)
{
    double sum = 0, squares = 0;
    for (size_t c = 0; c < s->plan.n_places * s->plan.n_groups; c++) {
        sum += weights[c] * people_of(s, c);
        squares += weights[c] * weights[c] * people_of(s, c);
    }
    return sum * sum / squares;
}

bool upw_score_rake(const upw_score *score, const upw_score_targets *targets, upw_arena *arena, upw_score_weights *out,
                    upw_error *error)
{
    const upw_score_plan *const p = &score->plan;
    if (!check_targets(score, targets, error))
        return false;
    *out = (upw_score_weights){ .weights = upw_arena_take(arena, p->n_places * p->n_groups, sizeof *out->weights),
                                .is_dropped = upw_arena_take(arena, p->n_groups, sizeof *out->is_dropped) };
    double *const groups = targets->groups != NULL ? upw_arena_take(arena, p->n_groups, sizeof *groups) : NULL;
    if (out->weights == NULL || out->is_dropped == NULL || (targets->groups != NULL && groups == NULL))
        return upw_fail(error, UPW_NO_MEMORY, "no memory for the weights of %zu places", p->n_places);
    raking r = { score, targets->places, groups, out->weights };
    begin_raking(&r, targets, out);
    while (groups != NULL && !out->is_settled && out->rounds < ROUNDS_MAX) {
        out->rounds++;
        out->is_settled = rake_once(&r) <= SETTLED;
    }
    out->is_settled = out->is_settled || groups == NULL;
    if (!targets->is_untrimmed && trim(&r)) {
        out->is_trimmed = true;
        for (int round = 0; round < ROUNDS_AFTER_TRIM; round++)
            rake_once(&r);
    }
    out->kish = find_kish(score, out->weights);
    return true;
}

/* ---- means ---- */

/* Sum over the people of a place of (u - mean of u)², u = w (y - mean), those without a score having u = 0; *n of them.
 */
static double spread_in_place(const upw_score *s, const double *weights, size_t place, size_t theme, double mean,
                              double *n)
{
    const upw_score_plan *const p = &s->plan;
    double sum = 0, squares = 0;
    *n = 0;
    for (size_t c = place * p->n_groups; c < (place + 1) * p->n_groups; c++) {
        const upw_score_sums *const y = &s->sums[c * (p->n_themes + 1) + theme];
        const double from = upw_score_sums_mean(y) - mean;
        *n += people_of(s, c);
        if (y->n == 0)
            continue;
        sum += weights[c] * (double)y->n * from;
        squares += weights[c] * weights[c] * (upw_score_sums_within(y) + (double)y->n * from * from);
    }
    return *n > 1 ? fmax(0, squares - sum * (sum / *n)) : squares;
}

upw_score_estimate upw_score_weigh(const upw_score *score, const double *weights, const double *place_totals,
                                   size_t theme)
{
    const upw_score_plan *const p = &score->plan;
    upw_score_estimate e = { .mean = NAN, .se = NAN, .se_unlimited = NAN };
    double total = 0, sum = 0, variance = 0, unlimited = 0;
    for (size_t c = 0; c < p->n_places * p->n_groups; c++) {
        const upw_score_sums *const y = &score->sums[c * (p->n_themes + 1) + theme];
        e.n += y->n;
        total += weights[c] * (double)y->n;
        sum += y->n > 0 ? weights[c] * (double)y->n * upw_score_sums_mean(y) : 0;
    }
    if (!(total > 0))
        return e;
    e.mean = sum / total;
    for (size_t place = 0; place < p->n_places; place++) {
        double n;
        const double spread = spread_in_place(score, weights, place, theme, e.mean, &n) / (total * total);
        const double scaled = n > 1 ? spread * n / (n - 1) : spread;
        unlimited += scaled;
        variance += n > 0 ? scaled * fmax(0, 1 - n / place_totals[place]) : 0;
    }
    e.se = sqrt(variance);
    e.se_unlimited = sqrt(unlimited);
    return e;
}

double upw_score_weigh_item(const upw_score *score, const double *weights, size_t item)
{
    const upw_score_plan *const p = &score->plan;
    double total = 0, sum = 0;
    for (size_t c = 0; c < p->n_places * p->n_groups; c++)
        for (unsigned answer = 1; answer <= 5; answer++) {
            const double n = score->counts[(c * p->n_items + item) * UPW_ANSWERS + answer];
            total += weights[c] * n;
            sum += weights[c] * n * upw_score_value(answer, p->items[item].is_negative);
        }
    return total > 0 ? sum / total : NAN;
}
