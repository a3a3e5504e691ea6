/* Do times and working days come out as England keeps them? The zone database of the machine is asked, too. */
#include "base/civil.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "near.h"

static const int64_t HOUR = 3600000;

static civil_time at(int32_t year, int month, int day, int hour, int minute)
{
    return (
        civil_time){ .date = { year, (uint8_t)month, (uint8_t)day }, .hour = (uint8_t)hour, .minute = (uint8_t)minute };
}

static void agrees_with_the_zone_database(void **state)
{
    (void)state;
    if (access("/usr/share/zoneinfo/Europe/London", R_OK) != 0) {
        print_message("the machine has no zone database\n");
        skip();
    }
    setenv("TZ", "Europe/London", 1);
    tzset();
    uint64_t random = 20261130;
    const int64_t first = 63072000, last = 7258118399; /* 1972 to 2199 */
    for (int i = 0; i < 20000; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        const int64_t seconds = first + (int64_t)(random >> 20) % (last - first);
        const time_t instant = (time_t)seconds;
        struct tm wall;
        localtime_r(&instant, &wall);
        const civil_time time = civil_from_instant(seconds * 1000);
        if (time.date.year != wall.tm_year + 1900 || time.date.month != wall.tm_mon + 1 ||
            time.date.day != wall.tm_mday || time.hour != wall.tm_hour || time.minute != wall.tm_min ||
            time.second != wall.tm_sec || time.is_summer != (wall.tm_isdst > 0))
            fail_msg("%lld is %04d-%02d-%02d %02d:%02d", (long long)seconds, wall.tm_year + 1900, wall.tm_mon + 1,
                     wall.tm_mday, wall.tm_hour, wall.tm_min);
    }
}

static void every_hour_of_a_hundred_years_goes_there_and_back(void **state)
{
    (void)state;
    for (int64_t ms = 946684800000; ms < 946684800000 + 876600 * HOUR; ms += HOUR) {
        int64_t back;
        upw_error error = { 0 };
        const civil_time time = civil_from_instant(ms);
        if (!civil_to_instant(time, time.is_summer ? CIVIL_FIRST : CIVIL_SECOND, &back, &error) || back != ms)
            fail_msg("%lld: %s", (long long)ms, error.message);
    }
}

static void a_time_that_is_left_out_is_refused(void **state)
{
    (void)state;
    upw_error error = { 0 };
    int64_t ms;
    assert_false(civil_to_instant(at(2025, 3, 30, 1, 30), CIVIL_FIRST, &ms, &error));
    assert_int_equal(error.code, UPW_BAD_INPUT);
    assert_non_null(strstr(error.message, "choose a time before or after"));
    assert_true(civil_to_instant(at(2025, 3, 30, 0, 59), CIVIL_ONLY, &ms, &error));
    assert_int_equal(ms, 1743296340000);
    assert_true(civil_to_instant(at(2025, 3, 30, 2, 0), CIVIL_ONLY, &ms, &error));
    assert_int_equal(ms, 1743296400000);
}

static void a_time_that_comes_twice_must_be_chosen(void **state)
{
    (void)state;
    upw_error error = { 0 };
    int64_t first, second;
    assert_false(civil_to_instant(at(2025, 10, 26, 1, 30), CIVIL_ONLY, &first, &error));
    assert_non_null(strstr(error.message, "say the first time or the second"));
    assert_true(civil_to_instant(at(2025, 10, 26, 1, 30), CIVIL_FIRST, &first, &error));
    assert_true(civil_to_instant(at(2025, 10, 26, 1, 30), CIVIL_SECOND, &second, &error));
    assert_int_equal(first, 1761438600000);
    assert_int_equal(second - first, HOUR);
}

static void what_is_no_time_is_refused(void **state)
{
    (void)state;
    static const struct {
        int32_t year;
        int month, day, hour, minute;
    } wrong[] = { { 2025, 2, 29, 0, 0 }, { 2025, 13, 1, 0, 0 },  { 2025, 1, 1, 24, 0 },
                  { 2025, 1, 1, 0, 60 }, { 1971, 12, 31, 0, 0 }, { 2200, 1, 1, 0, 0 } };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        upw_error error = { 0 };
        int64_t ms;
        assert_false(civil_to_instant(at(wrong[i].year, wrong[i].month, wrong[i].day, wrong[i].hour, wrong[i].minute),
                                      CIVIL_ONLY, &ms, &error));
        assert_int_equal(error.code, UPW_BAD_INPUT);
    }
}

static void the_day_changes_at_midnight_in_london(void **state)
{
    (void)state;
    const int32_t day = civil_to_days((civil_date){ 2026, 7, 1 });
    assert_int_equal(civil_day_of(1782860400000 - 1), day - 1); /* 2026-06-30T23:00Z is midnight there */
    assert_int_equal(civil_day_of(1782860400000), day);
    assert_int_equal(civil_day_of(2147483648000), civil_to_days((civil_date){ 2038, 1, 19 }));
    assert_int_equal(civil_day_of(4294967296000), civil_to_days((civil_date){ 2106, 2, 7 }));
}

static void days_are_written_and_read(void **state)
{
    (void)state;
    static const char *const wrong[] = { "",           "2026-02-29", "2026-2-28",  "2026-13-01",  "26-01-01",
                                         "2026/01/01", "1899-12-31", "2200-01-01", " 2026-01-01", "2026-01-01 ",
                                         "2026-01-0x" };
    for (int32_t day = -25567; day < 84006; day += 13) {
        char words[CIVIL_DAY_LEN + 1];
        int32_t back;
        civil_write_day(day, words);
        assert_true(civil_read_day(text_of(words), &back));
        assert_int_equal(back, day);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int32_t day = 7;
        assert_false(civil_read_day(text_of(wrong[i]), &day));
        assert_int_equal(day, 7);
    }
}

static void minutes_are_read(void **state)
{
    (void)state;
    static const char *const wrong[] = { "2026-11-30 14:05", "2026-11-30T24:00", "2026-11-30T14:60", "2026-11-31T14:05",
                                         "2026-11-30T14:5",  "1971-11-30T14:05", "2026-11-30T14:05Z" };
    civil_time time;
    assert_true(civil_read_minute(TEXT("2026-11-30T14:05"), &time));
    assert_int_equal(time.date.year, 2026);
    assert_int_equal(time.date.month, 11);
    assert_int_equal(time.date.day, 30);
    assert_int_equal(time.hour, 14);
    assert_int_equal(time.minute, 5);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(civil_read_minute(text_of(wrong[i]), &time));
}

static void months_end_where_they_end(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        int32_t months;
        const char *to;
    } cases[] = { { "2024-02-29", 12, "2025-02-28" }, { "2024-02-29", 48, "2028-02-29" },
                  { "2026-01-31", 1, "2026-02-28" },  { "2026-11-30", 3, "2027-02-28" },
                  { "2026-03-31", -1, "2026-02-28" }, { "2026-12-15", 1, "2027-01-15" },
                  { "2100-02-28", 0, "2100-02-28" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char words[CIVIL_DAY_LEN + 1];
        int32_t day;
        assert_true(civil_read_day(text_of(cases[i].from), &day));
        civil_write_day(civil_add_months(day, cases[i].months), words);
        assert_string_equal(words, cases[i].to);
    }
}

/* GOV.UK, bank holidays of England and Wales, as published for these years. */
static void bank_holidays_are_those_of_england(void **state)
{
    (void)state;
    static const char *const published[] = {
        "2012-01-02", "2012-04-06", "2012-04-09", "2012-05-07", "2012-06-04", "2012-06-05", "2012-08-27", "2012-12-25",
        "2012-12-26", "2020-01-01", "2020-04-10", "2020-04-13", "2020-05-08", "2020-05-25", "2020-08-31", "2020-12-25",
        "2020-12-28", "2021-01-01", "2021-04-02", "2021-04-05", "2021-05-03", "2021-05-31", "2021-08-30", "2021-12-27",
        "2021-12-28", "2022-01-03", "2022-04-15", "2022-04-18", "2022-05-02", "2022-06-02", "2022-06-03", "2022-08-29",
        "2022-09-19", "2022-12-26", "2022-12-27", "2023-01-02", "2023-04-07", "2023-04-10", "2023-05-01", "2023-05-08",
        "2023-05-29", "2023-08-28", "2023-12-25", "2023-12-26", "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04",
        "2026-05-25", "2026-08-31", "2026-12-25", "2026-12-28", "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03",
        "2027-05-31", "2027-08-30", "2027-12-27", "2027-12-28",
    };
    static const int32_t years[] = { 2012, 2020, 2021, 2022, 2023, 2026, 2027 };
    size_t next = 0;
    for (size_t y = 0; y < sizeof years / sizeof *years; y++)
        for (int32_t day = civil_to_days((civil_date){ years[y], 1, 1 });
             day < civil_to_days((civil_date){ years[y] + 1, 1, 1 }); day++)
            if (civil_bank_holiday(day) != NULL) {
                char words[CIVIL_DAY_LEN + 1];
                civil_write_day(day, words);
                assert_true(next < sizeof published / sizeof *published);
                assert_string_equal(words, published[next++]);
            }
    assert_int_equal(next, sizeof published / sizeof *published);
}

static void working_days_leave_out_what_nobody_works(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        int32_t n;
        const char *to;
    } cases[] = { { "2026-11-30", 1, "2026-12-01" }, { "2026-11-27", 1, "2026-11-30" },
                  { "2026-12-24", 1, "2026-12-29" }, { "2026-12-24", 5, "2027-01-05" },
                  { "2026-04-02", 1, "2026-04-07" }, { "2026-11-28", 0, "2026-11-30" },
                  { "2026-11-30", 0, "2026-11-30" }, { "2026-01-01", 20, "2026-01-29" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char words[CIVIL_DAY_LEN + 1];
        int32_t day;
        assert_true(civil_read_day(text_of(cases[i].from), &day));
        civil_write_day(civil_add_working_days(day, cases[i].n), words);
        assert_string_equal(words, cases[i].to);
    }
}

static void instants_are_written_for_machines_letters_and_people(void **state)
{
    (void)state;
    static const struct {
        int64_t ms;
        const char *utc, *letter, *people;
    } cases[] = {
        { INT64_C(1796031000123), "2026-11-30T09:30:00Z", "Mon, 30 Nov 2026 09:30:00 +0000",
          "9:30am on 30 November 2026" },
        { INT64_C(1751371445000), "2025-07-01T12:04:05Z", "Tue, 01 Jul 2025 12:04:05 +0000", "1:04pm on 1 July 2025" },
        { INT64_C(1735689599999), "2024-12-31T23:59:59Z", "Tue, 31 Dec 2024 23:59:59 +0000",
          "11:59pm on 31 December 2024" },
        { INT64_C(1735689600000), "2025-01-01T00:00:00Z", "Wed, 01 Jan 2025 00:00:00 +0000",
          "12:00am on 1 January 2025" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char utc[CIVIL_UTC_LEN + 1], letter[CIVIL_MAIL_LEN + 1];
        buffer people;
        civil_write_utc(cases[i].ms, utc);
        civil_write_mail(cases[i].ms, letter);
        assert_string_equal(utc, cases[i].utc);
        assert_string_equal(letter, cases[i].letter);
        buffer_init(&people, 100);
        civil_add_time_for_people(&people, cases[i].ms);
        assert_true(text_equal(buffer_text(&people), text_of(cases[i].people)));
        buffer_clear(&people);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_zone_database),
        cmocka_unit_test(every_hour_of_a_hundred_years_goes_there_and_back),
        cmocka_unit_test(a_time_that_is_left_out_is_refused),
        cmocka_unit_test(a_time_that_comes_twice_must_be_chosen),
        cmocka_unit_test(what_is_no_time_is_refused),
        cmocka_unit_test(the_day_changes_at_midnight_in_london),
        cmocka_unit_test(days_are_written_and_read),
        cmocka_unit_test(minutes_are_read),
        cmocka_unit_test(months_end_where_they_end),
        cmocka_unit_test(bank_holidays_are_those_of_england),
        cmocka_unit_test(working_days_leave_out_what_nobody_works),
        cmocka_unit_test(instants_are_written_for_machines_letters_and_people),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
