/* Are the files that dress pages sent as the client takes them, and once only? */
#include "web/files.h"

#include "site.h"
#include "web/assets.h"

static web_site site = { .origin = TEST_ORIGIN };
static test_request t;

static int begin(void **state)
{
    (void)state;
    upw_error error = { 0 };
    site.router = web_router_new(&web_file_routes, 1, &error);
    return site.router == NULL;
}

static int end(void **state)
{
    (void)state;
    web_router_free((web_router *)site.router);
    return 0;
}

static void every_file_is_there_and_kept_for_ever(void **state)
{
    (void)state;
    for (size_t i = 0; asset_at(i) != NULL; i++) {
        test_ask(&t, &site, "GET", asset_at(i)->path, "", "");
        assert_int_equal(t.res.status, 200);
        assert_int_equal(t.res.cache, WEB_CACHE_FOR_EVER);
        assert_true(text_equal(t.res.constant, asset_at(i)->whole));
        test_clear(&t);
    }
    test_ask(&t, &site, "GET", "/assets/page-000000000000.css", "", "");
    assert_int_equal(t.res.status, 404);
    test_clear(&t);
}

static void it_comes_compressed_to_who_takes_that(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        bool is_gzip;
    } cases[] = {
        { "", false },
        { "Accept-Encoding: gzip, deflate, br", true },
        { "Accept-Encoding: br;q=1.0, GZIP;q=0.5", true },
        { "Accept-Encoding: *", true },
        { "Accept-Encoding: gzip;q=0", false },
        { "Accept-Encoding: gzip; q=0.000, *", false },
        { "Accept-Encoding: identity", false },
        { "Accept-Encoding: xgzip", false },
    };
    const char *const path = asset_url("page.css").at;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        test_ask(&t, &site, "GET", path, cases[i].header, "");
        if (t.res.is_gzip != cases[i].is_gzip)
            fail_msg("%s", cases[i].header);
        assert_int_equal((unsigned char)t.res.constant.at[0] == 0x1F, cases[i].is_gzip);
        test_clear(&t);
    }
}

static void who_has_it_is_told_so(void **state)
{
    (void)state;
    char header[100];
    test_ask(&t, &site, "GET", asset_url("page.css").at, "", "");
    snprintf(header, sizeof header, "If-None-Match: %.*s", TEXT_ARGS(t.res.etag));
    test_clear(&t);
    test_ask(&t, &site, "GET", asset_url("page.css").at, header, "");
    assert_int_equal(t.res.status, 304);
    assert_int_equal(t.res.constant.len, 0);
    test_clear(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_file_is_there_and_kept_for_ever, begin, end),
        cmocka_unit_test_setup_teardown(it_comes_compressed_to_who_takes_that, begin, end),
        cmocka_unit_test_setup_teardown(who_has_it_is_told_so, begin, end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return sodium_init() < 0 || cmocka_run_group_tests_name("web/files", tests, NULL, NULL);
}
