/* Are small files, and the file that describes indicators, read as they were meant, and refused by row and column? */
#include "table/indicators.h"

#include "table/cells.h"
#include "tables.h"

typedef struct small_file {
    made_file file;
    upw_arena arena;
    upw_error error;
} small_file;

static small_file open_small(text bytes)
{
    small_file s = { .file = make_file(bytes) };
    memory_init_arena(&s.arena);
    return s;
}

static void close_small(small_file *s)
{
    upw_arena_clear(&s->arena);
    close(s->file.fd);
}

static void cells_are_found_by_the_names_of_columns(void **state)
{
    (void)state;
    static const char *const files[] = {
        "id,Name,note\nA, first ,\n\n\"B\nb\",\"a \"\"second\"\"\",x",
        "\xEF\xBB\xBFid;Name;note\r\nA; first ;\r\n;;\r\n\"B\nb\";\"a \"\"second\"\"\";x\r\n",
    };
    for (size_t i = 0; i < 2; i++) {
        small_file s = open_small(text_of(files[i]));
        cells c;
        assert_true(cells_read(s.file.path, &s.arena, &c, &s.error));
        assert_int_equal(c.n_rows, 2);
        assert_int_equal(c.n_columns, 3);
        assert_int_equal(cells_find(&c, "NAME"), 1);
        assert_int_equal(cells_find(&c, "other"), 3);
        assert_true(text_equal(cells_get(&c, 0, 1), TEXT("first")));
        assert_true(text_equal(cells_get(&c, 1, 0), TEXT("B\nb")));
        assert_true(text_equal(cells_get(&c, 1, 1), TEXT("a \"second\"")));
        assert_int_equal(cells_get(&c, 1, 3).len, 0);
        assert_int_equal(c.rows[0], 2);
        assert_int_equal(c.rows[1], 4);
        cells_complain(&c, 1, 0, &s.error, "\"%s\" will not do", "B\nb");
        assert_int_equal(s.error.row, 4);
        assert_non_null(strstr(s.error.message, ", row 4, column \"id\": \"B b\" will not do"));
        close_small(&s);
    }
}

static void a_target_is_in_the_scale_of_its_unit(void **state)
{
    (void)state;
    small_file s = open_small(TEXT("id,unit,target\nA,%,95%\nB,%,7\nC,share,7%\nD,share,0.07\nE,days,18\n"));
    static const double targets[] = { 95, 7, 0.07, 0.07, 18 };
    indicator_list list;
    assert_true(indicators_read(s.file.path, PERIOD_ORDER_ISO, &s.arena, &list, &s.error));
    for (size_t i = 0; i < list.n; i++)
        assert_near(list.items[i].target, targets[i], 0);
    close_small(&s);
}

static void small_files_in_windows_1252_are_read(void **state)
{
    (void)state;
    small_file s = open_small(TEXT("id,name\nA,Caf\xE9\n"));
    cells c;
    assert_true(cells_read(s.file.path, &s.arena, &c, &s.error));
    assert_true(text_equal(cells_get(&c, 0, 1), TEXT("Café")));
    close_small(&s);
}

static void small_files_that_are_none_are_refused(void **state)
{
    (void)state;
    static const struct {
        text bytes;
        int64_t row;
        const char *words;
    } cases[] = {
        { TEXT(""), 0, "is empty" },
        { TEXT("\xFF\xFEi\0"), 0, "is in UTF-16" },
        { TEXT("id,name\nA\n"), 2, "row 2 has 1 column, the header has 2" },
        { TEXT("id,name\nA,B\n\nA,B,C\n"), 4, "row 4 has 3 columns, the header has 2" },
        { TEXT("id,name\n\"A,B\n"), 2, "row 2: its quotes do not match" },
        { TEXT("\"id,name\n"), 1, "row 1: its quotes do not match" },
        { TEXT("id,name,ID\nA,B,C\n"), 1, "has two columns \"ID\" (columns 1 and 3): rename one of them" },
        { TEXT("id,name\nA,\0\n"), 0, "has a NUL byte" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        small_file s = open_small(cases[i].bytes);
        cells c;
        assert_false(cells_read(s.file.path, &s.arena, &c, &s.error));
        if (strstr(s.error.message, cases[i].words) == NULL || s.error.row != cases[i].row)
            fail_msg("%s (row %" PRId64 ")\ninstead of %s", s.error.message, s.error.row, cases[i].words);
        close_small(&s);
    }
    small_file s = open_small(TEXT("id,name\n"));
    assert_int_equal(ftruncate(s.file.fd, CELLS_BYTES_MAX + 1), 0);
    cells c;
    assert_false(cells_read(s.file.path, &s.arena, &c, &s.error));
    assert_int_equal(s.error.code, UPW_TOO_LARGE);
    close_small(&s);
}

static void an_indicator_is_described_by_its_row(void **state)
{
    (void)state;
    small_file s =
        open_small(TEXT("id,organisation,name,unit,improvement,target,chart,baseline,rebase,rebase_reason,definition,"
                        "owner,source,plan\n"
                        "A,,Four-hour waits,share,Increase,95%,p,24,2020-04; 2019-04,\"pandemic; new ward\",d,o,s,p1\n"
                        "A,X,,,,,,,,,,,,\n"
                        "B,,,%,neither,n/a,,12,2019-04;,,,,,\n"));
    indicator_list list;
    assert_true(indicators_read(s.file.path, PERIOD_ORDER_ISO, &s.arena, &list, &s.error));
    assert_int_equal(list.n, 3);
    const indicator *const a = indicators_find(&list, TEXT("A"), TEXT("Y"));
    assert_ptr_equal(a, &list.items[0]);
    assert_true(text_equal(a->name, TEXT("Four-hour waits")));
    assert_true(text_equal(a->definition, TEXT("d")) && text_equal(a->owner, TEXT("o")));
    assert_true(text_equal(a->source, TEXT("s")) && text_equal(a->plan, TEXT("p1")) && text_equal(a->chart, TEXT("p")));
    assert_int_equal(a->unit.kind, UNIT_SHARE);
    assert_true(a->has_improvement && a->improvement == UPW_INCREASE);
    assert_true(a->has_target);
    assert_near(a->target, 0.95, 0);
    assert_int_equal(a->fix_after_n, 24);
    assert_int_equal(a->n_rebases, 2);
    assert_true(a->rebases[0].code < a->rebases[1].code);
    assert_true(text_equal(a->rebase_reasons[0], TEXT("new ward")));
    assert_true(text_equal(a->rebase_reasons[1], TEXT("pandemic")));
    const indicator *const of_x = indicators_find(&list, TEXT("A"), TEXT("X"));
    assert_ptr_equal(of_x, &list.items[1]);
    assert_true(text_equal(of_x->name, TEXT("A")));
    assert_true(!of_x->has_target && !of_x->has_improvement && of_x->n_rebases == 0 && of_x->fix_after_n == 0);
    const indicator *const b = indicators_find(&list, TEXT("B"), TEXT(""));
    assert_true(b->has_improvement && b->improvement == UPW_NEUTRAL && !b->has_target && b->n_rebases == 1);
    assert_int_equal(b->rebase_reasons[0].len, 0);
    assert_null(indicators_find(&list, TEXT("a"), TEXT("X")));
    assert_null(indicators_find(NULL, TEXT("A"), TEXT("X")));
    close_small(&s);
}

static void descriptions_that_cannot_be_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        int64_t row;
        const char *words;
    } cases[] = {
        { "name,unit\nA,%\n", 1, "has no column \"id\"" },
        { "id,name\n,A\n", 2, "row 2, column \"id\": is empty" },
        { "id,organisation\nA,X\nA,\nA,X\n", 4, "row 4, column \"id\": \"A\" is described twice" },
        { "id,improvement\nA,up\n", 2, "column \"improvement\": \"up\" is not increase, decrease or neither" },
        { "id,unit,target\nA,share,95\n", 2, "\"95\" is no share between 0 and 1; write it as 0.95 or 95%" },
        { "id,target\nA,soon\n", 2, "column \"target\": \"soon\" is not a number" },
        { "id,target\nA,*\n", 2, "column \"target\": \"*\" is not a number" },
        { "id,baseline\nA,11\n", 2, "column \"baseline\": \"11\" is not a whole number of points from 12 on" },
        { "id,baseline\nA,99999999999\n", 2, "column \"baseline\": \"99999999999\" is not" },
        { "id,rebase\nA,2019-13\n", 2, "column \"rebase\": \"2019-13\" is not a period" },
        { "id,rebase\nA,01/04/2019\n", 2, "column \"rebase\": \"01/04/2019\" is not a period" },
        { "id,rebase,rebase_reason\nA,2019-04,\"a; b\"\n", 2, "column \"rebase_reason\": there are more reasons" },
        { "id,rebase,rebase_reason\nA,,a\n", 2, "column \"rebase_reason\": there are more reasons" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        small_file s = open_small(text_of(cases[i].bytes));
        indicator_list list;
        assert_false(indicators_read(s.file.path, PERIOD_ORDER_ISO, &s.arena, &list, &s.error));
        if (strstr(s.error.message, cases[i].words) == NULL || s.error.row != cases[i].row)
            fail_msg("%s (row %" PRId64 ")\ninstead of %s", s.error.message, s.error.row, cases[i].words);
        close_small(&s);
    }
    small_file s = open_small(TEXT("id,rebase\nA,01/04/2019\n"));
    indicator_list list;
    assert_true(indicators_read(s.file.path, PERIOD_ORDER_DMY, &s.arena, &list, &s.error));
    close_small(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_found_by_the_names_of_columns),
        cmocka_unit_test(small_files_in_windows_1252_are_read),
        cmocka_unit_test(a_target_is_in_the_scale_of_its_unit),
        cmocka_unit_test(small_files_that_are_none_are_refused),
        cmocka_unit_test(an_indicator_is_described_by_its_row),
        cmocka_unit_test(descriptions_that_cannot_be_are_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
