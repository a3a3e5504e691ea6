/* Does every response carry the fields of security.md section 8, and no other? */
#include "web/headers.h"

#include "base/memory.h"
#include "near.h"

static upw_arena arena;

static int begin(void **state)
{
    (void)state;
    memory_init_arena(&arena);
    return 0;
}

static int end(void **state)
{
    (void)state;
    upw_arena_clear(&arena);
    return 0;
}

/* The value of a field of this response; empty when it is not there. */
static text field(const response *res, bool is_secure, const char *name)
{
    web_pair *const fields = MEMORY_TAKE(&arena, web_pair, WEB_HEADERS_MAX);
    const size_t n = web_headers_make(res, is_secure, &arena, fields);
    const text *const value = web_pairs_find((web_pairs){ fields, n }, text_of(name));
    return value != NULL ? *value : TEXT("");
}

static bool is(const response *res, const char *name, const char *value)
{
    return text_equal(field(res, false, name), text_of(value));
}

static void every_kind_is_guarded(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < WEB_KIND_COUNT; kind++) {
        const response res = { .kind = kind };
        assert_true(field(&res, false, "Content-Type").len > 0);
        assert_true(text_starts_with(field(&res, false, "Content-Security-Policy"), TEXT("default-src 'none'")));
        assert_true(is(&res, "X-Content-Type-Options", "nosniff"));
        assert_true(is(&res, "Cache-Control", "no-store"));
        assert_true(is(&res, "Cross-Origin-Opener-Policy", "same-origin"));
        assert_true(is(&res, "Cross-Origin-Resource-Policy", "same-origin"));
        assert_int_equal(field(&res, false, "Strict-Transport-Security").len, 0);
        assert_true(text_starts_with(field(&res, true, "Strict-Transport-Security"), TEXT("max-age=31536000")));
        assert_int_equal(field(&res, false, "Access-Control-Allow-Origin").len, 0);
        assert_int_equal(field(&res, false, "Server").len, 0);
    }
}

static void a_page_runs_nothing_but_our_script_file(void **state)
{
    (void)state;
    const response quiet = { .kind = WEB_HTML }, lively = { .kind = WEB_HTML, .has_script = true };
    assert_true(text_contains(field(&quiet, true, "Content-Security-Policy"), TEXT("script-src 'none'")));
    assert_true(text_contains(field(&lively, true, "Content-Security-Policy"), TEXT("script-src 'self'")));
    assert_true(text_contains(field(&lively, true, "Content-Security-Policy"), TEXT("frame-ancestors 'none'")));
    assert_false(text_contains(field(&lively, true, "Content-Security-Policy"), TEXT("unsafe")));
}

static void an_address_is_said_to_those_who_may_know_it(void **state)
{
    (void)state;
    const response own = { 0 }, secret = { .has_secret = true }, open = { .cache = WEB_CACHE_PUBLIC };
    assert_true(is(&own, "Referrer-Policy", "same-origin"));
    assert_true(is(&secret, "Referrer-Policy", "strict-origin"));
    assert_true(is(&open, "Referrer-Policy", "strict-origin-when-cross-origin"));
}

static void what_may_be_kept_says_for_how_long(void **state)
{
    (void)state;
    response res = { .cache = WEB_CACHE_PUBLIC };
    assert_true(is(&res, "Cache-Control", "public, max-age=60") && is(&res, "Vary", "Cookie"));
    res.max_age_s = 7;
    assert_true(is(&res, "Cache-Control", "public, max-age=7"));
    res.max_age_s = 3600;
    assert_true(is(&res, "Cache-Control", "public, max-age=60"));
    res.cache = WEB_CACHE_FOR_EVER;
    assert_true(is(&res, "Cache-Control", "public, max-age=31536000, immutable"));
}

static void figures_for_everybody_may_be_loaded_by_other_sites(void **state)
{
    (void)state;
    response res = { .kind = WEB_CSV, .is_published = true };
    assert_true(is(&res, "Access-Control-Allow-Origin", "*"));
    assert_true(is(&res, "Cross-Origin-Resource-Policy", "cross-origin"));
    assert_true(is(&res, "Content-Disposition", "attachment"));
    response_set_download(&res, &arena, TEXT("Waits \"in\" A&E.csv"));
    assert_true(is(&res, "Content-Disposition", "attachment; filename=\"Waits _in_ A_E.csv\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_kind_is_guarded, begin, end),
        cmocka_unit_test_setup_teardown(a_page_runs_nothing_but_our_script_file, begin, end),
        cmocka_unit_test_setup_teardown(an_address_is_said_to_those_who_may_know_it, begin, end),
        cmocka_unit_test_setup_teardown(what_may_be_kept_says_for_how_long, begin, end),
        cmocka_unit_test_setup_teardown(figures_for_everybody_may_be_loaded_by_other_sites, begin, end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("web/headers", tests, NULL, NULL);
}
