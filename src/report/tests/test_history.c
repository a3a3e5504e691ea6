/* What the report says of earlier events is true of the points: each count is counted again, on many series. */
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "near.h"

enum { SERIES = 400 };

/* A level that jumps now and then, and noise about it. */
static void make_series(uint64_t seed, double *values, size_t n)
{
    uint64_t x = seed * 2654435761u + 88172645463325252u;
    double level = 50;
    for (size_t i = 0; i < n; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        if (x % 11 == 0)
            level = 44 + (double)(x >> 8 & 0xFFF) * 12 / 4096;
        values[i] = level + (double)(x >> 24 & 0xFFF) * 5 / 4096;
    }
}

static size_t find_period(const report_series *s, text words)
{
    size_t i = 0;
    for (bool is_found = false; !is_found; i++) {
        assert_true(i < s->n);
        buffer b;
        buffer_init(&b, 64);
        period_add_for_people(&b, s->periods[i]);
        is_found = text_equal(buffer_text(&b), words);
        buffer_clear(&b);
    }
    return i - 1;
}

/* How many points lie beyond what the words name: "above the mean", "below the lower limit". */
static size_t count_beyond(const report_series *s, size_t first, size_t last, const char *words)
{
    const upw_xmr_phase *const phase = &s->phases[series_find_phase(s, first)];
    const bool is_above = strncmp(words, "above", 5) == 0;
    const char *const line = words + strlen("above the ");
    assert_true(is_above || strncmp(words, "below", 5) == 0);
    const bool is_mean = strncmp(line, "mean", 4) == 0;
    assert_true(is_mean || strncmp(line, is_above ? "upper limit" : "lower limit", 11) == 0);
    const double limit = is_mean ? phase->mean : is_above ? phase->upl : phase->lpl;
    size_t n = 0;
    for (size_t i = first; i <= last; i++)
        n += is_above ? s->values[i] > limit : s->values[i] < limit;
    return n;
}

/* "April 2020 to May 2021: 14 months above the mean, 3 of them above the upper limit." True when it told of those. */
static bool check_sentence(const report_series *s, const char *said)
{
    const char *const colon = strstr(said, ": "), *const to = strstr(said, " to ");
    if (to == NULL || to > colon)
        return false;
    const size_t first = find_period(s, (text){ said, (size_t)(to - said) });
    const size_t last = find_period(s, (text){ to + 4, (size_t)(colon - to) - 4 });
    char *end = NULL;
    const size_t n = strtoul(colon + 2, &end, 10);
    if (end == colon + 2 || strncmp(end, " months ", 8) != 0 || strncmp(end + 8, "of ", 3) == 0)
        return false; /* two of three, or a trend */
    assert_int_equal(n, last - first + 1);
    if (strstr(end, " a mean that mixes") != NULL)
        return false;
    assert_int_equal(count_beyond(s, first, last, end + 8), n);
    const char *const comma = strstr(end, ", ");
    if (comma == NULL)
        return false;
    const size_t n_outside = strtoul(comma + 2, &end, 10);
    assert_int_equal(count_beyond(s, first, last, end + strlen(" of them ")), n_outside);
    return true;
}

/* The headline likewise: "Better since April 2021: 9 months in a row above the mean of 61 %, 4 of them above …" */
static bool check_headline(const report_series *s, const char *said)
{
    const char *const them = strstr(said, " of them ");
    if (them == NULL)
        return false;
    const char *const colon = strstr(said, ": "), *const comma = strstr(colon, ", ") + 2;
    const char *const since = strstr(said, " since ") + 7;
    const size_t first = find_period(s, (text){ since, (size_t)(colon - since) });
    const size_t last = first + strtoul(colon + 2, NULL, 10) - 1;
    const bool is_of_last = strncmp(comma, "the last ", 9) == 0;
    const size_t told = strtoul(comma + (is_of_last ? 9 : 0), NULL, 10), n = told > 0 ? told : 1;
    assert_int_equal(count_beyond(s, first, last, them + 9), n);
    if (is_of_last)
        assert_int_equal(count_beyond(s, last - n + 1, last, them + 9), n);
    return true;
}

static void every_count_of_points_is_true(void **state)
{
    (void)state;
    size_t n_told = 0, n_headlines = 0;
    for (uint64_t seed = 1; seed <= SERIES; seed++) {
        upw_arena arena;
        memory_init_arena(&arena);
        static fixture f;
        double values[FIXTURE_POINTS];
        make_series(seed, values, FIXTURE_POINTS);
        fixture_make(&f, values, FIXTURE_POINTS);
        f.about.fix_after_n = seed % 2 == 0 ? 16 : 0;
        report_series s;
        upw_error error = { 0 };
        assert_true(series_analyse(&f.table, 0, &f.options, &arena, &s, &error));
        for (size_t i = 0; i < s.words.n_history; i++)
            n_told += check_sentence(&s, memory_format(&arena, "%.*s", TEXT_ARGS(s.words.history[i])).at);
        n_headlines += check_headline(&s, memory_format(&arena, "%.*s", TEXT_ARGS(s.words.variation)).at);
        upw_arena_clear(&arena);
    }
    assert_true(n_told > 20 && n_headlines > 20); /* else nothing was tested */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_count_of_points_is_true),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
