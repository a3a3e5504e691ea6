/* What other programs found by drawing at random: our own draws, or our closed form, must lie within the error of
 * theirs. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "cases.h"
#include "upward/rank.h"
#include "upward/standardise.h"

static double number_at(const cells *file, size_t row, const char *column)
{
    double number;
    if (!number_parse(cells_get(file, row, cells_find(file, column)), &number))
        cases_fail("%s, row %zu, %s: no number", file->file, row + 2, column);
    return number;
}

/* ---- ranks ---- */

typedef struct drawn_set {
    text name;
    size_t n;
    text *bodies;
    upw_rank *ranks;
} drawn_set;

static const drawn_set *draw_set(cases *c, text name, size_t draws)
{
    static const char *const kinds[] = { "normal", "beta", "gamma" };
    static drawn_set last;
    if (last.n > 0 && text_equal(last.name, name))
        return &last;
    cells file;
    cases_read_beside(c, "rank_input.csv", &file);
    upw_posterior *const posteriors = MEMORY_TAKE(&c->scratch, upw_posterior, file.n_rows);
    last = (drawn_set){ .name = name, .bodies = MEMORY_TAKE(c->arena, text, file.n_rows) };
    for (size_t i = 0; i < file.n_rows; i++) {
        if (!text_equal(cells_get(&file, i, cells_find(&file, "case")), name))
            continue;
        last.bodies[last.n] = cells_get(&file, i, cells_find(&file, "org"));
        posteriors[last.n++] = (upw_posterior){ (upw_posterior_kind)cases_find_word(
                                                    cells_get(&file, i, cells_find(&file, "dist")), kinds, 3),
                                                number_at(&file, i, "p1"), number_at(&file, i, "p2") };
    }
    last.ranks = MEMORY_TAKE(c->arena, upw_rank, last.n);
    upw_error error = { 0 };
    if (!upw_rank_by_draws(posteriors, last.n, draws, 1, &c->scratch, last.ranks, &error))
        cases_fail("%s", error.message);
    return &last;
}

/* Four errors of the difference of two means of draws. Whole ranks may be the next one. */
static void answer_ranks(cases *c, size_t row)
{
    enum { DRAWS = 50000 };
    const drawn_set *const set = draw_set(c, cases_text(c, row, "case"), DRAWS);
    size_t i = 0;
    while (i < set->n && !text_equal(set->bodies[i], cases_text(c, row, "org")))
        i++;
    if (i == set->n)
        cases_fail("row %zu: no such body", row + 2);
    const upw_rank *const rank = &set->ranks[i];
    const struct {
        const char *column, *error;
        double ours;
    } means[] = { { "exp_rank", "se_exp_rank", rank->expected },
                  { "p_first_quarter", "se_first", rank->first_quarter },
                  { "p_last_quarter", "se_last", rank->last_quarter } };
    const double more = sqrt(1 + cases_number(c, row, "draws") / DRAWS);
    for (size_t k = 0; k < sizeof means / sizeof *means; k++)
        cases_put_within(c, row, means[k].column, means[k].ours, 4 * more * cases_number(c, row, means[k].error));
    cases_put_within(c, row, "lo95", rank->low95, 1);
    cases_put_within(c, row, "med", rank->median, 1);
    cases_put_within(c, row, "hi95", rank->high95, 1);
}

/* ---- inequality ---- */

static void read_slope(cases *c, size_t row, upw_slope *out)
{
    enum { GROUPS_MAX = 20 };
    static const char *const scales[] = { "none", "log", "logit" };
    double columns[5][GROUPS_MAX];
    static const char *const names[] = { "pop", "value", "se", "lo", "hi" };
    cells file;
    cases_read_beside(c, "sii_input.csv", &file);
    size_t n = 0;
    for (size_t i = 0; i < file.n_rows; i++) {
        if (!text_equal(cells_get(&file, i, cells_find(&file, "area")), cases_text(c, row, "area")))
            continue;
        if (n == GROUPS_MAX)
            cases_fail("more than %d groups", GROUPS_MAX);
        for (size_t k = 0; k < 5; k++)
            columns[k][n] = number_at(&file, i, names[k]);
        n++;
    }
    const upw_slope_data data = { columns[0], columns[1], columns[2], columns[3], columns[4], n };
    upw_error error = { 0 };
    if (!upw_slope_measure(&data, (upw_slope_scale)cases_find_word(cases_text(c, row, "transform"), scales, 3), out,
                           &error))
        cases_fail("row %zu: %s", row + 2, error.message);
}

/* 100,000 draws against the closed form: limits of the slope index within 0.05 (95 %) and 0.2 (99.8 %) of its error. */
static void answer_inequality(cases *c, size_t row)
{
    upw_slope slope;
    read_slope(c, row, &slope);
    cases_put(c, "sii", slope.sii);
    cases_put(c, "rii", slope.rii);
    cases_put(c, "intercept", slope.intercept);
    const upw_interval narrow = upw_slope_index_interval(&slope, 0.95), wide = upw_slope_index_interval(&slope, 0.998);
    const double error = (narrow.high - narrow.low) / 3.92;
    cases_put_within(c, row, "sii_lower95_0", narrow.low, 0.05 * error);
    cases_put_within(c, row, "sii_upper95_0", narrow.high, 0.05 * error);
    cases_put_within(c, row, "sii_lower99_8", wide.low, 0.2 * error);
    cases_put_within(c, row, "sii_upper99_8", wide.high, 0.2 * error);
}

static const case_file files[] = {
    { "drawn", "rank_sim.csv", { "case", "org", "draws", "se_exp_rank", "se_first", "se_last" }, answer_ranks },
    { "drawn", "sii_phe_sim.csv", { "transform", "area" }, answer_inequality },
};

const case_family cases_of_drawn = { files, sizeof files / sizeof *files };
