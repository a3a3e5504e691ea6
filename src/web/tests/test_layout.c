/* The frame of a page: what is always there, and what only sometimes. */
#include "web/layout.h"

#include <string.h>

#include "near.h"

static const layout_site site = {
    .federation = { "North of England Clinical Federation", 36 },
    .places = LAYOUT_HAS(LAYOUT_MEASURES) | LAYOUT_HAS(LAYOUT_ORGANISATIONS) | LAYOUT_HAS(LAYOUT_HELP) |
              LAYOUT_HAS(LAYOUT_PRIVACY),
    .sign_in = { "/sign-in", 8 },
    .your_work = { "/todo", 5 },
    .sign_out = { "/sign-out", 9 },
};

static buffer page;

static const char *draw(const layout *options)
{
    html_writer h;
    buffer_clear(&page);
    buffer_init(&page, 1 << 20);
    html_init(&h, &page);
    layout_begin(&h, options);
    html_element(&h, "p", TEXT("the content"));
    layout_end(&h, options);
    buffer_add_char(&page, '\0');
    assert_false(page.is_full);
    assert_int_equal(h.depth, 0);
    return page.at;
}

static void assert_has(const char *drawn, const char *part)
{
    if (strstr(drawn, part) == NULL)
        fail_msg("the page has no %s", part);
}

static void assert_has_not(const char *drawn, const char *part)
{
    if (strstr(drawn, part) != NULL)
        fail_msg("the page has %s", part);
}

static void assert_before(const char *drawn, const char *first, const char *second)
{
    assert_has(drawn, first);
    assert_has(drawn, second);
    if (strstr(drawn, first) > strstr(drawn, second))
        fail_msg("%s comes after %s", first, second);
}

static void only_pages_that_exist_are_linked(void **state)
{
    (void)state;
    const char *const drawn = draw(&(layout){ .site = &site, .title = TEXT("Falls"), .place = LAYOUT_MEASURES });
    assert_has(drawn, "href=\"/measures\" aria-current=\"true\"");
    assert_has(drawn, "href=\"/organisations\"");
    assert_has_not(drawn, "Appraisal");
    assert_has_not(drawn, "Corrections");
    assert_before(drawn, "Get help", "Privacy");
    assert_before(drawn, "<main", "Get help");
}

static void the_title_begins_with_what_is_wrong_and_ends_with_the_service(void **state)
{
    (void)state;
    const nhs_error_item wrong = { TEXT("Enter a target"), TEXT("#target") };
    assert_has(draw(&(layout){ .site = &site, .title = TEXT("Falls & more"), .place = LAYOUT_MEASURES }),
               "<title>Falls &amp; more – Measures – Upward</title>");
    assert_has(draw(&(layout){ .site = &site, .title = TEXT("Measures"), .place = LAYOUT_MEASURES, .is_place = true }),
               "<title>Measures – Upward</title>");
    const char *const drawn = draw(&(layout){
        .site = &site, .title = TEXT("Target"), .back = TEXT("/measures"), .errors = &wrong, .n_errors = 1 });
    assert_has(drawn, "<title>Error: Target – Upward</title>");
    assert_before(drawn, "nhsuk-back-link", "nhsuk-error-summary");
    assert_before(drawn, "<main", "nhsuk-error-summary");
    assert_before(drawn, "href=\"#target\"", "<h1");
}

static void a_page_that_asks_one_question_has_its_heading_in_the_question(void **state)
{
    (void)state;
    assert_has(draw(&(layout){ .site = &site, .title = TEXT("Target") }), "<h1");
    assert_has_not(draw(&(layout){ .site = &site, .title = TEXT("Target"), .asks = true }), "<h1");
}

static void signing_out_is_a_form_and_comes_last(void **state)
{
    (void)state;
    const char *drawn = draw(&(layout){ .site = &site, .title = TEXT("Falls") });
    assert_has(drawn, "href=\"/sign-in\"");
    assert_has_not(drawn, "/sign-out");
    drawn = draw(&(layout){ .site = &site,
                            .title = TEXT("Falls"),
                            .person = TEXT("Dr A. <Bell>"),
                            .token_name = TEXT("token"),
                            .token = TEXT("abc") });
    assert_has(drawn, "Dr A. &lt;Bell&gt;");
    assert_before(drawn, "href=\"/todo\"", "action=\"/sign-out\" method=\"post\"");
    assert_has(drawn, "<input type=\"hidden\" name=\"token\" value=\"abc\">");
    assert_has_not(drawn, "/sign-in");
    drawn = draw(&(layout){ .site = &site, .title = TEXT("Falls"), .has_no_account = true });
    assert_has_not(drawn, "/sign-in");
}

static void a_demonstration_says_so_and_keeps_search_engines_away(void **state)
{
    (void)state;
    layout_site demonstration = site;
    demonstration.demonstration = TEXT("Invented figures, for a demonstration");
    const char *const drawn = draw(&(layout){ .site = &demonstration, .title = TEXT("Falls") });
    assert_before(drawn, "Invented figures", "<header");
    assert_has(drawn, "<meta name=\"robots\" content=\"noindex, nofollow\">");
    assert_has_not(draw(&(layout){ .site = &site, .title = TEXT("Falls") }), "noindex");
}

/* The content security policy has no room for them. */
static void nothing_is_inline_and_nothing_is_from_elsewhere(void **state)
{
    (void)state;
    const char *const drawn = draw(&(layout){ .site = &site, .title = TEXT("Falls"), .person = TEXT("A. Bell") });
    assert_has_not(drawn, " style=");
    assert_has_not(drawn, "<style");
    assert_has_not(drawn, "<script>");
    assert_has_not(drawn, " on");
    for (const char *at = strstr(drawn, "//"); at != NULL; at = strstr(at + 2, "//"))
        assert_int_equal(strncmp(at, "//www.w3.org/2000/svg", 21), 0);
}

static int clear_page(void **state)
{
    (void)state;
    buffer_clear(&page);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_pages_that_exist_are_linked),
        cmocka_unit_test(the_title_begins_with_what_is_wrong_and_ends_with_the_service),
        cmocka_unit_test(a_page_that_asks_one_question_has_its_heading_in_the_question),
        cmocka_unit_test(signing_out_is_a_form_and_comes_last),
        cmocka_unit_test(a_demonstration_says_so_and_keeps_search_engines_away),
        cmocka_unit_test(nothing_is_inline_and_nothing_is_from_elsewhere),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, clear_page);
}
