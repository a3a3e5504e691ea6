/* Is what is written the same table in CSV and in JSON, and read back as it was? */
#include "table/sheet.h"

#include "table/cell.h"
#include "tables.h"

typedef struct line {
    text id;
    period when;
    double value;
    int64_t count;
} line;

static sheet_cell get_id(const void *row)
{
    return sheet_text(((const line *)row)->id);
}

static sheet_cell get_period(const void *row)
{
    return sheet_period(((const line *)row)->when);
}

static sheet_cell get_value(const void *row)
{
    return sheet_number(((const line *)row)->value);
}

static sheet_cell get_count(const void *row)
{
    return sheet_integer(((const line *)row)->count);
}

static sheet_cell get_nothing(const void *row)
{
    (void)row;
    return sheet_empty();
}

static const sheet_column columns[] = {
    { "series_id", get_id }, { "period", get_period },   { "value", get_value },
    { "count", get_count },  { "nothing", get_nothing },
};

static void write_sheet(buffer *out, sheet_format format, const line *lines, size_t n)
{
    const sheet s = { columns, sizeof columns / sizeof *columns, format };
    sheet_begin(out, &s);
    buffer rows;
    buffer_init(&rows, out->maximum);
    for (size_t i = 0; i < n; i++)
        sheet_add_row(&rows, &s, &lines[i]);
    buffer_add(out, buffer_text(&rows));
    buffer_clear(&rows);
    buffer_add(out, sheet_end(&s));
    assert_false(out->is_full);
}

static period read_period(const char *words)
{
    period p = { 0 };
    const char *reason = NULL;
    assert_true(period_parse(text_of(words), PERIOD_ORDER_ISO, &p, &reason));
    return p;
}

static void both_formats_say_the_same(void **state)
{
    (void)state;
    const line lines[] = {
        { TEXT("A / X"), read_period("2019-04"), 0.1, 7 },
        { TEXT("say \"a, b\""), read_period("2019/20"), NAN, -1 },
        { TEXT(""), read_period("12"), -HUGE_VAL, 0 },
    };
    buffer out;
    buffer_init(&out, 10000);
    write_sheet(&out, SHEET_CSV, lines, 3);
    assert_same_text(buffer_text(&out),
                     TEXT("series_id,period,value,count,nothing\n"
                          "A / X,2019-04,0.10000000000000001,7,\n"
                          "\"say \"\"a, b\"\"\",2019/20,,-1,\n"
                          ",12,,0,\n"),
                     "CSV");
    buffer_empty(&out);
    write_sheet(&out, SHEET_JSON, lines, 3);
    assert_same_text(buffer_text(&out),
                     TEXT("[\n"
                          "{\"series_id\":\"A / "
                          "X\",\"period\":\"2019-04\",\"value\":0.10000000000000001,\"count\":7,\"nothing\":null},\n"
                          "{\"series_id\":\"say \\\"a, "
                          "b\\\"\",\"period\":\"2019/20\",\"value\":null,\"count\":-1,\"nothing\":null},\n"
                          "{\"series_id\":\"\",\"period\":\"12\",\"value\":null,\"count\":0,\"nothing\":null}\n"
                          "]\n"),
                     "JSON");
    buffer_empty(&out);
    write_sheet(&out, SHEET_JSON, lines, 0);
    assert_same_text(buffer_text(&out), TEXT("[\n\n]\n"), "JSON of nothing");
    buffer_clear(&out);
}

/* Names of any characters, values of any bits: what was written is read as it was. A name that would be a formula has
 * an apostrophe in front, and is no formula any more. */
static void what_is_written_is_read_back(void **state)
{
    (void)state;
    static const char *const pieces[] = { "a", "B", "\"", ",", "\n", "\r\n", " ", ";",           "é",
                                          "€", "=", "-",  "@", "'",  "\t",   "|", "\xEF\xBC\x9D" };
    buffer out, truth;
    buffer_init(&out, 1 << 20);
    buffer_init(&truth, 1 << 20);
    uint64_t seed = 31;
    for (unsigned i = 0; i < 400; i++) {
        const uint64_t this_seed = seed;
        char names[5][200];
        line lines[20];
        buffer_empty(&out);
        buffer_empty(&truth);
        for (size_t s = 0; s < 5; s++) {
            size_t len = (size_t)snprintf(names[s], sizeof names[s], "%s", next_random(&seed) % 3 == 0 ? "=" : "");
            for (uint64_t k = next_random(&seed) % 9; k > 0; k--)
                len += (size_t)snprintf(names[s] + len, sizeof names[s] - len, "%s",
                                        pieces[next_random(&seed) % (sizeof pieces / sizeof *pieces)]);
            snprintf(names[s] + len, sizeof names[s] - len, "%zu", s);
            const text name = text_trim(text_of(names[s]));
            const bool is_formula =
                memchr("=-@", name.at[0], 3) != NULL || text_starts_with(name, TEXT("\xEF\xBC\x9D"));
            double number;
            for (size_t k = 0; k < 4; k++) {
                double value;
                const uint64_t bits = next_random(&seed);
                memcpy(&value, &bits, sizeof value);
                if (fabs(value) > CELL_LARGEST) /* it would be refused */
                    value = HUGE_VAL;
                lines[s * 4 + k] = (line){ name, period_make((int32_t)k * 40, PERIOD_DAY), value, 0 };
                buffer_add_format(&truth, "%s%.*s|||", is_formula && !number_parse(name, &number) ? "'" : "",
                                  TEXT_ARGS(name));
                period_add(&truth, lines[s * 4 + k].when);
                buffer_add_char(&truth, '|');
                if (isfinite(value))
                    number_add(&truth, value);
                buffer_add_format(&truth, "|%d\n", isfinite(value) ? GAP_NONE : GAP_BLANK);
            }
        }
        write_sheet(&out, SHEET_CSV, lines, 20);
        const made_file file = make_file(buffer_text(&out));
        static const table_options options = { 0 };
        outcome o = read_whole(file.path, &options);
        char what[60];
        snprintf(what, sizeof what, "seed %" PRIu64, this_seed);
        if (!o.is_done)
            fail_msg("%s: %s", what, o.error.message);
        assert_same_text(buffer_text(&o.points), buffer_text(&truth), what);
        buffer_clear(&o.points);
        close(file.fd);
    }
    buffer_clear(&out);
    buffer_clear(&truth);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_formats_say_the_same),
        cmocka_unit_test(what_is_written_is_read_back),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
