/* Is a cell's time read as people mean it, and refused when they could mean two things? */
#include "base/period.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "near.h"

typedef enum in_order { ISO = PERIOD_ORDER_ISO, DMY = PERIOD_ORDER_DMY, MDY = PERIOD_ORDER_MDY } in_order;

/* Each form, and what period_add writes for it. */
static const struct {
    const char *from;
    in_order order;
    period_kind kind;
    const char *written;
} readable[] = {
    { "2019-04-01", ISO, PERIOD_DAY, "2019-04-01" },
    { "2019/04/01", ISO, PERIOD_DAY, "2019-04-01" },
    { "2019-4-1", ISO, PERIOD_DAY, "2019-04-01" },
    { "20190401", ISO, PERIOD_DAY, "2019-04-01" },
    { "1600-01-01", ISO, PERIOD_DAY, "1600-01-01" },
    { "2999-12-31", ISO, PERIOD_DAY, "2999-12-31" },
    { "2024-02-29", ISO, PERIOD_DAY, "2024-02-29" },
    { "2000-02-29", ISO, PERIOD_DAY, "2000-02-29" },
    { "2038-01-19", ISO, PERIOD_DAY, "2038-01-19" },
    { "2106-02-07", ISO, PERIOD_DAY, "2106-02-07" },
    { "2019-04-01T00:00", ISO, PERIOD_DAY, "2019-04-01" },
    { "2019-04-01T00:00:00", ISO, PERIOD_DAY, "2019-04-01" },
    { "2019-04-01 00:00:00", ISO, PERIOD_DAY, "2019-04-01" },
    { "2019-04-01T00:00:00Z", ISO, PERIOD_DAY, "2019-04-01" },
    { "2019-04-01T00:00:00.000Z", ISO, PERIOD_DAY, "2019-04-01" },
    { "2019-04-01T00:00:00+00:00", ISO, PERIOD_DAY, "2019-04-01" },
    { "1 Apr 2019 00:00", ISO, PERIOD_DAY, "2019-04-01" },
    { "1 Apr 2019", ISO, PERIOD_DAY, "2019-04-01" },
    { "01-Apr-2019", ISO, PERIOD_DAY, "2019-04-01" },
    { "30 SEPT 2019", ISO, PERIOD_DAY, "2019-09-30" },
    { "1-apr-19", ISO, PERIOD_DAY, "2019-04-01" },
    { "1 April 1970", ISO, PERIOD_DAY, "1970-04-01" },
    { "03/04/2019", DMY, PERIOD_DAY, "2019-04-03" },
    { "03/04/2019", MDY, PERIOD_DAY, "2019-03-04" },
    { "03/04/2019 00:00", DMY, PERIOD_DAY, "2019-04-03" },
    { "3/4/19", DMY, PERIOD_DAY, "2019-04-03" },
    { "3.4.2019", DMY, PERIOD_DAY, "2019-04-03" },
    { "03-04-2019", MDY, PERIOD_DAY, "2019-03-04" },
    { "2019-04-03", MDY, PERIOD_DAY, "2019-04-03" },
    { "2019-04", ISO, PERIOD_MONTH, "2019-04" },
    { "2010-11", ISO, PERIOD_MONTH, "2010-11" },
    { "2011-12", ISO, PERIOD_MONTH, "2011-12" },
    { "Apr 2019", ISO, PERIOD_MONTH, "2019-04" },
    { "april 2019", ISO, PERIOD_MONTH, "2019-04" },
    { "Apr-19", ISO, PERIOD_MONTH, "2019-04" },
    { "Apr 19", ISO, PERIOD_MONTH, "2019-04" },
    { "Apr-2019", ISO, PERIOD_MONTH, "2019-04" },
    { "May-69", ISO, PERIOD_MONTH, "2069-05" },
    { "May-70", ISO, PERIOD_MONTH, "1970-05" },
    { "2019-Q2", ISO, PERIOD_QUARTER, "2019-Q2" },
    { "2019q2", ISO, PERIOD_QUARTER, "2019-Q2" },
    { "2019 Q4", ISO, PERIOD_QUARTER, "2019-Q4" },
    { "Q1 2019", ISO, PERIOD_QUARTER, "2019-Q1" },
    { "Q3-2019", ISO, PERIOD_QUARTER, "2019-Q3" },
    { "2019/20", ISO, PERIOD_FINANCIAL_YEAR, "2019/20" },
    { "2023/24 Q1", ISO, PERIOD_QUARTER, "2023-Q2" },
    { "Q1 2023/24", ISO, PERIOD_QUARTER, "2023-Q2" },
    { "2023-24 Q1", ISO, PERIOD_QUARTER, "2023-Q2" },
    { "2010-11 Q2", ISO, PERIOD_QUARTER, "2010-Q3" },
    { "FY2023/24 Q3", ISO, PERIOD_QUARTER, "2023-Q4" },
    { "q4 2023/2024", ISO, PERIOD_QUARTER, "2024-Q1" },
    { "99/00 Q4", ISO, PERIOD_QUARTER, "2000-Q1" },
    { "2010/11", ISO, PERIOD_FINANCIAL_YEAR, "2010/11" },
    { "2012-13", ISO, PERIOD_FINANCIAL_YEAR, "2012/13" },
    { "1999/00", ISO, PERIOD_FINANCIAL_YEAR, "1999/00" },
    { "1999-00", ISO, PERIOD_FINANCIAL_YEAR, "1999/00" },
    { "2019/2020", ISO, PERIOD_FINANCIAL_YEAR, "2019/20" },
    { "FY2019/20", ISO, PERIOD_FINANCIAL_YEAR, "2019/20" },
    { "FY 2010-11", ISO, PERIOD_FINANCIAL_YEAR, "2010/11" },
    { "  2019/20\t", ISO, PERIOD_FINANCIAL_YEAR, "2019/20" },
    { "2019", ISO, PERIOD_NUMBER, "2019" },
    { "0", ISO, PERIOD_NUMBER, "0" },
    { "-7", ISO, PERIOD_NUMBER, "-7" },
    { "007", ISO, PERIOD_NUMBER, "7" },
    { "201904", ISO, PERIOD_MONTH, "2019-04" },
    { "201913", ISO, PERIOD_NUMBER, "201913" },
    { "12345678", ISO, PERIOD_NUMBER, "12345678" },
    { "268435455", ISO, PERIOD_NUMBER, "268435455" },
    { "-268435455", ISO, PERIOD_NUMBER, "-268435455" },
};

static void periods_are_read_in_the_forms_that_people_use(void **state)
{
    (void)state;
    buffer b;
    buffer_init(&b, 100);
    for (size_t i = 0; i < sizeof readable / sizeof readable[0]; i++) {
        period p;
        const char *reason = NULL;
        if (!period_parse(text_of(readable[i].from), (period_order)readable[i].order, &p, &reason))
            fail_msg("'%s' was refused: %s", readable[i].from, reason);
        buffer_empty(&b);
        period_add(&b, p);
        if (period_get_kind(p) != readable[i].kind || !text_equal(buffer_text(&b), text_of(readable[i].written)))
            fail_msg("'%s' was read as %.*s", readable[i].from, TEXT_ARGS(buffer_text(&b)));
    }
    buffer_clear(&b);
}

/* What is refused, and a word that the reason must have. */
static const struct {
    const char *from;
    in_order order;
    const char *because;
} refused[] = {
    { "", ISO, "empty" },
    { "   ", ISO, "empty" },
    { "03/04/2019", ISO, "which number is the month" },
    { "13/04/2019", ISO, "which number is the month" },
    { "03-04-19", ISO, "which number is the month" },
    { "03/13/2019", DMY, "months are 01 to 12" },
    { "13/04/2019", MDY, "months are 01 to 12" },
    { "31/02/2019", DMY, "no such day" },
    { "2019-02-29", ISO, "no such day" },
    { "2100-02-29", ISO, "no such day" },
    { "2019-02-31", ISO, "no such day" },
    { "2019-04-00", ISO, "no such day" },
    { "2019-00-01", ISO, "months are 01 to 12" },
    { "2019-13-01", ISO, "months are 01 to 12" },
    { "20191301", ISO, "no such day" },
    { "1599-12-31", ISO, "1600 to 2999" },
    { "3000-01-01", ISO, "1600 to 2999" },
    { "2019-13", ISO, "follow each other" },
    { "2019-21", ISO, "follow each other" },
    { "2019/21", ISO, "follow each other" },
    { "2019/04", ISO, "follow each other" },
    { "2019-2021", ISO, "follow each other" },
    { "2019-Q5", ISO, "Q1 to Q4" },
    { "Q0 2019", ISO, "Q1 to Q4" },
    { "Q5 2019/20", ISO, "Q1 to Q4" },
    { "2019/21 Q1", ISO, "follow each other" },
    { "2019/20 Q0", ISO, "Q1 to Q4" },
    { "2019-W07", ISO, "weeks" },
    { "2019-04-01T09:30:00", ISO, "time of day" },
    { "2019-04-01 00:00:01", ISO, "time of day" },
    { "2019-04-01T00:00:00+01:00", ISO, "time of day" },
    { "April 1 2019", ISO, "1 Apr 2019" },
    { "1 April", ISO, "no year" },
    { "268435456", ISO, "too large" },
    { "99999999999", ISO, "too large" },
    { "1.5", ISO, "write it as" },
    { "yesterday", ISO, "write it as" },
    { "Aprl 2019", ISO, "write it as" },
    { "2019-04-01x", ISO, "write it as" },
    { "2019--04", ISO, "write it as" },
    { "2019-04-01-01-01-01-01-01", ISO, "write it as" },
    { "a:b", ISO, "write it as" },
    { ":", ISO, "write it as" },
    { "2019-\xC3\xA9-01", ISO, "write it as" },
    { "99999999999999999999999", ISO, "write it as" },
    { "Apr-9", ISO, "write it as" },
};

static void what_could_mean_two_things_or_none_is_refused_with_a_reason(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        period p = { 12345 };
        const char *reason = NULL;
        if (period_parse(text_of(refused[i].from), (period_order)refused[i].order, &p, &reason))
            fail_msg("'%s' was read as code %" PRId32, refused[i].from, p.code);
        assert_non_null(reason);
        if (strstr(reason, refused[i].because) == NULL)
            fail_msg("'%s' was refused because %s", refused[i].from, reason);
        assert_int_equal(p.code, 12345);
    }
}

/* Counts days one by one with the lengths of months, from 1600 to 2999. */
static void every_day_of_fourteen_centuries_is_the_day_after_the_one_before(void **state)
{
    (void)state;
    civil_date date = { 1600, 1, 1 };
    int32_t days = civil_to_days(date);
    assert_int_equal(days, -135140);
    assert_int_equal(civil_to_days((civil_date){ 1970, 1, 1 }), 0);
    assert_int_equal(civil_to_days((civil_date){ 2100, 3, 1 }) - civil_to_days((civil_date){ 2100, 2, 28 }), 1);
    buffer b;
    buffer_init(&b, 100);
    for (; date.year < 3000; days++) {
        assert_true(civil_is_valid(date));
        assert_int_equal(civil_to_days(date), days);
        const civil_date again = civil_from_days(days);
        assert_true(again.year == date.year && again.month == date.month && again.day == date.day);
        const period p = period_make(days, PERIOD_DAY);
        period read = { 0 };
        const char *reason;
        buffer_empty(&b);
        period_add(&b, p);
        assert_true(period_parse(buffer_text(&b), PERIOD_ORDER_ISO, &read, &reason));
        assert_int_equal(read.code, p.code);

        const bool is_leap = date.year % 400 == 0 || (date.year % 100 != 0 && date.year % 4 == 0);
        const int length = date.month == 2                                                             ? 28 + is_leap
                           : date.month == 4 || date.month == 6 || date.month == 9 || date.month == 11 ? 30
                                                                                                       : 31;
        date.day++;
        if (date.day > length) {
            assert_false(civil_is_valid(date));
            date.day = 1;
            date.month++;
        }
        if (date.month > 12) {
            date.month = 1;
            date.year++;
        }
    }
    buffer_clear(&b);
}

static void periods_sort_by_code_in_the_order_of_time(void **state)
{
    (void)state;
    static const char *const rising[] = { "1600-01-01", "1969-12-31", "1970-01-01", "1970-01-02", "2019-04-01",
                                          "2019-04",    "2019-Q2",    "2019/20",    "2019-04-02", "2019-05" };
    int32_t before = INT32_MIN;
    for (size_t i = 0; i < sizeof rising / sizeof rising[0]; i++) {
        period p = { 0 };
        const char *reason;
        assert_true(period_parse(text_of(rising[i]), PERIOD_ORDER_ISO, &p, &reason));
        assert_true(p.code > before);
        before = p.code;
    }
}

static void kind_and_start_come_out_as_they_went_in(void **state)
{
    (void)state;
    static const int32_t starts[] = { -PERIOD_START_MAX, -1, 0, 1, PERIOD_START_MAX };
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        for (int kind = 0; kind < PERIOD_KIND_COUNT; kind++) {
            const period p = period_make(starts[i], (period_kind)kind);
            assert_int_equal(period_get_start(p), starts[i]);
            assert_int_equal(period_get_kind(p), kind);
        }
}

static void periods_are_written_in_words(void **state)
{
    (void)state;
    static const struct {
        const char *from, *for_people, *as_label;
    } cases[] = {
        { "2019-04-01", "1 April 2019", "1 Apr 2019" },
        { "2019-09-30", "30 September 2019", "30 Sep 2019" },
        { "2019-05", "May 2019", "May 2019" },
        { "2019-04", "April 2019", "Apr 2019" },
        { "2019-Q2", "April to June 2019", "Q2 2019" },
        { "2019-Q4", "October to December 2019", "Q4 2019" },
        { "2019/20", "2019/20", "2019/20" },
        { "1999/00", "1999/00", "1999/00" },
        { "7", "7", "7" },
        { "-7", "-7", "-7" },
    };
    buffer b;
    buffer_init(&b, 100);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        period p = { 0 };
        const char *reason;
        assert_true(period_parse(text_of(cases[i].from), PERIOD_ORDER_ISO, &p, &reason));
        buffer_empty(&b);
        period_add_for_people(&b, p);
        assert_true(text_equal(buffer_text(&b), text_of(cases[i].for_people)));
        buffer_empty(&b);
        period_add_short(&b, p);
        assert_true(text_equal(buffer_text(&b), text_of(cases[i].as_label)));
    }
    buffer_empty(&b);
    period_add(&b, period_make(civil_to_days((civil_date){ 2019, 1, 1 }), PERIOD_YEAR));
    assert_true(text_equal(buffer_text(&b), TEXT("2019")));
    buffer_clear(&b);
}

/* Every form with one byte changed, in a block of exactly its length: AddressSanitizer sees a look behind the end. */
static void spoilt_periods_never_crash(void **state)
{
    (void)state;
    static const char spoilers[] = "0 -/:TqQ\xC3\xFF\x00x9.";
    for (size_t i = 0; i < sizeof readable / sizeof readable[0]; i++) {
        const size_t len = strlen(readable[i].from);
        for (size_t at = 0; at < len; at++)
            for (size_t k = 0; k < sizeof spoilers - 1; k++) {
                char *const exact = malloc(len);
                assert_non_null(exact);
                memcpy(exact, readable[i].from, len);
                exact[at] = spoilers[k];
                period p = { 0 };
                const char *reason = NULL;
                if (!period_parse((text){ exact, len }, PERIOD_ORDER_DMY, &p, &reason))
                    assert_non_null(reason);
                free(exact);
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(periods_are_read_in_the_forms_that_people_use),
        cmocka_unit_test(what_could_mean_two_things_or_none_is_refused_with_a_reason),
        cmocka_unit_test(every_day_of_fourteen_centuries_is_the_day_after_the_one_before),
        cmocka_unit_test(periods_sort_by_code_in_the_order_of_time),
        cmocka_unit_test(kind_and_start_come_out_as_they_went_in),
        cmocka_unit_test(periods_are_written_in_words),
        cmocka_unit_test(spoilt_periods_never_crash),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
