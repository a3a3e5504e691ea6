/* Does the order of offices hang on scores that treat five answers as evenly spaced? A cumulative logit model with a
 * normal effect of offices: P(answer <= k) = 1 / (1 + exp(-(theta_k - b))). */
#include <math.h>
#include <string.h>

#include "score_ranges.h"
#include "upward/score.h"

enum { ANSWERS = 5, PARAMETERS = ANSWERS, STEPS_MAX = 300, NEWTON_MAX = 100, HERMITE_MAX = 10 };

static const double STEP = 1e-5; /* of differences of the likelihood */

/* Gauss-Hermite nodes and weights for the integral of exp(-x²) f(x), by number of points. */
typedef struct rule {
    unsigned n;
    double nodes[HERMITE_MAX], weights[HERMITE_MAX];
} rule;

typedef struct model {
    int64_t (*counts)[ANSWERS]; /* of the answers that occur, packed to the front */
    size_t n_offices;
    size_t k; /* answers that occur */
    rule rule;
} model;

/* By Newton's method on the orthonormal polynomials (Golub & Welsch's nodes, found one by one from the largest). */
static void make_rule(unsigned n, rule *r)
{
    r->n = n;
    double x = 0;
    for (unsigned i = 0; i < n; i++) {
        if (i == 0)
            x = sqrt(2.0 * n + 1) - 1.85575 * pow(2.0 * n + 1, -1.0 / 6);
        double slope = 1;
        for (int step = 0; step < NEWTON_MAX; step++) {
            double p = pow(acos(-1), -0.25), before = 0, deflated = 0;
            for (unsigned k = 0; k < n; k++) {
                const double next = x * sqrt(2.0 / (k + 1)) * p - sqrt((double)k / (k + 1)) * before;
                before = p;
                p = next;
            }
            slope = sqrt(2.0 * n) * before;
            for (unsigned j = 0; j < i; j++) /* keep away from the nodes that are known */
                deflated += 1 / (x - r->nodes[j]);
            const double move = p / (slope - p * deflated);
            x -= move;
            if (fabs(move) < 1e-15 * (1 + fabs(x)))
                break;
        }
        r->nodes[i] = x;
        r->weights[i] = 2 / (slope * slope);
        x -= 1e-3;
    }
}

static double logistic(double x)
{
    return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));
}

/* log P of one answer, and its first and second derivative by b. */
typedef struct term {
    double value, first, second;
} term;

static term term_of(const double *theta, size_t k, size_t answer, double b)
{
    const double up = answer + 1 < k ? logistic(theta[answer] - b) : 1;
    const double down = answer > 0 ? logistic(theta[answer - 1] - b) : 0;
    double p = up - down;
    if (answer + 1 == k && answer > 0)
        p = logistic(b - theta[answer - 1]);
    const double du = up * (1 - up), dd = down * (1 - down);
    return (term){ log(fmax(p, 1e-300)), up + down - 1, -(du + dd) };
}

/* The log density of one office's answers and effect b (in units where b ~ N(0, sd²)), with derivatives. */
static term density_of(const model *m, const double *theta, double sd, size_t office, double b)
{
    term sum = { -0.5 * b * b / (sd * sd), -b / (sd * sd), -1 / (sd * sd) };
    for (size_t a = 0; a < m->k; a++) {
        const double n = (double)m->counts[office][a];
        if (n == 0)
            continue;
        const term t = term_of(theta, m->k, a, b);
        sum.value += n * t.value;
        sum.first += n * t.first;
        sum.second += n * t.second;
    }
    return sum;
}

/* The density is concave in b, so halved Newton steps find its top. */
static double find_top(const model *m, const double *theta, double sd, size_t office, term *top)
{
    double b = 0;
    *top = density_of(m, theta, sd, office, b);
    for (int step = 0; step < NEWTON_MAX; step++) {
        double move = -top->first / top->second;
        term next = density_of(m, theta, sd, office, b + move);
        while (!(next.value >= top->value) && fabs(move) > 1e-14 * (1 + fabs(b)))
            next = density_of(m, theta, sd, office, b + (move *= 0.5));
        if (!(next.value >= top->value))
            break;
        b += move;
        *top = next;
        if (fabs(move) < 1e-13 * (1 + fabs(b)))
            break;
    }
    return b;
}

static double add_office(const model *m, const double *theta, double sd, size_t office)
{
    term top;
    const double b = find_top(m, theta, sd, office, &top);
    if (m->rule.n == 1)
        return top.value - 0.5 * log(sd * sd * -top.second);
    const double width = sqrt(2 / -top.second);
    double sum = 0;
    for (unsigned i = 0; i < m->rule.n; i++) {
        const double x = m->rule.nodes[i];
        const double value = density_of(m, theta, sd, office, b + width * x).value;
        sum += m->rule.weights[i] * exp(x * x + value - top.value);
    }
    return top.value + log(sum * width) - 0.5 * log(2 * acos(-1) * sd * sd);
}

/* Parameters: theta_1, logarithms of the gaps, logarithm of sd; k of them. */
static double unpack(const model *m, const double *x, double *theta)
{
    theta[0] = x[0];
    for (size_t i = 1; i + 1 < m->k; i++)
        theta[i] = theta[i - 1] + exp(x[i]);
    return exp(x[m->k - 1]);
}

/* Minus the log-likelihood. */
static double loss(const model *m, const double *x)
{
    double theta[ANSWERS], sum = 0;
    const double sd = unpack(m, x, theta);
    for (size_t j = 0; j < m->n_offices; j++)
        sum -= add_office(m, theta, sd, j);
    return isfinite(sum) ? sum : INFINITY;
}

static void find_slope(const model *m, const double *x, double *slope)
{
    double moved[PARAMETERS];
    memcpy(moved, x, m->k * sizeof *x);
    for (size_t i = 0; i < m->k; i++) {
        moved[i] = x[i] + STEP;
        const double up = loss(m, moved);
        moved[i] = x[i] - STEP;
        slope[i] = (up - loss(m, moved)) / (2 * STEP);
        moved[i] = x[i];
    }
}

/* The inverse Hessian after a move s that changed the slope by y. */
static void update(double h[PARAMETERS][PARAMETERS], const double *s, const double *y, size_t n)
{
    double sy = 0, hy[PARAMETERS], yhy = 0;
    for (size_t i = 0; i < n; i++) {
        sy += s[i] * y[i];
        hy[i] = 0;
        for (size_t j = 0; j < n; j++)
            hy[i] += h[i][j] * y[j];
    }
    for (size_t i = 0; i < n; i++)
        yhy += y[i] * hy[i];
    if (!(sy > 1e-14))
        return;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            h[i][j] += (1 + yhy / sy) * s[i] * s[j] / sy - (hy[i] * s[j] + s[i] * hy[j]) / sy;
}

/* Quasi-Newton descent (BFGS; Nocedal & Wright 2006, algorithm 6.1) with halving. Whether it settled. */
static bool descend(const model *m, double *x)
{
    double h[PARAMETERS][PARAMETERS] = { { 0 } }, slope[PARAMETERS], next_slope[PARAMETERS];
    double value = loss(m, x);
    find_slope(m, x, slope);
    for (size_t i = 0; i < m->k; i++)
        h[i][i] = 1 / fmax(1, fabs(slope[i]));
    for (int step = 0; step < STEPS_MAX; step++) {
        double move[PARAMETERS], next[PARAMETERS], change[PARAMETERS], along = 0, share = 1;
        for (size_t i = 0; i < m->k; i++) {
            move[i] = 0;
            for (size_t j = 0; j < m->k; j++)
                move[i] -= h[i][j] * slope[j];
            along += move[i] * slope[i];
        }
        if (!(along < -1e-13))
            return true;
        double next_value;
        do {
            for (size_t i = 0; i < m->k; i++)
                next[i] = x[i] + share * move[i];
            next_value = loss(m, next);
            share *= 0.5;
        } while (!(next_value <= value + 1e-4 * 2 * share * along) && share > 1e-12);
        if (!(next_value < value))
            return true; /* differences of the likelihood tell no more */
        find_slope(m, next, next_slope);
        for (size_t i = 0; i < m->k; i++) {
            move[i] = next[i] - x[i];
            change[i] = next_slope[i] - slope[i];
        }
        update(h, move, change, m->k);
        memcpy(x, next, m->k * sizeof *x);
        memcpy(slope, next_slope, m->k * sizeof *x);
        value = next_value;
    }
    return false;
}

/* Thresholds of the pooled answers, an effect of half a logit. */
static void begin_descent(const model *m, double *x)
{
    double total = 0, below = 0, before = 0, sums[ANSWERS] = { 0 };
    for (size_t j = 0; j < m->n_offices; j++)
        for (size_t a = 0; a < m->k; a++)
            sums[a] += (double)m->counts[j][a];
    for (size_t a = 0; a < m->k; a++)
        total += sums[a];
    for (size_t a = 0; a + 1 < m->k; a++) {
        below += sums[a];
        const double theta = log(below / (total - below));
        x[a] = a == 0 ? theta : log(theta - before);
        before = theta;
    }
    x[m->k - 1] = log(0.5);
}

/* Which answers occur; packs their counts. */
static size_t pack_answers(const int64_t *counts, size_t n, int64_t (*packed)[ANSWERS], bool *occurs)
{
    size_t k = 0;
    for (size_t a = 0; a < ANSWERS; a++) {
        occurs[a] = false;
        for (size_t j = 0; j < n; j++)
            occurs[a] = occurs[a] || counts[j * ANSWERS + a] > 0;
        for (size_t j = 0; j < n && occurs[a]; j++)
            packed[j][k] = counts[j * ANSWERS + a];
        k += occurs[a];
    }
    return k;
}

/* A threshold between answers of which one does not occur is that of its neighbour. */
static void put_thresholds(const double *theta, size_t k, const bool *occurs, double *out)
{
    size_t seen = 0;
    for (size_t a = 0; a + 1 < ANSWERS; a++) {
        seen += occurs[a];
        out[a] = seen == 0 ? -INFINITY : seen == k ? INFINITY : theta[seen - 1];
    }
}

bool upw_ordinal_fit(const int64_t *counts, size_t n_offices, unsigned points, upw_arena *scratch, double *effects,
                     upw_ordinal *out, upw_error *error)
{
    if (points == 0 || points > HERMITE_MAX)
        return upw_fail(error, UPW_BAD_USAGE, "an office's effect is integrated with 1 to %d points, not %u",
                        HERMITE_MAX, points);
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    model m = { .counts = upw_arena_take(scratch, n_offices, sizeof *m.counts), .n_offices = n_offices };
    if (m.counts == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu offices", n_offices);
    memset(m.counts, 0, n_offices * sizeof *m.counts);
    bool occurs[ANSWERS];
    m.k = pack_answers(counts, n_offices, m.counts, occurs);
    if (n_offices < 2 || m.k < 2) {
        upw_arena_rewind(scratch, mark);
        return upw_fail(error, UPW_TOO_FEW, "the model needs two offices and two answers that occur");
    }
    make_rule(points, &m.rule);
    double x[PARAMETERS], theta[ANSWERS];
    begin_descent(&m, x);
    out->is_settled = descend(&m, x);
    out->log_likelihood = -loss(&m, x);
    out->sd = unpack(&m, x, theta);
    put_thresholds(theta, m.k, occurs, out->thresholds);
    term top;
    for (size_t j = 0; j < n_offices && effects != NULL; j++)
        effects[j] = find_top(&m, theta, out->sd, j, &top);
    upw_arena_rewind(scratch, mark);
    return true;
}

bool upw_spearman(const double *x, const double *y, size_t n, upw_arena *scratch, double *out, upw_error *error)
{
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    double *const columns[2] = { upw_arena_take(scratch, n, sizeof(double)),
                                 upw_arena_take(scratch, n, sizeof(double)) };
    double *const ranks[2] = { upw_arena_take(scratch, n, sizeof(double)), upw_arena_take(scratch, n, sizeof(double)) };
    if (columns[0] == NULL || columns[1] == NULL || ranks[0] == NULL || ranks[1] == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu ranks", n);
    for (size_t i = 0; i < n; i++) {
        const bool is_pair = !isnan(x[i]) && !isnan(y[i]);
        columns[0][i] = is_pair ? x[i] : NAN;
        columns[1][i] = is_pair ? y[i] : NAN;
    }
    if (!score_find_order(columns[0], n, scratch, ranks[0], error) ||
        !score_find_order(columns[1], n, scratch, ranks[1], error))
        return false;
    double pairs = 0, xy = 0, xx = 0, yy = 0;
    for (size_t i = 0; i < n; i++)
        pairs += !isnan(ranks[0][i]);
    for (size_t i = 0; i < n; i++) {
        if (isnan(ranks[0][i]))
            continue;
        const double a = ranks[0][i] - (pairs + 1) / 2, b = ranks[1][i] - (pairs + 1) / 2;
        xy += a * b;
        xx += a * a;
        yy += b * b;
    }
    *out = xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : NAN;
    upw_arena_rewind(scratch, mark);
    return true;
}
