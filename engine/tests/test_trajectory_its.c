/* Before and after: every figure of the goldens, gaps and seasons, and what cannot be told apart. */
#include "golden_check.h"
#include "near.h"
#include "random.h"
#include "upward/trajectory.h"

enum { POINTS_MAX = 128 };

static upw_arena arena;

typedef struct its_case {
    double values[POINTS_MAX];
    upw_its_input input;
} its_case;

static void read_case(const csv_fixture *series, const char *name, its_case *c)
{
    size_t n;
    const size_t first = fixture_find(series, "case", name, &n);
    assert_true(n > 0 && n <= POINTS_MAX);
    c->input = (upw_its_input){ .values = c->values, .n = n };
    for (size_t i = 0; i < n; i++) {
        c->values[i] = fixture_number(series, first + i, "y");
        c->input.n_before += fixture_number(series, first + i, "D") == 0;
    }
}

static void check_terms(golden_tally *tally, const csv_fixture *csv, size_t row, const upw_its_terms *terms,
                        double relative, double loose)
{
    static const char *const b[] = { "b0", "b1", "b_level", "b_slope" }, *const se[] = { "se0", "se1", "se_level",
                                                                                         "se_slope" };
    for (size_t k = 0; k < UPW_ITS_TERM_COUNT; k++) {
        golden_check(tally, csv, row, b[k], terms->b[k], relative, 0);
        golden_check(tally, csv, row, se[k], terms->se[k], loose, 0);
    }
}

static void check_method(golden_tally *tally, const csv_fixture *csv, size_t row, const upw_its *its)
{
    const char *const method = fixture_text(csv, row, "method");
    if (strcmp(method, "durbin_watson") == 0) {
        golden_check(tally, csv, row, "b0", its->durbin_watson, 1e-9, 0);
    } else if (strcmp(method, "ols") == 0) {
        check_terms(tally, csv, row, &its->ols, 1e-9, 1e-9);
    } else if (strcmp(method, "newey_west") == 0) {
        check_terms(tally, csv, row, &its->newey_west, 1e-9, 1e-9);
        golden_check(tally, csv, row, "rho", (double)its->lags, 0, 0);
    } else {
        const upw_its_terms *const terms = strcmp(method, "gls_reml") == 0 ? &its->reml
                                           : strcmp(method, "gls_ml") == 0 ? &its->ml
                                                                           : &its->prais_winsten;
        check_terms(tally, csv, row, terms, 1e-5, 1e-4);
        golden_check(tally, csv, row, "rho", terms->rho, 1e-4, 0);
    }
}

static void every_method_agrees_with_the_golden(void **state)
{
    (void)state;
    csv_fixture series, expected;
    golden_tally tally = { 0 };
    assert_true(golden_open_file(&series, "trajectory", "its_series.csv", false));
    assert_true(golden_open_file(&expected, "trajectory", "its_expected.csv", false));
    assert_int_equal(expected.n_rows, 30);
    for (size_t row = 0; row < expected.n_rows; row++) {
        its_case c;
        upw_its its;
        read_case(&series, fixture_text(&expected, row, "case"), &c);
        assert_true(upw_its_analyse(&c.input, &arena, &its, NULL));
        check_method(&tally, &expected, row, &its);
    }
    assert_int_equal(tally.off, 0);
    printf("# %zu figures, worst error %.2g of the tolerance\n", tally.compared, tally.worst);
    fixture_close(&series);
    fixture_close(&expected);
}

/* 30 months before, 36 after: a level that falls by 6, a slope that rises by 0.5, a season of 4. */
static void make_case(its_case *c, uint64_t seed, double rho, double season, double noise)
{
    random_stream random = random_begin(seed);
    double error = random_take_normal(&random);
    c->input = (upw_its_input){ .values = c->values, .n = 66, .n_before = 30 };
    for (size_t i = 0; i < 66; i++) {
        const double after = i >= 30 ? -6 + 0.5 * (double)(i - 30) : 0;
        c->values[i] =
            80 + 0.1 * (double)(i + 1) + after + season * sin(0.5235987755982988 * (double)(i + 1)) + noise * error;
        error = rho * error + sqrt(1 - rho * rho) * random_take_normal(&random);
    }
}

static void intervals_hold_the_truth_as_often_as_they_say(void **state)
{
    (void)state;
    size_t held = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        its_case c;
        upw_its its;
        make_case(&c, seed, 0.3, 0, 2);
        assert_true(upw_its_analyse(&c.input, &arena, &its, NULL));
        held += its.low[UPW_ITS_LEVEL_CHANGE] < -6 && its.high[UPW_ITS_LEVEL_CHANGE] > -6;
    }
    printf("# the 95 %% interval held the truth %zu times of 200\n", held);
    assert_true(held >= 175 && held <= 199);
}

static void a_season_is_taken_out_where_there_are_two_years(void **state)
{
    (void)state;
    its_case c;
    upw_its plain, seasonal;
    make_case(&c, 3, 0, 8, 1);
    assert_true(upw_its_analyse(&c.input, &arena, &plain, NULL));
    c.input.season = 12;
    assert_true(upw_its_analyse(&c.input, &arena, &seasonal, NULL));
    assert_true(!plain.has_season && seasonal.has_season);
    assert_true(fabs(seasonal.reml.b[UPW_ITS_LEVEL_CHANGE] + 6) < 2);
    assert_true(seasonal.reml.se[UPW_ITS_LEVEL_CHANGE] < 0.5 * plain.ols.se[UPW_ITS_LEVEL_CHANGE]);
}

static void what_is_left_out_or_missing_moves_no_line(void **state)
{
    (void)state;
    its_case c;
    upw_its its;
    make_case(&c, 4, 0, 0, 0.5);
    for (size_t i = 30; i < 42; i++)
        c.values[i] = 10; /* a deep dip, as planned */
    c.values[7] = c.values[50] = NAN;
    c.input.n_left_out = 12;
    assert_true(upw_its_analyse(&c.input, &arena, &its, NULL));
    assert_int_equal(its.n_left_out, 12);
    assert_int_equal(its.n_before, 29);
    assert_int_equal(its.n_after, 23);
    assert_true(fabs(its.reml.b[UPW_ITS_LEVEL_CHANGE] - (-6 + 0.5 * 12)) < 1);
    assert_true(fabs(its.reml.b[UPW_ITS_SLOPE_CHANGE] - 0.5) < 0.1);
}

static void a_constant_changes_the_first_level_only(void **state)
{
    (void)state;
    its_case c;
    upw_its plain, moved;
    make_case(&c, 5, 0.2, 0, 2);
    assert_true(upw_its_analyse(&c.input, &arena, &plain, NULL));
    for (size_t i = 0; i < c.input.n; i++)
        c.values[i] = 1e6 - 2 * c.values[i];
    assert_true(upw_its_analyse(&c.input, &arena, &moved, NULL));
    assert_near(moved.reml.b[UPW_ITS_LEVEL_CHANGE], -2 * plain.reml.b[UPW_ITS_LEVEL_CHANGE], 1e-6);
    assert_near(moved.reml.se[UPW_ITS_SLOPE_CHANGE], 2 * plain.reml.se[UPW_ITS_SLOPE_CHANGE], 1e-6);
}

static void what_cannot_be_told_apart_is_said(void **state)
{
    (void)state;
    its_case c;
    upw_its its;
    upw_error error = { 0 };
    make_case(&c, 6, 0, 0, 1);
    c.input.n_before = 7;
    assert_false(upw_its_analyse(&c.input, &arena, &its, &error));
    assert_string_equal(error.message,
                        "before and after needs at least 8 values on either side, and there are 7 before");
    c.input.n_before = 30;
    c.input.n_left_out = 40;
    assert_false(upw_its_analyse(&c.input, &arena, &its, &error));
    assert_int_equal(error.code, UPW_BAD_INPUT);
    c.input.n_left_out = 0;
    for (size_t i = 0; i < c.input.n; i++)
        c.values[i] = 70;
    assert_false(upw_its_analyse(&c.input, &arena, &its, &error));
    assert_non_null(strstr(error.message, "no variation"));
}

static int begin(void **state)
{
    (void)state;
    upw_arena_init(&arena, NULL);
    return 0;
}

static int end(void **state)
{
    (void)state;
    upw_arena_clear(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_method_agrees_with_the_golden),
        cmocka_unit_test(intervals_hold_the_truth_as_often_as_they_say),
        cmocka_unit_test(a_season_is_taken_out_where_there_are_two_years),
        cmocka_unit_test(what_is_left_out_or_missing_moves_no_line),
        cmocka_unit_test(a_constant_changes_the_first_level_only),
        cmocka_unit_test(what_cannot_be_told_apart_is_said),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, begin, end);
}
