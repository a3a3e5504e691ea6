/* Are the numbers of the vertical axis round, and the words of the horizontal one those of the calendar? */
#include <float.h>
#include <stdlib.h>

#include "chart/calendar.h"
#include "chart/scale.h"
#include "sample.h"
#include "svg_scan.h"

static void ticks_are_round(void **state)
{
    static const struct {
        double low, high, least, most;
        size_t n;
        double ticks[6];
    } cases[] = {
        { 0.86, 0.91, -HUGE_VAL, HUGE_VAL, 6, { 0.86, 0.87, 0.88, 0.89, 0.90, 0.91 } },
        { 0, 100, 0, 100, 6, { 0, 20, 40, 60, 80, 100 } },
        { 0, 7, 0, HUGE_VAL, 4, { 0, 2, 4, 6 } },
        { -3, 3, -HUGE_VAL, HUGE_VAL, 4, { -2, 0, 2, 4 } },
        { 150000, 320000, 0, HUGE_VAL, 4, { 150000, 200000, 250000, 300000 } },
        { 12.5, 12.5, -HUGE_VAL, HUGE_VAL, 5, { 12, 12.25, 12.5, 12.75, 13 } },
        { 1, 1, 0, 1, 6, { 0.95, 0.96, 0.97, 0.98, 0.99, 1 } },
        { 0, 0, 0, HUGE_VAL, 6, { 0, 0.2, 0.4, 0.6, 0.8, 1 } },
        { 1e300, 9e300, -HUGE_VAL, HUGE_VAL, 4, { 2e300, 4e300, 6e300, 8e300 } },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        value_scale s;
        scale_fit(&s, cases[i].low, cases[i].high, cases[i].least, cases[i].most, 6);
        for (size_t k = 0; k < s.n_ticks && k < cases[i].n; k++)
            assert_near_seed(s.ticks[k], cases[i].ticks[k], 1e-15, i + 1);
        if (s.n_ticks != cases[i].n)
            fail_msg("case %zu has %zu ticks", i, s.n_ticks);
    }
}

static void an_ordinary_axis_has_four_to_six_ticks_within_its_ends(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20000; seed++) {
        uint64_t random = seed;
        const double size = pow(10, sample_uniform(&random) * 16 - 8);
        const double low = (sample_uniform(&random) - 0.5) * size * 10, high = low + size * sample_uniform(&random);
        value_scale s;
        scale_fit(&s, low, high, -HUGE_VAL, HUGE_VAL, 6);
        bool is_good = s.n_ticks >= 4 && s.n_ticks <= 6 && s.low < s.high && s.low <= low && s.high >= high;
        for (size_t i = 0; i < s.n_ticks; i++)
            is_good = is_good && s.ticks[i] >= s.low - s.step * 1e-6 && s.ticks[i] <= s.high + s.step * 1e-6 &&
                      (i == 0 || s.ticks[i] > s.ticks[i - 1]);
        if (!is_good)
            fail_msg("seed %llu: from %.17g to %.17g", (unsigned long long)seed, low, high);
    }
}

static void an_axis_of_any_doubles_places_its_ends_at_its_edges(void **state)
{
    static const double ends[] = { 0,         -0.0, 5e-324, -5e-324, DBL_MIN, 1e-300,  -1e-300,  1e-9,       1,
                                   1 + 1e-15, -1,   1e15,   1e300,   -1e300,  DBL_MAX, -DBL_MAX, DBL_MAX / 2 };
    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        for (size_t k = 0; k < sizeof ends / sizeof ends[0]; k++) {
            if (ends[i] > ends[k])
                continue;
            value_scale s;
            scale_fit(&s, ends[i], ends[k], -HUGE_VAL, HUGE_VAL, 6);
            s.top = 10;
            s.bottom = 110;
            if (!(s.low < s.high) || s.n_ticks > 6)
                fail_msg("%g to %g became %g to %g", ends[i], ends[k], s.low, s.high);
            assert_near(scale_place(&s, s.low), 110, 1e-9);
            assert_near(scale_place(&s, s.high), 10, 1e-9);
            assert_true(scale_place(&s, ends[i]) <= 110.001 && scale_place(&s, ends[k]) >= 9.999);
        }
}

static void an_axis_stays_within_natural_bounds(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5000; seed++) {
        uint64_t random = seed;
        double low = sample_uniform(&random), high = sample_uniform(&random);
        value_scale s;
        scale_fit(&s, fmin(low, high), fmax(low, high), 0, 1, 6);
        if (s.low < 0 || s.high > 1)
            fail_msg("seed %llu", (unsigned long long)seed);
    }
}

/* The words under an axis of `n` periods, `step` apart, in the order of writing, with a space between. */
static void write_words(period first, int32_t step, size_t n, double width, char *out, size_t size)
{
    static scan s;
    static period periods[4000];
    const period_kind kind = period_get_kind(first);
    const civil_date start = civil_from_days(period_get_start(first));
    for (size_t i = 0; i < n; i++) {
        if (kind == PERIOD_DAY || kind == PERIOD_NUMBER) {
            periods[i] = period_make(period_get_start(first) + step * (int32_t)i, kind);
            continue;
        }
        const int32_t month = start.year * 12 + start.month - 1 + step * (int32_t)i;
        periods[i] = period_make(civil_to_days((civil_date){ month / 12, (uint8_t)(month % 12 + 1), 1 }), kind);
    }
    calendar a;
    buffer b;
    buffer_init(&b, 1 << 20);
    calendar_fit(&a, periods, n, 50, 50 + width);
    calendar_draw(&a, 100, 14, &b);
    scan_svg(&s, buffer_text(&b));
    buffer_clear(&b);
    assert_null(s.complaint);
    s.width = 50 + width + 60;
    s.height = 150;
    const scanned_words *other;
    const scanned_words *const bad = scan_find_overlap(&s, &other);
    if (bad != NULL)
        fail_msg("\"%s\" touches \"%s\"", bad->words, other != NULL ? other->words : "the edge");
    out[0] = '\0';
    size_t used = 0;
    for (size_t i = 0; i < s.n_words; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", i > 0 ? " " : "", s.words[i].words);
}

static period make(int32_t year, int month, int day, period_kind kind)
{
    return period_make(civil_to_days((civil_date){ year, (uint8_t)month, (uint8_t)day }), kind);
}

static void the_words_below_are_those_of_the_calendar(void **state)
{
    const struct {
        period first;
        int32_t step; /* months, days or numbers */
        size_t n;
        double width;
        const char *words;
    } cases[] = {
        { make(2016, 4, 1, PERIOD_MONTH), 1, 24, 530,
          "A M J J A S O N D J F M A M J J A S O N D J F M 2016 2017 2018" },
        { make(2016, 4, 1, PERIOD_MONTH), 1, 12, 530, "Apr May Jun Jul Aug Sep Oct Nov Dec Jan Feb Mar 2016 2017" },
        { make(2016, 4, 1, PERIOD_MONTH), 1, 48, 530, "A J O J A J O J A J O J A J O J 2016 2017 2018 2019" },
        { make(2001, 1, 1, PERIOD_MONTH), 1, 240, 530, "2002 2004 2006 2008 2010 2012 2014 2016 2018 2020" },
        { make(2015, 1, 1, PERIOD_QUARTER), 3, 8, 530, "Q1 Q2 Q3 Q4 Q1 Q2 Q3 Q4 2015 2016" },
        { make(2005, 4, 1, PERIOD_FINANCIAL_YEAR), 12, 5, 530, "2005/06 2006/07 2007/08 2008/09 2009/10" },
        { make(2020, 2, 27, PERIOD_DAY), 1, 7, 530, "27 28 29 1 2 3 4 February 2020 March 2020" },
        { make(2020, 3, 15, PERIOD_DAY), 1, 40, 530, "15 22 1 8 15 22 March 2020 April 2020" },
        { make(2019, 1, 7, PERIOD_DAY), 7, 52, 530, "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec 2019" },
        { period_make(1, PERIOD_NUMBER), 1, 9, 530, "1 2 3 4 5 6 7 8 9" },
        { period_make(1, PERIOD_NUMBER), 1, 100, 530, "1 10 20 30 40 50 60 70 80 90 100" },
        { make(2020, 5, 1, PERIOD_MONTH), 1, 1, 530, "May 2020" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char words[2000];
        write_words(cases[i].first, cases[i].step, cases[i].n, cases[i].width, words, sizeof words);
        if (strcmp(words, cases[i].words) != 0)
            fail_msg("case %zu: \"%s\" and not \"%s\"", i, words, cases[i].words);
    }
}

static void words_below_never_touch(void **state)
{
    static const period_kind kinds[] = { PERIOD_DAY, PERIOD_MONTH, PERIOD_QUARTER, PERIOD_FINANCIAL_YEAR,
                                         PERIOD_NUMBER };
    (void)state;
    for (uint64_t seed = 1; seed <= 1500; seed++) {
        uint64_t random = seed;
        const period_kind kind = kinds[sample_random(&random) % 5];
        const int32_t month_step = kind == PERIOD_QUARTER ? 3 : kind == PERIOD_FINANCIAL_YEAR ? 12 : 1;
        const int32_t step = kind == PERIOD_DAY ? (int32_t)(1 + sample_random(&random) % 40) : month_step;
        const int month =
            kind == PERIOD_QUARTER || kind == PERIOD_FINANCIAL_YEAR ? 4 : (int)(1 + sample_random(&random) % 12);
        const period first = make((int32_t)(1900 + sample_random(&random) % 130), month,
                                  kind == PERIOD_DAY ? (int)(1 + sample_random(&random) % 28) : 1, kind);
        const size_t n = 1 + sample_random(&random) % (seed % 10 == 0 ? 1000 : 80);
        char words[6000];
        write_words(first, step, n, 200 + (double)(sample_random(&random) % 400), words, sizeof words);
        if (words[0] == '\0')
            fail_msg("seed %llu: an axis without a word", (unsigned long long)seed);
    }
}

static void a_missing_month_leaves_its_room(void **state)
{
    (void)state;
    const period periods[] = { make(2020, 1, 1, PERIOD_MONTH), make(2020, 2, 1, PERIOD_MONTH),
                               make(2020, 4, 1, PERIOD_MONTH) };
    calendar a;
    calendar_fit(&a, periods, 3, 0, 400);
    assert_near(calendar_place(&a, 2) - calendar_place(&a, 1), 2 * (calendar_place(&a, 1) - calendar_place(&a, 0)),
                1e-12);
    assert_near(calendar_boundary(&a, 0), 0, 0);
    assert_near(calendar_boundary(&a, 3), 400, 0);
}

static void days_that_are_all_the_first_of_a_month_are_months(void **state)
{
    (void)state;
    const period periods[] = { make(2020, 1, 1, PERIOD_DAY), make(2020, 2, 1, PERIOD_DAY), make(2020, 3, 1, PERIOD_DAY),
                               make(2020, 3, 2, PERIOD_DAY) };
    calendar a;
    calendar_fit(&a, periods, 3, 0, 300);
    assert_int_equal(a.mode, CALENDAR_MONTHS);
    calendar_fit(&a, periods, 4, 0, 300);
    assert_int_equal(a.mode, CALENDAR_DAYS);
}

static void periods_that_do_not_rise_stand_in_their_order(void **state)
{
    (void)state;
    const period periods[] = { make(2020, 3, 1, PERIOD_MONTH), make(2020, 2, 1, PERIOD_MONTH),
                               make(2021, 4, 1, PERIOD_DAY) };
    calendar a;
    calendar_fit(&a, periods, 3, 0, 300);
    assert_int_equal(a.mode, CALENDAR_ORDER);
    assert_near(calendar_place(&a, 0), 50, 1e-12);
    assert_near(calendar_place(&a, 2), 250, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticks_are_round),
        cmocka_unit_test(an_ordinary_axis_has_four_to_six_ticks_within_its_ends),
        cmocka_unit_test(an_axis_of_any_doubles_places_its_ends_at_its_edges),
        cmocka_unit_test(an_axis_stays_within_natural_bounds),
        cmocka_unit_test(the_words_below_are_those_of_the_calendar),
        cmocka_unit_test(words_below_never_touch),
        cmocka_unit_test(a_missing_month_leaves_its_room),
        cmocka_unit_test(days_that_are_all_the_first_of_a_month_are_months),
        cmocka_unit_test(periods_that_do_not_rise_stand_in_their_order),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
