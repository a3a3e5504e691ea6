/* Whole screens: when they refuse, when they speak, how often wrongly, and in which words. */
#include "upward/bunching.h"

#include "golden_check.h"
#include "near.h"
#include "random_series.h"

enum { MINUTES = 600, BODIES = 211, TEXT_ROOM = 2048 };

typedef struct histogram {
    double minutes[MINUTES];
    int64_t counts[MINUTES];
    upw_waits waits;
} histogram;

static void read_histogram(const char *name, histogram *out)
{
    csv_fixture csv;
    size_t n;
    assert_true(golden_open_file(&csv, "gaming", "waits_histogram.csv", false));
    const size_t first = fixture_find(&csv, "case", name, &n);
    assert_in_range(n, 1, MINUTES);
    for (size_t i = 0; i < n; i++) {
        out->minutes[i] = fixture_number(&csv, first + i, "minute");
        out->counts[i] = (int64_t)fixture_number(&csv, first + i, "count");
    }
    out->waits = (upw_waits){ out->minutes, out->counts, n };
    fixture_close(&csv);
}

static upw_waits_screen run(const upw_waits *waits, double limit)
{
    upw_waits_screen screen;
    upw_error error = { 0 };
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    if (!upw_waits_run_screen(waits, limit, &scratch, &screen, &error))
        fail_msg("%s", error.message);
    upw_arena_clear(&scratch);
    return screen;
}

static void each_case_of_the_goldens_gets_the_verdict_of_its_making(void **state)
{
    (void)state;
    /* w1 nothing; w2 moved; w3 rounded; w4 both; w5 few records, many moved; w6 large, some of each. */
    static const struct {
        const char *name;
        upw_screen_verdict verdict;
        bool has_density;
    } cases[] = { { "w1", UPW_SCREEN_AS_EXPECTED, true },  { "w2", UPW_SCREEN_MORE, true },
                  { "w3", UPW_SCREEN_AS_EXPECTED, false }, { "w4", UPW_SCREEN_MORE, false },
                  { "w5", UPW_SCREEN_MORE, true },         { "w6", UPW_SCREEN_MORE, false } };
    static histogram h;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        read_histogram(cases[i].name, &h);
        const upw_waits_screen s = run(&h.waits, 240);
        assert_int_equal(s.verdict, cases[i].verdict);
        assert_int_equal(s.has_density, cases[i].has_density);
        assert_true(s.has_digits && s.has_excess && s.has_placebo[0] && s.has_placebo[1]);
    }
}

static void too_few_records_are_not_judged(void **state)
{
    (void)state;
    static histogram h;
    read_histogram("w1", &h);
    for (size_t i = 0; i < h.waits.n; i++)
        h.counts[i] = h.counts[i] / 32;
    upw_waits_screen s = run(&h.waits, 240);
    assert_int_equal(s.verdict, UPW_SCREEN_CANNOT_TELL);
    assert_non_null(strstr(s.reason, "1,000"));
    read_histogram("w1", &h);
    for (size_t i = 0; i < h.waits.n; i++)
        if (h.minutes[i] > 180 && h.minutes[i] < 300)
            h.counts[i] = 0;
    s = run(&h.waits, 240);
    assert_int_equal(s.verdict, UPW_SCREEN_CANNOT_TELL);
    assert_non_null(strstr(s.reason, "200"));
}

/* A clock that knows only full hours has no pattern around the limit. */
static void heaped_times_are_not_judged(void **state)
{
    (void)state;
    static histogram h;
    read_histogram("w2", &h);
    for (size_t i = 0; i < h.waits.n; i++)
        h.minutes[i] = 30 * ceil(h.minutes[i] / 30);
    const upw_waits_screen s = run(&h.waits, 240);
    assert_int_equal(s.verdict, UPW_SCREEN_CANNOT_TELL);
    assert_non_null(strstr(s.reason, "heaped"));
}

static void a_limit_outside_the_data_is_refused(void **state)
{
    (void)state;
    static histogram h;
    static const double limits[] = { 2, 700, -1, NAN };
    upw_arena scratch;
    upw_waits_screen s;
    upw_arena_init(&scratch, NULL);
    read_histogram("w1", &h);
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        upw_error error = { 0 };
        assert_false(upw_waits_run_screen(&h.waits, limits[i], &scratch, &s, &error));
        assert_int_equal(error.code, UPW_BAD_INPUT);
        assert_non_null(strstr(error.message, "outside the data"));
    }
    upw_error error = { 0 };
    assert_false(upw_waits_run_screen(&(upw_waits){ NULL, NULL, 0 }, 240, &scratch, &s, &error));
    assert_int_equal(error.code, UPW_TOO_FEW);
    upw_arena_clear(&scratch);
}

/* Log-normal waits, some of them rounded, nobody moved: how often does the screen speak? The bound is what a table of
 * 200 samples a row in docs/methods/gaming.md leaves possible. */
static void the_screen_rarely_speaks_when_nothing_happened(void **state)
{
    (void)state;
    static const double habits[] = { 0, 0.2, 0.4 };
    enum { SAMPLES = 60, RECORDS = 20000 };
    static histogram h;
    for (size_t habit = 0; habit < 3; habit++) {
        size_t n_spoke = 0, n_rounded = 0;
        for (uint64_t seed = 1; seed <= SAMPLES; seed++) {
            uint64_t random = seed * 1000 + habit;
            for (size_t m = 0; m < MINUTES; m++) {
                h.minutes[m] = (double)m + 1;
                h.counts[m] = 0;
            }
            for (size_t i = 0; i < RECORDS; i++) {
                double wait = exp(5.1 + 0.5 * random_normal(&random));
                if (random_uniform(&random) < habits[habit]) {
                    const double to = random_uniform(&random) < 0.5 ? 5 : 15;
                    wait = to * floor(wait / to + 0.5);
                }
                const size_t minute = (size_t)ceil(wait);
                if (minute >= 1 && minute <= MINUTES)
                    h.counts[minute - 1]++;
            }
            h.waits = (upw_waits){ h.minutes, h.counts, MINUTES };
            const upw_waits_screen s = run(&h.waits, 240);
            n_spoke += s.verdict == UPW_SCREEN_MORE;
            n_rounded += s.digits.is_rounded;
        }
        assert_in_range(n_spoke, 0, 2);
        assert_int_equal(n_rounded, habits[habit] > 0 ? SAMPLES : 0);
    }
}

/* Smooth waits in days and hours: exponential of mean `scale`, or gamma of shape 2. */
static void fill_smoothly(histogram *h, double scale, bool is_gamma, int64_t records, uint64_t *random)
{
    for (size_t m = 0; m < MINUTES; m++) {
        h->minutes[m] = (double)m;
        h->counts[m] = 0;
    }
    for (int64_t i = 0; i < records; i++) {
        const double once = -scale * log(1 - random_uniform(random));
        const double wait = floor(once - (is_gamma ? scale * log(1 - random_uniform(random)) : 0));
        if (wait < MINUTES)
            h->counts[(size_t)wait]++;
    }
    h->counts[MINUTES - 1]++; /* one very long wait: every limit lies within the data */
    h->waits = (upw_waits){ h->minutes, h->counts, MINUTES };
}

static void smooth_waits_are_not_flagged_however_short_the_limit(void **state)
{
    (void)state;
    enum { SAMPLES = 30, SCALES = 5 };
    static const double limits[] = { 4, 7, 14, 28, 30, 42, 48, 62, 70, 72, 80, 90, 100, 120, 126, 180 };
    static const double scales[SCALES] = { 7, 20, 30, 60, 110 };
    static histogram h;
    for (size_t l = 0; l < sizeof limits / sizeof *limits; l++)
        for (size_t k = 0; k < (size_t)2 * SCALES; k++) {
            size_t n_spoke = 0, n_told = 0;
            for (uint64_t seed = 1; seed <= SAMPLES; seed++) {
                uint64_t random = seed * 1000 + 10 * l + k;
                fill_smoothly(&h, scales[k % SCALES], k >= SCALES, 10000, &random);
                const upw_waits_screen s = run(&h.waits, limits[l]);
                n_spoke += s.verdict == UPW_SCREEN_MORE;
                n_told += s.verdict != UPW_SCREEN_CANNOT_TELL;
                assert_true(limits[l] >= 70 || s.verdict == UPW_SCREEN_CANNOT_TELL);
            }
            if (n_spoke > 1)
                fprintf(stderr, "# limit %g, scale %g: %zu of %zu\n", limits[l], scales[k % SCALES], n_spoke, n_told);
            assert_in_range(n_spoke, 0, 1);
        }
}

/* oc_bodies.csv: 211 normal scores of mean 52, amber [45, 55), mid-p at most 0.05. The rows where nobody moved, within
 * 4 standard errors of two simulations of 2,000. */
static void exact_tests_speak_as_often_as_the_simulation_says(void **state)
{
    (void)state;
    enum { RUNS = 2000 };
    csv_fixture csv;
    upw_arena scratch;
    size_t n_rows = 0;
    upw_arena_init(&scratch, NULL);
    assert_true(golden_open_file(&csv, "gaming", "oc_bodies.csv", false));
    for (size_t row = 0; row < csv.n_rows; row++) {
        if (fixture_number(&csv, row, "bodies_moved") != 0)
            continue;
        const double sd = fixture_number(&csv, row, "spread_sd"), width = fixture_number(&csv, row, "bin_width");
        size_t n_parking = 0, n_cliff = 0, n_middle = 0;
        uint64_t random = 11 + row;
        for (size_t i = 0; i < RUNS; i++) {
            double scores[BODIES];
            upw_bunching_counts counts;
            upw_bunching_exact exact;
            for (size_t b = 0; b < BODIES; b++)
                scores[b] = 52 + sd * random_normal(&random);
            upw_bunching_count_scores(scores, BODIES, UPW_BUNCHING_PARKING, 55, width, false, &counts);
            assert_true(upw_bunching_test_counts(&counts, &scratch, &exact, NULL));
            n_parking += exact.mid_p <= 0.05;
            n_middle += counts.bins[2];
            upw_bunching_count_scores(scores, BODIES, UPW_BUNCHING_CLIFF, 45, width, false, &counts);
            assert_true(upw_bunching_test_counts(&counts, &scratch, &exact, NULL));
            n_cliff += exact.mid_p <= 0.05;
        }
        const double parking = fixture_number(&csv, row, "parking_reject_5pct");
        const double cliff = fixture_number(&csv, row, "cliff_reject_5pct");
        const double middle = fixture_number(&csv, row, "in_middle_bin");
        assert_true(fabs((double)n_parking / RUNS - parking) <= 4 * sqrt(2 * parking * (1 - parking) / RUNS));
        assert_true(fabs((double)n_cliff / RUNS - cliff) <= 4 * sqrt(2 * cliff * (1 - cliff) / RUNS));
        assert_true(fabs((double)n_middle / RUNS - middle) <= 4 * sqrt(2 * middle / RUNS));
        n_rows++;
    }
    assert_int_equal(n_rows, 4);
    fixture_close(&csv);
    upw_arena_clear(&scratch);
}

static void scores_are_refused_when_there_are_too_few(void **state)
{
    (void)state;
    double scores[BODIES];
    uint64_t random = 5;
    upw_scores_screen s;
    upw_error error = { 0 };
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    for (size_t b = 0; b < BODIES; b++)
        scores[b] = 52 + 8 * random_normal(&random);
    assert_true(upw_scores_run_screen(scores, 59, UPW_BUNCHING_PARKING, 55, 1, false, 0, &scratch, &s, &error));
    assert_int_equal(s.verdict, UPW_SCREEN_CANNOT_TELL);
    assert_true(isnan(s.exact.mid_p));
    assert_true(upw_scores_run_screen(scores, BODIES, UPW_BUNCHING_PARKING, 55, 0.01, false, 0, &scratch, &s, &error));
    assert_int_equal(s.verdict, UPW_SCREEN_CANNOT_TELL);
    assert_true(upw_scores_run_screen(scores, BODIES, UPW_BUNCHING_PARKING, 55, 1, false, 0, &scratch, &s, &error));
    assert_int_equal(s.verdict, UPW_SCREEN_AS_EXPECTED);
    for (size_t b = 0; b < 15; b++)
        scores[b] = 54.5;
    assert_true(upw_scores_run_screen(scores, BODIES, UPW_BUNCHING_PARKING, 55, 1, false, 0, &scratch, &s, &error));
    assert_int_equal(s.verdict, UPW_SCREEN_MORE);
    assert_false(upw_scores_run_screen(scores, BODIES, UPW_BUNCHING_PARKING, 200, 1, false, 0, &scratch, &s, &error));
    assert_non_null(strstr(error.message, "outside the data"));
    upw_arena_clear(&scratch);
}

static bool says(const char *sentences, const char *part)
{
    if (strstr(sentences, part) != NULL)
        return true;
    fprintf(stderr, "# \"%s\" is not in \"%s\"\n", part, sentences);
    return false;
}

static void a_finding_says_number_interval_and_doubt(void **state)
{
    (void)state;
    static histogram h;
    char words[TEXT_ROOM];
    read_histogram("w2", &h);
    upw_waits_screen s = run(&h.waits, 240);
    assert_in_range(upw_waits_write_finding(&s, "minutes", words, sizeof words), 100, sizeof words - 1);
    assert_true(says(words,
                     "About 913 more patients (95 % interval 759 to 1,066) left in the last 20 minutes before the "
                     "limit than the rest of the pattern would lead one to expect; that is 6.6 % of those who met "
                     "it after more than 80 minutes."));
    assert_true(says(words, "Times do not look rounded"));
    assert_true(says(words, "The density of waits falls at the limit (test of a break, p < 0.0001)."));
    assert_true(says(words, "At 180, where there is no limit, the same screen finds"));
    read_histogram("w3", &h);
    s = run(&h.waits, 240);
    upw_waits_write_finding(&s, NULL, words, sizeof words);
    assert_true(says(words, "No more patients left in the last 20 minutes before the limit"));
    assert_true(says(words, "Times here are mostly rounded (digit index 0.27): read the bins of 10 minutes only."));
    assert_true(says(words, "was not run: on rounded clocks it cries wolf."));
    for (size_t i = 0; i < h.waits.n; i++)
        h.counts[i] = h.counts[i] / 32;
    s = run(&h.waits, 240);
    upw_waits_write_finding(&s, NULL, words, sizeof words);
    assert_true(says(words, "The data cannot tell: there are fewer than 1,000 records."));
}

/* One in 20 to one in 5 of those due in the 20 units after the limit are moved before it. */
static void push(histogram *h, size_t limit, double share)
{
    for (size_t m = limit + 1; m <= limit + 20; m++) {
        const int64_t moved = (int64_t)floor(share * (double)h->counts[m]);
        h->counts[m] -= moved;
        h->counts[limit - (m - limit) / 2] += moved;
    }
}

/* Nine waits in ten are told in multiples of `step`. */
static void heap(histogram *h, size_t step)
{
    for (size_t m = 0; m < MINUTES; m++) {
        const size_t to = (m + step / 2) / step * step;
        const int64_t moved = to < MINUTES ? h->counts[m] * 9 / 10 : 0;
        h->counts[m] -= moved;
        h->counts[to < MINUTES ? to : m] += moved;
    }
}

static void what_is_said_agrees_with_the_interval_beside_it(void **state)
{
    (void)state;
    static const char *const openings[UPW_SCREEN_VERDICT_COUNT] = {
        "The data cannot tell: the 95 % interval of the excess reaches further than 20 %", "No more patients left",
        ("Somewhat more patients left in the last 20 days before the limit than the rest of the pattern would lead one "
         "to expect, but not enough by this screen's rule to say so"),
        "About "
    };
    static histogram h;
    size_t n[UPW_SCREEN_VERDICT_COUNT] = { 0 };
    char words[TEXT_ROOM];
    for (uint64_t seed = 1; seed <= 120; seed++) {
        uint64_t random = seed;
        fill_smoothly(&h, 60, true, 5000, &random);
        if (seed % 3 == 0)
            heap(&h, 30);
        push(&h, 120, 0.05 * (double)(seed % 5));
        const upw_waits_screen s = run(&h.waits, 120);
        const double low = s.excess.excess - 1.96 * s.excess.excess_se;
        const double reach = 1.96 * s.excess.excess_se / (double)s.excess.n_met;
        if (!s.has_excess)
            continue;
        upw_waits_write_finding(&s, "days", words, sizeof words);
        assert_int_equal(strncmp(words, openings[s.verdict], strlen(openings[s.verdict])), 0);
        assert_true(says(words, "95 % interval"));
        assert_true(s.verdict != UPW_SCREEN_AS_EXPECTED || (low <= 0 && reach <= 0.2001));
        assert_true(s.verdict != UPW_SCREEN_SOMEWHAT || (low > 0 && reach <= 0.2001));
        assert_true(s.verdict != UPW_SCREEN_CANNOT_TELL || reach > 0.1999);
        n[s.verdict]++;
    }
    for (size_t v = 0; v < UPW_SCREEN_VERDICT_COUNT; v++)
        assert_true(n[v] > 0);
}

static void no_finding_and_no_caution_accuses(void **state)
{
    (void)state;
    static const char *const never[] = { "gaming", "gamed", "cheat", "manipulat", "fraud", "guilty", "detected" };
    static histogram h;
    char words[6][TEXT_ROOM];
    static const char *const cases[] = { "w1", "w2", "w4" };
    for (size_t i = 0; i < 3; i++) {
        read_histogram(cases[i], &h);
        const upw_waits_screen s = run(&h.waits, 240);
        upw_waits_write_finding(&s, NULL, words[i], TEXT_ROOM);
    }
    for (size_t kind = 0; kind < UPW_SCREEN_KIND_COUNT; kind++)
        snprintf(words[3 + kind], TEXT_ROOM, "%s", upw_screen_caution((upw_screen_kind)kind));
    for (size_t i = 0; i < 6; i++) {
        assert_true(strlen(words[i]) > 100);
        for (size_t k = 0; k < sizeof never / sizeof *never; k++)
            assert_null(strstr(words[i], never[k]));
    }
}

static void percentages_and_scores_say_what_chance_would_do(void **state)
{
    (void)state;
    char words[TEXT_ROOM];
    upw_steady steady = { .n = 24, .p_too_steady = 1e-9, .ratio = 0.03, .met = 24, .exactly_met = 6 };
    upw_steady_write_finding(&steady, words, sizeof words);
    assert_string_equal(words,
                        "These percentages vary less than chance alone would make them (ratio 0.03, where 1 is "
                        "chance). Of 24 periods that met the target, 6 met it by exactly the least possible number.");
    steady.n = 8;
    upw_steady_write_finding(&steady, words, sizeof words);
    assert_true(says(words, "The data cannot tell: there are fewer than 12 periods."));
    const upw_scores_screen scores = { .verdict = UPW_SCREEN_MORE,
                                       .reason = "",
                                       .n = 211,
                                       .counts = { UPW_BUNCHING_PARKING, { 5, 24, 17, 7, 9 } },
                                       .exact = { .statistic = 17, .expected = 12.435, .mid_p = 0.012 } };
    upw_scores_write_finding(&scores, words, sizeof words);
    assert_string_equal(words, "17 of 211 bodies score in the last bin before the cut-off, where about 12.4 would be "
                               "expected if scores were spread smoothly; so many would be unusual by chance (mid-p = "
                               "0.012).");
    char cut[8];
    assert_int_equal(upw_scores_write_finding(&scores, cut, sizeof cut), strlen(words));
    assert_string_equal(cut, "17 of 2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_case_of_the_goldens_gets_the_verdict_of_its_making),
        cmocka_unit_test(too_few_records_are_not_judged),
        cmocka_unit_test(heaped_times_are_not_judged),
        cmocka_unit_test(a_limit_outside_the_data_is_refused),
        cmocka_unit_test(the_screen_rarely_speaks_when_nothing_happened),
        cmocka_unit_test(smooth_waits_are_not_flagged_however_short_the_limit),
        cmocka_unit_test(exact_tests_speak_as_often_as_the_simulation_says),
        cmocka_unit_test(scores_are_refused_when_there_are_too_few),
        cmocka_unit_test(a_finding_says_number_interval_and_doubt),
        cmocka_unit_test(what_is_said_agrees_with_the_interval_beside_it),
        cmocka_unit_test(no_finding_and_no_caution_accuses),
        cmocka_unit_test(percentages_and_scores_say_what_chance_would_do),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
