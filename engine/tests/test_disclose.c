/* What is hidden, held against an attacker who knows only what is printed, and against every table there could be. */
#include "golden_check.h"
#include "near.h"
#include "random.h"
#include "upward/disclose.h"

static upw_arena arena;

static int clear_arena(void **state)
{
    (void)state;
    upw_arena_clear(&arena);
    return 0;
}

enum { ROWS = 80, COLUMNS = 8, CELLS = ROWS * COLUMNS };

/* A table that adds up. */
typedef struct table {
    upw_table_shape shape;
    uint32_t parents[ROWS];
    int64_t values[CELLS];
} table;

/* Sums of rows and of parents from the leaves; parents stand before their children. */
static void add_up(table *t)
{
    const size_t width = t->shape.n_columns, inner = t->shape.has_total ? width - 1 : width;
    bool is_leaf[ROWS];
    for (size_t r = 0; r < t->shape.n_rows; r++)
        is_leaf[r] = true;
    for (size_t r = 1; r < t->shape.n_rows; r++)
        is_leaf[t->parents[r]] = false;
    for (size_t r = 0; r < t->shape.n_rows; r++)
        for (size_t c = 0; c < width && !is_leaf[r]; c++)
            t->values[r * width + c] = 0;
    for (size_t r = t->shape.n_rows; r-- > 0;) {
        if (t->shape.has_total)
            t->values[r * width + inner] = 0;
        for (size_t c = 0; c < inner && t->shape.has_total; c++)
            t->values[r * width + inner] += t->values[r * width + c];
        for (size_t c = 0; c < inner && r > 0; c++)
            t->values[t->parents[r] * width + c] += t->values[r * width + c];
    }
}

/* Up to `leaves` offices in one to three levels, a third of the cells small. */
static void make_table(table *t, uint64_t seed, size_t leaves, size_t columns, int64_t most)
{
    random_stream random = random_begin(seed);
    const size_t regions = seed % 3 == 0 ? 0 : 1 + (size_t)(3 * random_take_uniform(&random));
    const bool has_total = columns > 1;
    const size_t n_leaves = 2 + (size_t)((double)(leaves - 1) * random_take_uniform(&random));
    t->shape = (upw_table_shape){ t->parents, 1 + regions + n_leaves, columns + has_total, has_total };
    t->parents[0] = UPW_TABLE_TOP;
    for (size_t r = 1; r < t->shape.n_rows; r++)
        t->parents[r] = r <= regions || regions == 0 ? 0 : (uint32_t)(1 + (r - 1) % regions);
    if (seed % 6 == 5 && regions > 1)
        t->parents[2] = 1; /* a region within a region */
    for (size_t k = 0; k < t->shape.n_rows * t->shape.n_columns; k++) {
        const double u = random_take_uniform(&random);
        t->values[k] = random_take_uniform(&random) < 0.33 ? (int64_t)(6 * u) : (int64_t)((double)most * u);
    }
    add_up(t);
}

/* What is printed: marks in the place of what is hidden. */
static void print_table(const table *t, const upw_cell *cells, int64_t *printed)
{
    for (size_t k = 0; k < t->shape.n_rows * t->shape.n_columns; k++)
        printed[k] = cells[k].hidden == UPW_SHOWN ? t->values[k] : UPW_CELL_HIDDEN;
}

/* ---- hiding ---- */

/* Office A: 24 and 31 of 55; office B: 7 and 26 of 33. */
static void the_worked_example_hides_the_four_inner_cells_and_leaves_a_range_of_31(void **state)
{
    (void)state;
    table t = { .parents = { UPW_TABLE_TOP, 0, 0 }, .values = { 31, 57, 88, 24, 31, 55, 7, 26, 33 } };
    t.shape = (upw_table_shape){ t.parents, 3, 3, true };
    upw_cell cells[9];
    upw_disclosure found;
    char words[500];
    assert_true(upw_disclose_table(&t.shape, t.values, NULL, &arena, cells, &found, NULL));
    static const upw_hidden expected[9] = { UPW_SHOWN,         UPW_SHOWN,         UPW_SHOWN,
                                            UPW_HIDDEN_BESIDE, UPW_HIDDEN_BESIDE, UPW_SHOWN,
                                            UPW_HIDDEN_SMALL,  UPW_HIDDEN_BESIDE, UPW_SHOWN };
    for (size_t k = 0; k < 9; k++)
        assert_int_equal(cells[k].hidden, expected[k]);
    assert_true(cells[6].low == 0 && cells[6].high == 31);
    assert_true(found.exposed == 0 && found.recovered == 0 && found.primary == 1);
    upw_disclose_write(&found, 9, 10, words, sizeof words);
    assert_non_null(strstr(words, "4 of 9 cells are hidden: 1 of few people, 3 beside them"));
}

static void whoever_knows_only_what_is_printed_finds_nobody(void **state)
{
    (void)state;
    size_t n_primary = 0;
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        static table t;
        upw_cell cells[CELLS];
        int64_t printed[CELLS], low[CELLS], high[CELLS];
        upw_disclosure found;
        upw_error error = { 0 };
        const int64_t threshold = seed % 2 == 0 ? 5 : 10;
        make_table(&t, seed, 40, 1 + seed % 6, 200);
        const upw_disclose_options options = { .threshold = threshold, .treats_totals_alike = seed % 5 == 0 };
        if (!upw_disclose_table(&t.shape, t.values, &options, &arena, cells, &found, &error)) {
            assert_int_equal(error.code, UPW_BAD_INPUT); /* too small to be published at all */
            assert_non_null(strstr(error.message, "cannot be hidden safely"));
            continue;
        }
        print_table(&t, cells, printed);
        assert_true(upw_attack_table(&t.shape, printed, &arena, low, high, NULL));
        for (size_t k = 0; k < t.shape.n_rows * t.shape.n_columns; k++) {
            const upw_protection need = upw_disclose_find_need(t.values[k], threshold);
            assert_true(low[k] == cells[k].low && high[k] == cells[k].high);
            assert_true(cells[k].hidden == UPW_SHOWN || low[k] < high[k]);
            if (t.values[k] == 0 || t.values[k] >= threshold)
                continue;
            n_primary++;
            assert_int_equal(cells[k].hidden, UPW_HIDDEN_SMALL);
            assert_true(low[k] <= t.values[k] - need.lower && high[k] >= t.values[k] + need.upper);
        }
        assert_true(found.exposed == 0 && found.recovered == 0);
        upw_arena_clear(&arena);
    }
    assert_true(n_primary > 5000);
    printf("# %zu small counts\n", n_primary);
}

/* ---- against all tables ---- */

/* Lowest and highest of each hidden cell over every table that fits, tried one by one. */
static void enumerate(const table *t, const int64_t *printed, int64_t *low, int64_t *high)
{
    const size_t n = t->shape.n_rows * t->shape.n_columns;
    size_t hidden[6], n_hidden = 0;
    int64_t tried[CELLS], top = 0;
    for (size_t k = 0; k < n; k++) {
        tried[k] = printed[k];
        low[k] = high[k] = printed[k];
        top = printed[k] > top ? printed[k] : top;
        if (printed[k] != UPW_CELL_HIDDEN)
            continue;
        hidden[n_hidden++] = k;
        tried[k] = 0;
        low[k] = INT64_MAX;
        high[k] = -1;
    }
    for (;;) {
        if (upw_table_check(&t->shape, tried, NULL))
            for (size_t h = 0; h < n_hidden; h++) {
                const size_t k = hidden[h];
                low[k] = tried[k] < low[k] ? tried[k] : low[k];
                high[k] = tried[k] > high[k] ? tried[k] : high[k];
            }
        size_t h = 0;
        while (h < n_hidden && ++tried[hidden[h]] > top)
            tried[hidden[h++]] = 0;
        if (h == n_hidden)
            return;
    }
}

static void an_attack_finds_just_what_trying_every_table_finds(void **state)
{
    (void)state;
    size_t n_tables = 0;
    for (uint64_t seed = 1; n_tables < 60; seed++) {
        static table t;
        int64_t printed[CELLS], low[CELLS], high[CELLS], lowest[CELLS], highest[CELLS];
        random_stream random = random_begin(seed);
        make_table(&t, seed, 3, 1 + seed % 2, 6);
        const size_t n = t.shape.n_rows * t.shape.n_columns;
        size_t n_hidden = 0;
        for (size_t k = 0; k < n; k++) { /* the top is always printed: without it nothing has a limit */
            const bool is_hidden = k >= t.shape.n_columns && n_hidden < 4 && random_take_uniform(&random) < 0.5;
            printed[k] = is_hidden ? UPW_CELL_HIDDEN : t.values[k];
            n_hidden += is_hidden;
        }
        if (t.values[t.shape.n_columns - 1] > 20 || n_hidden < 2)
            continue;
        n_tables++;
        assert_true(upw_attack_table(&t.shape, printed, &arena, low, high, NULL));
        enumerate(&t, printed, lowest, highest);
        for (size_t k = 0; k < n; k++)
            if (low[k] != lowest[k] || high[k] != highest[k])
                fail_msg("seed %llu, cell %zu: %lld to %lld, trying gives %lld to %lld", (unsigned long long)seed, k,
                         (long long)low[k], (long long)high[k], (long long)lowest[k], (long long)highest[k]);
    }
}

static void a_cell_made_public_narrows_ranges_and_widens_none(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        static table t;
        int64_t printed[CELLS], low[CELLS], high[CELLS], then_low[CELLS], then_high[CELLS];
        random_stream random = random_begin(seed);
        make_table(&t, seed, 10, 3, 30);
        const size_t n = t.shape.n_rows * t.shape.n_columns;
        size_t hidden = n;
        for (size_t k = 0; k < n; k++) {
            printed[k] = random_take_uniform(&random) < 0.4 ? UPW_CELL_HIDDEN : t.values[k];
            hidden = printed[k] == UPW_CELL_HIDDEN ? k : hidden;
        }
        assert_true(hidden < n && upw_attack_table(&t.shape, printed, &arena, low, high, NULL));
        printed[hidden] = t.values[hidden];
        assert_true(upw_attack_table(&t.shape, printed, &arena, then_low, then_high, NULL));
        for (size_t k = 0; k < n; k++)
            assert_true(then_low[k] >= low[k] && then_high[k] <= high[k] && low[k] <= t.values[k] &&
                        t.values[k] <= high[k]);
        upw_arena_clear(&arena);
    }
}

/* ---- demands, refusals ---- */

static void what_was_hidden_before_stays_hidden_and_what_must_be_shown_is_shown(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        static table t;
        upw_cell cells[CELLS];
        upw_demand demands[CELLS] = { UPW_DEMAND_NONE };
        upw_disclosure found;
        make_table(&t, seed, 20, 3, 100);
        const size_t n = t.shape.n_rows * t.shape.n_columns, last = n - 2;
        demands[last] = t.values[last] > 0 ? UPW_DEMAND_HIDE : UPW_DEMAND_NONE;
        for (size_t r = 0; r < t.shape.n_rows; r++)
            if (t.values[(r + 1) * t.shape.n_columns - 1] >= 10)
                demands[(r + 1) * t.shape.n_columns - 1] = UPW_DEMAND_SHOW;
        const upw_disclose_options options = { .demands = demands };
        if (!upw_disclose_table(&t.shape, t.values, &options, &arena, cells, &found, NULL))
            continue;
        for (size_t k = 0; k < n; k++)
            assert_true(demands[k] == UPW_DEMAND_NONE ||
                        (demands[k] == UPW_DEMAND_HIDE) == (cells[k].hidden != UPW_SHOWN));
        assert_true(found.exposed == 0);
        upw_arena_clear(&arena);
    }
}

static void tables_that_do_not_add_up_or_have_no_shape_are_refused(void **state)
{
    (void)state;
    uint32_t parents[3] = { UPW_TABLE_TOP, 0, 0 };
    int64_t values[3] = { 10, 4, 7 };
    upw_table_shape shape = { parents, 3, 1, false };
    upw_error error = { 0 };
    assert_false(upw_table_check(&shape, values, &error));
    assert_non_null(strstr(error.message, "add up to 11, and this says 10"));
    int64_t low[3], high[3];
    const int64_t printed[3] = { 10, UPW_CELL_HIDDEN, 11 };
    assert_false(upw_attack_table(&shape, printed, &arena, low, high, &error));
    assert_non_null(strstr(error.message, "no table adds up"));
    parents[1] = 2;
    parents[2] = 1;
    assert_false(upw_attack_table(&shape, printed, &arena, low, high, &error));
    assert_int_equal(error.code, UPW_BAD_USAGE);
    parents[0] = 1;
    assert_false(upw_attack_table(&shape, printed, &arena, low, high, &error));
}

static void a_small_count_beside_nothing_but_zeros_cannot_be_hidden(void **state)
{
    (void)state;
    const uint32_t parents[3] = { UPW_TABLE_TOP, 0, 0 };
    const int64_t values[3] = { 3, 3, 0 };
    const upw_demand demands[3] = { UPW_DEMAND_NONE };
    const upw_table_shape shape = { parents, 3, 1, false };
    const upw_disclose_options options = { .demands = demands };
    upw_cell cells[3];
    upw_disclosure found;
    assert_true(upw_disclose_table(&shape, values, &options, &arena, cells, &found, NULL));
    assert_true(cells[0].hidden && cells[1].hidden && cells[1].high == UPW_CELL_NO_LIMIT);
    const int64_t larger[3] = { 30, 4, 26 };
    const upw_demand shown[3] = { UPW_DEMAND_SHOW, UPW_DEMAND_NONE, UPW_DEMAND_SHOW };
    const upw_disclose_options fixed = { .demands = shown };
    upw_error error = { 0 };
    assert_false(upw_disclose_table(&shape, larger, &fixed, &arena, cells, &found, &error));
    assert_int_equal(error.row, 2);
    assert_non_null(strstr(error.message, "widen a category"));
}

/* ---- golden tables ---- */

static void no_table_of_the_golden_hides_a_tenth_more_than_the_reference(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t heuristic, optimal;
    } cases[] = { { "t1", 6, 6 },  { "t2", 12, 12 }, { "t3", 19, 0 }, { "t4", 8, 8 },
                  { "t5", 43, 0 }, { "t6", 23, 0 },  { "t7", 18, 0 }, { "t8", 4, 4 } };
    csv_fixture csv;
    assert_true(golden_open_file(&csv, "disclosure", "tables.csv", false));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static uint32_t parents[CELLS];
        static int64_t values[CELLS];
        upw_cell cells[CELLS];
        upw_disclosure found;
        size_t n, n_rows = 0;
        const size_t first = fixture_find(&csv, "table", cases[i].name, &n);
        while (n_rows < n && strcmp(fixture_text(&csv, first + n_rows, "col"), fixture_text(&csv, first, "col")) == 0)
            n_rows++;
        const size_t width = n / n_rows; /* the file has column after column */
        for (size_t r = 0; r < n_rows; r++) {
            parents[r] = UPW_TABLE_TOP;
            for (size_t p = 0; p < n_rows; p++)
                if (strcmp(fixture_text(&csv, first + p, "row"), fixture_text(&csv, first + r, "parent")) == 0)
                    parents[r] = (uint32_t)p;
            for (size_t c = 0; c < width; c++)
                values[r * width + c] = (int64_t)fixture_number(&csv, first + c * n_rows + r, "value");
        }
        const upw_table_shape shape = { parents, n_rows, width, width > 1 };
        const upw_disclose_options options = { .threshold = (int64_t)fixture_number(&csv, first, "threshold") };
        assert_true(upw_disclose_table(&shape, values, &options, &arena, cells, &found, NULL));
        assert_true(found.exposed == 0 && found.recovered == 0);
        assert_true((double)found.hidden <= 1.1 * (double)cases[i].heuristic);
        assert_true(cases[i].optimal == 0 || (double)found.hidden <= 1.25 * (double)cases[i].optimal);
    }
    fixture_close(&csv);
}

/* ---- single figures, means, groups, rounding ---- */

static void a_small_groups_common_answer_is_told_as_90_per_cent_or_more(void **state)
{
    (void)state;
    assert_int_equal(upw_disclose_find_same_answer((const int64_t[]){ 1, 0, 18, 1, 0 }, 5), 2);
    assert_int_equal(upw_disclose_find_same_answer((const int64_t[]){ 2, 0, 17, 1, 0 }, 5), SIZE_MAX);
    assert_int_equal(upw_disclose_find_same_answer((const int64_t[]){ 0, 0, 50, 0, 0 }, 5), SIZE_MAX);
    assert_int_equal(upw_disclose_find_same_answer((const int64_t[]){ 0, 0, 0, 0, 0 }, 5), SIZE_MAX);
}

static void further_means_are_hidden_until_each_could_be_anything_within_a_point(void **state)
{
    (void)state;
    const double n[] = { 7, 14, 23, 40 }, means[] = { 3.5, 2.6, 2.3, 3.1 };
    bool hidden[] = { true, false, false, false };
    double low[4], high[4], people = 0, sum = 0;
    for (size_t i = 0; i < 4; i++) {
        people += n[i];
        sum += n[i] * means[i];
    }
    const upw_hidden_means m = { n, means, hidden, 4, sum / people, 1, 5, 0.1 };
    upw_attack_means(&m, low, high);
    assert_true(high[0] - low[0] < 2.5 && low[0] <= 3.5 && high[0] >= 3.5);
    const upw_hidden_means exact = { n, means, hidden, 4, sum / people, 1, 5, 0 };
    upw_attack_means(&exact, low, high);
    assert_near(low[0], 3.5, 1e-12);
    bool is_safe;
    assert_true(upw_disclose_means(&exact, 1, hidden, &arena, &is_safe, NULL));
    assert_true(is_safe && hidden[1] && !hidden[3]);
    bool alone[] = { true };
    const upw_hidden_means one = { n, means, alone, 1, 3.5, 1, 5, 0 };
    assert_true(upw_disclose_means(&one, 1, alone, &arena, &is_safe, NULL));
    assert_false(is_safe);
}

static void a_group_that_differs_from_another_by_a_few_people_is_not_shown_beside_it(void **state)
{
    (void)state;
    uint64_t members[200];
    size_t n = 0;
    const size_t offsets[] = { 0, 40, 75, 105, 145 };
    for (uint64_t i = 0; i < 40; i++)
        members[n++] = i; /* everybody */
    for (uint64_t i = 0; i < 35; i++)
        members[n++] = i; /* all but five */
    for (uint64_t i = 0; i < 30; i++)
        members[n++] = i; /* all but ten, but only five fewer than the second, which is not shown */
    for (uint64_t i = 0; i < 40; i++)
        members[n++] = i; /* the same people: no difference to tell */
    const bool published[] = { true, false, false, false };
    const upw_groups groups = { members, offsets, 4, published };
    bool shown[4];
    size_t nearest[4];
    assert_true(upw_disclose_groups(&groups, 10, shown, nearest, NULL));
    assert_true(shown[0] && !shown[1] && shown[2] && shown[3]);
    assert_true(nearest[1] == 0 && nearest[2] == SIZE_MAX);
    members[1] = 0;
    upw_error error = { 0 };
    assert_false(upw_disclose_groups(&groups, 10, shown, nearest, &error));
    assert_int_equal(error.row, 2);
}

static void rounded_tables_add_up_and_every_cell_stays_a_neighbour(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 500; seed++) {
        static table t;
        int64_t rounded[CELLS];
        const int64_t base = 2 + (int64_t)(seed % 9);
        make_table(&t, seed, 40, 1 + seed % 6, 60);
        assert_true(upw_round_table(&t.shape, t.values, base, &arena, rounded, NULL));
        assert_true(upw_table_check(&t.shape, rounded, NULL));
        for (size_t k = 0; k < t.shape.n_rows * t.shape.n_columns; k++) {
            assert_true(rounded[k] % base == 0 && llabs(rounded[k] - t.values[k]) < base);
            assert_true(t.values[k] % base != 0 || rounded[k] == t.values[k]);
        }
        upw_arena_clear(&arena);
    }
}

static void random_rounding_has_no_bias_and_does_not_change_on_reload(void **state)
{
    (void)state;
    for (int64_t value = 0; value < 9; value++) {
        double sum = 0;
        for (uint64_t cell = 0; cell < 20000; cell++) {
            const int64_t rounded = upw_round_random(value, 7, cell);
            assert_true(rounded % 3 == 0 && llabs(rounded - value) < 3 && (value % 3 != 0 || rounded == value));
            assert_int_equal(rounded, upw_round_random(value, 7, cell));
            sum += (double)rounded;
        }
        assert_true(fabs(sum / 20000 - (double)value) < 0.05); /* five standard errors */
    }
    assert_int_equal(upw_round_nearest(12, 5), 10);
    assert_int_equal(upw_round_nearest(13, 5), 15);
    assert_int_equal(upw_round_nearest(2, 4), 4);
}

#define CASE(name) cmocka_unit_test_teardown(name, clear_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_worked_example_hides_the_four_inner_cells_and_leaves_a_range_of_31),
        CASE(whoever_knows_only_what_is_printed_finds_nobody),
        CASE(an_attack_finds_just_what_trying_every_table_finds),
        CASE(a_cell_made_public_narrows_ranges_and_widens_none),
        CASE(what_was_hidden_before_stays_hidden_and_what_must_be_shown_is_shown),
        CASE(tables_that_do_not_add_up_or_have_no_shape_are_refused),
        CASE(a_small_count_beside_nothing_but_zeros_cannot_be_hidden),
        CASE(no_table_of_the_golden_hides_a_tenth_more_than_the_reference),
        CASE(a_small_groups_common_answer_is_told_as_90_per_cent_or_more),
        CASE(further_means_are_hidden_until_each_could_be_anything_within_a_point),
        CASE(a_group_that_differs_from_another_by_a_few_people_is_not_shown_beside_it),
        CASE(rounded_tables_add_up_and_every_cell_stays_a_neighbour),
        CASE(random_rounding_has_no_bias_and_does_not_change_on_reload),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    upw_arena_init(&arena, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
