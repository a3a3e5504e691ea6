/* Disclosure control: attacks on patterns that others chose, dominance, means and rounding. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "cases.h"
#include "upward/disclose.h"

enum { ROWS_MAX = 200, COLUMNS_MAX = 20 };

/* A table of tables.csv, read once for all its rows, and what an attack on one pattern finds. */
typedef struct known {
    text name, pattern;
    text rows[ROWS_MAX], columns[COLUMNS_MAX];
    uint32_t parents[ROWS_MAX];
    upw_table_shape shape;
    int64_t threshold;
    int64_t values[ROWS_MAX * COLUMNS_MAX];
    bool is_hidden[ROWS_MAX * COLUMNS_MAX];
    upw_cell cells[ROWS_MAX * COLUMNS_MAX];
    upw_disclosure found;
} known;

static known now;

static size_t find_name(text *names, size_t *n, size_t most, text name)
{
    size_t at = 0;
    while (at < *n && !text_equal(names[at], name))
        at++;
    if (at == most)
        cases_fail("a table has more rows or columns than %zu", most);
    if (at == *n)
        names[(*n)++] = name;
    return at;
}

static text get(const cells *file, size_t row, const char *column)
{
    return cells_get(file, row, cells_find(file, column));
}

static int64_t get_integer(const cells *file, size_t row, const char *column)
{
    int64_t number = 0;
    number_parse_integer(get(file, row, column), &number);
    return number;
}

/* Rows and columns in order of the file; the column of sums, T, last. */
static void read_table(const cases *c, text name)
{
    cells file;
    size_t n_rows = 0, n_columns = 0;
    if (text_equal(now.name, name))
        return;
    cases_read_beside(c, "tables.csv", &file);
    now = (known){ .name = name };
    for (size_t i = 0; i < file.n_rows; i++) {
        if (!text_equal(get(&file, i, "table"), name))
            continue;
        find_name(now.rows, &n_rows, ROWS_MAX, get(&file, i, "row"));
        find_name(now.columns, &n_columns, COLUMNS_MAX, get(&file, i, "col"));
    }
    const bool has_total = n_columns > 0 && text_equal(now.columns[n_columns - 1], TEXT("T"));
    now.shape = (upw_table_shape){ now.parents, n_rows, n_columns, has_total };
    for (size_t i = 0; i < file.n_rows; i++) {
        if (!text_equal(get(&file, i, "table"), name))
            continue;
        const size_t row = find_name(now.rows, &n_rows, ROWS_MAX, get(&file, i, "row"));
        const size_t column = find_name(now.columns, &n_columns, COLUMNS_MAX, get(&file, i, "col"));
        const text parent = get(&file, i, "parent");
        now.parents[row] = parent.len == 0 ? UPW_TABLE_TOP : (uint32_t)find_name(now.rows, &n_rows, ROWS_MAX, parent);
        now.values[row * n_columns + column] = get_integer(&file, i, "value");
        now.threshold = get_integer(&file, i, "threshold");
    }
}

/* Patterns are columns of tables.csv; primary_only is the one of the small counts. */
static void attack(cases *c, text name, text pattern)
{
    read_table(c, name);
    if (text_equal(now.pattern, pattern))
        return;
    now.pattern = pattern;
    cells file;
    cases_read_beside(c, "tables.csv", &file);
    const bool is_primary = text_equal(pattern, TEXT("primary_only"));
    const char *const column = is_primary ? "primary" : memory_format(c->arena, "pattern_%.*s", TEXT_ARGS(pattern)).at;
    size_t n_rows = now.shape.n_rows, n_columns = now.shape.n_columns;
    for (size_t i = 0; i < file.n_rows; i++) {
        if (!text_equal(get(&file, i, "table"), name))
            continue;
        const size_t row = find_name(now.rows, &n_rows, ROWS_MAX, get(&file, i, "row"));
        const size_t at = find_name(now.columns, &n_columns, COLUMNS_MAX, get(&file, i, "col"));
        now.is_hidden[row * n_columns + at] = get_integer(&file, i, column) != 0;
    }
    upw_error error = { 0 };
    if (!upw_disclose_audit(&now.shape, now.values, now.is_hidden, now.threshold, &c->scratch, now.cells, &now.found,
                            &error))
        cases_fail("%.*s: %s", TEXT_ARGS(name), error.message);
}

static size_t find_cell(const cases *c, size_t row)
{
    size_t n_rows = now.shape.n_rows, n_columns = now.shape.n_columns;
    return find_name(now.rows, &n_rows, ROWS_MAX, cases_text(c, row, "row")) * n_columns +
           find_name(now.columns, &n_columns, COLUMNS_MAX, cases_text(c, row, "col"));
}

/* The same range must come out of what is printed alone. */
static void attack_printed(cases *c, size_t cell, int64_t *low, int64_t *high)
{
    const size_t n = now.shape.n_rows * now.shape.n_columns;
    int64_t *const printed = MEMORY_TAKE(&c->scratch, int64_t, n), *const lows = MEMORY_TAKE(&c->scratch, int64_t, n),
                   *const highs = MEMORY_TAKE(&c->scratch, int64_t, n);
    for (size_t k = 0; k < n; k++)
        printed[k] = now.is_hidden[k] ? UPW_CELL_HIDDEN : now.values[k];
    upw_error error = { 0 };
    if (!upw_attack_table(&now.shape, printed, &c->scratch, lows, highs, &error))
        cases_fail("%.*s: %s", TEXT_ARGS(now.name), error.message);
    *low = lows[cell];
    *high = highs[cell];
}

static void answer_attack(cases *c, size_t row)
{
    attack(c, cases_text(c, row, "table"), cases_text(c, row, "pattern"));
    const size_t cell = find_cell(c, row);
    int64_t low, high;
    attack_printed(c, cell, &low, &high);
    cases_put(c, "value", (double)now.values[cell]);
    cases_put(c, "primary", now.cells[cell].hidden == UPW_HIDDEN_SMALL);
    cases_put(c, "lo", low == now.cells[cell].low ? (double)low : NAN);
    cases_put(c, "hi", high == now.cells[cell].high ? (double)high : NAN);
}

static void answer_summary(cases *c, size_t row)
{
    const text name = cases_text(c, row, "table");
    attack(c, name, TEXT("primary_only"));
    cases_put(c, "cells", (double)(now.shape.n_rows * now.shape.n_columns));
    cases_put(c, "rows", (double)now.shape.n_rows);
    cases_put(c, "cols", (double)now.shape.n_columns);
    cases_put(c, "threshold", (double)now.threshold);
    cases_put(c, "primaries", (double)now.found.primary);
    cases_put(c, "exposed_primary_only", (double)now.found.exposed);
    cases_put(c, "exactly_recovered_primary_only", (double)now.found.recovered);
    attack(c, name, TEXT("naive"));
    cases_put(c, "naive_suppressed", (double)now.found.hidden);
    cases_put(c, "naive_exposed", (double)now.found.exposed);
    cases_put(c, "naive_exactly_recovered", (double)now.found.recovered_small);
    attack(c, name, TEXT("heuristic"));
    cases_put(c, "heuristic_suppressed", (double)now.found.hidden);
    cases_put(c, "heuristic_safe", now.found.exposed == 0);
    if (cases_text(c, row, "optimal_suppressed").len == 0)
        return;
    attack(c, name, TEXT("optimal"));
    cases_put(c, "optimal_suppressed", (double)now.found.hidden);
    cases_put(c, "optimal_safe", now.found.exposed == 0);
}

static void answer_rounding(cases *c, size_t row)
{
    read_table(c, cases_text(c, row, "table"));
    const size_t n = now.shape.n_rows * now.shape.n_columns, cell = find_cell(c, row);
    int64_t *const room = MEMORY_TAKE(&c->scratch, int64_t, 4 * n);
    for (size_t k = 0; k < n; k++) {
        const int64_t rounded = upw_round_nearest(now.values[k], 5);
        room[k] = rounded > 2 ? rounded - 2 : 0;
        room[n + k] = rounded + 2;
    }
    upw_error error = { 0 };
    if (!upw_attack_ranges(&now.shape, now.values, room, room + n, &c->scratch, room + 2 * n, room + 3 * n, &error))
        cases_fail("%.*s: %s", TEXT_ARGS(now.name), error.message);
    cases_put(c, "value", (double)now.values[cell]);
    cases_put(c, "rounded", (double)upw_round_nearest(now.values[cell], 5));
    cases_put(c, "lo", (double)room[2 * n + cell]);
    cases_put(c, "hi", (double)room[3 * n + cell]);
}

static void answer_dominance(cases *c, size_t row)
{
    double x[64], total = 0;
    size_t n = 0;
    for (text rest = cases_text(c, row, "contributions"); rest.len > 0; n++) {
        if (n == sizeof x / sizeof *x || !number_parse(text_take_until(&rest, '/'), &x[n]))
            cases_fail("row %zu: no contributions", row + 2);
        total += x[n];
    }
    const upw_dominance_rule rule = { (size_t)cases_number(c, row, "nk_n"), cases_number(c, row, "nk_k"),
                                      cases_number(c, row, "p"), (size_t)cases_number(c, row, "min_n") };
    upw_dominance d;
    upw_error error = { 0 };
    if (!upw_disclose_judge_dominance(x, n, &rule, &d, &error))
        cases_fail("row %zu: %s", row + 2, error.message);
    cases_put(c, "total", round(total * 1e9) / 1e9);
    cases_put(c, "n", (double)n);
    cases_put(c, "nk_sensitive", d.is_dominated);
    cases_put(c, "p_sensitive", d.is_guessable);
    cases_put(c, "min_n_sensitive", d.is_few);
}

/* Sums are exact where printed means are not. */
static void answer_means(cases *c, size_t row)
{
    enum { OFFICES_MAX = 64 };
    double n[OFFICES_MAX], means[OFFICES_MAX], low[OFFICES_MAX], high[OFFICES_MAX], people = 0, sum = 0;
    bool is_hidden[OFFICES_MAX];
    size_t count = 0, at = 0;
    for (size_t i = 0; i < c->file.n_rows; i++) {
        if (!text_equal(cases_text(c, i, "case"), cases_text(c, row, "case")))
            continue;
        if (count == OFFICES_MAX)
            cases_fail("more than %d offices", OFFICES_MAX);
        at = i == row ? count : at;
        n[count] = cases_number(c, i, "n");
        means[count] = cases_number(c, i, "sum") / n[count];
        is_hidden[count] = cases_number(c, i, "suppressed") > 0;
        people += n[count];
        sum += cases_number(c, i, "sum");
        count++;
    }
    const upw_hidden_means m = { n, means, is_hidden, count, sum / people, 1, 5, 0 };
    upw_attack_means(&m, low, high);
    cases_put(c, "region_n", people);
    cases_put(c, "region_mean", sum / people);
    cases_put(c, "attack_lo", low[at]);
    cases_put(c, "attack_hi", high[at]);
    cases_put(c, "width", high[at] - low[at]);
}

static const case_file files[] = {
    { "disclosure", "attack_expected.csv", { "table", "pattern", "row", "col" }, answer_attack },
    { "disclosure", "summary_expected.csv", { "table" }, answer_summary },
    { "disclosure", "rounding_expected.csv", { "table", "row", "col" }, answer_rounding },
    { "disclosure",
      "dominance_expected.csv",
      { "cell", "contributions", "nk_n", "nk_k", "p", "min_n" },
      answer_dominance },
    { "disclosure", "means_expected.csv", { "case", "office", "n", "sum", "mean", "suppressed" }, answer_means },
};

const case_family cases_of_disclosure = { files, sizeof files / sizeof *files };
