/* Which column means what, and what is said when none does? */
#include "table/layout.h"

#include "tables.h"

static void delimiters_are_found_in_the_header(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        char delimiter;
    } cases[] = {
        { "a,b,c", ',' }, { "a;b;c", ';' },   { "a\tb", '\t' },       { "a|b", '|' },   { "alone", ',' },
        { "", ',' },      { "a,b;c;d", ';' }, { "\"a;b;c\",d", ',' }, { "a;b,c", ',' }, { "\"x,y,z\"|b", '|' },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (layout_detect_delimiter(text_of(cases[i].line)) != cases[i].delimiter)
            fail_msg("%s", cases[i].line);
    const table_options options = { .delimiter = ';' };
    assert_reads(TEXT("a,b,c;period;value\nx,y;1;2\n"), &options, "|||1|2|0\n");
}

static void columns_go_by_their_usual_names(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *points;
    } cases[] = {
        { "series,x,y\ns,1,2\n", "s|||1|2|0\n" },
        { "Measure,Org_Code,Month,Value\nA,X,2019-01,2\n", "A / X|A|X|2019-01|2|0\n" },
        { "metric,provider,date,value\nA,X,2019-01-31,2\n", "A / X|A|X|2019-01-31|2|0\n" },
        { "organization,period,numerator,n\nX,1,1,2\n", "X||X|1|0.5|0|numerator=1|denominator=2\n" },
        /* The name itself goes before the others. */
        { "date,period,x,y,value\n2019-01-01,1,9,8,2\n", "|||1|2|0\n" },
        { "date,month,value\n2019-01-01,Jan,2\n", "|||2019-01-01|2|0\n" },
        /* Columns that mean nothing may be called the same. */
        { "period,note,note,value,,\n1,a,b,2,,\n", "|||1|2|0\n" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_reads(text_of(cases[i].bytes), NULL, cases[i].points);
}

static void columns_can_be_named(void **state)
{
    (void)state;
    const table_options options = { .columns = { [COLUMN_PERIOD] = TEXT("when"),
                                                 [COLUMN_VALUE] = TEXT("how many"),
                                                 [COLUMN_ORGANISATION] = TEXT("Trust") } };
    assert_reads(TEXT("trust,organisation,period,When,How Many,value\nX,a,b,1,2,c\n"), &options, "X||X|1|2|0\n");
    assert_refuses(
        TEXT("trust,when,howmany\nX,1,2\n"), &options, UPW_BAD_INPUT, 1,
        "has no column \"how many\"; it has: trust, when, howmany. Did you mean \"howmany\"? If so, give its "
        "name with --column value=NAME");
    assert_refuses(TEXT("trust,when,how many,How many\nX,1,2,3\n"), &options, UPW_BAD_INPUT, 1,
                   "has two columns \"how many\" (columns 3 and 4)");
    const table_options twice = { .columns = { [COLUMN_INDICATOR] = TEXT("a"), [COLUMN_ORGANISATION] = TEXT("a") } };
    assert_refuses(TEXT("a,period,value\nX,1,2\n"), &twice, UPW_BAD_INPUT, 1, "cannot be both organisation and");
    const table_options value_is_period = { .columns = { [COLUMN_PERIOD] = TEXT("value") } };
    assert_refuses(TEXT("value,other\n1,2\n"), &value_is_period, UPW_BAD_INPUT, 1, "has no column \"value\"");
}

static void missing_columns_are_named_with_those_that_are_there(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *words;
    } cases[] = {
        { "indicator,perod,value\nA,1,2\n", "has no column \"period\"; it has: indicator, perod, value. Did you mean "
                                            "\"perod\"? If so, give its name with "
                                            "--column period=NAME" },
        { "indicator,period,total\nA,1,2\n",
          "has no column \"value\"; it has: indicator, period, total. If it is one of these, give its name with "
          "--column value=NAME, or give --column numerator=NAME and --column denominator=NAME" },
        { "period,numerator\n1,2\n", "has no column \"value\"" },
        { "period,value,value\n1,2,3\n", "has two columns \"value\" (columns 2 and 3): rename one of them" },
        { "period,date,month,value,month,date,y,y\n1,2,3,4,5,6,7,8\n", NULL },
        { "date,value,date\n1,2,3\n", "has two columns \"date\" (columns 1 and 3)" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (cases[i].words == NULL)
            assert_reads(text_of(cases[i].bytes), NULL, "|||1|4|0\n");
        else
            assert_refuses(text_of(cases[i].bytes), NULL, UPW_BAD_INPUT, 1, cases[i].words);
    const table_options complement = { .is_complement = true };
    assert_refuses(TEXT("period,value,numerator\n1,2,3\n"), &complement, UPW_BAD_INPUT, 1,
                   "has no column \"denominator\"");
}

static void a_long_header_is_cut_in_complaints(void **state)
{
    (void)state;
    buffer bytes;
    buffer_init(&bytes, 1 << 16);
    for (int i = 0; i < 300; i++)
        buffer_add_format(&bytes, "%sécole numéro %d, très très très longue, \"\"é\"\"\"", i > 0 ? ",\"" : "\"", i);
    buffer_add_literal(&bytes, "\n");
    assert_refuses(buffer_text(&bytes), NULL, UPW_BAD_INPUT, 1, " more. If it is one of these");
    buffer_clear(&bytes);
}

static void filters_want_a_column_that_means_nothing_else(void **state)
{
    (void)state;
    const table_options missing = { .filters = { { TEXT("tpye"), TEXT("1") } }, .n_filters = 1 };
    assert_refuses(TEXT("period,value,type\n1,2,1\n"), &missing, UPW_BAD_INPUT, 1,
                   "has no column \"tpye\"; it has: period, value, type. Did you mean \"type\"?");
    const table_options taken = { .filters = { { TEXT("value"), TEXT("1") } }, .n_filters = 1 };
    assert_refuses(TEXT("period,value,type\n1,2,1\n"), &taken, UPW_BAD_USAGE, 0,
                   "--where cannot filter by \"value\", which already has a meaning");
    const table_options same = { .filters = { { TEXT("type"), TEXT("1") }, { TEXT("type"), TEXT("2") } },
                                 .n_filters = 2 };
    assert_refuses(TEXT("period,value,type\n1,2,1\n"), &same, UPW_BAD_USAGE, 0,
                   "--where is given twice for \"type\"; a row cannot say both");
}

static void wide_files_need_periods_as_headings(void **state)
{
    (void)state;
    const table_options options = { .is_wide = true };
    assert_refuses(TEXT("organisation,total\nX,1\n"), &options, UPW_BAD_INPUT, 1, "no heading is a period");
    assert_refuses(TEXT("organisation,2019-04,Apr 2019\nX,1,2\n"), &options, UPW_BAD_INPUT, 1,
                   "columns 2 and 3 are both headed with 2019-04");
    const table_options dmy = { .is_wide = true, .order = PERIOD_ORDER_DMY };
    assert_reads(TEXT("organisation,01/04/2019,02/04/2019\nX,1,2\n"), &dmy,
                 "X||X|2019-04-01|1|0\nX||X|2019-04-02|2|0\n");
}

static void meanings_are_found_by_name(void **state)
{
    (void)state;
    for (table_column c = 0; c < COLUMN_COUNT; c++) {
        table_column found = COLUMN_COUNT;
        assert_true(table_column_find(text_of(table_column_name(c)), &found));
        assert_int_equal(found, c);
    }
    table_column found = COLUMN_COUNT;
    assert_true(table_column_find(TEXT("PERIOD"), &found));
    assert_false(table_column_find(TEXT("month"), &found));
}

static void a_source_says_what_it_has(void **state)
{
    (void)state;
    const made_file file = make_file(TEXT("series_id,date,numerator,denominator\ns,1,2,3\n"));
    static const table_options options = { 0 };
    upw_arena arena;
    memory_init_arena(&arena);
    upw_error error;
    table_source *const source = table_open(file.path, &options, &arena, &error);
    assert_non_null(source);
    assert_string_equal(table_name(source), file.path);
    for (table_column c = 0; c < COLUMN_COUNT; c++)
        assert_int_equal(table_has(source, c), c == COLUMN_SERIES_ID || c == COLUMN_PERIOD || c == COLUMN_NUMERATOR ||
                                                   c == COLUMN_DENOMINATOR);
    table_close(source);
    table_close(NULL);
    upw_arena_clear(&arena);
    close(file.fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delimiters_are_found_in_the_header),
        cmocka_unit_test(columns_go_by_their_usual_names),
        cmocka_unit_test(columns_can_be_named),
        cmocka_unit_test(missing_columns_are_named_with_those_that_are_there),
        cmocka_unit_test(a_long_header_is_cut_in_complaints),
        cmocka_unit_test(filters_want_a_column_that_means_nothing_else),
        cmocka_unit_test(wide_files_need_periods_as_headings),
        cmocka_unit_test(meanings_are_found_by_name),
        cmocka_unit_test(a_source_says_what_it_has),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
