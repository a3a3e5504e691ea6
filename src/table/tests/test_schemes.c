/* Are traffic lights read as they were meant, hung over the right series, and refused by row and column? And records
 * without periods, one by one? */
#include <math.h>

#include "table/cells.h"
#include "table/records.h"
#include "table/schemes.h"
#include "tables.h"

typedef struct read_file {
    made_file file;
    upw_arena arena;
    upw_error error;
    scheme_list list;
    bool is_read;
} read_file;

static read_file read_schemes(text bytes)
{
    read_file r = { .file = make_file(bytes) };
    memory_init_arena(&r.arena);
    r.is_read = schemes_read(r.file.path, PERIOD_ORDER_ISO, &r.arena, &r.list, &r.error);
    return r;
}

static void close_file(read_file *r)
{
    upw_arena_clear(&r->arena);
    close(r->file.fd);
}

static void cut_offs_are_in_the_scale_of_the_values(void **state)
{
    (void)state;
    read_file r = read_schemes(TEXT("indicator,amber_from,green_from,improvement,unit\n"
                                    "a,90%,95%,increase,share\nb,90%,95%,,%\nc,18,15,,\nd,,95%,,\n"));
    assert_true(r.is_read);
    static const upw_lights_scheme expected[] = {
        { 0.9, 0.95, false }, { 90, 95, false }, { 18, 15, true }, { 0.95, 0.95, false }
    };
    for (size_t i = 0; i < 4; i++) {
        assert_true(r.list.items[i].cut.amber_from == expected[i].amber_from);
        assert_true(r.list.items[i].cut.green_from == expected[i].green_from);
        assert_int_equal(r.list.items[i].cut.lower_is_better, expected[i].lower_is_better);
        assert_false(r.list.items[i].is_moving);
        assert_true(isnan(r.list.items[i].sigma) && r.list.items[i].worths.green == 2);
    }
    close_file(&r);
}

static void a_line_runs_between_its_periods(void **state)
{
    (void)state;
    read_file r = read_schemes(TEXT("start,aim,from,until,tolerance\n80,95,2024-04,2024-05,0.2\n"));
    assert_true(r.is_read && r.list.items[0].is_moving);
    assert_true(r.list.items[0].line.length == 30 && r.list.items[0].line.tolerance == 0.2);
    assert_false(r.list.items[0].cut.lower_is_better);
    close_file(&r);
}

static void the_closest_row_counts(void **state)
{
    (void)state;
    read_file r = read_schemes(TEXT("scheme,series,indicator,organisation,c1\nall,,,,1\nbody,,,N,2\nindicator,,w,,3\n"
                                    "both,,w,N,4\nseries,w / N 2,,,5\n"));
    assert_true(r.is_read);
    static const struct {
        series_key key;
        const char *scheme;
    } cases[] = {
        { { { "x", 1 }, { "x", 1 }, { "M", 1 } }, "all" },
        { { { "x / N", 5 }, { "x", 1 }, { "N", 1 } }, "body" },
        { { { "w / M", 5 }, { "w", 1 }, { "M", 1 } }, "indicator" },
        { { { "w / N", 5 }, { "w", 1 }, { "N", 1 } }, "both" },
        { { { "w / N 2", 7 }, { "w", 1 }, { "N", 1 } }, "series" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(text_equal(schemes_find(&r.list, &cases[i].key)->name, text_of(cases[i].scheme)));
    close_file(&r);
}

static void schemes_that_cannot_be_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *says;
    } cases[] = {
        { "c1,c2,improvement\n75,60,increase\n", "row 2, column \"c2\": the colours overlap" },
        { "c1,c2,improvement\n60,75,decrease\n", "row 2, column \"c2\": the colours overlap" },
        { "c1,c2,improvement\n60,75,up\n", "column \"improvement\": \"up\" is neither" },
        { "c1,c2\nhigh,75\n", "column \"c1\": \"high\" is not a number" },
        { "c1,c2\n60,75,9\n", "row 2 has 3 columns" },
        { "scheme,c1,c2\nx,,\n", "row 2 has no cut-offs" },
        { "scheme\nx\n", "says of no light where it changes" },
        { "c1\n1\n2\n", "row 3: the light of row 2 hangs over the same series" },
        { "c1,start,aim,from,until\n1,1,2,1,9\n", "cut-offs as well as a target that moves" },
        { "start,aim,from,until\n1,2,9,1\n", "column \"until\": the target arrives before it sets out" },
        { "start,aim,from,until\n1,2,soon,9\n", "column \"from\": \"soon\" is not a period" },
        { "start,aim,from,until,improvement\n1,2,1,9,decrease\n", "the aim lies on the wrong side" },
        { "start,aim,from,until,tolerance\n1,2,1,9,7\n", "a tolerance is a share of the way" },
        { "c1,sigma\n1,0\n", "column \"sigma\": a variation is above zero" },
        { "c1,baseline\n1,many\n", "column \"baseline\": \"many\" is not a whole number" },
        { "c1\n", "has a header but no scheme" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        read_file r = read_schemes(text_of(cases[i].bytes));
        assert_false(r.is_read);
        if (strstr(r.error.message, cases[i].says) == NULL)
            fail_msg("\"%s\" is not in \"%s\"", cases[i].says, r.error.message);
        close_file(&r);
    }
}

static void columns_that_programs_write_mind_capitals(void **state)
{
    (void)state;
    read_file r = { .file = make_file(TEXT("se_B,se_b\n1,2\n")) };
    memory_init_arena(&r.arena);
    cells c;
    assert_false(cells_read(r.file.path, &r.arena, &c, &r.error));
    assert_true(cells_read_exactly(r.file.path, &r.arena, &c, &r.error));
    assert_true(text_equal(cells_get(&c, 0, cells_find(&c, "se_b")), TEXT("2")));
    close_file(&r);
}

/* ---- records ---- */

typedef struct seen {
    size_t n;
    double sum;
    int64_t last_row;
    char last_body[16];
} seen;

static bool take_row(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    seen *const s = context;
    if (fields[1].len == 0)
        return records_complain(file, row, 1, error, "is empty");
    s->n++;
    s->sum += (double)fields[1].len;
    s->last_row = row;
    snprintf(s->last_body, sizeof s->last_body, "%.*s", TEXT_ARGS(fields[0]));
    return true;
}

static bool read_records(const char *bytes, const table_options *options, seen *s, upw_error *error)
{
    static const char *const bodies[] = { "body", NULL }, *const values[] = { "wait", "minutes", NULL };
    static const record_column columns[] = { { "organisation", { "", 0 }, bodies, false },
                                             { "value", { "", 0 }, values, true } };
    table_notes notes;
    *s = (seen){ 0 };
    const made_file file = make_file(text_of(bytes));
    const bool is_read = records_read(file.path, options, columns, 2, take_row, s, &notes, error);
    close(file.fd);
    return is_read;
}

static void records_come_row_by_row(void **state)
{
    (void)state;
    static const table_options options = { .filters = { { { "type", 4 }, { "1", 1 } } }, .n_filters = 1 };
    static const char *const files[] = {
        "body,minutes,type\nA,10,1\n\nB,200,2\n\"C,\"\"d\"\"\", 30 ,1\n",
        "\xEF\xBB\xBFtype;Body;Minutes\r\n1;A;10\r\n;;\r\n2;B;200\r\n1;\"C,\"\"d\"\"\";30",
    };
    for (size_t i = 0; i < 2; i++) {
        seen s;
        upw_error error = { 0 };
        assert_true(read_records(files[i], &options, &s, &error));
        assert_true(s.n == 2 && s.sum == 4 && s.last_row == 5);
        assert_string_equal(s.last_body, "C,\"d\"");
    }
}

static void records_that_are_none_are_refused(void **state)
{
    (void)state;
    static const table_options plain = { 0 };
    static const struct {
        const char *bytes, *says;
    } cases[] = {
        { "", "is empty" },
        { "body,minutes\n", "has a header but no rows" },
        { "body,other\nA,1\n", "has no column \"value\"; it has: body, other" },
        { "body,minutes\nA,1,2\n", "row 2 has 3 columns, the header has 2" },
        { "body,minutes\nA,\n", "row 2, column \"minutes\": is empty" },
        { "body,minutes\n\"A,1\n", "row 2: its quotes do not match" },
        { "body,minutes\n\xFF,1\n", "is not UTF-8" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        seen s;
        upw_error error = { 0 };
        assert_false(read_records(cases[i].bytes, &plain, &s, &error));
        if (strstr(error.message, cases[i].says) == NULL)
            fail_msg("\"%s\" is not in \"%s\"", cases[i].says, error.message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cut_offs_are_in_the_scale_of_the_values),
        cmocka_unit_test(a_line_runs_between_its_periods),
        cmocka_unit_test(the_closest_row_counts),
        cmocka_unit_test(schemes_that_cannot_be_are_refused),
        cmocka_unit_test(columns_that_programs_write_mind_capitals),
        cmocka_unit_test(records_come_row_by_row),
        cmocka_unit_test(records_that_are_none_are_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
