/* What looks like somebody's particulars, and what only nearly does. */
#include "services/appraise/personal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

typedef struct example {
    const char *words;
    personal_kind kind;
} example;

static void check(const example *examples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const personal_kind kind = personal_find(text_of(examples[i].words));
        if (kind != examples[i].kind)
            fail_msg("\"%s\" looks like %s, not %s", examples[i].words, personal_words[kind],
                     personal_words[examples[i].kind]);
    }
}
#define CHECK(examples) check((examples), sizeof(examples) / sizeof *(examples))

static void particulars_are_seen_however_they_are_written(void **state)
{
    /* Numbers that Ofcom and the NHS keep for examples. */
    static const example examples[] = {
        { "her number is 943 476 5919.", PERSONAL_NHS_NUMBER },
        { "9434765919", PERSONAL_NHS_NUMBER },
        { "in 2024 943-476-5919 waited", PERSONAL_NHS_NUMBER },
        { "943\xC2\xA0"
          "476\xC2\xA0"
          "5919",
          PERSONAL_NHS_NUMBER },
        { "943\xE2\x80\x91"
          "476\xE2\x80\x91"
          "5919", /* hyphens that do not break, and soft ones: both from Word */
          PERSONAL_NHS_NUMBER },
        { "943\xC2\xAD"
          "4765919",
          PERSONAL_NHS_NUMBER },
        { "Mrs\xC2\xA0Jones", PERSONAL_NAME },
        { "ring 01632 960001", PERSONAL_PHONE },
        { "020 7946 0958", PERSONAL_PHONE },
        { "(020) 7946 0958", PERSONAL_PHONE },
        { "07700900123", PERSONAL_PHONE },
        { "+44 (0)20 7946 0958", PERSONAL_PHONE },
        { "+447700900123", PERSONAL_PHONE },
        { "0044 7700 900123", PERSONAL_PHONE },
        { "write to jo.bloggs@example.nhs.uk please", PERSONAL_EMAIL },
        { "<x@example.org>", PERSONAL_EMAIL },
        { "the one at SW1A 2AA", PERSONAL_POSTCODE },
        { "sw1a2aa", PERSONAL_POSTCODE },
        { "LS1 4AP.", PERSONAL_POSTCODE },
        { "M25 0AA", PERSONAL_POSTCODE },
        { "a woman of 12/03/1961", PERSONAL_DATE_OF_BIRTH },
        { "12th March 1961", PERSONAL_DATE_OF_BIRTH },
        { "1961-03-12", PERSONAL_DATE_OF_BIRTH },
        { "DOB: 1.2.84", PERSONAL_DATE_OF_BIRTH },
        { "born on 4 June 2015", PERSONAL_DATE_OF_BIRTH },
        { "ask Dr Smith", PERSONAL_NAME },
        { "Mrs. Jones said no", PERSONAL_NAME },
        { "dr O'Brien", PERSONAL_NAME },
        { "Professor \xC3\x89"
          "aton",
          PERSONAL_NAME },
        { "MR SMITH", PERSONAL_NAME },
    };
    (void)state;
    CHECK(examples);
}

static void what_an_organisation_writes_about_its_year_is_let_through(void **state)
{
    static const example examples[] = {
        { "", PERSONAL_NOTHING },
        { "Two requests in July gave us three working days, over a bank holiday.", PERSONAL_NOTHING },
        { "943 476 5918 is no number of anybody's: its check digit is wrong", PERSONAL_NOTHING },
        { "from 01-04-2013 10 practices joined", PERSONAL_NOTHING },
        { "\xC2\xA3"
          "1,250,000 over 2013/14 and 2014/15",
          PERSONAL_NOTHING },
        { "the meeting of 12 March 2026", PERSONAL_NOTHING },
        { "meetings on 12/03/2026 and 14/03/2026", PERSONAL_NOTHING },
        { "@NHSEngland says so", PERSONAL_NOTHING },
        { "see table A3 4th row, and E3 1st", PERSONAL_NOTHING },
        { "about 2pm, in Q1 2nd half, M1 and B12", PERSONAL_NOTHING },
        { "a Dr and a nurse", PERSONAL_NOTHING },
        { "We miss Out of hours cover", PERSONAL_NAME }, /* it looks like one; people may say that it is none */
        { "GPs, doctors and the drs", PERSONAL_NOTHING },
        { "111 and 999 calls, 1234567890123 rows", PERSONAL_NOTHING },
        { "E38000056 and 01C", PERSONAL_NOTHING },
    };
    (void)state;
    CHECK(examples);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(particulars_are_seen_however_they_are_written),
        cmocka_unit_test(what_an_organisation_writes_about_its_year_is_let_through),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("services/appraise/personal", tests, NULL, NULL);
}
