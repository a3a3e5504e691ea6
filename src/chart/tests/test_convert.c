/* Does a chart become a picture, and does what goes wrong on the way say so? */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sample.h"

static bool is_installed(void)
{
    return system("command -v rsvg-convert >/dev/null 2>&1") == 0;
}

static void draw_file(buffer *svg)
{
    sample *const s = sample_waits();
    buffer_init(svg, 1 << 20);
    chart_begin_file(svg);
    chart_draw(svg, &s->c);
    free(s);
}

static void a_chart_becomes_a_png_of_twice_its_size_and_a_pdf(void **state)
{
    (void)state;
    if (!is_installed())
        skip();
    buffer svg, out;
    upw_error error = { 0 };
    draw_file(&svg);
    buffer_init(&out, 16 << 20);
    buffer_add_literal(&out, "kept");
    if (!chart_convert(buffer_text(&svg), "png", 2, &out, &error))
        fail_msg("%s", error.message);
    assert_memory_equal(out.at, "kept\x89PNG\r\n\x1A\n", 12);
    const unsigned char *const header = (const unsigned char *)out.at + 4;
    assert_int_equal(header[18] << 8 | header[19], 1440); /* IHDR: width and height, big-endian */
    assert_int_equal(header[22] << 8 | header[23], 720);
    buffer_empty(&out);
    assert_true(chart_convert(buffer_text(&svg), "pdf", 1, &out, &error));
    assert_memory_equal(out.at, "%PDF-", 5);
    buffer_clear(&out);
    buffer_clear(&svg);
}

static void what_is_no_svg_is_refused_with_the_reason_of_the_helper(void **state)
{
    (void)state;
    if (!is_installed())
        skip();
    buffer out;
    upw_error error = { 0 };
    buffer_init(&out, 1 << 20);
    assert_false(chart_convert(TEXT("<svg"), "png", 1, &out, &error));
    assert_int_equal(error.code, UPW_IO_FAILED);
    assert_int_equal(out.len, 0);
    assert_true(text_starts_with(text_of(error.message), TEXT("rsvg-convert failed: ")));
    assert_true(strlen(error.message) > 25);
    buffer_clear(&out);
}

static void a_picture_larger_than_the_buffer_may_be_is_refused(void **state)
{
    (void)state;
    if (!is_installed())
        skip();
    buffer svg, out;
    upw_error error = { 0 };
    draw_file(&svg);
    buffer_init(&out, 100);
    assert_false(chart_convert(buffer_text(&svg), "png", 1, &out, &error));
    assert_int_equal(error.code, UPW_IO_FAILED);
    assert_int_equal(out.len, 0);
    buffer_clear(&out);
    buffer_clear(&svg);
}

static void without_rsvg_convert_the_error_names_the_package(void **state)
{
    (void)state;
    char path[4096];
    snprintf(path, sizeof path, "%s", getenv("PATH") != NULL ? getenv("PATH") : "");
    buffer out;
    upw_error error = { 0 };
    buffer_init(&out, 1 << 20);
    setenv("PATH", "/nonexistent", 1);
    const bool is_converted =
        chart_convert(TEXT("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), "png", 1, &out, &error);
    setenv("PATH", path, 1);
    assert_false(is_converted);
    assert_int_equal(error.code, UPW_NOT_FOUND);
    assert_non_null(strstr(error.message, "librsvg2-bin"));
    buffer_clear(&out);
}

static void unknown_formats_and_zooms_are_wrong_usage(void **state)
{
    static const struct {
        const char *format;
        double zoom;
    } cases[] = { { "gif", 1 }, { "", 1 }, { "png", 0 }, { "png", NAN }, { "pdf", 1e9 }, { "png", -1 } };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        buffer out;
        upw_error error = { 0 };
        buffer_init(&out, 1000);
        assert_false(chart_convert(TEXT("<svg/>"), cases[i].format, cases[i].zoom, &out, &error));
        assert_int_equal(error.code, UPW_BAD_USAGE);
        buffer_clear(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chart_becomes_a_png_of_twice_its_size_and_a_pdf),
        cmocka_unit_test(what_is_no_svg_is_refused_with_the_reason_of_the_helper),
        cmocka_unit_test(a_picture_larger_than_the_buffer_may_be_is_refused),
        cmocka_unit_test(without_rsvg_convert_the_error_names_the_package),
        cmocka_unit_test(unknown_formats_and_zooms_are_wrong_usage),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
