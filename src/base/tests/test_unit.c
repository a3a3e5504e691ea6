/* Are values written as a board member reads them? */
#include "base/unit.h"

#include <math.h>

#include "near.h"

static void units_are_known_by_the_words_that_people_use(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        unit_kind kind;
        const char *name;
    } cases[] = {
        { "%", UNIT_PERCENT, "%" },
        { "Percent", UNIT_PERCENT, "%" },
        { " per cent ", UNIT_PERCENT, "%" },
        { "share", UNIT_SHARE, "%" },
        { "£", UNIT_POUNDS, "£" },
        { "GBP", UNIT_POUNDS, "£" },
        { "count", UNIT_COUNT, "count" },
        { "", UNIT_COUNT, "" },
        { "per 1,000 bed days", UNIT_OTHER, "per 1,000 bed days" },
        { "days", UNIT_OTHER, "days" },
    };
    buffer b;
    buffer_init(&b, 100);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const unit u = unit_parse(text_of(cases[i].words));
        assert_int_equal(u.kind, cases[i].kind);
        buffer_empty(&b);
        unit_add_name(&b, u);
        assert_true(text_equal(buffer_text(&b), text_of(cases[i].name)));
    }
    buffer_clear(&b);
}

static void values_are_written_with_their_unit(void **state)
{
    (void)state;
    static const struct {
        const char *unit;
        double value;
        int decimals;
        const char *whole, *shortened;
    } cases[] = {
        { "%", 73.24, 1, "73.2 %", "73.2 %" },
        { "%", 70, 1, "70 %", "70 %" },
        { "share", 0.7324, 1, "73.2 %", "73.2 %" },
        { "share", 0.29, 0, "29 %", "29 %" },
        { "count", 1234, 0, "1,234", "1,234" },
        { "", 1234.56, 1, "1,234.6", "1,234.6" },
        { "per 1,000 bed days", 4.5, 1, "4.5 per 1,000 bed days", "4.5" },
        { "days", -3, 0, "-3 days", "-3" },
        { "£", 1200000, 0, "£1.2m", "£1.2m" },
        { "£", 1234567, 0, "£1,234,567", "£1,234,567" },
        { "£", 1234567, -4, "£1.23m", "£1.23m" },
        { "£", 1234567, -8, "£1.2m", "£1.2m" },
        { "£", 2500000000, 0, "£2.5bn", "£2.5bn" },
        { "£", 2512345678, -5, "£2,512.3m", "£2,512.3m" },
        { "£", 2512345678, -7, "£2.51bn", "£2.51bn" },
        { "£", 950000, -4, "£950,000", "£950,000" },
        { "£", -1200000, 0, "-£1.2m", "-£1.2m" },
        { "£", -0.4, 0, "£0", "£0" },
        { "£", -0.001, 2, "£0", "£0" },
        { "£", -0.6, 0, "-£1", "-£1" },
        { "£", 12.5, 2, "£12.50", "£12.50" },
        { "£", 12, 2, "£12", "£12" },
        { "£", 1.5, 1, "£1.50", "£1.50" },
        { "%", NAN, 1, "", "" },
        { "days", NAN, 1, "", "" },
    };
    buffer b;
    buffer_init(&b, 100);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const unit u = unit_parse(text_of(cases[i].unit));
        buffer_empty(&b);
        unit_add_value(&b, u, cases[i].value, cases[i].decimals);
        if (!text_equal(buffer_text(&b), text_of(cases[i].whole)))
            fail_msg("%g %s is written as %.*s and not as %s", cases[i].value, cases[i].unit,
                     TEXT_ARGS(buffer_text(&b)), cases[i].whole);
        buffer_empty(&b);
        unit_add_value_short(&b, u, cases[i].value, cases[i].decimals);
        assert_true(text_equal(buffer_text(&b), text_of(cases[i].shortened)));
    }
    buffer_clear(&b);
}

static void a_ratio_is_multiplied_into_its_unit(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        double per;
    } cases[] = {
        { "per 1,000 bed days", 1000 },
        { "falls per 1000 bed days", 1000 },
        { "Per 100 000", 100000 },
        { "per 100,000 people", 100000 },
        { "per bed day", 1 },
        { "per 0", 1 },
        { "super 7", 1 },
        { "per ", 1 },
        { "days", 1 },
        { "%", 100 },
        { "share", 1 },
        { "", 1 },
        { "per 99999999999999999999999", 1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (unit_parse(text_of(cases[i].words)).per != cases[i].per)
            fail_msg("\"%s\" is not per %g", cases[i].words, cases[i].per);
}

static void figures_of_one_series_are_written_alike(void **state)
{
    (void)state;
    static const struct {
        const char *unit;
        double value;
        unit_style style;
        const char *expected;
    } cases[] = {
        { "%", 73, { .decimals = 1, .keeps_zeros = true }, "73.0 %" },
        { "%", 73, { .decimals = 1 }, "73 %" },
        { "share", 0.735, { .decimals = 2, .keeps_zeros = true }, "73.50 %" },
        { "days", 0.6, { .decimals = 2, .keeps_zeros = true }, "0.60" },
        { "count", -3, { .decimals = 1, .keeps_zeros = true }, "-3.0" },
        { "£", 1100000, { -5, 1e6, true }, "£1.1m" },
        { "£", 920754, { -5, 1e6, true }, "£0.9m" },
        { "£", 1000000, { -5, 1e6, true }, "£1.0m" },
        { "£", -920754, { -4, 1e6, true }, "-£0.92m" },
        { "£", -20, { -5, 1e6, true }, "£0.0m" },
        { "£", 950000, { -3, 1e6, false }, "£0.95m" },
        { "£", 920754, { -2, 1e6, true }, "£920,754" }, /* three decimals of a million are too few */
        { "£", 2512345678, { -7, 1e9, true }, "£2.51bn" },
        { "£", 1200000, { -2, 1, true }, "£1,200,000" },
        { "£", 12, { 2, 1, true }, "£12.00" },
        { "£", 12.5, { 2, 1, true }, "£12.50" },
        { "£", NAN, { 2, 1, true }, "" },
    };
    buffer b;
    buffer_init(&b, 100);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        buffer_empty(&b);
        unit_add_figure(&b, unit_parse(text_of(cases[i].unit)), cases[i].value, cases[i].style);
        if (!text_equal(buffer_text(&b), text_of(cases[i].expected)))
            fail_msg("%g %s is written as %.*s and not as %s", cases[i].value, cases[i].unit,
                     TEXT_ARGS(buffer_text(&b)), cases[i].expected);
    }
    buffer_clear(&b);
    const unit pounds = unit_parse(TEXT("£"));
    assert_near(unit_choose_size(pounds, 1100000, -5), 1e6, 0);
    assert_near(unit_choose_size(pounds, -1100000, -3), 1e6, 0);
    assert_near(unit_choose_size(pounds, 1100000, -2), 1, 0);
    assert_near(unit_choose_size(pounds, 900000, -5), 1, 0);
    assert_near(unit_choose_size(pounds, 2.5e9, -7), 1e9, 0);
    assert_near(unit_choose_size(pounds, 2.5e9, -4), 1e6, 0);
    assert_near(unit_choose_size(unit_parse(TEXT("%")), 2.5e9, 0), 0, 0);
}

static void decimals_tell_neighbouring_values_apart(void **state)
{
    (void)state;
    static const struct {
        const char *unit;
        double step;
        int decimals;
    } cases[] = {
        { "days", 1, 0 },     { "days", 20, 0 },     { "days", 0.3, 1 },       { "days", 0.25, 2 },
        { "days", 2.5, 1 },   { "days", 2.4871, 0 }, { "days", 0.1, 1 },       { "days", 0.01, 2 },
        { "days", 1e-9, 6 },  { "count", 40, 0 },    { "count", 0.34, 2 },     { "count", 0.3412, 1 },
        { "%", 3.271, 1 },    { "%", 0.0871, 2 },    { "share", 0.000871, 2 }, { "share", 0.05, 1 },
        { "£", 0.5, 1 },      { "£", 50000, -4 },    { "£", 250000, -4 },      { "£", 1e12, -9 },
        { "£", 0.001, 2 },    { "days", 0, 1 },      { "days", -1, 1 },        { "count", NAN, 0 },
        { "%", HUGE_VAL, 1 }, { "£", NAN, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const int decimals = unit_choose_decimals(unit_parse(text_of(cases[i].unit)), cases[i].step);
        if (decimals != cases[i].decimals)
            fail_msg("a step of %g %s gives %d decimals and not %d", cases[i].step, cases[i].unit, decimals,
                     cases[i].decimals);
    }
}

static void bounds_are_those_that_nature_sets(void **state)
{
    (void)state;
    double lowest, highest;
    unit_get_bounds(unit_parse(TEXT("%")), &lowest, &highest);
    assert_true(lowest == 0 && highest == 100);
    unit_get_bounds(unit_parse(TEXT("share")), &lowest, &highest);
    assert_true(lowest == 0 && highest == 1);
    unit_get_bounds(unit_parse(TEXT("count")), &lowest, &highest);
    assert_true(lowest == 0 && highest == HUGE_VAL);
    unit_get_bounds(unit_parse(TEXT("£")), &lowest, &highest);
    assert_true(lowest == -HUGE_VAL && highest == HUGE_VAL);
    unit_get_bounds(unit_parse(TEXT("days")), &lowest, &highest);
    assert_true(lowest == -HUGE_VAL && highest == HUGE_VAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_are_known_by_the_words_that_people_use),
        cmocka_unit_test(values_are_written_with_their_unit),
        cmocka_unit_test(a_ratio_is_multiplied_into_its_unit),
        cmocka_unit_test(figures_of_one_series_are_written_alike),
        cmocka_unit_test(decimals_tell_neighbouring_values_apart),
        cmocka_unit_test(bounds_are_those_that_nature_sets),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
