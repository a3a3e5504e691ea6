/* Do buckets empty, fill and keep apart as security.md says? */
#include "web/rates.h"

#include <sodium.h>
#include <stdio.h>

#include "near.h"

static unsigned retry_after_s;

static int take_all(web_rates *rates, web_rate rate, const char *who, int64_t now_ms)
{
    int n = 0;
    while (n < 100000 && web_rates_take(rates, rate, text_of(who), now_ms, &retry_after_s))
        n++;
    return n;
}

static void each_class_has_its_burst_and_its_flow(void **state)
{
    (void)state;
    static const struct {
        web_rate rate;
        int burst, in_ten_seconds;
        unsigned wait_s;
    } cases[] = {
        { WEB_RATE_PUBLIC, 200, 500, 1 }, { WEB_RATE_PAGE, 60, 100, 1 },  { WEB_RATE_CHANGE, 30, 20, 1 },
        { WEB_RATE_SEARCH, 20, 20, 1 },   { WEB_RATE_SIGN_IN, 10, 1, 6 }, { WEB_RATE_FILES, 3, 1, 10 },
        { WEB_RATE_ANSWER, 60, 5, 2 },
    };
    web_rates *const rates = web_rates_new(1024);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int64_t now_ms = 5000;
        assert_int_equal(take_all(rates, cases[i].rate, "192.0.2.0/24", now_ms), cases[i].burst);
        assert_int_equal(retry_after_s, cases[i].wait_s);
        const int flowed = take_all(rates, cases[i].rate, "192.0.2.0/24", now_ms + 10000);
        assert_int_equal(flowed, cases[i].in_ten_seconds < cases[i].burst ? cases[i].in_ten_seconds : cases[i].burst);
        assert_int_equal(take_all(rates, cases[i].rate, "192.0.2.0/24", now_ms + 1000000000), cases[i].burst);
    }
    web_rates_free(rates);
}

static void who_waits_as_told_is_served(void **state)
{
    (void)state;
    web_rates *const rates = web_rates_new(1024);
    take_all(rates, WEB_RATE_SIGN_IN, "a", 0);
    assert_false(web_rates_take(rates, WEB_RATE_SIGN_IN, TEXT("a"), 5999, &retry_after_s));
    assert_int_equal(retry_after_s, 1);
    assert_true(web_rates_take(rates, WEB_RATE_SIGN_IN, TEXT("a"), 6000, &retry_after_s));
    web_rates_free(rates);
}

static void one_does_not_pay_for_another(void **state)
{
    (void)state;
    web_rates *const rates = web_rates_new(1024);
    take_all(rates, WEB_RATE_PAGE, "a", 0);
    assert_int_equal(take_all(rates, WEB_RATE_PAGE, "b", 0), 60);
    assert_int_equal(take_all(rates, WEB_RATE_CHANGE, "a", 0), 30);
    web_rates_free(rates);
}

/* Whoever comes from a hundred thousand networks does not get the one that waits its tokens back. */
static void the_table_is_bounded_and_forgets_the_full_first(void **state)
{
    (void)state;
    web_rates *const rates = web_rates_new(4096);
    take_all(rates, WEB_RATE_FILES, "busy", 0);
    for (int i = 0; i < 100000; i++) {
        char who[32];
        snprintf(who, sizeof who, "%d", i);
        assert_true(web_rates_take(rates, WEB_RATE_PUBLIC, text_of(who), 0, &retry_after_s));
    }
    assert_false(web_rates_take(rates, WEB_RATE_FILES, TEXT("busy"), 0, &retry_after_s));
    web_rates_free(rates);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_class_has_its_burst_and_its_flow),
        cmocka_unit_test(who_waits_as_told_is_served),
        cmocka_unit_test(one_does_not_pay_for_another),
        cmocka_unit_test(the_table_is_bounded_and_forgets_the_full_first),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return sodium_init() < 0 || cmocka_run_group_tests_name("web/rates", tests, NULL, NULL);
}
