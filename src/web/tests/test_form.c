/* Does a form say what to do, keep what was typed, and hand over only values that hold? */
#include "web/form.h"

#include <string.h>

#include "base/memory.h"
#include "near.h"

static const char *const directions[] = { "up", "down", NULL };

static const form_field fields[] = {
    { "title", FORM_TEXT, "title", .least = 2, .most = 20, .empty = MESSAGE_E023, .length = MESSAGE_E024 },
    { "reason", FORM_LINES, "reason", .is_optional = true, .most = 30, .length = MESSAGE_E024 },
    { "email", FORM_EMAIL, "email address" },
    { "opens", FORM_DATE, "opening date" },
    { "days", FORM_INTEGER, "window", .low = 14, .high = 56, .empty = MESSAGE_E026, .wrong = MESSAGE_E026,
      .range = MESSAGE_E026 },
    { "target", FORM_NUMBER, "target", .is_optional = true, .wrong = MESSAGE_E026 },
    { "direction", FORM_CHOICE, "direction", .is_optional = true, .choices = directions, .wrong = MESSAGE_E023 },
    { "agreed", FORM_TICK, "agreed", .is_optional = true },
    { "icons", FORM_CHOICE, "icons", .is_optional = true, .is_list = true, .choices = directions,
      .wrong = MESSAGE_E023 },
};
static const form table = { "test", fields, sizeof fields / sizeof *fields };

static upw_arena arena;
static form_values values;

static int begin(void **state)
{
    (void)state;
    memory_init_arena(&arena);
    return 0;
}

static int end(void **state)
{
    (void)state;
    upw_arena_clear(&arena);
    return 0;
}

static const form_value *value_of(const char *name)
{
    for (size_t i = 0; i < table.n; i++)
        if (strcmp(fields[i].name, name) == 0)
            return &values.values[i];
    return NULL;
}

/* Read one value, as it would be sent with its name; its value. */
static const form_value *read(const char *sent, const char *name)
{
    web_pairs pairs;
    assert_true(web_pairs_parse(text_of(sent), &web_body_limits, &arena, &pairs, NULL));
    assert_true(form_read(&table, pairs, NULL, 0, &arena, &values, NULL));
    return value_of(name);
}

static void each_fault_has_the_sentence_of_the_table(void **state)
{
    (void)state;
    static const struct {
        const char *sent, *name, *sentence;
    } cases[] = {
        { "", "title", "Enter a title for the round" },
        { "title=+", "title", "Enter a title for the round" },
        { "title=x", "title", "Title must be 100 characters or less" },
        { "title=ab", "title", "" },
        { "title=%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%"
          "A9%C3%A9%C3%A9%C3%A9",
          "title", "" }, /* 20 characters in 40 bytes */
        { "title=123456789012345678901", "title", "Title must be 100 characters or less" },
        { "title=a%1Bb", "title", "Title must not include characters that cannot be shown" },
        { "title=a%E2%80%AEb", "title", "Title must not include characters that cannot be shown" },
        { "title=a%0Ab", "title", "Title must not include characters that cannot be shown" },
        { "reason=one%0D%0Atwo", "reason", "" },
        { "reason=one%0Btwo", "reason", "" }, /* as word processors break a line */
        { "title=a%0Bb", "title", "Title must not include characters that cannot be shown" },
        { "", "email", "Enter your email address" },
        { "email=me", "email", "Enter an email address in the correct format, like name@example.com" },
        { "email=me%40example", "email", "Enter an email address in the correct format, like name@example.com" },
        { "email=me%40.example.com", "email", "Enter an email address in the correct format, like name@example.com" },
        { "email=a%40b%40example.com", "email", "Enter an email address in the correct format, like name@example.com" },
        { "email=a%0D%0ABcc:x%40example.com", "email",
          "Enter an email address in the correct format, like name@example.com" },
        { "email=+o%27neill%2Bx%40mail.example.com+", "email", "" },
        { "", "opens", "Enter the opening date" },
        { "opens-month=4&opens-year=2027", "opens", "Opening date must include a day" },
        { "opens-day=4&opens-year=2027", "opens", "Opening date must include a month" },
        { "opens-day=4&opens-month=2", "opens", "Opening date must include a year" },
        { "opens-day=31&opens-month=2&opens-year=2027", "opens", "Opening date must be a real date" },
        { "opens-day=29&opens-month=2&opens-year=2027", "opens", "Opening date must be a real date" },
        { "opens-day=29&opens-month=2&opens-year=2028", "opens", "" },
        { "opens-day=1&opens-month=1&opens-year=27", "opens", "Opening date must be a real date" },
        { "opens-day=-1&opens-month=1&opens-year=2027", "opens", "Opening date must be a real date" },
        { "opens-day=1&opens-month=1&opens-year=1899", "opens", "Opening date must be a real date" },
        { "opens-day=1&opens-month=1&opens-year=2200", "opens", "Opening date must be a real date" },
        { "opens=2027-04-30", "opens", "" },
        { "days=13", "days", "Individual window must be between 14 and 56 days" },
        { "days=14", "days", "" },
        { "days=56", "days", "" },
        { "days=57", "days", "Individual window must be between 14 and 56 days" },
        { "days=20.0", "days", "Individual window must be between 14 and 56 days" },
        { "days=99999999999999999999", "days", "Individual window must be between 14 and 56 days" },
        { "target=4,5", "target", "Individual window must be between 14 and 56 days" },
        { "target=1e999", "target", "Individual window must be between 14 and 56 days" },
        { "target=4.5", "target", "" },
        { "direction=sideways", "direction", "Enter a title for the round" },
        { "direction=down", "direction", "" },
        { "icons=up&icons=left", "icons", "Enter a title for the round" },
        { "icons=up&icons=down", "icons", "" },
        { "agreed=yes", "agreed", "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const form_value *const value = read(cases[i].sent, cases[i].name);
        if (!text_equal(value->error, text_of(cases[i].sentence)))
            fail_msg("%s: %.*s", cases[i].sent, TEXT_ARGS(value->error));
    }
}

static void what_holds_is_handed_over(void **state)
{
    (void)state;
    read("title=+Waits+&reason=one%0D%0Atwo%0Dthree&opens-day=+1+&opens-month=04&opens-year=2027&days=20&target=4.5&"
         "direction=down&"
         "agreed=on&icons=up&icons=down",
         "title");
    assert_true(text_equal(value_of("title")->text, TEXT("Waits")) &&
                text_equal(value_of("title")->raw, TEXT(" Waits ")));
    assert_true(text_equal(value_of("reason")->text, TEXT("one\ntwo\nthree")));
    assert_int_equal(civil_to_days(value_of("opens")->date), civil_to_days((civil_date){ 2027, 4, 1 }));
    assert_int_equal(value_of("days")->integer, 20);
    assert_near(value_of("target")->number, 4.5, 0);
    assert_int_equal(value_of("direction")->choice, 1);
    assert_true(value_of("agreed")->is_given);
    assert_int_equal(value_of("icons")->n_list, 2);
    assert_int_equal(values.n_errors, 1); /* the e-mail address */
}

static void what_was_typed_is_kept_when_it_is_wrong(void **state)
{
    (void)state;
    read("title=x&opens-day=31&opens-month=feb&opens-year=2027", "title");
    assert_true(text_equal(value_of("title")->raw, TEXT("x")));
    assert_true(text_equal(value_of("opens")->raw_day, TEXT("31")) &&
                text_equal(value_of("opens")->raw_month, TEXT("feb")) &&
                text_equal(value_of("opens")->raw, TEXT("2027")));
}

static void what_no_page_of_ours_sends_is_refused(void **state)
{
    (void)state;
    static const char *const sent[] = { "titel=x", "title=a&title=b", "opens-hour=1", "title-day=1",
                                        "opens-day=1&opens-day=2" };
    static const web_file file = { TEXT("title"), TEXT("a.csv"), -1, 1 };
    upw_error error = { 0 };
    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++) {
        web_pairs pairs;
        assert_true(web_pairs_parse(text_of(sent[i]), &web_body_limits, &arena, &pairs, NULL));
        if (form_read(&table, pairs, NULL, 0, &arena, &values, &error))
            fail_msg("%s was taken", sent[i]);
        assert_int_equal(error.code, UPW_BAD_USAGE);
    }
    assert_false(form_read(&table, (web_pairs){ 0 }, &file, 1, &arena, &values, &error));
}

static void handlers_say_more_and_fill_in_what_is_kept(void **state)
{
    (void)state;
    request req = { .arena = &arena };
    assert_int_equal(form_get(&req, "title")->raw.len, 0); /* a page that shows no form yet */
    form_start(&req, &table);
    form_set(&req, "title", TEXT("Waits"));
    form_set_date(&req, "opens", (civil_date){ 2027, 4, 1 });
    assert_true(text_equal(form_get(&req, "title")->raw, TEXT("Waits")));
    assert_true(text_equal(form_get(&req, "opens")->raw_month, TEXT("4")));
    assert_false(form_has_errors(&req));
    form_fail_with(&req, "title", MESSAGE_E021,
                   (web_pair[]){ { TEXT("[n]"), TEXT("3") }, { TEXT("[reason]"), TEXT("two dates") } }, 2);
    assert_true(text_equal(form_get(&req, "title")->error,
                           TEXT("Row 3 of the file is not correct: two dates. Nothing has been saved")));
    form_fail(&req, NULL, MESSAGE_E009);
    assert_true(text_starts_with(req.form->error, TEXT("Someone else changed this page")));
    assert_int_equal(req.form->n_errors, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_fault_has_the_sentence_of_the_table, begin, end),
        cmocka_unit_test_setup_teardown(what_holds_is_handed_over, begin, end),
        cmocka_unit_test_setup_teardown(what_was_typed_is_kept_when_it_is_wrong, begin, end),
        cmocka_unit_test_setup_teardown(what_no_page_of_ours_sends_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(handlers_say_more_and_fill_in_what_is_kept, begin, end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("web/form", tests, NULL, NULL);
}
