/* What is served besides pages: ours alone, nothing that needs a licence, and little of it. */
#include "web/assets.h"

#include <string.h>

#include "chart/chart.h"
#include "near.h"
#include "web/layout.h"

static void each_file_is_found_by_name_and_by_path(void **state)
{
    (void)state;
    static const char *const names[] = { "page.css",     "begin.js",           "page.js",           "mark.svg",
                                         "licences.txt", "atkinson-400.woff2", "atkinson-700.woff2" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const asset *const found = asset_find(asset_url(names[i]));
        assert_non_null(found);
        assert_string_equal(found->name, names[i]);
        assert_true(text_starts_with(text_of(found->path), TEXT(ASSETS_PREFIX)));
        assert_true(found->whole.len > 0);
        assert_true(found->squeezed.len < found->whole.len);
    }
    assert_null(asset_find(TEXT("/assets/page.css")));
    assert_null(asset_find(TEXT("/assets/../page.css")));
}

static void no_file_names_another_host_or_the_licensed_font(void **state)
{
    (void)state;
    static const char *const forbidden[] = { "Frutiger", "frutiger", "assets.nhs.uk", "http://",
                                             "https://", "//fonts",  "@import" };
    for (size_t i = 0; asset_at(i) != NULL; i++) {
        const asset *const a = asset_at(i);
        if (strstr(a->type, "css") == NULL && strstr(a->type, "javascript") == NULL)
            continue;
        for (size_t k = 0; k < sizeof forbidden / sizeof forbidden[0]; k++)
            assert_false(text_contains(a->whole, text_of(forbidden[k])));
    }
}

static void what_the_style_sheet_asks_for_is_there(void **state)
{
    (void)state;
    text rest = asset_find(asset_url("page.css"))->whole;
    size_t n = 0;
    for (;;) {
        const char *const at = memmem(rest.at, rest.len, "url(", 4);
        if (at == NULL)
            break;
        rest = (text){ at + 4, rest.len - (size_t)(at + 4 - rest.at) };
        assert_non_null(asset_find(text_take_until(&rest, ')')));
        n++;
    }
    assert_true(n >= 2); /* the letters at least */
}

/* Charts and the rest of the page give colours the same names: then also the same values. */
static void charts_and_pages_agree_on_colours(void **state)
{
    (void)state;
    const text css = asset_find(asset_url("page.css"))->whole;
    for (size_t i = 0; i < chart_colours_count; i++) {
        char name[64];
        size_t n = 0;
        snprintf(name, sizeof name, "--upw-%s:", chart_colours[i].name);
        text rest = css;
        for (const char *at; (at = memmem(rest.at, rest.len, name, strlen(name))) != NULL; n++) {
            rest = (text){ at + strlen(name), rest.len - (size_t)(at + strlen(name) - rest.at) };
            if (!text_starts_with(rest, TEXT("Canvas")) && !text_starts_with(rest, text_of(chart_colours[i].light)) &&
                !text_starts_with(rest, text_of(chart_colours[i].dark)))
                fail_msg("%s%.9s is not the charts' colour", name, rest.at);
        }
        assert_true(n >= 2);
    }
}

static size_t sent(text url)
{
    const asset *const a = asset_find(url);
    return a->squeezed.len > 0 ? a->squeezed.len : a->whole.len;
}

/* Everything that the first page needs, with 10 kB left for the page itself. */
static void the_first_page_stays_under_100_kb(void **state)
{
    (void)state;
    const size_t total = sent(asset_url("page.css")) + sent(asset_url("page.js")) + sent(asset_url("begin.js")) +
                         sent(asset_url("mark.svg")) + sent(asset_url("atkinson-400.woff2")) +
                         sent(asset_url("atkinson-700.woff2"));
    assert_true(total < 90000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_file_is_found_by_name_and_by_path),
        cmocka_unit_test(no_file_names_another_host_or_the_licensed_font),
        cmocka_unit_test(what_the_style_sheet_asks_for_is_there),
        cmocka_unit_test(charts_and_pages_agree_on_colours),
        cmocka_unit_test(the_first_page_stays_under_100_kb),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
