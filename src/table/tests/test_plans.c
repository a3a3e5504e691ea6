/* Are agreed paths read as they were meant, hung over the right series, and refused by row and reason? */
#include <math.h>

#include "table/plans.h"
#include "tables.h"

typedef struct read_file {
    made_file file;
    upw_arena arena;
    upw_error error;
    plan_list list;
    bool is_read;
} read_file;

static read_file read_plans(text bytes)
{
    read_file r = { .file = make_file(bytes) };
    memory_init_arena(&r.arena);
    r.is_read = plans_read(r.file.path, PERIOD_ORDER_ISO, &r.arena, &r.list, &r.error);
    return r;
}

static void close_file(read_file *r)
{
    upw_arena_clear(&r->arena);
    close(r->file.fd);
}

static void what_a_plan_leaves_out_has_its_default(void **state)
{
    (void)state;
    read_file r = read_plans(TEXT("start,aim,from\n70,90,2020-04\n,90,2020-04\n"));
    assert_false(r.is_read); /* two plans for everything */
    close_file(&r);
    r = read_plans(TEXT("start,aim,from\n70,90,2020-04\n"));
    assert_true(r.is_read && r.list.n == 1);
    const agreed_plan *const p = &r.list.items[0];
    assert_int_equal(p->plan.shape, UPW_TRAJECTORY_JCURVE);
    assert_true(p->has_start && p->has_from && p->direction == 0 && p->horizon == 0);
    assert_true(p->plan.start == 70 && p->plan.aim == 90 && p->plan.arrival == 5 && p->plan.depth == 0.25);
    close_file(&r);
}

static void parameters_are_those_of_the_shape(void **state)
{
    (void)state;
    read_file r = read_plans(TEXT("series,shape,start,aim,from,params\n"
                                  "a,jcurve,70,90,2020-04,D=0.5;tb=1;tr=2;T=4\n"
                                  "b,miles,70,90,2020-04,kt=1/2.5/5;kg=-0.1/0/1\n"
                                  "c,lag_s,70,90,2020-04,L=2;T=6\n"));
    assert_true(r.is_read && r.list.n == 3);
    const upw_trajectory_plan *const a = &r.list.items[0].plan, *const b = &r.list.items[1].plan;
    assert_true(a->depth == 0.5 && a->bottom == 1 && a->upturn == 2 && a->arrival == 4);
    assert_true(b->n_milestones == 3 && b->milestones[1].time == 2.5 && b->milestones[0].share == -0.1);
    assert_true(r.list.items[2].plan.lag == 2 && r.list.items[2].plan.arrival == 6);
    close_file(&r);
}

static void percent_signs_are_shares(void **state)
{
    (void)state;
    read_file r = read_plans(TEXT("start,aim,from\n75%,95%,2020-04\n"));
    assert_true(r.is_read);
    assert_true(r.list.items[0].plan.start == 0.75 && r.list.items[0].plan.aim == 0.95);
    close_file(&r);
}

static void the_closest_plan_is_the_one_of_a_series(void **state)
{
    (void)state;
    read_file r =
        read_plans(TEXT("series,indicator,organisation,start,aim,from\n"
                        "w / N,,,1,9,2020-04\n,w,S,2,9,2020-04\n,w,,3,9,2020-04\n,,E,4,9,2020-04\n,,,5,9,2020-04\n"));
    assert_true(r.is_read);
    static const struct {
        const char *id, *indicator, *organisation;
        double start;
    } cases[] = { { "w / N", "w", "N", 1 },
                  { "w / S", "w", "S", 2 },
                  { "w / E", "w", "E", 3 },
                  { "x / E", "x", "E", 4 },
                  { "x / Q", "x", "Q", 5 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const series_key key = { .id = text_of(cases[i].id),
                                 .indicator = text_of(cases[i].indicator),
                                 .organisation = text_of(cases[i].organisation) };
        const agreed_plan *const found = plans_find(&r.list, &key);
        assert_non_null(found);
        assert_true(found->plan.start == cases[i].start);
    }
    close_file(&r);
}

static void a_plan_that_only_has_a_name_is_for_nothing_else(void **state)
{
    (void)state;
    read_file r = read_plans(TEXT("plan,start,aim,from\nrecovery,70,90,2020-04\n"));
    assert_true(r.is_read);
    const series_key key = { .id = TEXT("a") };
    assert_null(plans_find(&r.list, &key));
    assert_ptr_equal(plans_find_named(&r.list, TEXT("recovery"), &key), &r.list.items[0]);
    assert_null(plans_find_named(&r.list, TEXT("other"), &key));
    close_file(&r);
}

static void of_one_name_the_plan_that_fits_is_chosen(void **state)
{
    (void)state;
    read_file r = read_plans(TEXT("plan,organisation,start,aim,from\n"
                                  "recovery,E,1,9,2020-04\nrecovery,,2,9,2020-04\nrecovery,N,3,9,2020-04\n"));
    assert_true(r.is_read);
    static const struct {
        const char *organisation;
        double start;
    } cases[] = { { "E", 1 }, { "N", 3 }, { "S", 2 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const series_key key = { .id = TEXT("w"), .organisation = text_of(cases[i].organisation) };
        const agreed_plan *const found = plans_find_named(&r.list, TEXT("recovery"), &key);
        assert_non_null(found);
        assert_true(found->plan.start == cases[i].start);
    }
    assert_non_null(plans_find_named(&r.list, TEXT("recovery"), NULL));
    close_file(&r);
    r = read_plans(TEXT("plan,organisation,start,aim,from\nrecovery,E,1,9,2020-04\n"));
    assert_null(plans_find_named(&r.list, TEXT("recovery"), &(series_key){ .organisation = TEXT("N") }));
    close_file(&r);
}

static void a_start_that_comes_from_results_is_held_to_its_side_later(void **state)
{
    (void)state;
    read_file r = read_plans(TEXT("aim,from,improvement\n90,2020-04,increase\n"));
    assert_true(r.is_read && !r.list.items[0].has_start);
    agreed_plan below = r.list.items[0], above = r.list.items[0];
    upw_error error = { 0 };
    below.plan.start = 70;
    above.plan.start = 95;
    assert_true(plans_complete(&below, &error));
    assert_false(plans_complete(&above, &error));
    assert_non_null(strstr(error.message, "wrong side"));
    close_file(&r);
}

static void a_plan_that_cannot_be_is_refused_with_its_row_and_reason(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        int64_t row;
        const char *says;
    } cases[] = {
        { "start,from\n70,2020-04\n", 1, "no column \"aim\"" },
        { "start,aim,from\n", 0, "no plan" },
        { "start,aim,from\n70,,2020-04\n", 2, "aim" },
        { "start,aim,from\n70,high,2020-04\n", 2, "high" },
        { "start,aim,from\n70,90,soon\n", 2, "soon" },
        { "start,aim,from,shape\n70,90,2020-04,wave\n", 2, "no shape of a path" },
        { "start,aim,from,params\n70,90,2020-04,L=2\n", 2, "no parameter \"L\"" },
        { "start,aim,from,params\n70,90,2020-04,D=-1\n", 2, "D" },
        { "start,aim,from,params\n70,90,2020-04,tr=6;T=5\n", 2, "tr" },
        { "start,aim,from,improvement\n70,90,2020-04,decrease\n", 2, "wrong side of the start" },
        { "start,aim,from,shape,params\n70,90,2020-04,miles,kt=1/2;kg=1\n", 2, "2 times (kt) and 1 shares" },
        { "series,start,aim,from\na,70,90,2020-04\na,75,90,2020-04\n", 3, "already in row 2" },
        { "plan,series,start,aim,from\np,a,70,90,2020-04\nq,a,75,90,2020-04\n", 3, "already in row 2" },
        { "plan,start,aim,from\np,70,90,2020-04\nq,70,90,2020-04\np,75,90,2020-04\n", 4,
          "row 4: there is a plan named \"p\" already in row 2" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        read_file r = read_plans(text_of(cases[i].file));
        if (r.is_read || r.error.row != cases[i].row || strstr(r.error.message, cases[i].says) == NULL)
            fail_msg("case %zu: row %lld, \"%s\"", i, (long long)r.error.row, r.error.message);
        assert_int_equal(r.error.code, UPW_BAD_INPUT);
        close_file(&r);
    }
}

static void a_plan_for_nobody_is_refused_with_the_nearest_name(void **state)
{
    (void)state;
    read_file r = read_plans(TEXT("organisation,start,aim,from\nNorthmor,70,90,2020-04\n"));
    assert_true(r.is_read);
    const series_key key = { .id = TEXT("Northmoor"), .organisation = TEXT("Northmoor") };
    const bool unused = false, used = true;
    assert_false(plans_check_used(&r.list, &unused, &key, 1, &r.error));
    assert_non_null(strstr(r.error.message, "nearest are"));
    assert_non_null(strstr(r.error.message, "Northmoor"));
    assert_true(plans_check_used(&r.list, &used, &key, 1, &r.error));
    close_file(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_plan_leaves_out_has_its_default),
        cmocka_unit_test(parameters_are_those_of_the_shape),
        cmocka_unit_test(percent_signs_are_shares),
        cmocka_unit_test(the_closest_plan_is_the_one_of_a_series),
        cmocka_unit_test(a_plan_that_only_has_a_name_is_for_nothing_else),
        cmocka_unit_test(of_one_name_the_plan_that_fits_is_chosen),
        cmocka_unit_test(a_start_that_comes_from_results_is_held_to_its_side_later),
        cmocka_unit_test(a_plan_that_cannot_be_is_refused_with_its_row_and_reason),
        cmocka_unit_test(a_plan_for_nobody_is_refused_with_the_nearest_name),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
