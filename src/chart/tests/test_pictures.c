/* Do pictures of paths, forecasts and thresholds show what they must, without one word over another? */
#include <float.h>
#include <stdlib.h>

#include "sample_funnel.h"
#include "sample_pictures.h"
#include "svg_scan.h"

static scan seen;

static void look_at(text svg, const char *what)
{
    const scanned_words *other;
    scan_svg(&seen, svg);
    if (seen.complaint != NULL)
        fail_msg("%s: %s", what, seen.complaint);
    const scanned_words *const bad = scan_find_overlap(&seen, &other);
    if (bad != NULL)
        fail_msg("%s: \"%s\" touches \"%s\"", what, bad->words,
                 other != NULL ? other->words : "the edge of the canvas");
}

/* Both of a page's pictures looked at; the narrow one, or the wide one, is then in `seen`. */
static void look_at_page(buffer *b, const char *what, bool at_narrow)
{
    assert_false(b->is_full);
    text rest = buffer_text(b);
    const text wide = text_take_until(&rest, '\n'), narrow = text_take_until(&rest, '\n');
    look_at(at_narrow ? wide : narrow, what);
    look_at(at_narrow ? narrow : wide, what);
    buffer_clear(b);
}

#define look(draw_for_page, it, what, at_narrow)                                                                       \
    do {                                                                                                               \
        buffer drawn;                                                                                                  \
        buffer_init(&drawn, 4 << 20);                                                                                  \
        (draw_for_page)(&drawn, (it));                                                                                 \
        look_at_page(&drawn, (what), (at_narrow));                                                                     \
    } while (0)

static bool says(const char *part)
{
    for (size_t i = 0; i < seen.n_words; i++)
        if (strstr(seen.words[i].words, part) != NULL)
            return true;
    return false;
}

static void assert_says(const char *const *parts, size_t n, const char *what)
{
    for (size_t i = 0; i < n; i++)
        if (!says(parts[i]))
            fail_msg("%s does not say \"%s\"", what, parts[i]);
}

static size_t count(text whole, const char *part)
{
    size_t n = 0;
    for (size_t i = 0; i + strlen(part) <= whole.len; i++)
        n += memcmp(whole.at + i, part, strlen(part)) == 0;
    return n;
}

/* -- An agreed path -- */

static void a_path_says_its_verdict_and_when_it_can_tell(void **state)
{
    static const char *const parts[] = {
        "too",         "early to tell", "can tell from Sep 2025", "path starts Apr 2022",
        "aim 92 %",    "start 72 %",    "earlier path",           "agreed path",
        "exceptional", "before"
    };
    (void)state;
    sample_path *const s = sample_path_seen(31);
    look(chart_draw_trajectory_for_page, &s->t, "path", false);
    assert_says(parts, sizeof parts / sizeof parts[0], "a path");
    s->t.verdict = TEXT("behind since Jun 2024");
    look(chart_draw_trajectory_for_page, &s->t, "path", true);
    assert_true(says("behind") && says("Jun 2024"));
    free(s);
}

static void what_a_light_would_have_said_stands_in_words_and_counts_under_the_path(void **state)
{
    (void)state;
    sample_path *const s = sample_path_seen(31);
    for (size_t i = PATH_BEFORE; i < PATH_BEFORE + 31; i++)
        s->lights[i] = i < PATH_BEFORE + 20   ? CHART_LIGHT_RED
                       : i < PATH_BEFORE + 30 ? CHART_LIGHT_AMBER
                                              : CHART_LIGHT_GREEN;
    for (int narrow = 0; narrow < 2; narrow++) {
        look(chart_draw_trajectory_for_page, &s->t, "path", narrow == 1);
        assert_true(says("A straight-line light would have said:"));
        assert_true(scan_has_words(&seen, "red 20 months"));
        assert_true(scan_has_words(&seen, "amber 10 months"));
        assert_true(scan_has_words(&seen, "green 1 month"));
        assert_true(scan_has_words(&seen, "red")); /* in the strip itself */
    }
    s->t.lights = NULL;
    look(chart_draw_trajectory_for_page, &s->t, "path", false);
    assert_false(says("light"));
    free(s);
}

static void no_traffic_light_colour_is_ever_drawn(void **state)
{
    (void)state;
    sample_path *const s = sample_path_seen(53);
    buffer b;
    buffer_init(&b, 1 << 20);
    chart_begin_file(&b);
    chart_draw_trajectory(&b, &s->t);
    text rest = buffer_text(&b);
    while (rest.len > 0) { /* every colour that the file names is one of the palette */
        text_take_until(&rest, '#');
        bool is_known = rest.len < 6;
        for (size_t i = 0; i < chart_colours_count; i++)
            is_known = is_known || text_starts_with(rest, text_of(chart_colours[i].light + 1)) ||
                       text_starts_with(rest, text_of(chart_colours[i].dark + 1));
        assert_true(is_known);
    }
    assert_int_equal(count(buffer_text(&b), "fill=\""), 0);
    buffer_clear(&b);
    free(s);
}

static void exceptional_months_have_a_ring_each(void **state)
{
    (void)state;
    sample_path *const s = sample_path_seen(31);
    size_t expected = 0;
    for (size_t i = PATH_BEFORE; i < PATH_BEFORE + 31; i++)
        expected += s->is_exceptional[i];
    assert_true(expected >= 1);
    buffer b;
    buffer_init(&b, 1 << 20);
    chart_draw_trajectory(&b, &s->t);
    text rest = buffer_text(&b);
    const char *const start = "<path class=\"upw-round\" d=\"";
    const size_t at = (size_t)((const char *)memmem(rest.at, rest.len, start, strlen(start)) - rest.at) + strlen(start);
    rest = (text){ rest.at + at, rest.len - at };
    assert_int_equal(count(text_take_until(&rest, '"'), "z"), expected);
    buffer_clear(&b);
    free(s);
}

static void a_plan_can_be_drawn_before_its_first_result(void **state)
{
    (void)state;
    sample_path *const s = sample_path_seen(0);
    s->t.values = NULL;
    s->t.lights = NULL;
    look(chart_draw_trajectory_for_page, &s->t, "plan", false);
    assert_true(says("worst expected here") && says("back where we started") && says("can tell from Sep 2025"));
    free(s);
}

/* -- Forecast; before and after -- */

static void a_fan_says_how_wide_it_is_and_when_the_plan_arrives(void **state)
{
    static const char *const parts[] = {
        "about 4 in 5 of the chances", "about half", "in the balance", "planned", "Mar 2027", "aim 92 %"
    };
    (void)state;
    sample_forecast *const s = sample_fan();
    for (int narrow = 0; narrow < 2; narrow++) {
        look(chart_draw_fan_for_page, &s->f, "fan", narrow == 1);
        assert_says(parts, sizeof parts / sizeof parts[0], "a fan");
    }
    free(s->path);
    free(s);
}

static void a_before_and_after_shows_the_interval_and_the_months_left_out(void **state)
{
    (void)state;
    sample_before_after *const s = sample_interrupted();
    for (int narrow = 0; narrow < 2; narrow++) {
        look(chart_draw_interrupted_for_page, &s->s, "before and after", narrow == 1);
        assert_true(says("1.1 lower") && says("new round, Oct 2021") && says("left out"));
        assert_true(says("had nothing changed") && says("95 % interval of the change of level"));
    }
    s->s.level_low = NAN;
    s->s.is_left_out = NULL;
    s->s.change_words = (text){ 0 };
    look(chart_draw_interrupted_for_page, &s->s, "before and after", false);
    assert_true(says("change Oct 2021") && !says("left out") && !says("of the change of level"));
    free(s);
}

/* -- Thresholds -- */

static void a_heap_at_a_limit_is_hatched_and_said_in_words(void **state)
{
    (void)state;
    sample_waits_at_limit *const s = sample_histogram();
    for (int narrow = 0; narrow < 2; narrow++) {
        look(chart_draw_histogram_for_page, &s->h, "histogram", narrow == 1);
        assert_true(says("four hours"));
        assert_true(says("800") && says("expected"));
        assert_true(says("more than expected"));
        assert_true(says("minutes from arrival"));
    }
    s->threshold.at = 900; /* outside the picture: said and not drawn */
    look(chart_draw_histogram_for_page, &s->h, "histogram", false);
    assert_true(says("(not in this picture)"));
    free(s);
}

static void both_cut_offs_are_named_on_either_canvas(void **state)
{
    (void)state;
    chart_threshold cut_offs[2];
    sample_waits_at_limit *const s = sample_scores(cut_offs);
    sample_scheme *const scheme = sample_incentive();
    for (int narrow = 0; narrow < 2; narrow++) {
        look(chart_draw_histogram_for_page, &s->h, "scores", narrow == 1);
        assert_true(scan_has_words(&seen, "amber from 45") && scan_has_words(&seen, "green from 55"));
        look(chart_draw_incentive_for_page, &scheme->s, "incentive", narrow == 1);
        assert_true(scan_has_words(&seen, "amber from 60") && scan_has_words(&seen, "green from 75"));
        assert_true(scan_has_words(&seen, "red") && scan_has_words(&seen, "green"));
        assert_true(says("best"));
    }
    free(s);
    free(scheme);
}

/* -- Anything -- */

static double odd_double(uint64_t *state, double scale)
{
    static const double odd[] = { NAN, HUGE_VAL, -HUGE_VAL, DBL_MAX, -DBL_MAX, DBL_MIN, 0, -0.0, 1e15, 1e-300 };
    const uint64_t which = sample_random(state) % 60;
    return which < 10 ? odd[which] : scale * (sample_uniform(state) - 0.3);
}

static text odd_words(uint64_t *state)
{
    static const char long_name[] = "a long name that goes on & on <until> nobody reads it any more, and then on again "
                                    "until it fills more than one line of the widest canvas there is";
    static const char *const words[] = {
        "", "behind since April 2024", long_name, "übergrößenträger", "x", "\xff\xfe", "   "
    };
    return text_of(words[sample_random(state) % (sizeof words / sizeof words[0])]);
}

static void odd_column(uint64_t *state, double *column, size_t n, double scale, double odds)
{
    double level = scale * sample_uniform(state);
    for (size_t i = 0; i < n; i++) {
        level += scale * 0.05 * (sample_uniform(state) - 0.5);
        column[i] = sample_uniform(state) < odds ? odd_double(state, scale) : level;
    }
}

static void words_never_touch_in_a_random_path(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        uint64_t random = seed;
        sample_path *const s = sample_path_seen(sample_random(&random) % (PATH_AFTER + 1));
        const double scale = pow(10, (double)(sample_random(&random) % 7) - 2), odds = seed % 3 == 0 ? 0.3 : 0;
        double *const columns[] = { s->values, s->plan, s->lower, s->upper, s->earlier };
        for (size_t k = 0; k < 5; k++)
            if (sample_random(&random) % 3 == 0)
                odd_column(&random, columns[k], PATH_MONTHS, scale, odds);
        s->t.n = sample_random(&random) % (PATH_MONTHS + 1);
        s->t.start = sample_random(&random) % PATH_MONTHS;
        s->t.worst = sample_random(&random) % PATH_MONTHS;
        s->t.back = sample_random(&random) % PATH_MONTHS;
        s->t.tells_from = sample_random(&random) % (2 * (size_t)PATH_MONTHS);
        s->t.changed = sample_random(&random) % PATH_MONTHS;
        s->t.unit.kind = (unit_kind)(sample_random(&random) % UNIT_KIND_COUNT);
        if (seed % 4 == 0) {
            s->t.aim = odd_double(&random, scale);
            s->t.head.title = odd_words(&random);
            s->t.head.footnote = odd_words(&random);
            s->t.verdict = odd_words(&random);
            s->t.lights_name = odd_words(&random);
        }
        for (size_t i = 0; i < PATH_MONTHS && seed % 2 == 0; i++)
            s->lights[i] = (uint8_t)(sample_random(&random) % 6);
        char what[40];
        snprintf(what, sizeof what, "seed %d", (int)seed);
        look(chart_draw_trajectory_for_page, &s->t, what, true);
        free(s);
    }
}

static void words_never_touch_in_a_random_histogram_or_scheme(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t random = seed;
        chart_threshold cut_offs[2], many[5];
        sample_waits_at_limit *const s = seed % 2 == 0 ? sample_histogram() : sample_scores(cut_offs);
        sample_scheme *const scheme = sample_incentive();
        const uint8_t zones[6] = { 1, 2, 3, 0, 9, 1 };
        const double scale = pow(10, (double)(sample_random(&random) % 6) - 1), odds = seed % 3 == 0 ? 0.2 : 0;
        odd_column(&random, s->counts, BINS, scale, odds);
        odd_column(&random, scheme->worth, LEVELS, scale, odds);
        for (size_t i = 0; i < 5; i++)
            many[i] = (chart_threshold){ 30 + 40 * sample_uniform(&random) * (double)(i + 1), odd_words(&random) };
        s->h.thresholds = scheme->s.thresholds = many;
        s->h.n_thresholds = scheme->s.n_thresholds = sample_random(&random) % 6;
        scheme->s.zones = zones;
        s->h.n = seed % 5 == 0 ? 0 : s->h.n;
        s->h.excess_first = sample_random(&random) % BINS;
        s->h.excess_end = sample_random(&random) % (2 * (size_t)BINS);
        s->h.excess_words = odd_words(&random);
        scheme->s.stop = odd_double(&random, 100);
        scheme->s.straight = odd_double(&random, scale);
        char what[40];
        snprintf(what, sizeof what, "seed %d", (int)seed);
        look(chart_draw_histogram_for_page, &s->h, what, true);
        look(chart_draw_incentive_for_page, &scheme->s, what, true);
        free(s);
        free(scheme);
    }
}

static void words_never_touch_in_a_random_forecast(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t random = seed;
        sample_forecast *const f = sample_fan();
        sample_before_after *const b = sample_interrupted();
        const double scale = pow(10, (double)(sample_random(&random) % 6) - 1), odds = seed % 3 == 0 ? 0.2 : 0;
        for (size_t k = 0; k < 5; k++)
            if (seed % 2 == 0)
                odd_column(&random, f->quantiles[k], PATH_MONTHS, scale, odds);
        odd_column(&random, f->path->values, PATH_MONTHS, scale, odds);
        odd_column(&random, b->values, ITS_MONTHS, scale, odds);
        odd_column(&random, b->after, ITS_MONTHS, scale, odds);
        f->f.n = sample_random(&random) % (PATH_MONTHS + 1);
        f->f.arrival = sample_random(&random) % PATH_MONTHS;
        f->f.aim = odd_double(&random, scale);
        f->f.statement = odd_words(&random);
        b->s.n = sample_random(&random) % (ITS_MONTHS + 1);
        b->s.change = sample_random(&random) % ITS_MONTHS;
        b->s.level_low = odd_double(&random, scale);
        b->s.level_words = odd_words(&random);
        char what[40];
        snprintf(what, sizeof what, "seed %d", (int)seed);
        look(chart_draw_fan_for_page, &f->f, what, true);
        look(chart_draw_interrupted_for_page, &b->s, what, true);
        free(f->path);
        free(f);
        free(b);
    }
}

static void a_funnel_names_who_is_outside_and_who_was_picked_out(void **state)
{
    (void)state;
    static const char *const parts[] = { "Ward 13",      "Ward 26",     "Ward 40",       "Ward 21",
                                         "average 15 %", "95 % limits", "99.8 % limits", "patients" };
    for (int narrow = 0; narrow < 2; narrow++) {
        sample_funnel *const s = sample_wards();
        look(chart_draw_funnel_for_page, &s->f, "funnel", narrow == 1);
        assert_says(parts, narrow == 1 ? 4 : sizeof parts / sizeof *parts, "the funnel");
        assert_false(says("Ward 30"));
        free(s);
    }
}

static void words_never_touch_in_a_random_funnel(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t random = seed;
        sample_funnel *const s = sample_wards();
        const double scale = pow(10, (double)(sample_random(&random) % 6) - 1), odds = seed % 3 == 0 ? 0.2 : 0;
        odd_column(&random, s->values, FUNNEL_BODIES, scale, odds);
        if (seed % 2 == 0)
            for (size_t k = 0; k < 6; k++)
                odd_column(&random, s->lines[k], FUNNEL_CURVE, scale, odds);
        for (size_t i = 0; i < FUNNEL_BODIES; i++) {
            s->is_outside[i] = sample_random(&random) % 2 == 0;
            s->is_chosen[i] = sample_random(&random) % 20 == 0;
        }
        s->f.n = sample_random(&random) % (FUNNEL_BODIES + 1);
        s->f.n_curve = seed % 7 == 0 ? 0 : FUNNEL_CURVE;
        s->f.target = odd_double(&random, scale);
        s->f.target_words = odd_words(&random);
        s->f.inner_words = odd_words(&random);
        s->f.along_name = odd_words(&random);
        s->names[seed % FUNNEL_BODIES] = odd_words(&random);
        char what[40];
        snprintf(what, sizeof what, "seed %d", (int)seed);
        look(chart_draw_funnel_for_page, &s->f, what, true);
        free(s);
    }
}

static void a_picture_of_nothing_says_so(void **state)
{
    (void)state;
    const chart_trajectory path = { .head = { .title = TEXT("Nothing yet") }, .start_level = NAN, .aim = NAN };
    look(chart_draw_trajectory_for_page, &path, "an empty path", false);
    assert_true(says("No values to draw"));
    const chart_fan fan = { .aim = NAN };
    look(chart_draw_fan_for_page, &fan, "an empty fan", true);
    assert_true(says("No values to draw"));
    const chart_interrupted lines = { .level_low = NAN, .level_high = NAN };
    look(chart_draw_interrupted_for_page, &lines, "an empty before and after", true);
    assert_true(says("No values to draw"));
    const chart_histogram bins = { .head = { .title = TEXT("Nothing yet") } };
    look(chart_draw_histogram_for_page, &bins, "an empty histogram", true);
    assert_true(says("No values to draw"));
    const chart_funnel funnel = { .target = NAN };
    look(chart_draw_funnel_for_page, &funnel, "an empty funnel", true);
    assert_true(says("No values to draw"));
    const chart_incentive scheme = { .straight = NAN, .stop = NAN };
    look(chart_draw_incentive_for_page, &scheme, "an empty scheme", true);
    assert_true(says("No values to draw"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_says_its_verdict_and_when_it_can_tell),
        cmocka_unit_test(what_a_light_would_have_said_stands_in_words_and_counts_under_the_path),
        cmocka_unit_test(no_traffic_light_colour_is_ever_drawn),
        cmocka_unit_test(exceptional_months_have_a_ring_each),
        cmocka_unit_test(a_plan_can_be_drawn_before_its_first_result),
        cmocka_unit_test(a_fan_says_how_wide_it_is_and_when_the_plan_arrives),
        cmocka_unit_test(a_before_and_after_shows_the_interval_and_the_months_left_out),
        cmocka_unit_test(a_heap_at_a_limit_is_hatched_and_said_in_words),
        cmocka_unit_test(both_cut_offs_are_named_on_either_canvas),
        cmocka_unit_test(words_never_touch_in_a_random_path),
        cmocka_unit_test(words_never_touch_in_a_random_histogram_or_scheme),
        cmocka_unit_test(words_never_touch_in_a_random_forecast),
        cmocka_unit_test(a_funnel_names_who_is_outside_and_who_was_picked_out),
        cmocka_unit_test(words_never_touch_in_a_random_funnel),
        cmocka_unit_test(a_picture_of_nothing_says_so),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
