/* Does every row become the observation that its writer meant, or a complaint that names it? */
#include "tables.h"

typedef struct reads_case {
    const char *bytes;
    const char *points;
} reads_case;

typedef struct refuses_case {
    const char *bytes;
    int64_t row;
    const char *words;
} refuses_case;

static void check_reads(const reads_case *cases, size_t n, const table_options *options)
{
    for (size_t i = 0; i < n; i++)
        assert_reads(text_of(cases[i].bytes), options, cases[i].points);
}

static void check_refuses(const refuses_case *cases, size_t n, const table_options *options)
{
    for (size_t i = 0; i < n; i++)
        assert_refuses(text_of(cases[i].bytes), options, UPW_BAD_INPUT, cases[i].row, cases[i].words);
}

#define CHECK_READS(cases, options) check_reads((cases), sizeof(cases) / sizeof *(cases), (options))
#define CHECK_REFUSES(cases, options) check_refuses((cases), sizeof(cases) / sizeof *(cases), (options))

static void rows_become_points_of_named_series(void **state)
{
    (void)state;
    static const reads_case cases[] = {
        { "indicator,organisation,period,value\nA,X,2019-01,1\nA,X,2019-02,2.5\nA,Y,2019-01,3\n",
          "A / X|A|X|2019-01|1|0\nA / X|A|X|2019-02|2.5|0\nA / Y|A|Y|2019-01|3|0\n" },
        { "period,value\n1,10\n2,20\n", "|||1|10|0\n|||2|20|0\n" },
        { "organisation,period,value\nX,2019-Q1,1\n", "X||X|2019-Q1|1|0\n" },
        { "indicator,period,value\nA,2019/20,1\n", "A|A||2019/20|1|0\n" },
        { "series_id,organisation,period,value\ns1,X,2019-04-01,1\ns1,X,2019-04-02,2\n",
          "s1||X|2019-04-01|1|0\ns1||X|2019-04-02|2|0\n" },
        { "Value , PERIOD,\tSeries_ID\n7,2019-04-01,s\n", "s|||2019-04-01|7|0\n" },
        { "series_id,period,value,expected,target\ns,1,7,6.5,95%\ns,2,8,,\n",
          "s|||1|7|0|expected=6.5|target=0.94999999999999996|percent=01\n"
          "s|||2|8|0|expected=|target=|percent=01\n" },
        { "note,series_id,period,x_y,value\n\"so, so\",s,1,,7\n,s,2,z,8\n", "s|||1|7|0\ns|||2|8|0\n" },
    };
    CHECK_READS(cases, NULL);
}

static void quotes_and_line_ends_follow_rfc_4180(void **state)
{
    (void)state;
    static const reads_case cases[] = {
        { "series_id,period,value\r\ns,1,7\r\ns,2,8\r\n", "s|||1|7|0\ns|||2|8|0\n" },
        { "series_id,period,value\ns,1,7\ns,2,8", "s|||1|7|0\ns|||2|8|0\n" },
        { "series_id,period,value\r\ns,1,7\r", "s|||1|7|0\n" },
        { "period,value,series_id\r\n1,7,s\r\n2,8,s\r\n", "s|||1|7|0\ns|||2|8|0\n" },
        { "\"series_id\",\"period\",\"value\"\n\"s\",\"1\",\"7\"\n", "s|||1|7|0\n" },
        { "series_id,period,value\n\"a,b\",1,7\n", "a,b|||1|7|0\n" },
        { "series_id,period,value\n\"say \"\"yes\"\"\",1,7\n", "say \"yes\"|||1|7|0\n" },
        { "series_id,period,value\n\"two\nlines\",1,7\n\"two\nlines\",2,8\n",
          "two\nlines|||1|7|0\ntwo\nlines|||2|8|0\n" },
        { "series_id,period,value\n5\" pipe,1,7\n", "5\" pipe|||1|7|0\n" },
        { "series_id,period,value\n\" s \" ,1,7\ns,2,8\n", "s|||1|7|0\ns|||2|8|0\n" },
        { "series_id;period;value\ns;1;\"1,234\"\ns;2;1,234\n", "s|||1|1234|0\ns|||2|1234|0\n" },
        { "series_id\tperiod\tvalue\ns\t1\t7\n", "s|||1|7|0\n" },
        { "series_id|period|value\ns|1|7\n", "s|||1|7|0\n" },
        { "\"series_id\n\",period,value\ns,1,7\n", "s|||1|7|0\n" },
    };
    CHECK_READS(cases, NULL);
    static const refuses_case wrong[] = {
        { "series_id,period,value\n\"s,1,7\n", 2, "row 2 starts a quoted field that never ends" },
        { "series_id,period,value\ns,1,7\n\"s\"x,1,7\n", 3, "row 3 has text after a closing quote" },
        { "series_id,period,value\n\"a\nb\",1,7\ns,x,7\n", 3, "row 3, column \"period\"" },
    };
    CHECK_REFUSES(wrong, NULL);
}

/* A row that starts like the name of the row before, which was quoted because it holds the delimiter, is not that. */
static void a_quoted_name_does_not_swallow_the_next_row(void **state)
{
    (void)state;
    static const refuses_case cases[] = {
        { "series_id,period,value\n\"a,b\",1,5\na,b,2,6\n", 3, "row 3 has 4 columns, the header has 3" },
        { "series_id,period,value\n\"a\nb\",1,5\na\nb,2,6\n", 3, "row 3 has 1 column, the header has 3" },
        { "series_id,period,value\n\"\"\"a\",1,5\n\"a,2,6\n", 3, "row 3 starts a quoted field that never ends" },
    };
    CHECK_REFUSES(cases, NULL);
}

/* Ten bytes up to a delimiter look like a day; line breaks and tabs among them are not part of one. */
static void a_short_row_does_not_swallow_the_next_one(void **state)
{
    (void)state;
    static const refuses_case cases[] = {
        { "series_id,period,value\ns,2019-04\n\n\n,5\n", 2, "row 2 has 2 columns" },
        { "series_id\tperiod\tvalue\ns\t2019-04\t\t\t\t5\n", 2, "row 2 has 6 columns" },
        { "series_id,period,value\ns,\n2019-4-1,5\n", 2, "row 2 has 2 columns" },
    };
    CHECK_REFUSES(cases, NULL);
}

static void rows_of_another_length_are_refused(void **state)
{
    (void)state;
    static const refuses_case cases[] = {
        { "series_id,period,value\ns,1\n", 2, "row 2 has 2 columns, the header has 3" },
        { "series_id,period,value\ns,1,7,\n", 2, "row 2 has 4 columns, the header has 3" },
        { "series_id,period,value\ns\n", 2, "row 2 has 1 column, the header has 3" },
        { "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,t,u,v,w,y,z,aa,bb,cc,series_id,period,value\n"
          ",,,,,,,,,,,,,,,,,,,,,,,,,,,s,1,7\n"
          ",,,,,,,,,,,,,,,,,,,,,,,,,,,s,2,7,8\n",
          3, "row 3 has 31 columns, the header has 30" },
    };
    CHECK_REFUSES(cases, NULL);
}

static void a_nul_byte_is_refused_wherever_it_stands(void **state)
{
    (void)state;
    static const struct {
        text bytes;
        int64_t row;
    } cases[] = {
        { TEXT("series_id,period,value,note\ns,1,7,\0\n"), 2 },
        { TEXT("series_id,period,value,note\ns,1,7,x\ns\0,2,7,x\n"), 3 },
        { TEXT("series_id,period,value,note\n\"s\0\",1,7,x\n"), 2 },
        { TEXT("series_id,period,value,note\ns,1,7\0,x\n"), 2 },
        { TEXT("series_id,period,va\0lue,note\ns,1,7,x\n"), 1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refuses(cases[i].bytes, NULL, UPW_BAD_INPUT, cases[i].row, "NUL byte");
}

static void missing_values_keep_their_reason(void **state)
{
    (void)state;
    static const reads_case cases[] = {
        { "series_id,period,value\ns,1,\ns,2,n/a\ns,3,*\ns,4,<5\ns,5,[c]\ns,6,[x]\n",
          "s|||1||1\ns|||2||2\ns|||3||3\ns|||4||3\ns|||5||3\ns|||6||2\n" },
        { "series_id,period,numerator,denominator\ns,1,1,4\ns,2,0,0\ns,3,,4\ns,4,*,4\ns,5,1,*\ns,6,*,n/a\n",
          "s|||1|0.25|0|numerator=1|denominator=4\ns|||2||4|numerator=0|denominator=0\n"
          "s|||3||1|numerator=|denominator=4\ns|||4||3|numerator=|denominator=4\n"
          "s|||5||3|numerator=1|denominator=\ns|||6||3|numerator=|denominator=\n" },
        /* A value column goes before the division. */
        { "series_id,period,value,numerator,denominator\ns,1,9,1,4\n", "s|||1|9|0|numerator=1|denominator=4\n" },
    };
    CHECK_READS(cases, NULL);
    const table_notes notes = assert_reads(
        TEXT("series_id,period,numerator,denominator\ns,1,0,0\n\ns,2,*,1\ns,3,,0\n,,,\n"), NULL,
        "s|||1||4|numerator=0|denominator=0\ns|||2||3|numerator=|denominator=1\ns|||3||1|numerator=|denominator=0\n");
    assert_int_equal(notes.n_rows, 5);
    assert_int_equal(notes.n_blank, 2);
    assert_int_equal(notes.n_suppressed, 1);
    assert_int_equal(notes.n_zero_denominator, 1);
}

static void a_share_is_turned_round_by_complement(void **state)
{
    (void)state;
    const table_options options = { .is_complement = true };
    static const reads_case cases[] = {
        { "series_id,period,numerator,denominator\ns,1,1,4\ns,2,0,0\n",
          "s|||1|0.75|0|numerator=1|denominator=4\ns|||2||4|numerator=0|denominator=0\n" },
        { "series_id,period,value,numerator,denominator\ns,1,9,1,4\n", "s|||1|0.75|0|numerator=1|denominator=4\n" },
    };
    CHECK_READS(cases, &options);
}

static void impossible_shares_are_refused(void **state)
{
    (void)state;
    static const refuses_case cases[] = {
        { "series_id,period,numerator,denominator\ns,1,3,0\n", 2, "row 2: 3 out of 0 cannot be" },
        { "series_id,period,numerator,denominator\ns,1,1,2\ns,2,3,-1\n", 3, "row 3: 3 out of -1 cannot be" },
    };
    CHECK_REFUSES(cases, NULL);
}

static void cells_that_cannot_be_read_name_row_and_column(void **state)
{
    (void)state;
    static const refuses_case cases[] = {
        { "series_id,period,value\ns,1,many\n", 2, "row 2, column \"value\": \"many\" is not a number" },
        { "series_id,period,value\ns,1,1\ns,2,1e999\n", 3, "row 3, column \"value\": \"1e999\" is too large" },
        { "series_id,period,value\ns,1,1\ns,2,-1e301\n", 3, "row 3, column \"value\": \"-1e301\" is too large" },
        { "series_id,period,numerator,denominator\ns,1,1,2\ns,2,1e200,1e-200\n", 3,
          "row 3: 9.9999999999999997e+199 out of 9.9999999999999998e-201 is too large" },
        { "series_id,period,value\ns,2019-02-30,1\n", 2, "row 2, column \"period\": \"2019-02-30\" is not a period" },
        { "series_id,period,value\ns,03/04/2019,1\n", 2, "row 2, column \"period\": \"03/04/2019\" is not a period" },
        { "series_id,period,value\n,1,1\n", 2, "row 2, column \"series_id\": is empty" },
        { "series_id,period,value\n\" \",1,1\n", 2, "row 2, column \"series_id\": is empty" },
        { "series_id,period,value,target\ns,1,1,soon\n", 2, "row 2, column \"target\": \"soon\"" },
        { "series_id,period,value\n\n\ns,1,1\ns,2,oops\n", 5, "row 5, column \"value\"" },
        /* What is shown of a cell is one line of whole characters. */
        { "series_id,period,value\ns,1,\"a\nb\033[31m\"\n", 2, "row 2, column \"value\": \"a b [31m\" is not" },
        { "series_id,period,value\ns,1,aéééééééééééééééééééééééééééé\n", 2, "aééééééééééééééééééé\" is not" },
    };
    CHECK_REFUSES(cases, NULL);
}

static void rows_out_of_order_are_sorted(void **state)
{
    (void)state;
    static const reads_case cases[] = {
        { "series_id,period,value,target\ns,2019-03,3,33\ns,2019-01,1,11\ns,2019-02,*,22\n",
          "s|||2019-01|1|0|target=11\ns|||2019-02||3|target=22\ns|||2019-03|3|0|target=33\n" },
        { "series_id,period,value\nb,1,1\na,1,2\nb,2,3\na,0,4\nc,-5,1\n",
          "b|||1|1|0\nb|||2|3|0\na|||0|4|0\na|||1|2|0\nc|||-5|1|0\n" },
    };
    CHECK_READS(cases, NULL);
}

/* Names, days and numbers that were just like those before are passed over quickly: nothing may slip through with them.
 */
static void series_with_the_same_days_are_read_like_any_other(void **state)
{
    (void)state;
    static const char *const names[][3] = { { "A", "B", "AB" },
                                            { "S-000001", "S-000002", "S-00000" },
                                            { "a-123456789", "b-123456789", "-123456789" },
                                            { "north of the river", "south of the river", "north of the rivers" } };
    static const struct {
        const char *cell, *point;
    } values[] = { { "7", "7|0" },
                   { "12.5", "12.5|0" },
                   { "1234567", "1234567|0" },
                   { "-3.25", "-3.25|0" },
                   { "", "|1" },
                   { ".5", "0.5|0" },
                   { "12345.678", "12345.678|0" },
                   { "1e3", "1000|0" },
                   { " 8 ", "8|0" },
                   { "*", "|3" },
                   { "9.", "9|0" } };
    enum { VALUES = sizeof values / sizeof *values };
    for (size_t i = 0; i < sizeof names / sizeof *names * 2; i++) {
        buffer table, points;
        buffer_init(&table, 1 << 16);
        buffer_init(&points, 1 << 16);
        buffer_add_literal(&table, "series_id,period,value\n");
        for (size_t s = 0; s < 3; s++)
            for (size_t month = 0; month < VALUES; month++) {
                const size_t v = (month + 5 * s) % VALUES;
                buffer_add_format(&table, "%s,2019-%02zu-01,%s%s\n", names[i / 2][s], month + 1, values[v].cell,
                                  i % 2 == 0 ? "" : "\r");
                buffer_add_format(&points, "%s|||2019-%02zu-01|%s\n", names[i / 2][s], month + 1, values[v].point);
            }
        buffer_add_char(&points, '\0');
        assert_reads(buffer_text(&table), NULL, points.at);
        buffer_clear(&table);
        buffer_clear(&points);
    }
    static const refuses_case cases[] = {
        { "series_id,period,value\ns,2019-01-01,1.5\ns,2019-02-01,1.5\nt,2019-01-01,1.5\nt,2019-02-01,1.5\n"
          "t,2019-02-01,1.50\nu,2019-02-01,1.5\n",
          6, "series \"t\" has 2019-02-01 twice, in rows 5 and 6" },
        { "series_id,period,value\ns,2019-01-01,1.5\ns,2019-02-01,1.5\ns,2019-01-01,1.5x\ns,2019-02-01,1.5\n", 4,
          "row 4, column \"value\"" },
        { "series_id,period,value\ns,2019-01-01,1.5\ns,2019-02-01,1.5\ns,2019-01-01,1.5,\ns,2019-02-01,1.5\n", 4,
          "row 4 has 4 columns" },
    };
    CHECK_REFUSES(cases, NULL);
}

static void a_period_that_comes_twice_names_both_rows(void **state)
{
    (void)state;
    static const refuses_case cases[] = {
        { "series_id,period,value\ns,2019-01,1\ns,2019-01,1\n", 3, "series \"s\" has 2019-01 twice, in rows 2 and 3" },
        { "series_id,period,value\ns,2019-01,1\ns,2019-02,1\n\ns,Jan 2019,1\n", 5, "2019-01 twice, in rows 2 and 5" },
        { "series_id,period,value\ns,1,1\nt,1,1\ns,1,1\n", 4, "series \"s\" has 1 twice, in rows 2 and 4" },
        { "period,value\n1,1\n1,1\n", 3, "has 1 twice, in rows 2 and 3" },
        { "indicator,organisation,period,value\nA,X,1,1\nA,Y,1,1\nA,X,1,2\n", 4, "series \"A / X\" has 1 twice" },
    };
    CHECK_REFUSES(cases, NULL);
    const table_options options = { .keeps_repeats = true };
    assert_reads(TEXT("series_id,period,value\ns,2,1\ns,1,2\ns,2,3\ns,1,4\n"), &options,
                 "s|||1|2|0\ns|||1|4|0\ns|||2|1|0\ns|||2|3|0\n");
}

static void periods_of_two_kinds_in_one_series_are_refused(void **state)
{
    (void)state;
    static const refuses_case cases[] = {
        { "series_id,period,value\ns,2019-01,1\ns,2019-02-01,1\n", 3, "has a month in row 2 and a day in row 3" },
        { "series_id,period,value\ns,2019/20,1\ns,2018-Q1,1\ns,2021/22,1\n", 2,
          "has a quarter in row 3 and a financial year in row 2" },
    };
    CHECK_REFUSES(cases, NULL);
    assert_reads(TEXT("series_id,period,value\ns,2019-01,1\nt,2019-02-01,1\n"), NULL,
                 "s|||2019-01|1|0\nt|||2019-02-01|1|0\n");
}

static void filters_leave_rows_out_before_anything_else_is_read(void **state)
{
    (void)state;
    const table_options options = { .filters = { { TEXT("type"), TEXT("1") }, { TEXT("Note"), TEXT("a, b") } },
                                    .n_filters = 2 };
    const table_notes notes =
        assert_reads(TEXT("series_id,period,value,type,note\n"
                          "s,1,10,1,\"a, b\"\ns,2,20,2,\"a, b\"\ns,2,21, 1 ,\"a, b\"\ns,3,30,1,c\n"
                          ",all years,see notes,2,\"a, b\"\n\ns,3,31,1,\"a, b\"\n"),
                     &options, "s|||1|10|0\ns|||2|21|0\ns|||3|31|0\n");
    assert_int_equal(notes.n_rows, 7);
    assert_int_equal(notes.n_blank, 1);
    assert_int_equal(notes.n_filtered, 3);
    assert_refuses(TEXT("series_id,period,value,type,note\ns,1,10,2,c\n\n"), &options, UPW_BAD_INPUT, 0,
                   "is left after --where: 1 row says something else");
    assert_refuses(TEXT("series_id,period,value,type,note\ns,1,10,2\n"), &options, UPW_BAD_INPUT, 2,
                   "row 2 has 4 columns");
    const table_options empty = { .filters = { { TEXT("type"), TEXT("") } }, .n_filters = 1 };
    assert_reads(TEXT("series_id,period,value,type\ns,1,10,\ns,2,20,x\ns,3,30,\" \"\n"), &empty,
                 "s|||1|10|0\ns|||3|30|0\n");
}

static void wide_rows_are_series(void **state)
{
    (void)state;
    const table_options options = { .is_wide = true };
    static const reads_case cases[] = {
        { "organisation,Apr 2019,May 2019\nX,1,2\nY,,*\n",
          "X||X|2019-04|1|0\nX||X|2019-05|2|0\nY||Y|2019-04||1\nY||Y|2019-05||3\n" },
        { "organisation,2019-05,region,2019-04,target\nX,2,north,1,9\n",
          "X||X|2019-04|1|0|target=9\nX||X|2019-05|2|0|target=9\n" },
        { "2019/20,2020/21\n1,2\n", "|||2019/20|1|0\n|||2020/21|2|0\n" },
        { "\"organisation\",\"2019-04\"\r\n\"X\",\"1,234\"\r\n\r\n", "X||X|2019-04|1234|0\n" },
    };
    CHECK_READS(cases, &options);
    static const refuses_case wrong[] = {
        { "organisation,2019-04,2019-05\nX,1\n", 2, "row 2 has 2 columns" },
        { "organisation,2019-04,2019-05\nX,1,two\n", 2, "row 2, column \"2019-05\": \"two\"" },
        { "organisation,2019-04,2019-05\nX,1,2\nX,3,4\n", 3, "series \"X\" has 2019-04 twice, in rows 2 and 3" },
        { "organisation,2019-04,2019-Q3\nX,1,2\n", 2, "has a month in row 2 and a quarter in row 2" },
    };
    CHECK_REFUSES(wrong, &options);
    const table_options twice = { .is_wide = true, .is_complement = true };
    assert_refuses(TEXT("organisation,2019-04\nX,1\n"), &twice, UPW_BAD_USAGE, 0, "--complement");
}

static void what_was_left_out_is_said(void **state)
{
    (void)state;
    buffer words;
    buffer_init(&words, 1000);
    const table_notes nothing = { .n_rows = 7 };
    table_notes_add(&words, &nothing, "my.csv");
    assert_int_equal(words.len, 0);
    const table_notes one = {
        .n_blank = 1, .n_filtered = 1, .n_suppressed = 1, .n_zero_denominator = 1, .n_ignored_links = 1
    };
    table_notes_add(&words, &one, "my.csv");
    assert_same_text(
        buffer_text(&words),
        TEXT("my.csv: 1 row left out by --where; 1 blank row left out; 1 suppressed value kept as a gap; 1 value "
             "of 0 out of 0 kept as a gap; 1 link to another workbook ignored"),
        "notes");
    buffer_empty(&words);
    const table_notes many = { .n_blank = 2,
                               .n_filtered = 3,
                               .n_suppressed = 4,
                               .n_zero_denominator = 5,
                               .n_ignored_links = 6,
                               .was_windows_1252 = true };
    table_notes_add(&words, &many, "my.csv");
    assert_same_text(
        buffer_text(&words),
        TEXT("my.csv: not UTF-8, read as Windows-1252; 3 rows left out by --where; 2 blank rows left out; 4 "
             "suppressed values kept as gaps; 5 values of 0 out of 0 kept as gaps; 6 links to other "
             "workbooks ignored"),
        "notes");
    buffer_clear(&words);
}

static void annotations_stay_with_their_observations(void **state)
{
    (void)state;
    static const reads_case cases[] = {
        { "series_id,period,value,annotation\ns,2,7,new ward\ns,1,8,\nt,1,9,\"strike, two days\"\n",
          "s|||1|8|0|annotation=\ns|||2|7|0|annotation=new ward\nt|||1|9|0|annotation=strike, two days\n" },
        { "annotation,series_id,period,value\r\n a ,s,1,7\r\nb,t,1,8\r\nc,s,2,9\r\n",
          "s|||1|7|0|annotation=a\ns|||2|9|0|annotation=c\nt|||1|8|0|annotation=b\n" },
    };
    CHECK_READS(cases, NULL);
    const table_options wide = { .is_wide = true };
    assert_reads(TEXT("series_id,annotation,2019-01\ns,of which?,1\n"), &wide, "s|||2019-01|1|0\n");
    char bytes[600];
    snprintf(bytes, sizeof bytes, "series_id,period,value,annotation\ns,1,7,%0200d\n", 0);
    const made_file fits = make_file(text_of(bytes));
    outcome o = read_whole(fits.path, &(table_options){ 0 });
    assert_true(o.is_done);
    buffer_clear(&o.points);
    close(fits.fd);
    snprintf(bytes, sizeof bytes, "series_id,period,value,annotation\ns,1,7,%0201d\n", 0);
    assert_refuses(text_of(bytes), NULL, UPW_BAD_INPUT, 2,
                   "column \"annotation\": has 201 characters, 200 at most fit on a chart; shorten it");
}

static void percent_signs_are_remembered_and_not_mixed(void **state)
{
    (void)state;
    static const reads_case cases[] = {
        { "series_id,period,value\ns,1,50%\ns,2,25 %\nt,1,50\n",
          "s|||1|0.5|0|percent=10\ns|||2|0.25|0|percent=10\nt|||1|50|0\n" },
        { "series_id,period,value,target\ns,2,50%,75%\nt,1,50,75%\ns,1,n/a,75%\n",
          "s|||1||2|target=0.75|percent=11\ns|||2|0.5|0|target=0.75|percent=11\n"
          "t|||1|50|0|target=0.75|percent=01\n" },
        { "series_id,period,value\ns,1,0\ns,2,50%\ns,3,\n",
          "s|||1|0|0|percent=10\ns|||2|0.5|0|percent=10\ns|||3||1|percent=10\n" },
    };
    CHECK_READS(cases, NULL);
    static const refuses_case wrong[] = {
        { "series_id,period,value\ns,1,95%\ns,2,94\n", 3,
          "series \"s\" has a value with a % sign in row 2 and one without in row 3; 95% is 0.95, so write all of them "
          "with the sign or none" },
        { "series_id,period,value\ns,2,95\nt,1,1\ns,1,94%\n", 4, "a % sign in row 4 and one without in row 2" },
        { "series_id,period,value,target\ns,1,94%,95\n", 2, "has a value or target with a % sign in row 2" },
    };
    CHECK_REFUSES(wrong, NULL);
    const table_options wide = { .is_wide = true };
    assert_refuses(TEXT("series_id,2019-01,2019-02\ns,95%,94\n"), &wide, UPW_BAD_INPUT, 2, "has a value with a % sign");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_become_points_of_named_series),
        cmocka_unit_test(quotes_and_line_ends_follow_rfc_4180),
        cmocka_unit_test(a_quoted_name_does_not_swallow_the_next_row),
        cmocka_unit_test(a_short_row_does_not_swallow_the_next_one),
        cmocka_unit_test(rows_of_another_length_are_refused),
        cmocka_unit_test(a_nul_byte_is_refused_wherever_it_stands),
        cmocka_unit_test(missing_values_keep_their_reason),
        cmocka_unit_test(a_share_is_turned_round_by_complement),
        cmocka_unit_test(impossible_shares_are_refused),
        cmocka_unit_test(cells_that_cannot_be_read_name_row_and_column),
        cmocka_unit_test(rows_out_of_order_are_sorted),
        cmocka_unit_test(series_with_the_same_days_are_read_like_any_other),
        cmocka_unit_test(a_period_that_comes_twice_names_both_rows),
        cmocka_unit_test(periods_of_two_kinds_in_one_series_are_refused),
        cmocka_unit_test(filters_leave_rows_out_before_anything_else_is_read),
        cmocka_unit_test(wide_rows_are_series),
        cmocka_unit_test(annotations_stay_with_their_observations),
        cmocka_unit_test(percent_signs_are_remembered_and_not_mixed),
        cmocka_unit_test(what_was_left_out_is_said),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
