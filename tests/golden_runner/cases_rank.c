/* Fair comparison: ranks of given posteriors. */
#include <math.h>

#include "base/memory.h"
#include "base/number.h"
#include "cases.h"
#include "upward/rank.h"

enum { BODIES_MAX = 400 };

/* The bodies of one case, computed once for all its rows. */
typedef struct known {
    text name;
    size_t n;
    text bodies[BODIES_MAX];
    double p1[BODIES_MAX], p2[BODIES_MAX];
    upw_posterior posteriors[BODIES_MAX];
    upw_rank ranks[BODIES_MAX];
    double *chances;
} known;

static known now;

/* Reads the bodies of a case unless they are known: then false. */
static bool read_case(const cases *c, text name)
{
    if (now.n > 0 && text_equal(now.name, name))
        return false;
    cells input;
    cases_read_beside(c, "rank_input.csv", &input);
    now = (known){ .name = name };
    for (size_t i = 0; i < input.n_rows; i++) {
        if (!text_equal(cells_get(&input, i, cells_find(&input, "case")), name))
            continue;
        if (now.n == BODIES_MAX || !number_parse(cells_get(&input, i, cells_find(&input, "p1")), &now.p1[now.n]) ||
            !number_parse(cells_get(&input, i, cells_find(&input, "p2")), &now.p2[now.n]))
            cases_fail("rank_input.csv, row %zu: no number, or too many", i + 2);
        now.bodies[now.n++] = cells_get(&input, i, cells_find(&input, "org"));
    }
    return true;
}

static size_t find_body(const cases *c, size_t row)
{
    for (size_t i = 0; i < now.n; i++)
        if (text_equal(now.bodies[i], cases_text(c, row, "org")))
            return i;
    cases_fail("row %zu: no such body", row + 2);
}

static void rank_case(cases *c, size_t row)
{
    if (!read_case(c, cases_text(c, row, "case")))
        return;
    cells input;
    cases_read_beside(c, "rank_input.csv", &input);
    static const char *const names[] = { "normal", "beta", "gamma" };
    size_t kind = 0;
    for (size_t i = 0; i < input.n_rows; i++)
        if (text_equal(cells_get(&input, i, cells_find(&input, "case")), now.name))
            kind = cases_find_word(cells_get(&input, i, cells_find(&input, "dist")), names, 3);
    for (size_t i = 0; i < now.n; i++)
        now.posteriors[i] = (upw_posterior){ (upw_posterior_kind)kind, now.p1[i], now.p2[i] };
    now.chances = MEMORY_TAKE(c->arena, double, now.n *now.n);
    upw_error error = { 0 };
    if (!upw_rank_exactly(now.posteriors, now.n, &c->scratch, now.ranks, now.chances, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
}

/* How far from the probabilities of the quantiles the nearest step of the distribution is. */
static double find_margin(const double *chances, size_t n)
{
    static const double places[] = { 0.025, 0.05, 0.5, 0.95, 0.975 };
    double sum = 0, margin = 1;
    for (size_t r = 0; r < n; r++) {
        sum += chances[r];
        for (size_t k = 0; k < sizeof places / sizeof *places; k++)
            margin = fmin(margin, fabs(sum - places[k]));
    }
    return margin;
}

static void answer_rank(cases *c, size_t row)
{
    rank_case(c, row);
    const size_t i = find_body(c, row);
    const upw_rank *const rank = &now.ranks[i];
    cases_put(c, "exp_rank", rank->expected);
    cases_put(c, "med", rank->median);
    cases_put(c, "lo95", rank->low95);
    cases_put(c, "hi95", rank->high95);
    cases_put(c, "lo90", rank->low90);
    cases_put(c, "hi90", rank->high90);
    cases_put(c, "p_first_quarter", rank->first_quarter);
    cases_put(c, "p_last_quarter", rank->last_quarter);
    cases_put(c, "quantile_margin", find_margin(now.chances + i * now.n, now.n));
}

static const case_file files[] = {
    { "rank", "rank_exact.csv", { "case", "org" }, answer_rank },
};

const case_family cases_of_rank = { files, sizeof files / sizeof *files };
