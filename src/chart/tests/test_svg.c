/* Is what src/chart writes always SVG: plain numbers, escaped words, names for those who cannot see it? */
#include "chart/svg.h"

#include <float.h>
#include <stdlib.h>

#include "chart/chart.h"
#include "near.h"
#include "svg_scan.h"

static void assert_text(const buffer *b, const char *expected)
{
    if (!text_equal(buffer_text(b), text_of(expected)))
        fail_msg("%.*s and not %s", TEXT_ARGS(buffer_text(b)), expected);
}

static void coordinates_have_at_most_two_decimals_and_no_exponent(void **state)
{
    static const struct {
        double number;
        const char *written;
    } cases[] = {
        { 0, "0" },
        { -0.0, "0" },
        { 1, "1" },
        { -1, "-1" },
        { 0.5, "0.5" },
        { 0.25, "0.25" },
        { 0.126, "0.13" },
        { -0.126, "-0.13" },
        { 0.004, "0" },
        { -0.004, "0" },
        { 0.05, "0.05" },
        { 719.999, "720" },
        { 12.3, "12.3" },
        { 12.30001, "12.3" },
        { 99.995, "100" },
        { 100000, "99999" },
        { DBL_MAX, "99999" },
        { NAN, "0" },
        { -DBL_MAX, "-99999" },
        { HUGE_VAL, "99999" },
        { -HUGE_VAL, "-99999" },
        { DBL_MIN, "0" },
        { 5e-324, "0" },
        { 10.1, "10.1" },
        { 10.01, "10.01" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        buffer b;
        buffer_init(&b, 100);
        svg_add_number(&b, cases[i].number);
        assert_text(&b, cases[i].written);
        buffer_clear(&b);
    }
}

static void coordinates_read_back_within_half_a_hundredth(void **state)
{
    (void)state;
    buffer b;
    buffer_init(&b, 100);
    for (int i = -300000; i <= 300000; i += 7) {
        const double number = i / 1000.0;
        buffer_empty(&b);
        svg_add_number(&b, number);
        buffer_add_char(&b, '\0');
        assert_true(fabs(strtod(b.at, NULL) - number) <= 0.005 + 1e-9);
    }
    buffer_clear(&b);
}

static void words_from_outside_are_escaped(void **state)
{
    static const struct {
        text words;
        const char *written;
    } cases[] = {
        { TEXT("a < b & c > \"d\" 'e'"), "a &lt; b &amp; c &gt; &quot;d&quot; 'e'" },
        { TEXT("</title><script>"), "&lt;/title&gt;&lt;script&gt;" },
        { TEXT("&amp;"), "&amp;amp;" },
        { TEXT("73.2 % – naïve 漢字 😀"), "73.2 % – naïve 漢字 😀" },
        { TEXT("\x01\x1F\tx\n"), "\xEF\xBF\xBD\xEF\xBF\xBD\tx\n" },
        { { "a\0b", 3 },
          "a\xEF\xBF\xBD"
          "b" },
        { TEXT("\xFF\xC3(\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD" },
        { TEXT("\xC0\x80\xED\xA0\x80\xEF\xBF\xBF"),
          "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        buffer b;
        buffer_init(&b, 1000);
        svg_add_escaped(&b, cases[i].words);
        assert_text(&b, cases[i].written);
        buffer_clear(&b);
    }
}

static void a_picture_with_an_id_is_named_by_its_title_and_description(void **state)
{
    (void)state;
    buffer b;
    buffer_init(&b, 10000);
    svg_open(&b, &(svg_frame){ .width = 10,
                               .height = 5,
                               .classes = "upw-chart",
                               .title = TEXT("Falls"),
                               .description = TEXT("They fell."),
                               .id = TEXT("m-1") });
    svg_close(&b);
    assert_text(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"upw-chart\" viewBox=\"0 0 10 5\" width=\"10\" "
                    "height=\"5\" role=\"img\" aria-labelledby=\"m-1-title m-1-desc\"><title id=\"m-1-title\">Falls"
                    "</title><desc id=\"m-1-desc\">They fell.</desc></svg>\n");
    buffer_clear(&b);
}

static void a_picture_without_an_id_carries_its_name_itself(void **state)
{
    (void)state;
    buffer b;
    buffer_init(&b, 10000);
    svg_open(&b, &(svg_frame){ .width = 10, .height = 5, .classes = "upw-chart", .title = TEXT("\"Falls\"") });
    svg_close(&b);
    assert_text(&b,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"upw-chart\" viewBox=\"0 0 10 5\" width=\"10\" "
                "height=\"5\" role=\"img\" aria-label=\"&quot;Falls&quot;\"><title>&quot;Falls&quot;</title></svg>\n");
    buffer_clear(&b);
}

static void a_file_brings_its_colours_and_an_inline_picture_does_not(void **state)
{
    (void)state;
    static scan s;
    for (int is_file = 0; is_file < 2; is_file++) {
        buffer b;
        buffer_init(&b, 100000);
        if (is_file)
            chart_begin_file(&b);
        svg_open(&b, &(svg_frame){ .width = 10, .height = 5, .classes = "upw-chart", .title = TEXT("Falls") });
        svg_close(&b);
        assert_int_equal(text_starts_with(buffer_text(&b), TEXT("<?xml version=\"1.0\"")), is_file);
        assert_int_equal(text_contains(buffer_text(&b), TEXT("<style>")), is_file);
        assert_int_equal(text_contains(buffer_text(&b), TEXT("class=\"upw-paper\"")), is_file);
        scan_svg(&s, buffer_text(&b));
        assert_null(s.complaint);
        buffer_clear(&b);
    }
}

static void words_too_long_for_their_place_end_in_an_ellipsis(void **state)
{
    (void)state;
    static scan s;
    buffer b;
    buffer_init(&b, 10000);
    svg_add_label(&b, &(svg_label){ .words = TEXT("Northmoor Clinical Commissioning Group (invented)"),
                                    .x = 0,
                                    .y = 20,
                                    .size = 10,
                                    .max_width = 120 });
    scan_svg(&s, buffer_text(&b));
    assert_null(s.complaint);
    assert_int_equal(s.n_words, 1);
    assert_true(s.words[0].right <= 120);
    assert_non_null(strstr(s.words[0].words, "…"));
    buffer_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coordinates_have_at_most_two_decimals_and_no_exponent),
        cmocka_unit_test(coordinates_read_back_within_half_a_hundredth),
        cmocka_unit_test(words_from_outside_are_escaped),
        cmocka_unit_test(a_picture_with_an_id_is_named_by_its_title_and_description),
        cmocka_unit_test(a_picture_without_an_id_carries_its_name_itself),
        cmocka_unit_test(a_file_brings_its_colours_and_an_inline_picture_does_not),
        cmocka_unit_test(words_too_long_for_their_place_end_in_an_ellipsis),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
