/* Are the names offered that a person would have meant? */
#include "base/nearest.h"

#include "near.h"

static void assert_offers(const char *wanted, const char *const *names, const char *words)
{
    nearest list = { .wanted = text_of(wanted) };
    for (; *names != NULL; names++)
        nearest_offer(&list, text_of(*names));
    buffer out;
    buffer_init(&out, 1000);
    nearest_add(&out, &list);
    buffer_add_char(&out, '\0');
    assert_string_equal(out.at, words);
    buffer_clear(&out);
}

static void the_nearest_names_come_first_and_once(void **state)
{
    (void)state;
    static const char *const names[] = { "Eastmoor", "Northmoor", "Southmoor", "Northmoor", "Leeds", "", NULL };
    assert_offers("Nothmoor", names, "\"Northmoor\", \"Southmoor\" or \"Eastmoor\"");
    assert_offers("LEEDS", names, "\"Leeds\", \"Eastmoor\" or \"Northmoor\"");
    static const char *const one[] = { "A", NULL }, *const none[] = { NULL };
    assert_offers("B", one, "\"A\"");
    assert_offers("B", none, "");
}

static void a_name_that_holds_the_words_is_near(void **state)
{
    (void)state;
    static const char *const names[] = { "Ipswich", "Northmoor Clinical Commissioning Group", "North", NULL };
    assert_offers("northmoor", names, "\"Northmoor Clinical Commissioning Group\", \"North\" or \"Ipswich\"");
}

static void only_a_near_name_is_likely(void **state)
{
    (void)state;
    nearest list = { .wanted = TEXT("waits") };
    assert_false(nearest_is_likely(&list));
    nearest_offer(&list, TEXT("falls and harm"));
    assert_false(nearest_is_likely(&list));
    nearest_offer(&list, TEXT("wiats"));
    assert_true(nearest_is_likely(&list));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_names_come_first_and_once),
        cmocka_unit_test(a_name_that_holds_the_words_is_near),
        cmocka_unit_test(only_a_near_name_is_likely),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
