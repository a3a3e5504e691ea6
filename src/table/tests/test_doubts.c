/* What do tables say that is not quite a table: notes below it, names for two series, values that are left empty? */
#include "tables.h"

static const table_options plain = { 0 };

/* Read in every way, the notes say these words. */
static void assert_says(text bytes, const table_options *options, const char *points, const char *words)
{
    const table_notes notes = assert_reads(bytes, options, points);
    buffer said;
    buffer_init(&said, 4096);
    table_notes_add(&said, &notes, "in.csv");
    buffer_add_char(&said, '\0');
    if (strstr(said.at, words) == NULL)
        fail_msg("says \"%s\" instead of \"%s\"", said.at, words);
    buffer_clear(&said);
}

static void counts_stand_in_for_an_empty_column_of_values(void **state)
{
    (void)state;
    assert_says(TEXT("organisation,period,value,numerator,denominator\nA,1,,1,2\nA,2,,0,0\nB,1,,,4\n"), &plain,
                "A||A|1|0.5|0|numerator=1|denominator=2\nA||A|2||4|numerator=0|denominator=0\n"
                "B||B|1||1|numerator=|denominator=4\n",
                "1 value of 0 out of 0 kept as a gap; the column of values is empty, so numerator / denominator");
    assert_refuses(TEXT("organisation,period,value,numerator,denominator\nA,1,,1,2\nB,1,,5,0\n"), &plain, UPW_BAD_INPUT,
                   3, "row 3: 5 out of 0 cannot be");
}

static void a_value_left_empty_beside_counts_is_said(void **state)
{
    (void)state;
    assert_says(TEXT("organisation,period,value,numerator,denominator\nA,1,,1,2\nB,1,50,1,2\nB,2,,1,2\n"), &plain,
                "A||A|1||1|numerator=1|denominator=2\nB||B|1|50|0|numerator=1|denominator=2\n"
                "B||B|2||1|numerator=1|denominator=2\n",
                "2 empty values kept as gaps although their numerators and denominators are there");
}

static void values_unlike_their_counts_are_said_with_the_first_row(void **state)
{
    (void)state;
    assert_says(TEXT("organisation,period,value,numerator,denominator\nA,1,0.5,1,2\nA,2,0.75,1,100\nB,1,50,1,100\n"),
                &plain,
                "A||A|1|0.5|0|numerator=1|denominator=2\nA||A|2|0.75|0|numerator=1|denominator=100\n"
                "B||B|1|50|0|numerator=1|denominator=100\n",
                "2 values are not numerator / denominator (the first in row 3)");
    /* Per cent, rounded, the share that did not, per 1,000. */
    const table_notes notes =
        assert_reads(TEXT("period,value,numerator,denominator\n1,81,13,16\n2,0.1875,13,16\n3,812,13,16\n"), &plain,
                     "|||1|81|0|numerator=13|denominator=16\n|||2|0.1875|0|numerator=13|denominator=16\n"
                     "|||3|812|0|numerator=13|denominator=16\n");
    assert_int_equal(notes.n_unlike, 0);
}

static void six_digits_are_months_only_when_all_can_be(void **state)
{
    (void)state;
    assert_reads(TEXT("period,value\n202001,1\n202002,2\n"), &plain, "|||2020-01|1|0\n|||2020-02|2|0\n");
    assert_reads(TEXT("period,value\n197002,1\n196999,2\n197001,3\n"), &plain,
                 "|||196999|2|0\n|||197001|3|0\n|||197002|1|0\n");
    assert_refuses(TEXT("period,value\n2020-01,1\n5,2\n202002,3\n"), &plain, UPW_BAD_INPUT, 2,
                   "has a number in row 3 and a month in row 2");
}

static void a_name_means_one_series(void **state)
{
    (void)state;
    assert_refuses(TEXT("series_id,indicator,organisation,period,value\nX,A,B,1,5\nY,A,B,1,5\nX,C,D,2,6\n"), &plain,
                   UPW_BAD_INPUT, 4,
                   "two series are called \"X\": indicator \"A\", organisation \"B\" (row 2) and \"C\", \"D\" (row 4); "
                   "give them series_ids of their own, or correct the row");
    assert_refuses(TEXT("indicator,organisation,period,value\nA / B,C,1,5\nA,B / C,1,6\n"), &plain, UPW_BAD_INPUT, 3,
                   "two series are called \"A / B / C\"");
}

static void a_note_below_the_table_is_named_with_what_to_do(void **state)
{
    (void)state;
    assert_refuses(TEXT("organisation,period,value\nA,1,5\n,,\nSource: statistics (invented),,\n"), &plain,
                   UPW_BAD_INPUT, 4,
                   "row 4 has nothing but \"Source: statistics (invented)\", which looks like a note and not like an "
                   "observation: remove it, or end the table above it with --last-row 3");
    assert_refuses(TEXT("organisation,period,value\nA,1,5\nNote 1\n"), &plain, UPW_BAD_INPUT, 3,
                   "if \"Note 1\" is a note under the table, remove it or end the table above it with --last-row 2");
    assert_refuses(TEXT("organisation,period,value\nA,1,5\nA,Total,5\n"), &plain, UPW_BAD_INPUT, 3,
                   "if the row adds up others, remove it");
    /* Not a note: an organisation or a period without a figure yet. */
    assert_reads(TEXT("period,value\n1,5\n2,\n"), &plain, "|||1|5|0\n|||2||1\n");
}

static void the_table_ends_where_it_is_said(void **state)
{
    (void)state;
    const text bytes = TEXT("Waits\norganisation,period,value\n\"A\nB\",1,5\nC,1,6\nNote 1\n\"open\n");
    const table_options fourth = { .header_row = 2, .last_row = 4 }, third = { .header_row = 2, .last_row = 3 };
    assert_reads(bytes, &fourth, "A\nB||A\nB|1|5|0\nC||C|1|6|0\n");
    assert_reads(bytes, &third, "A\nB||A\nB|1|5|0\n");
    const table_options far = { .last_row = 900 }, header = { .last_row = 1 };
    assert_reads(TEXT("period,value\n1,5"), &far, "|||1|5|0\n");
    assert_refuses(TEXT("period,value\n1,5\n"), &header, UPW_BAD_USAGE, 0, "--last-row 1 leaves nothing of");
    assert_says(TEXT("organisation,period,value\nCaf\xE9,1,5\nNote\n"), &(table_options){ .last_row = 2 },
                "Café||Café|1|5|0\n", "read as Windows-1252");
}

static void excel_may_name_the_delimiter_first(void **state)
{
    (void)state;
    assert_reads(TEXT("sep=;\r\nperiod;value\r\n1;5\r\n"), &plain, "|||1|5|0\n");
    assert_refuses(TEXT("sep=;\nperiod;value\n1;x\n"), &plain, UPW_BAD_INPUT, 3, "row 3, column \"value\"");
}

static void a_misspelt_month_of_a_wide_file_is_named(void **state)
{
    (void)state;
    const table_options wide = { .is_wide = true };
    assert_says(TEXT("organisation,region,Apr 2024,Juen 2024,Jul 2024\nN,north,65,n/a,68\nS,south,1,2,3\n"), &wide,
                "N||N|2024-04|65|0\nN||N|2024-07|68|0\nS||S|2024-04|1|0\nS||S|2024-07|3|0\n",
                "numbers passed over in columns whose heading is no period: \"Juen 2024\" (column 4)");
}

static void a_workbook_with_a_password_is_called_that(void **state)
{
    (void)state;
    assert_refuses(TEXT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
                        "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"),
                   &plain, UPW_BAD_INPUT, 0, "is a workbook with a password");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_stand_in_for_an_empty_column_of_values),
        cmocka_unit_test(a_value_left_empty_beside_counts_is_said),
        cmocka_unit_test(values_unlike_their_counts_are_said_with_the_first_row),
        cmocka_unit_test(six_digits_are_months_only_when_all_can_be),
        cmocka_unit_test(a_name_means_one_series),
        cmocka_unit_test(a_note_below_the_table_is_named_with_what_to_do),
        cmocka_unit_test(the_table_ends_where_it_is_said),
        cmocka_unit_test(excel_may_name_the_delimiter_first),
        cmocka_unit_test(a_misspelt_month_of_a_wide_file_is_named),
        cmocka_unit_test(a_workbook_with_a_password_is_called_that),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
