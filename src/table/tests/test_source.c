/* Is every kind of file recognised for what it is: encodings, pipes, folders, nothing at all? */
#include "table/source.h"

#include "table/temporary.h"
#include "tables.h"

static const table_options no_options = { 0 };

static void a_byte_order_mark_is_no_part_of_the_header(void **state)
{
    (void)state;
    assert_reads(TEXT("\xEF\xBB\xBFseries_id,period,value\ns,1,2\n"), NULL, "s|||1|2|0\n");
    assert_reads(TEXT("\xEF\xBB\xBF\xEF\xBB\xBFseries_id,period,value\ns,1,2\n"), NULL, "s|||1|2|0\n");
    assert_reads(TEXT("\xEF\xBB\xBF\"series_id\",period,value\n\xC3\xA9,1,2\n"), NULL, "\xC3\xA9|||1|2|0\n");
}

static void windows_1252_is_read_and_said(void **state)
{
    (void)state;
    table_notes notes = assert_reads(TEXT("series_id,period,value\nCaf\xE9 \x96 \x80,1,\xA3"
                                          "12\n"),
                                     NULL, "Café – €|||1|12|0\n");
    assert_true(notes.was_windows_1252);
    notes = assert_reads(TEXT("series_id,period,value\nCafé,1,12\n"), NULL, "Café|||1|12|0\n");
    assert_false(notes.was_windows_1252);
}

static void a_heading_in_windows_1252_can_be_named(void **state)
{
    (void)state;
    const table_options options = { .columns[COLUMN_VALUE] = TEXT("Durée"), .columns[COLUMN_PERIOD] = TEXT("Début") };
    const table_notes notes = assert_reads(TEXT("D\xE9"
                                                "but,Dur\xE9"
                                                "e,series_id\n1,2,s\n"),
                                           &options, "s|||1|2|0\n");
    assert_true(notes.was_windows_1252);
    assert_refuses(TEXT("p\xE9riode,value\n1,2\n"), NULL, UPW_BAD_INPUT, 1, "Did you mean \"période\"?");
}

/* What is not UTF-8 shows itself only in a later block, sorted or not. */
static void windows_1252_is_noticed_far_into_a_file(void **state)
{
    (void)state;
    for (int is_sorted = 0; is_sorted < 2; is_sorted++) {
        buffer bytes, truth;
        buffer_init(&bytes, 1 << 24);
        buffer_init(&truth, 1 << 24);
        buffer_add_literal(&bytes, "series_id,period,value\n");
        for (int i = 0; i < 120000; i++) {
            const int number = is_sorted ? i : 120000 - i;
            const bool is_special = i % 30000 == 29999;
            buffer_add_format(&bytes, "series %06d%s,1,12.5\n", number, is_special ? "\xE9" : "");
            buffer_add_format(&truth, "series %06d%s|||1|12.5|0\n", number, is_special ? "é" : "");
        }
        buffer_add_char(&truth, '\0');
        assert_true(bytes.len > 2 << 20 && !truth.is_full);
        const table_notes notes = assert_reads(buffer_text(&bytes), NULL, truth.at);
        assert_true(notes.was_windows_1252);
        assert_int_equal(notes.n_rows, 120000);
        buffer_clear(&bytes);
        buffer_clear(&truth);
    }
}

/* Letters grow on their way to UTF-8, and with them the place where the last row ends. */
static void the_last_row_is_the_last_in_windows_1252_too(void **state)
{
    (void)state;
    const table_options third = { .last_row = 3 };
    assert_reads(TEXT("period,value,note\n1,2,\xE9\xE9\xE9\xE9\xE9\xE9\n2,3,\xE9\nnotes\nmore\n"), &third,
                 "|||1|2|0\n|||2|3|0\n");
    assert_reads(TEXT("period,value,caf\xE9\n1,2,\xE9\xE9\xE9\xE9\n2,3,\xE9\nnotes\nmore\n"), &third,
                 "|||1|2|0\n|||2|3|0\n");
}

static void what_is_no_table_is_named(void **state)
{
    (void)state;
    static const struct {
        text bytes;
        int64_t row;
        const char *words;
    } cases[] = {
        { TEXT(""), 0, "is empty" },
        { TEXT("\xEF\xBB\xBF"), 1, "row 1 is empty" },
        { TEXT("\nseries_id,period,value\ns,1,2\n"), 1,
          "row 1 does not name the columns, but row 2 does: say --header-row 2" },
        { TEXT("\n\na,b\n"), 1, "row 1 is empty: the first row must name the columns (or say which does" },
        { TEXT("Waits, England,\n\"see\nnotes\",,\n,,\nperiod,value,x\n1,2,3\n"), 1,
          "but row 4 does: say --header-row 4" },
        { TEXT("Waits,,\n,,\nMonth,Trust,Waits\nApr 2024,X,3\n"), 1,
          "row 1 does not name the columns; if row 3 does, say --header-row 3, and which column is which with "
          "--column" },
        { TEXT("series_id,period,value\n"), 0, "has a header but no rows" },
        { TEXT("series_id,period,value"), 0, "has a header but no rows" },
        { TEXT("series_id,period,value\n\n,,\n"), 0, "has a header but no rows" },
        { TEXT("period,value\n"), 0, "has a header but no rows" },
        { TEXT("\xFF\xFEs\0e\0"), 0, "is in UTF-16" },
        { TEXT("\xFE\xFF\0s\0e"), 0, "is in UTF-16" },
        { TEXT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), 0, "is an old Excel workbook (.xls)" },
        { TEXT("s\0e\0r\0i\0e\0s\0\n\0"), 1, "row 1 has a NUL byte" },
        { TEXT("series_id,period,value\ns\x81,1,2\n"), 0, "neither UTF-8 nor Windows-1252 (byte 0x81 at offset 24)" },
        { TEXT("\xEF\xBB\xBFseries_id,period,value\nCaf\xE9,1,2\n"), 0, "starts with the mark of UTF-8 but" },
        { TEXT("series_id,period,value\rs,1,2\r"), 1, "ends its rows with CR alone" },
        { TEXT("\"series_id,period,value\ns,1,2\n"), 1, "row 1 is not a row of column names" },
        { TEXT("\"series_id\"x,period,value\ns,1,2\n"), 1, "row 1 is not a row of column names" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refuses(cases[i].bytes, NULL, UPW_BAD_INPUT, cases[i].row, cases[i].words);
}

static void titles_above_the_header_are_passed_over_when_asked(void **state)
{
    (void)state;
    const text bytes = TEXT("Waits; England\n\"see\n \"\"notes\"\"\"\n\nperiod,value\n1,2\n2,x\n");
    const table_options fourth = { .header_row = 4 }, tenth = { .header_row = 10 }, third = { .header_row = 3 };
    assert_reads(TEXT("\xEF\xBB\xBFWaits; England\n\"see\n \"\"notes\"\"\"\r\n\nperiod,value\n1,2\n"), &fourth,
                 "|||1|2|0\n");
    assert_refuses(bytes, &fourth, UPW_BAD_INPUT, 6, "row 6, column \"value\"");
    assert_refuses(bytes, &third, UPW_BAD_INPUT, 3, "row 3 is empty");
    assert_refuses(bytes, &tenth, UPW_BAD_INPUT, 6, "has no row 10 among its first rows, which --header-row asks for");
    const table_options wide = { .is_wide = true };
    assert_refuses(TEXT("Waits\n\nprovider,Apr 2019,May 2019\nX,1,2\n"), &wide, UPW_BAD_INPUT, 1, "say --header-row 3");
}

static void a_temporary_copy_leaves_room_for_others(void **state)
{
    (void)state;
    const uint64_t mebibyte = 1 << 20, gibibyte = 1 << 30;
    assert_true(temporary_leaves_room(10 * mebibyte, 100 * mebibyte));
    assert_false(temporary_leaves_room(10 * mebibyte - 1, 100 * mebibyte));
    assert_true(temporary_leaves_room(gibibyte, 1000 * gibibyte));
    assert_false(temporary_leaves_room(gibibyte - 1, 1000 * gibibyte));
    assert_false(temporary_leaves_room(0, 1000 * gibibyte));
}

static void files_that_cannot_be_opened_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *path, *words;
    } cases[] = {
        { "/no such folder/x.csv", "cannot open /no such folder/x.csv: No such file or directory" },
        { "/dev/null/x.csv", "cannot open /dev/null/x.csv: Not a directory" },
        { "/proc/self", "/proc/self is a folder: name a CSV or XLSX file in it" },
        { "/dev/null", "/dev/null is empty" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const outcome o = read_whole(cases[i].path, &no_options);
        assert_false(o.is_done);
        assert_int_equal(o.error.code, UPW_BAD_INPUT);
        if (strstr(o.error.message, cases[i].words) == NULL)
            fail_msg("%s: %s", cases[i].path, o.error.message);
    }
}

static void a_header_has_its_limits(void **state)
{
    (void)state;
    buffer bytes;
    buffer_init(&bytes, 1 << 23);
    for (int columns = 16381; columns <= 16382; columns++) {
        buffer_empty(&bytes);
        buffer_add_literal(&bytes, "series_id,period,value");
        for (int i = 0; i < columns; i++)
            buffer_add_literal(&bytes, ",");
        buffer_add_literal(&bytes, "\ns,1,2");
        for (int i = 0; i < columns; i++)
            buffer_add_literal(&bytes, ",");
        if (columns == 16381)
            assert_reads(buffer_text(&bytes), NULL, "s|||1|2|0\n");
        else
            assert_refuses(buffer_text(&bytes), NULL, UPW_BAD_INPUT, 1, "more than 16,384 columns");
    }
    buffer_empty(&bytes);
    buffer_add_literal(&bytes, "series_id,period,value,");
    memset(buffer_reserve(&bytes, 2 << 20), 'x', 2 << 20);
    bytes.len += 2 << 20;
    buffer_add_literal(&bytes, "\ns,1,2,3\n");
    assert_refuses(buffer_text(&bytes), NULL, UPW_BAD_INPUT, 1, "longer than 1 MiB");
    buffer_clear(&bytes);
}

/* With the bytes on standard input, as a pipe or as a file. */
static outcome read_standard_input(text bytes, bool is_pipe, bool is_streamed)
{
    const int kept = dup(STDIN_FILENO);
    made_file file = { .fd = -1 };
    int ends[2] = { -1, -1 };
    if (is_pipe) {
        assert_int_equal(pipe(ends), 0);
        assert_int_equal(write(ends[1], bytes.at, bytes.len), bytes.len);
        close(ends[1]);
    } else {
        file = make_file(bytes);
    }
    assert_int_equal(dup2(is_pipe ? ends[0] : file.fd, STDIN_FILENO), STDIN_FILENO);
    close(is_pipe ? ends[0] : file.fd);
    const outcome o = is_streamed ? stream("-", &no_options, 2) : read_whole("-", &no_options);
    if (kept >= 0) {
        dup2(kept, STDIN_FILENO);
        close(kept);
    }
    return o;
}

static void standard_input_may_be_a_pipe_or_a_file(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        outcome o = read_standard_input(TEXT("series_id,period,value\nb,1,2\na,1,\xA3"
                                             "3\nb,2,3\n"),
                                        i % 2 == 0, i >= 2);
        assert_true(o.is_done);
        assert_same_text(buffer_text(&o.points), TEXT("b|||1|2|0\nb|||2|3|0\na|||1|3|0\n"), "standard input");
        buffer_clear(&o.points);
        o = read_standard_input(TEXT("series_id,period,value\nb,1,x\n"), i % 2 == 0, i >= 2);
        assert_false(o.is_done);
        assert_non_null(strstr(o.error.message, "standard input, row 2, column \"value\": \"x\""));
        o = read_standard_input(TEXT(""), i % 2 == 0, i >= 2);
        assert_false(o.is_done);
        assert_non_null(strstr(o.error.message, "standard input is empty"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_byte_order_mark_is_no_part_of_the_header),
        cmocka_unit_test(windows_1252_is_read_and_said),
        cmocka_unit_test(a_heading_in_windows_1252_can_be_named),
        cmocka_unit_test(windows_1252_is_noticed_far_into_a_file),
        cmocka_unit_test(the_last_row_is_the_last_in_windows_1252_too),
        cmocka_unit_test(what_is_no_table_is_named),
        cmocka_unit_test(titles_above_the_header_are_passed_over_when_asked),
        cmocka_unit_test(a_temporary_copy_leaves_room_for_others),
        cmocka_unit_test(files_that_cannot_be_opened_are_named),
        cmocka_unit_test(a_header_has_its_limits),
        cmocka_unit_test(standard_input_may_be_a_pipe_or_a_file),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
