/* Fair comparison: rates, standardised rates and ratios, inequality, life expectancy. */
#include <math.h>

#include "base/memory.h"
#include "base/number.h"
#include "cases.h"
#include "upward/standardise.h"

static void put(cases *c, const char *column, double number)
{
    if (isnan(number))
        cases_put_text(c, column, TEXT("NA"));
    else
        cases_put(c, column, number);
}

/* A number, or NaN for NA. */
static double number_at(const cells *file, size_t row, const char *column)
{
    double number;
    return number_parse(cells_get(file, row, cells_find(file, column)), &number) ? number : NAN;
}

static text text_at(const cells *file, size_t row, const char *column)
{
    return cells_get(file, row, cells_find(file, column));
}

static const double LEVELS[] = { 0.95, 0.998 };
static const char *const low_columns[] = { "lower95_0cl", "lower99_8cl" };
static const char *const high_columns[] = { "upper95_0cl", "upper99_8cl" };

static void put_figures(cases *c, const upw_figure *figures)
{
    put(c, "value", figures[0].value);
    for (size_t k = 0; k < 2; k++) {
        put(c, low_columns[k], figures[k].low);
        put(c, high_columns[k], figures[k].high);
    }
}

static void answer_proportion(cases *c, size_t row)
{
    upw_figure figures[2];
    for (size_t k = 0; k < 2; k++)
        figures[k] = upw_proportion(cases_number(c, row, "x"), cases_number(c, row, "n"), LEVELS[k]);
    put_figures(c, figures);
}

static void put_method(cases *c, double events)
{
    cases_put_text(c, "method", events < 10 ? TEXT("Exact") : TEXT("Byars"));
}

static void answer_rate(cases *c, size_t row)
{
    const double x = cases_number(c, row, "x");
    upw_figure figures[2];
    for (size_t k = 0; k < 2; k++)
        figures[k] = upw_crude_rate(x, cases_number(c, row, "n"), 100000, LEVELS[k], UPW_COUNT_BYAR);
    put_figures(c, figures);
    put_method(c, x);
}

static void answer_mean(cases *c, size_t row)
{
    cells input;
    cases_read_beside(c, "phe_mean_input.csv", &input);
    double *const values = MEMORY_TAKE(&c->scratch, double, input.n_rows);
    size_t n = 0;
    for (size_t i = 0; i < input.n_rows; i++)
        if (text_equal(text_at(&input, i, "org"), cases_text(c, row, "org")))
            values[n++] = number_at(&input, i, "x");
    const upw_sample sample = upw_sample_measure(values, n);
    upw_figure figures[2];
    for (size_t k = 0; k < 2; k++)
        figures[k] = upw_sample_mean(&sample, LEVELS[k]);
    put_figures(c, figures);
    put(c, "value_sum", sample.sum);
    put(c, "value_count", (double)sample.n);
    put(c, "stdev", sample.sd);
}

/* ---- standardisation ---- */

static upw_direct add_bands(const cases *c, text organisation)
{
    cells input;
    cases_read_beside(c, "dsr_input.csv", &input);
    upw_direct direct = { 0 };
    upw_error error = { 0 };
    for (size_t i = 0; i < input.n_rows; i++)
        if (text_equal(text_at(&input, i, "org"), organisation) &&
            !upw_direct_add(&direct, number_at(&input, i, "x"), number_at(&input, i, "n"),
                            number_at(&input, i, "stdpop"), &error))
            cases_fail("dsr_input.csv, row %zu: %s", i + 2, error.message);
    return direct;
}

static void put_direct(cases *c, const upw_direct *direct)
{
    upw_figure figures[2];
    for (size_t k = 0; k < 2; k++)
        upw_direct_rate(direct, 100000, LEVELS[k], UPW_DIRECT_DOBSON, &figures[k]);
    put_figures(c, figures);
    put(c, "total_count", direct->events);
}

static void answer_direct(cases *c, size_t row)
{
    const upw_direct direct = add_bands(c, cases_text(c, row, "org"));
    put_direct(c, &direct);
    put(c, "total_pop", direct.population);
}

static void answer_fay_feuer(cases *c, size_t row)
{
    const upw_direct direct = add_bands(c, cases_text(c, row, "org"));
    upw_figure figure;
    upw_direct_rate(&direct, 100000, 0.95, UPW_DIRECT_FAYFEUER, &figure);
    put(c, "value", figure.value);
    put(c, "var", direct.variance / (direct.weights * direct.weights) * 1e10);
    put(c, "ff_l95", figure.low);
    put(c, "ff_u95", figure.high);
}

/* The rows of one band follow each other, or not: people of a frequency are found for each first row of a band. */
static void answer_repeated(cases *c, size_t row)
{
    enum { FREQUENCIES_MAX = 64 };
    cells input;
    cases_read_beside(c, "dsr_nonindep_input.csv", &input);
    upw_direct direct = { 0 };
    upw_error error = { 0 };
    const text organisation = cases_text(c, row, "org");
    for (size_t i = 0; i < input.n_rows; i++) {
        double people[FREQUENCIES_MAX], each[FREQUENCIES_MAX];
        size_t n = 0;
        bool is_first = text_equal(text_at(&input, i, "org"), organisation);
        for (size_t j = 0; is_first && j < input.n_rows && n < FREQUENCIES_MAX; j++) {
            if (!text_equal(text_at(&input, j, "org"), organisation) ||
                !text_equal(text_at(&input, j, "age"), text_at(&input, i, "age")))
                continue;
            is_first = j >= i;
            people[n] = number_at(&input, j, "people");
            each[n++] = number_at(&input, j, "freq");
        }
        if (is_first && !upw_direct_add_people(&direct, people, each, n, number_at(&input, i, "n"),
                                               number_at(&input, i, "stdpop"), &error))
            cases_fail("dsr_nonindep_input.csv, row %zu: %s", i + 2, error.message);
    }
    put_direct(c, &direct);
}

static void answer_indirect(cases *c, size_t row)
{
    cells input;
    cases_read_beside(c, "isr_input.csv", &input);
    upw_indirect indirect = { 0 };
    upw_error error = { 0 };
    double observed = 0;
    for (size_t i = 0; i < input.n_rows; i++) {
        if (!text_equal(text_at(&input, i, "org"), cases_text(c, row, "org")))
            continue;
        observed += number_at(&input, i, "x");
        if (!upw_indirect_add(&indirect, number_at(&input, i, "n"), number_at(&input, i, "xref"),
                              number_at(&input, i, "nref"), &error))
            cases_fail("isr_input.csv, row %zu: %s", i + 2, error.message);
    }
    const bool is_rate = text_equal(cases_text(c, row, "stat"), TEXT("ISRate_per100000"));
    upw_figure figures[2];
    for (size_t k = 0; k < 2; k++)
        if (is_rate)
            upw_indirect_rate(&indirect, observed, 100000, LEVELS[k], UPW_COUNT_BYAR, &figures[k]);
        else
            upw_indirect_ratio(&indirect, observed, 100, LEVELS[k], UPW_COUNT_BYAR, &figures[k]);
    put_figures(c, figures);
    put_method(c, observed);
    put(c, "observed", observed);
    put(c, "expected", indirect.expected);
    put(c, "ref_rate", is_rate ? 100000 * indirect.reference_events / indirect.reference_population : NAN);
}

static void answer_ratio(cases *c, size_t row)
{
    const double x1 = cases_number(c, row, "x1"), n1 = cases_number(c, row, "n1");
    const double x2 = cases_number(c, row, "x2"), n2 = cases_number(c, row, "n2");
    const upw_rate_ratio ratio = upw_rate_ratio_measure(x1, n1, x2, n2);
    const upw_interval usual = upw_rate_ratio_interval(x1, n1, x2, n2, 0.95);
    const upw_interval wide = upw_rate_ratio_interval(x1, n1, x2, n2, 0.998);
    put(c, "ratio", ratio.ratio);
    put(c, "l95", usual.low);
    put(c, "u95", usual.high);
    put(c, "l998", wide.low);
    put(c, "u998", wide.high);
    put(c, "p_two_sided", ratio.p_two_sided);
}

/* ---- inequality ---- */

static bool is_same(const cases *c, size_t row, size_t other, const char *column)
{
    return text_equal(cases_text(c, row, column), text_at(&c->file, other, column));
}

static void answer_group(cases *c, size_t row)
{
    double *const values = MEMORY_TAKE(&c->scratch, double, c->file.n_rows);
    int32_t *const groups = MEMORY_TAKE(&c->scratch, int32_t, c->file.n_rows);
    size_t n = 0, at = 0;
    for (size_t i = 0; i < c->file.n_rows; i++)
        if (is_same(c, row, i, "grp") && is_same(c, row, i, "nquantiles") && is_same(c, row, i, "invert")) {
            at = i == row ? n : at;
            values[n++] = number_at(&c->file, i, "value");
        }
    upw_error error = { 0 };
    if (!upw_quantile_groups(values, n, (size_t)cases_number(c, row, "nquantiles"), cases_number(c, row, "invert") > 0,
                             &c->scratch, groups, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
    put(c, "quantile", groups[at] > 0 ? (double)groups[at] : (double)NAN);
}

enum { GROUPS_MAX = 20 };

static void answer_slope(cases *c, size_t row)
{
    static const char *const scales[UPW_SLOPE_SCALE_COUNT] = { "none", "log", "logit" };
    cells input;
    cases_read_beside(c, "sii_input.csv", &input);
    double population[GROUPS_MAX], values[GROUPS_MAX], low[GROUPS_MAX], high[GROUPS_MAX], errors[GROUPS_MAX];
    upw_slope_data data = { population, values, errors, low, high, 0 };
    for (size_t i = 0; i < input.n_rows && data.n < GROUPS_MAX; i++)
        if (text_equal(text_at(&input, i, "area"), cases_text(c, row, "area"))) {
            population[data.n] = number_at(&input, i, "pop");
            values[data.n] = number_at(&input, i, "value");
            low[data.n] = number_at(&input, i, "lo");
            high[data.n] = number_at(&input, i, "hi");
            errors[data.n++] = number_at(&input, i, "se");
        }
    const size_t scale = cases_find_word(cases_text(c, row, "transform"), scales, UPW_SLOPE_SCALE_COUNT);
    upw_slope slope;
    upw_error error = { 0 };
    if (!upw_slope_measure(&data, (upw_slope_scale)scale, &slope, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
    put(c, "sii", slope.sii);
    put(c, "rii", slope.rii);
    put(c, "intercept", slope.intercept);
    put(c, "se_slope", slope.slope_se);
    put(c, "l95", upw_slope_index_interval(&slope, 0.95).low);
    put(c, "u95", upw_slope_index_interval(&slope, 0.95).high);
    put(c, "l998", upw_slope_index_interval(&slope, 0.998).low);
    put(c, "u998", upw_slope_index_interval(&slope, 0.998).high);
}

static void answer_life(cases *c, size_t row)
{
    cells input;
    cases_read_beside(c, "le_input.csv", &input);
    double deaths[UPW_LIFE_BANDS] = { 0 }, years[UPW_LIFE_BANDS] = { 0 };
    size_t n = 0, band = 0;
    for (size_t i = 0; i < input.n_rows && n < UPW_LIFE_BANDS; i++)
        if (text_equal(text_at(&input, i, "org"), cases_text(c, row, "org"))) {
            band = text_equal(text_at(&input, i, "age"), cases_text(c, row, "age")) ? n : band;
            deaths[n] = number_at(&input, i, "deaths");
            years[n++] = number_at(&input, i, "pop");
        }
    upw_life_table table;
    upw_life_table_measure(deaths, years, &table);
    put(c, "value", table.years[band]);
    for (size_t k = 0; k < 2; k++) {
        const upw_interval limits = upw_life_interval(&table, band, LEVELS[k]);
        put(c, low_columns[k], limits.low);
        put(c, high_columns[k], limits.high);
    }
}

static const case_file files[] = {
    { "standardise", "phe_proportion.csv", { "org", "x", "n" }, answer_proportion },
    { "standardise", "phe_rate.csv", { "org", "x", "n" }, answer_rate },
    { "standardise", "phe_mean.csv", { "org" }, answer_mean },
    { "standardise", "dsr_output.csv", { "org" }, answer_direct },
    { "standardise", "dsr_fayfeuer.csv", { "org" }, answer_fay_feuer },
    { "standardise", "dsr_nonindep_output.csv", { "org" }, answer_repeated },
    { "standardise", "isr_output.csv", { "stat", "org" }, answer_indirect },
    { "standardise", "rate_ratio.csv", { "x1", "n1", "x2", "n2" }, answer_ratio },
    { "standardise", "quantile.csv", { "id", "grp", "value", "nquantiles", "invert" }, answer_group },
    { "standardise", "sii_exact.csv", { "area", "transform" }, answer_slope },
    { "standardise", "le_output.csv", { "org", "age" }, answer_life },
};

const case_family cases_of_standardise = { files, sizeof files / sizeof *files };
