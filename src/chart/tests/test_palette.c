/* Can every colour be told from its paper, in the light and in the dark, and every icon from the others without any? */
#include <stdlib.h>

#include "chart/chart.h"
#include "near.h"
#include "svg_scan.h"

/* Relative luminance and contrast as WCAG 2.2 defines them. */
static double channel(const char *digits)
{
    const char pair[] = { digits[0], digits[1], '\0' };
    const double value = (double)strtol(pair, NULL, 16) / 255;
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double luminance(const char *colour)
{
    assert_int_equal(strlen(colour), 7);
    assert_int_equal(colour[0], '#');
    return 0.2126 * channel(colour + 1) + 0.7152 * channel(colour + 3) + 0.0722 * channel(colour + 5);
}

static double contrast(double a, double b)
{
    return (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
}

static const chart_colour *find(const char *name)
{
    for (size_t i = 0; i < chart_colours_count; i++)
        if (strcmp(chart_colours[i].name, name) == 0)
            return &chart_colours[i];
    fail_msg("no colour %s", name);
    return NULL;
}

static void the_contrasts_are_those_that_look_md_states(void **state)
{
    static const struct {
        const char *name;
        double light;
    } stated[] = { { "ink", 15.9 },    { "quiet", 5.9 },   { "brand", 9.8 }, { "improve", 5.3 },
                   { "concern", 4.9 }, { "neither", 7.4 }, { "plan", 5.5 } };
    (void)state;
    assert_near(contrast(luminance("#000000"), luminance("#ffffff")), 21, 1e-12);
    for (size_t i = 0; i < sizeof stated / sizeof stated[0]; i++)
        assert_near(contrast(luminance(find(stated[i].name)->light), luminance("#ffffff")), stated[i].light, 0.02);
}

static void every_colour_has_its_contrast_with_paper_and_wash_in_light_and_dark(void **state)
{
    static const char *const grounds[] = { "paper", "wash" };
    (void)state;
    for (size_t i = 0; i < chart_colours_count; i++) {
        const chart_colour *const c = &chart_colours[i];
        for (size_t k = 0; k < 2; k++) {
            const chart_colour *const ground = find(grounds[k]);
            const double least = k == 0 ? c->contrast : fmin(c->contrast, 4.5);
            const double light = contrast(luminance(c->light), luminance(ground->light));
            const double dark = contrast(luminance(c->dark), luminance(ground->dark));
            if (light < least || dark < least)
                fail_msg("%s on %s: %.2f light, %.2f dark, at least %.1f", c->name, ground->name, light, dark, least);
        }
    }
}

/* ink at 55 % over the ground, as sRGB mixes it */
static double mixed(const char *over, const char *ground)
{
    char colour[8] = "#";
    for (size_t i = 1; i < 7; i += 2) {
        const char a[] = { over[i], over[i + 1], '\0' }, b[] = { ground[i], ground[i + 1], '\0' };
        const double value = 0.55 * (double)strtol(a, NULL, 16) + 0.45 * (double)strtol(b, NULL, 16);
        snprintf(colour + i, 3, "%02x", (unsigned)(value + 0.5) & 0xFFu);
    }
    return luminance(colour);
}

static void the_mean_line_can_be_seen_though_it_is_pale(void **state)
{
    (void)state;
    const chart_colour *const ink = find("ink"), *const wash = find("wash");
    assert_true(contrast(mixed(ink->light, wash->light), luminance(wash->light)) >= 3);
    assert_true(contrast(mixed(ink->dark, wash->dark), luminance(wash->dark)) >= 3);
}

static void improvement_and_concern_differ_in_lightness_from_grey(void **state)
{
    (void)state;
    const double improve = luminance(find("improve")->light), concern = luminance(find("concern")->light);
    assert_true(fabs(improve - luminance(find("quiet")->light)) > 0.01);
    assert_true(fabs(improve - concern) > 0.01);
}

static void every_rule_states_a_plain_colour_before_the_property(void **state)
{
    (void)state;
    buffer b;
    buffer_init(&b, 100000);
    chart_add_style(&b, TEXT(""));
    text rest = buffer_text(&b);
    size_t n = 0;
    while (rest.len > 0) {
        const text line = text_take_until(&rest, '\n');
        if (!text_starts_with(line, TEXT(".upw-")) || !text_contains(line, TEXT("var(")))
            continue;
        n++;
        assert_true(text_contains(line, TEXT("{fill:#")) || text_contains(line, TEXT("{stroke:#")));
    }
    assert_true(n > 15);
    assert_true(text_contains(buffer_text(&b), TEXT("@media screen and (prefers-color-scheme:dark)")));
    assert_true(text_contains(buffer_text(&b), TEXT("@media (forced-colors:active)")));
    assert_false(text_contains(buffer_text(&b), TEXT("<")));
    buffer_clear(&b);
}

static void a_drawing_brings_the_rules_that_it_uses(void **state)
{
    (void)state;
    buffer b;
    buffer_init(&b, 100000);
    chart_add_style(
        &b, TEXT("<path class=\"upw-quiet upw-line-improve\"/><text class=\"upw-text upw-bold\">upw-plan</text>"));
    const text style = buffer_text(&b);
    assert_true(text_contains(style, TEXT(".upw-quiet{")) && text_contains(style, TEXT(".upw-line-improve{")));
    assert_true(text_contains(style, TEXT(".upw-text{")));
    assert_false(text_contains(style, TEXT(".upw-line{")) || text_contains(style, TEXT(".upw-plan{")));
    buffer_clear(&b);
}

/* Bytes of an icon with its classes and its words taken out: what is left is shape alone. */
static void draw_shape_only(int i, buffer *out)
{
    buffer b;
    buffer_init(&b, 100000);
    if (i < UPW_VARIATION_COUNT)
        chart_draw_variation_icon(&b, (upw_variation)i);
    else
        chart_draw_assurance_icon(&b, (upw_assurance)(i - UPW_VARIATION_COUNT));
    text rest = buffer_text(&b);
    text_take_until(&rest, '>');
    while (rest.len > 0) {
        const text before = text_take_until(&rest, '<');
        if (before.len == 1)
            buffer_add(out, before); /* H or L */
        const text tag = text_take_until(&rest, '>');
        if (text_starts_with(tag, TEXT("title")))
            text_take_until(&rest, '>');
        text steps = tag;
        for (int quotes = 0; quotes < 2; quotes++)
            text_take_until(&steps, '"'); /* the class */
        buffer_add(out, steps);
    }
    buffer_clear(&b);
}

static void icons_differ_in_shape_and_not_only_in_colour(void **state)
{
    enum { ICONS = UPW_VARIATION_COUNT + UPW_ASSURANCE_COUNT };
    buffer shapes[ICONS];
    (void)state;
    for (int i = 0; i < ICONS; i++) {
        buffer_init(&shapes[i], 100000);
        draw_shape_only(i, &shapes[i]);
        assert_true(shapes[i].len > 30);
        for (int k = 0; k < i; k++)
            if (text_equal(buffer_text(&shapes[i]), buffer_text(&shapes[k])))
                fail_msg("icons %d and %d have the same shape", k, i);
    }
    for (int i = 0; i < ICONS; i++)
        buffer_clear(&shapes[i]);
}

static void every_icon_is_well_formed_and_says_what_it_means(void **state)
{
    static scan s;
    (void)state;
    for (int i = 0; i < UPW_VARIATION_COUNT + UPW_ASSURANCE_COUNT; i++) {
        buffer b;
        buffer_init(&b, 100000);
        if (i < UPW_VARIATION_COUNT)
            chart_draw_variation_icon(&b, (upw_variation)i);
        else
            chart_draw_assurance_icon(&b, (upw_assurance)(i - UPW_VARIATION_COUNT));
        scan_svg(&s, buffer_text(&b));
        assert_null(s.complaint);
        assert_near(s.width, 64, 0);
        assert_true(text_contains(buffer_text(&b), TEXT("role=\"img\" aria-label=\"")));
        buffer_clear(&b);
    }
    assert_string_equal(chart_variation_words(UPW_VARIATION_IMPROVEMENT_LOW), "Improving (low)");
    assert_string_equal(chart_assurance_words(UPW_ASSURANCE_FAIL), "Will miss the target");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_contrasts_are_those_that_look_md_states),
        cmocka_unit_test(every_colour_has_its_contrast_with_paper_and_wash_in_light_and_dark),
        cmocka_unit_test(the_mean_line_can_be_seen_though_it_is_pale),
        cmocka_unit_test(improvement_and_concern_differ_in_lightness_from_grey),
        cmocka_unit_test(a_drawing_brings_the_rules_that_it_uses),
        cmocka_unit_test(every_rule_states_a_plain_colour_before_the_property),
        cmocka_unit_test(icons_differ_in_shape_and_not_only_in_colour),
        cmocka_unit_test(every_icon_is_well_formed_and_says_what_it_means),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
