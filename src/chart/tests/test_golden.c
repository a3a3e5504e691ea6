/* Are the pictures the same, byte for byte, as those that people have looked at? UPDATE=1 in the environment writes
 * them anew instead: tests/golden/chart/README.md. */
#include <stdlib.h>

#include "csv_fixture.h"
#include "sample_compare.h"
#include "sample_funnel.h"
#include "sample_pictures.h"
#include "sample_rows.h"

/* The second of a page's two pictures, as a file. */
#define draw_narrow(out, draw_for_page, it)                                                                            \
    do {                                                                                                               \
        buffer both;                                                                                                   \
        buffer_init(&both, 1 << 20);                                                                                   \
        (draw_for_page)(&both, (it));                                                                                  \
        keep_narrow((out), &both);                                                                                     \
        buffer_clear(&both);                                                                                           \
    } while (0)

/* A picture for a page has no colours of its own: they go in behind its first tag. */
static void keep_narrow(buffer *out, const buffer *both)
{
    text rest = buffer_text(both);
    text_take_until(&rest, '\n');
    buffer_add(out, text_take_until(&rest, '>'));
    buffer_add_literal(out, "><style>");
    chart_add_style(out, rest);
    buffer_add_literal(out, ".upw-if-narrow{display:block}</style>");
    buffer_add(out, rest);
}

static void draw_waits(buffer *out)
{
    sample *const s = sample_waits();
    chart_draw(out, &s->c);
    free(s);
}

static void draw_steps(buffer *out)
{
    sample *const s = sample_steps();
    chart_draw(out, &s->c);
    free(s);
}

static void draw_sparkline(buffer *out)
{
    sample *const s = sample_waits();
    chart_draw_sparkline(out, &s->c);
    free(s);
}

/* A neutral measure in weeks, with a share of a varying number: limits in steps, no phases, no target. */
static void draw_steps_of_limits(buffer *out)
{
    sample *const s = sample_waits();
    uint64_t state = 11;
    s->c.title = TEXT("Home births: no change");
    s->c.subtitle = TEXT("Share of births at home, %, Eastvale (invented), weeks of 2023");
    s->c.has_target = false;
    s->c.id = (text){ 0 };
    for (size_t i = 0; i < s->c.n; i++) {
        const double births = 150 + 250 * sample_uniform(&state);
        s->periods[i] = period_make(civil_to_days((civil_date){ 2023, 1, 2 }) + 7 * (int32_t)i, PERIOD_DAY);
        s->centre[i] = 0.06;
        s->upper[i] = 0.06 + 3 * sqrt(0.06 * 0.94 / births);
        s->lower[i] = 0.06 - 3 * sqrt(0.06 * 0.94 / births);
        s->values[i] = 0.06 + sqrt(0.06 * 0.94 / births) * sample_noise(&state);
        s->types[i] = s->values[i] > s->upper[i] ? UPW_POINT_NEUTRAL_HIGH : UPW_POINT_COMMON_CAUSE;
    }
    chart_draw(out, &s->c);
    free(s);
}

static void draw_ranges(buffer *out)
{
    sample *const s = sample_waits();
    for (size_t i = s->c.n; i-- > 0;)
        s->values[i] = i == 0 ? NAN : fabs(s->values[i] - s->values[i - 1]);
    for (size_t i = 0; i < s->c.n; i++) {
        s->centre[i] = 0.0134;
        s->upper[i] = 3.267 * 0.0134;
    }
    s->c.title = TEXT("Moving range");
    s->c.subtitle = TEXT("change from one month to the next");
    s->c.types = NULL;
    chart_draw_moving_ranges(out, &s->c);
    free(s);
}

static void draw_multiples(buffer *out)
{
    sample *const a = sample_waits(), *const b = sample_steps();
    chart charts[] = { a->c, b->c, a->c };
    charts[0].title = TEXT("Northmoor (invented)");
    charts[1].title = TEXT("Eastvale (invented)");
    charts[2].title = TEXT("Southbeck (invented)");
    charts[2].id = TEXT("waits-3");
    chart_draw_multiples(out, TEXT("Four-hour waits in three places, on one scale"), charts, 3, 2, true);
    free(a);
    free(b);
}

static void draw_icon(buffer *out)
{
    chart_draw_variation_icon(out, UPW_VARIATION_CONCERN_LOW);
}

static void draw_assurance(buffer *out)
{
    chart_draw_assurance_icon(out, UPW_ASSURANCE_INCONSISTENT);
}

static void draw_path(buffer *out)
{
    sample_path *const s = sample_path_seen(31);
    chart_draw_trajectory(out, &s->t);
    free(s);
}

/* Nearly at the end of the path and behind, on the narrow canvas. */
static void draw_path_behind(buffer *out)
{
    sample_path *const s = sample_path_seen(53);
    for (size_t i = PATH_BEFORE + 20; i < PATH_BEFORE + 53; i++) {
        s->values[i] -= 0.0011 * (double)(i - PATH_BEFORE - 20) * (double)(i - PATH_BEFORE - 20) / 6;
        s->is_exceptional[i] = s->values[i] < s->lower[i];
        s->lights[i] = CHART_LIGHT_RED;
    }
    s->t.head.title = TEXT("Four-hour waits: behind the agreed path since June 2024");
    s->t.verdict = TEXT("behind since Jun 2024");
    draw_narrow(out, chart_draw_trajectory_for_page, &s->t);
    free(s);
}

static void draw_histogram(buffer *out)
{
    sample_waits_at_limit *const s = sample_histogram();
    chart_draw_histogram(out, &s->h);
    free(s);
}

static void draw_scores(buffer *out)
{
    chart_threshold cut_offs[2];
    sample_waits_at_limit *const s = sample_scores(cut_offs);
    draw_narrow(out, chart_draw_histogram_for_page, &s->h);
    free(s);
}

static void draw_incentive(buffer *out)
{
    sample_scheme *const s = sample_incentive();
    chart_draw_incentive(out, &s->s);
    free(s);
}

static void draw_fan(buffer *out)
{
    sample_forecast *const s = sample_fan();
    chart_draw_fan(out, &s->f);
    free(s->path);
    free(s);
}

static void draw_fan_narrow(buffer *out)
{
    sample_forecast *const s = sample_fan();
    draw_narrow(out, chart_draw_fan_for_page, &s->f);
    free(s->path);
    free(s);
}

static void draw_before_after(buffer *out)
{
    sample_before_after *const s = sample_interrupted();
    chart_draw_interrupted(out, &s->s);
    free(s);
}

static void draw_before_after_narrow(buffer *out)
{
    sample_before_after *const s = sample_interrupted();
    draw_narrow(out, chart_draw_interrupted_for_page, &s->s);
    free(s);
}

static void draw_funnel(buffer *out)
{
    sample_funnel *const s = sample_wards();
    chart_draw_funnel(out, &s->f);
    free(s);
}

static void draw_caterpillar(buffer *out)
{
    sample_intervals *const s = sample_caterpillar();
    chart_draw_intervals(out, &s->c);
    free(s);
}

static void draw_caterpillar_narrow(buffer *out)
{
    sample_intervals *const s = sample_caterpillar();
    draw_narrow(out, chart_draw_intervals_for_page, &s->c);
    free(s);
}

static void draw_calibration(buffer *out)
{
    sample_intervals *const s = sample_calibration();
    chart_draw_intervals(out, &s->c);
    free(s);
}

static void draw_calibration_narrow(buffer *out)
{
    sample_intervals *const s = sample_calibration();
    draw_narrow(out, chart_draw_intervals_for_page, &s->c);
    free(s);
}

static void draw_cusum(buffer *out)
{
    sample_watch *const s = sample_cusum();
    chart_draw_watch(out, &s->w);
    free(s);
}

static void draw_cusum_narrow(buffer *out)
{
    sample_watch *const s = sample_cusum();
    draw_narrow(out, chart_draw_watch_for_page, &s->w);
    free(s);
}

static void draw_funnel_narrow(buffer *out)
{
    sample_funnel *const s = sample_wards();
    draw_narrow(out, chart_draw_funnel_for_page, &s->f);
    free(s);
}

static void draw_offices(buffer *out)
{
    chart_draw_rows(out, &(chart_rows[]){ sample_offices() }[0]);
}

static void draw_offices_narrow(buffer *out)
{
    const chart_rows c = sample_offices();
    draw_narrow(out, chart_draw_rows_for_page, &c);
}

static void draw_answers(buffer *out)
{
    chart_draw_leans(out, &(chart_leans[]){ sample_leans() }[0]);
}

static void draw_answers_narrow(buffer *out)
{
    const chart_leans c = sample_leans();
    draw_narrow(out, chart_draw_leans_for_page, &c);
}

static const struct {
    const char *file;
    void (*draw)(buffer *out);
} pictures[] = {
    { "waits.svg", draw_waits },
    { "steps.svg", draw_steps },
    { "sparkline.svg", draw_sparkline },
    { "limits-in-steps.svg", draw_steps_of_limits },
    { "moving-ranges.svg", draw_ranges },
    { "multiples.svg", draw_multiples },
    { "concern-low.svg", draw_icon },
    { "inconsistent.svg", draw_assurance },
    { "path.svg", draw_path },
    { "waits-at-limit.svg", draw_histogram },
    { "scores-narrow.svg", draw_scores },
    { "incentive.svg", draw_incentive },
    { "funnel.svg", draw_funnel },
    { "funnel-narrow.svg", draw_funnel_narrow },
    { "caterpillar.svg", draw_caterpillar },
    { "caterpillar-narrow.svg", draw_caterpillar_narrow },
    { "calibration.svg", draw_calibration },
    { "calibration-narrow.svg", draw_calibration_narrow },
    { "cusum.svg", draw_cusum },
    { "cusum-narrow.svg", draw_cusum_narrow },
    { "fan.svg", draw_fan },
    { "fan-narrow.svg", draw_fan_narrow },
    { "before-after.svg", draw_before_after },
    { "before-after-narrow.svg", draw_before_after_narrow },
    { "path-behind-narrow.svg", draw_path_behind },
    { "rows.svg", draw_offices },
    { "rows-narrow.svg", draw_offices_narrow },
    { "leans.svg", draw_answers },
    { "leans-narrow.svg", draw_answers_narrow },
};

static void write_file(const char *path, text bytes)
{
    FILE *const file = fopen(path, "wb");
    if (file == NULL)
        fail_msg("%s cannot be written", path);
    assert_int_equal(fwrite(bytes.at, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
}

static void compare_file(const char *path, text bytes)
{
    static char golden[1 << 20];
    FILE *const file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("%s is missing", path);
    const size_t n = fread(golden, 1, sizeof golden, file);
    fclose(file);
    size_t same = 0;
    while (same < n && same < bytes.len && golden[same] == bytes.at[same])
        same++;
    if (same < n || same < bytes.len)
        fail_msg("%s differs from byte %zu on: \"%.60s\" and not \"%.60s\"", path, same,
                 same < bytes.len ? bytes.at + same : "", same < n ? golden + same : "");
}

static void the_pictures_are_those_that_people_have_looked_at(void **state)
{
    (void)state;
    char directory[400], path[500];
    fixture_directory("UPWARD_GOLDEN", "chart", directory, sizeof directory);
    const bool is_update = getenv("UPDATE") != NULL;
    for (size_t i = 0; i < sizeof pictures / sizeof pictures[0]; i++) {
        buffer b;
        buffer_init(&b, 1 << 20);
        chart_begin_file(&b);
        pictures[i].draw(&b);
        snprintf(path, sizeof path, "%s/%s", directory, pictures[i].file);
        if (is_update)
            write_file(path, buffer_text(&b));
        else
            compare_file(path, buffer_text(&b));
        buffer_clear(&b);
    }
}

static void the_same_chart_twice_is_the_same_bytes(void **state)
{
    (void)state;
    buffer b[2];
    for (int k = 0; k < 2; k++) {
        buffer_init(&b[k], 1 << 20);
        draw_steps(&b[k]);
    }
    assert_true(text_equal(buffer_text(&b[0]), buffer_text(&b[1])));
    buffer_clear(&b[0]);
    buffer_clear(&b[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pictures_are_those_that_people_have_looked_at),
        cmocka_unit_test(the_same_chart_twice_is_the_same_bytes),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
