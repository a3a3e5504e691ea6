/* Does a chart show what it must, whatever the series, without one word over another? */
#include <float.h>
#include <stdlib.h>

#include "csv_fixture.h"
#include "sample.h"
#include "svg_scan.h"

typedef void (*drawer)(buffer *out, const chart *c);

static void draw_alone(buffer *out, const chart *c)
{
    chart_draw_multiples(out, TEXT(""), c, 1, 1, false);
}

static const drawer drawers[] = { chart_draw, draw_alone, chart_draw_sparkline, chart_draw_moving_ranges };
enum { DRAWERS = sizeof drawers / sizeof drawers[0] };

static scan seen;

/* Drawn as a file, looked at, and thrown away. */
static void look(drawer draw, const chart *c, const char *what)
{
    buffer b;
    buffer_init(&b, 16 << 20);
    chart_begin_file(&b);
    draw(&b, c);
    assert_false(b.is_full);
    scan_svg(&seen, buffer_text(&b));
    buffer_clear(&b);
    if (seen.complaint != NULL)
        fail_msg("%s: %s", what, seen.complaint);
}

static void look_for_overlap(drawer draw, const chart *c, const char *what)
{
    const scanned_words *other;
    look(draw, c, what);
    const scanned_words *const bad = scan_find_overlap(&seen, &other);
    if (bad != NULL)
        fail_msg("%s: \"%s\" touches \"%s\"", what, bad->words,
                 other != NULL ? other->words : "the edge of the canvas");
}

/* The two pictures of a page, one after the other. */
static void draw_narrow_only(buffer *out, const chart *c)
{
    buffer both;
    buffer_init(&both, 16 << 20);
    chart_draw_for_page(&both, c);
    text rest = buffer_text(&both);
    text_take_until(&rest, '\n');
    buffer_empty(out);
    buffer_add(out, rest);
    buffer_clear(&both);
}

static size_t count(text whole, const char *part)
{
    size_t n = 0;
    for (size_t i = 0; i + strlen(part) <= whole.len; i++)
        n += memcmp(whole.at + i, part, strlen(part)) == 0;
    return n;
}

/* Subpaths of all paths of a class: points of that type. */
static size_t count_points(text svg, const char *class_name)
{
    char start[80];
    snprintf(start, sizeof start, "<path class=\"upw-point %s\" d=\"", class_name);
    for (size_t i = 0; i + strlen(start) <= svg.len; i++)
        if (memcmp(svg.at + i, start, strlen(start)) == 0) {
            text rest = { svg.at + i + strlen(start), svg.len - i - strlen(start) };
            return count(text_take_until(&rest, '"'), "z");
        }
    return 0;
}

static void every_point_is_drawn_in_the_shape_of_its_type(void **state)
{
    static const char *const classes[UPW_POINT_TYPE_COUNT] = { "upw-common", "upw-improve", "upw-concern",
                                                               "upw-neither", "upw-neither" };
    (void)state;
    for (int direction = 0; direction < UPW_IMPROVEMENT_COUNT; direction++) {
        sample *const s = sample_waits();
        size_t expected[UPW_POINT_TYPE_COUNT] = { 0 };
        s->improvement = (upw_improvement)direction;
        s->values[3] = NAN;
        sample_analyse(s);
        for (size_t i = 0; i < s->c.n; i++) {
            if (s->types[i] == UPW_POINT_NEUTRAL_HIGH)
                s->types[i] = UPW_POINT_NEUTRAL_LOW; /* they share a shape */
            expected[s->types[i]] += isfinite(s->values[i]) ? 1 : 0;
        }
        assert_true(expected[UPW_POINT_COMMON_CAUSE] > 0 && expected[UPW_POINT_COMMON_CAUSE] < 47);
        buffer b;
        buffer_init(&b, 1 << 20);
        chart_draw(&b, &s->c);
        for (int type = 0; type < UPW_POINT_TYPE_COUNT; type++)
            if (type != UPW_POINT_NEUTRAL_HIGH)
                assert_int_equal(count_points(buffer_text(&b), classes[type]), expected[type]);
        buffer_clear(&b);
        free(s);
    }
}

static void the_key_names_the_shapes_that_are_there(void **state)
{
    (void)state;
    sample *const s = sample_waits();
    look(chart_draw, &s->c, "waits");
    assert_true(scan_has_words(&seen, "common cause"));
    assert_true(scan_has_words(&seen, "concern"));
    assert_false(scan_has_words(&seen, "special cause"));
    s->c.types = NULL;
    look(chart_draw, &s->c, "waits without types");
    assert_false(scan_has_words(&seen, "common cause"));
    free(s);
}

static void lines_are_named_where_they_end(void **state)
{
    (void)state;
    sample *const s = sample_waits();
    s->c.target = 0.955;
    s->values[47] = 0.8312;
    for (size_t i = 0; i < 48; i++) {
        s->centre[i] = 0.8774;
        s->upper[i] = 0.9132;
        s->lower[i] = 0.8416;
    }
    look(chart_draw, &s->c, "waits");
    static const char *const words[] = { "83.1 %", "target 95.5 %", "mean 87.7 %", "limit 91.3 %", "limit 84.2 %" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (!scan_has_words(&seen, words[i]))
            fail_msg("\"%s\" is missing", words[i]);
    s->c.centre_name = TEXT("median");
    look(chart_draw, &s->c, "run chart");
    assert_true(scan_has_words(&seen, "median 87.7 %"));
    s->c.centre_name = TEXT("centre line");
    s->c.has_target = false;
    look(chart_draw, &s->c, "a centre with a long name");
    static const char *const long_words[] = { "83.1 %", "centre line 87.7 %", "limit 91.3 %", "limit 84.2 %" };
    for (size_t i = 0; i < sizeof long_words / sizeof long_words[0]; i++)
        if (!scan_has_words(&seen, long_words[i]))
            fail_msg("\"%s\" is missing beside a long name", long_words[i]);
    free(s);
}

static void step_changes_annotations_and_trial_limits_are_in_words(void **state)
{
    (void)state;
    sample *const s = sample_steps();
    static const char *const words[] = { "triage desk opened", "new limits",
                                         ("Sep 2020: Strike: on two days only emergencies "
                                          "were seen, so that this month is not like those"),
                                         "Apr 2022: Heatwave" };
    look_for_overlap(chart_draw, &s->c, "steps");
    for (size_t i = 0; i < 3; i++)
        if (i != 2 && !scan_has_words(&seen, words[i]))
            fail_msg("\"%s\" is missing", words[i]);
    assert_true(scan_has_words(&seen, words[3]));
    assert_true(seen.height > 360);
    bool has_trial = false;
    for (size_t i = 0; i < seen.n_words; i++)
        has_trial = has_trial || strstr(seen.words[i].words, "trial limits, 9 points") != NULL ||
                    strstr(seen.words[i].words, "Trial limits (9 points) from Jun 2023.") != NULL;
    assert_true(has_trial);
    free(s);
}

static void what_found_no_place_is_counted(void **state)
{
    (void)state;
    sample *const s = sample_waits();
    chart_note notes[40];
    for (size_t i = 0; i < 40; i++)
        notes[i] = (chart_note){ i, TEXT("note") };
    s->c.annotations = notes;
    s->c.n_annotations = 40;
    look_for_overlap(chart_draw, &s->c, "forty notes");
    size_t told = 0, rest = 0;
    for (size_t i = 0; i < seen.n_words; i++) {
        told += strstr(seen.words[i].words, ": note") != NULL;
        const char *const at = strstr(seen.words[i].words, "And ");
        rest += at != NULL ? strtoul(at + 4, NULL, 10) : 0;
    }
    assert_true(told >= 5);
    assert_int_equal(told + rest, 40);
    free(s);
}

static void a_target_far_off_is_named_and_does_not_flatten_the_chart(void **state)
{
    (void)state;
    sample *const s = sample_waits();
    s->c.unit.kind = UNIT_COUNT;
    s->c.target = 5000;
    sample_analyse(s);
    look(chart_draw, &s->c, "far target");
    assert_true(scan_has_words(&seen, "target 5,000 ↑"));
    bool is_told = false;
    for (size_t i = 0; i < seen.n_words; i++)
        is_told = is_told || strstr(seen.words[i].words, "The target, 5,000, is above this scale.") != NULL;
    assert_true(is_told);
    free(s);
}

static void limits_are_drawn_within_natural_bounds(void **state)
{
    (void)state;
    sample *const s = sample_waits();
    for (size_t i = 0; i < 48; i++)
        s->values[i] = 0.96 + (double)(i % 3) * 0.02;
    s->values[20] = 0.7;
    sample_analyse(s);
    assert_true(s->upper[0] > 1);
    look(chart_draw, &s->c, "clipped");
    for (size_t i = 0; i < seen.n_words; i++)
        assert_string_not_equal(seen.words[i].words, "105 %");
    assert_true(scan_has_words(&seen, "100 %"));
    free(s);
}

static void limits_that_vary_are_drawn_as_steps(void **state)
{
    (void)state;
    sample *const s = sample_waits();
    for (size_t i = 0; i < 48; i++) {
        s->lower[i] = 0.80 - 0.001 * (double)(i % 5);
        s->upper[i] = 0.95 + 0.001 * (double)(i % 5);
    }
    buffer b;
    buffer_init(&b, 1 << 20);
    chart_draw(&b, &s->c);
    const char *const at = strstr(b.at, "class=\"upw-limit\"");
    assert_non_null(at);
    text rest = text_of(at);
    text_take_until(&rest, 'M');
    const text steps = text_take_until(&rest, '"');
    assert_int_equal(count(steps, "V"), 47);
    assert_int_equal(count(steps, "H"), 48);
    assert_int_equal(count(steps, "L"), 0);
    buffer_clear(&b);
    free(s);
}

static void lines_break_at_step_changes_and_gaps(void **state)
{
    (void)state;
    sample *const s = sample_steps(); /* starts at 14 and 38, gaps at 17 and 40 */
    buffer b;
    buffer_init(&b, 1 << 20);
    chart_draw(&b, &s->c);
    const char *const line = strstr(b.at, "class=\"upw-line\" d=\"") + strlen("class=\"upw-line\" d=\"");
    const char *const mean = strstr(b.at, "class=\"upw-mean\" d=\"") + strlen("class=\"upw-mean\" d=\"");
    assert_int_equal(count((text){ line, strcspn(line, "\"") }, "M"), 5);
    assert_int_equal(count((text){ mean, strcspn(mean, "\"") }, "M"), 3);
    buffer_clear(&b);
    free(s);
}

static void a_month_without_a_row_is_a_gap_with_a_tick(void **state)
{
    (void)state;
    size_t ticks[2], parts[2];
    for (int is_skipping = 0; is_skipping < 2; is_skipping++) {
        sample *const s = sample_waits();
        for (size_t i = 20; i < 48 && is_skipping; i++) /* two months are not there */
            s->periods[i] = period_make(
                civil_to_days((civil_date){ 2022 + (int32_t)(i - 20 + 1) / 12, (uint8_t)((i - 20 + 1) % 12 + 1), 1 }),
                PERIOD_MONTH);
        buffer b;
        buffer_init(&b, 1 << 20);
        chart_draw(&b, &s->c);
        ticks[is_skipping] = count(buffer_text(&b), "\"upw-axis\"");
        const char *const line = strstr(b.at, "class=\"upw-line\" d=\"") + strlen("class=\"upw-line\" d=\"");
        parts[is_skipping] = count((text){ line, strcspn(line, "\"") }, "M");
        buffer_clear(&b);
        free(s);
    }
    assert_int_equal(parts[0], 1);
    assert_int_equal(parts[1], 2);
    assert_int_equal(ticks[1], ticks[0] + 2);
}

static void an_axis_that_does_not_start_at_zero_says_so(void **state)
{
    (void)state;
    sample *const s = sample_waits();
    s->c.footnote = (text){ 0 };
    look(chart_draw, &s->c, "waits");
    assert_true(scan_has_words(&seen, "The axis does not start at 0."));
    s->c.unit.kind = UNIT_COUNT;
    s->c.has_target = false;
    for (size_t i = 0; i < 48; i++)
        s->values[i] = 20 + (double)(i * 7 % 60);
    sample_analyse(s);
    look(chart_draw, &s->c, "counts");
    assert_false(scan_has_words(&seen, "The axis does not start at 0."));
    assert_true(scan_has_words(&seen, "0"));
    free(s);
}

static void page_charts_come_in_two_widths_with_ids_of_their_own(void **state)
{
    (void)state;
    sample *const s = sample_waits();
    buffer b;
    buffer_init(&b, 1 << 20);
    chart_draw_for_page(&b, &s->c);
    assert_int_equal(count(buffer_text(&b), "<svg"), 2);
    assert_int_equal(count(buffer_text(&b), "id=\"waits-title\""), 1);
    assert_int_equal(count(buffer_text(&b), "id=\"waits-narrow-title\""), 1);
    assert_int_equal(count(buffer_text(&b), "upw-if-wide"), 1);
    assert_int_equal(count(buffer_text(&b), "upw-if-narrow"), 1);
    buffer_clear(&b);
    free(s);
}

static void multiples_on_one_scale_share_their_ticks(void **state)
{
    (void)state;
    sample *const low = sample_waits(), *const high = sample_waits();
    low->c.unit.kind = high->c.unit.kind = UNIT_COUNT;
    low->c.has_target = high->c.has_target = false;
    for (size_t i = 0; i < 48; i++) {
        low->values[i] = 10 + (double)(i % 7);
        high->values[i] = 900 + (double)(i % 7);
    }
    sample_analyse(low);
    sample_analyse(high);
    const chart charts[] = { low->c, high->c };
    size_t n_with_400[2];
    for (int same = 0; same < 2; same++) {
        buffer b;
        buffer_init(&b, 1 << 20);
        chart_draw_multiples(&b, TEXT("Two places"), charts, 2, 2, same == 1);
        n_with_400[same] = count(buffer_text(&b), ">400</text>");
        scan_svg(&seen, buffer_text(&b));
        assert_null(seen.complaint);
        assert_near(seen.width, 700, 0);
        buffer_clear(&b);
    }
    assert_int_equal(n_with_400[0], 0);
    assert_int_equal(n_with_400[1], 2);
    buffer none;
    buffer_init(&none, 100000);
    chart_draw_multiples(&none, TEXT("None"), NULL, 0, 0, true);
    scan_svg(&seen, buffer_text(&none));
    assert_null(seen.complaint);
    buffer_clear(&none);
    free(low);
    free(high);
}

static void any_number_of_points_can_be_drawn(void **state)
{
    static const size_t sizes[] = { 0, 1, 2, 3, 12, 365, SAMPLE_MOST };
    (void)state;
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        sample *const s = sample_waits();
        uint64_t random = k;
        sample_fill_months(s, sizes[k], 1600 * 12);
        for (size_t i = 0; i < sizes[k]; i++)
            s->values[i] = 0.5 + 0.1 * sample_noise(&random);
        sample_analyse(s);
        for (size_t i = 0; i < DRAWERS; i++)
            look_for_overlap(drawers[i], &s->c, "a number of points");
        for (size_t i = 0; i < sizes[k]; i++)
            s->values[i] = NAN;
        for (size_t i = 0; i < DRAWERS; i++)
            look(drawers[i], &s->c, "nothing but gaps");
        free(s);
    }
}

static void any_doubles_can_be_drawn(void **state)
{
    static const double odd[] = {
        NAN, HUGE_VAL, -HUGE_VAL, DBL_MAX, -DBL_MAX, DBL_MIN, 5e-324, 0, -0.0, 1e15, 1e-15, 1
    };
    enum { ODD = sizeof odd / sizeof odd[0] };
    (void)state;
    for (uint64_t seed = 1; seed <= 600; seed++) {
        sample *const s = sample_waits();
        uint64_t random = seed;
        const double *const columns[] = { s->values, s->centre, s->lower, s->upper };
        for (size_t k = 0; k < 4; k++)
            for (size_t i = 0; i < 48; i++)
                if (sample_random(&random) % 4 == 0)
                    ((double *)columns[k])[i] = odd[sample_random(&random) % ODD];
        s->c.target = odd[sample_random(&random) % ODD];
        s->c.lowest = odd[sample_random(&random) % ODD];
        s->c.highest = odd[sample_random(&random) % ODD];
        s->c.unit.kind = (unit_kind)(sample_random(&random) % UNIT_KIND_COUNT);
        char what[40];
        snprintf(what, sizeof what, "seed %llu", (unsigned long long)seed);
        for (size_t i = 0; i < DRAWERS; i++)
            look(drawers[i], &s->c, what);
        free(s);
    }
}

/* A random series with everything that can stand in a chart. */
static sample *make_random(uint64_t seed)
{
    static const char *const reasons[] = { "new ward", "triage desk opened", "definition changed by the national board",
                                           "",
                                           "merger of three departments and a change of the way in which they count" };
    static const text units[] = { TEXT("%"), TEXT("share"), TEXT("£"), TEXT("count"), TEXT("per 1,000 bed days") };
    uint64_t random = seed;
    sample *const s = sample_waits();
    s->c.unit = unit_parse(units[sample_random(&random) % 5]);
    s->improvement = (upw_improvement)(sample_random(&random) % 3);
    const size_t n = 1 + sample_random(&random) % 80;
    sample_fill_months(s, n, (int32_t)(1990 + sample_random(&random) % 40) * 12);
    const double size = pow(10, sample_uniform(&random) * 9 - 2), level = size * sample_uniform(&random) * 5;
    for (size_t i = 0; i < n; i++) {
        const double bounded = fmax(0, fmin(1, 0.7 + 0.1 * sample_noise(&random)));
        s->values[i] = s->c.unit.kind == UNIT_SHARE     ? bounded
                       : s->c.unit.kind == UNIT_PERCENT ? 100 * bounded
                                                        : level + size * sample_noise(&random);
        if (sample_random(&random) % 15 == 0)
            s->values[i] = NAN;
    }
    s->c.target = s->values[sample_random(&random) % n] * (sample_random(&random) % 5 == 0 ? 3 : 1);
    s->c.has_target = sample_random(&random) % 3 > 0 && isfinite(s->c.target);
    s->n_phases = 1;
    for (size_t k = 1; k < 1 + sample_random(&random) % SAMPLE_PHASES && s->starts[k - 1] + 1 < n; k++) {
        s->starts[k] = s->starts[k - 1] + 1 + sample_random(&random) % (n - s->starts[k - 1] - 1);
        s->steps[k - 1] = (chart_note){ s->starts[k], text_of(reasons[sample_random(&random) % 5]) };
        s->n_phases++;
    }
    s->c.step_notes = s->steps;
    s->c.n_step_notes = s->n_phases - 1;
    s->c.n_annotations = sample_random(&random) % SAMPLE_NOTES;
    for (size_t i = 0; i < s->c.n_annotations; i++)
        s->notes[i] = (chart_note){ sample_random(&random) % n, text_of(reasons[sample_random(&random) % 5]) };
    s->c.annotations = s->notes;
    sample_analyse(s);
    return s;
}

static void no_words_touch_on_random_series(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        sample *const s = make_random(seed);
        char what[40];
        snprintf(what, sizeof what, "seed %llu", (unsigned long long)seed);
        look_for_overlap(drawers[seed % 2], &s->c, what);
        look_for_overlap(draw_narrow_only, &s->c, what);
        free(s);
    }
}

static void no_words_touch_on_the_real_series(void **state)
{
    (void)state;
    char directory[400];
    csv_fixture csv;
    if (!fixture_open(&csv, fixture_directory("UPWARD_SHARED", "golden/spc", directory, sizeof directory),
                      "mdc_real_points.csv"))
        skip();
    sample *const s = sample_waits();
    size_t n_series = 0;
    const size_t id = fixture_column(&csv, "series_id"), at = fixture_column(&csv, "period");
    for (size_t row = 0, end; row < csv.n_rows; row = end) {
        const char *const name = fixture_cell(&csv, row, id);
        for (end = row; end < csv.n_rows && strcmp(fixture_cell(&csv, end, id), name) == 0; end++) {
            const char *reason;
            assert_true(
                period_parse(text_of(fixture_cell(&csv, end, at)), PERIOD_ORDER_ISO, &s->periods[end - row], &reason));
            s->values[end - row] = fixture_number(&csv, end, "value");
        }
        s->c.n = end - row;
        s->c.unit.kind = strstr(name, "performance") != NULL ? UNIT_SHARE : UNIT_COUNT;
        s->c.title = text_of(name);
        sample_analyse(s);
        look_for_overlap(chart_draw, &s->c, name);
        look_for_overlap(draw_alone, &s->c, name);
        look_for_overlap(draw_narrow_only, &s->c, name);
        n_series++;
    }
    assert_int_equal(n_series, 83);
    free(s);
    fixture_close(&csv);
}

static void a_full_buffer_is_no_harm(void **state)
{
    (void)state;
    sample *const s = sample_steps();
    for (size_t most = 0; most < 9000; most += 97) {
        buffer b;
        buffer_init(&b, most);
        chart_draw(&b, &s->c);
        assert_true(b.len <= most);
        buffer_clear(&b);
    }
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_point_is_drawn_in_the_shape_of_its_type),
        cmocka_unit_test(the_key_names_the_shapes_that_are_there),
        cmocka_unit_test(lines_are_named_where_they_end),
        cmocka_unit_test(step_changes_annotations_and_trial_limits_are_in_words),
        cmocka_unit_test(what_found_no_place_is_counted),
        cmocka_unit_test(a_target_far_off_is_named_and_does_not_flatten_the_chart),
        cmocka_unit_test(limits_are_drawn_within_natural_bounds),
        cmocka_unit_test(limits_that_vary_are_drawn_as_steps),
        cmocka_unit_test(lines_break_at_step_changes_and_gaps),
        cmocka_unit_test(a_month_without_a_row_is_a_gap_with_a_tick),
        cmocka_unit_test(an_axis_that_does_not_start_at_zero_says_so),
        cmocka_unit_test(page_charts_come_in_two_widths_with_ids_of_their_own),
        cmocka_unit_test(multiples_on_one_scale_share_their_ticks),
        cmocka_unit_test(any_number_of_points_can_be_drawn),
        cmocka_unit_test(any_doubles_can_be_drawn),
        cmocka_unit_test(no_words_touch_on_random_series),
        cmocka_unit_test(no_words_touch_on_the_real_series),
        cmocka_unit_test(a_full_buffer_is_no_harm),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
