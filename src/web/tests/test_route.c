/* Is the right route found, and is a table that can never be right refused? */
#include "web/route.h"

#include <string.h>

#include "base/memory.h"
#include "near.h"
#include "web/decode.h"

static bool handle(request *req, response *res, upw_error *error)
{
    (void)req, (void)res, (void)error;
    return true;
}

static const form nothing = { "nothing", NULL, 0 };

static const route table[] = {
    { WEB_GET, "/", handle, .needs = WEB_ANYONE },
    { WEB_GET, "/measures", handle },
    { WEB_GET, "/measures/{id}", handle },
    { WEB_POST, "/measures/{id}", handle, .form = &nothing, .again = handle },
    { WEB_GET, "/measures/new", handle },
    { WEB_GET, "/measures/{id}/points/{point}", handle },
    { WEB_GET, "/assets/{path...}", handle, .needs = WEB_ANYONE, .flags = WEB_IS_STATIC },
    { WEB_POST, "/sign-out", handle, .form = &nothing, .again = handle },
};

static upw_arena arena;
static web_router *router;

static int begin(void **state)
{
    (void)state;
    upw_error error = { 0 };
    memory_init_arena(&arena);
    router = web_router_new(&(web_routes){ table, sizeof table / sizeof *table }, 1, &error);
    return router == NULL;
}

static int end(void **state)
{
    (void)state;
    web_router_free(router);
    upw_arena_clear(&arena);
    return 0;
}

/* "PATTERN name=value…", or "! ALLOW" where no route has the method. */
static text find(web_method method, const char *path)
{
    web_segments segments;
    web_pairs values;
    text allow;
    assert_true(web_path_parse(text_of(path), &arena, &segments, NULL));
    const route *const found = web_router_find(router, method, &segments, &arena, &values, &allow);
    if (found == NULL)
        return memory_format(&arena, "! %.*s", TEXT_ARGS(allow));
    text words = text_of(found->pattern);
    for (size_t i = 0; i < values.n; i++)
        words = memory_format(&arena, "%.*s %.*s=%.*s", TEXT_ARGS(words), TEXT_ARGS(values.at[i].name),
                              TEXT_ARGS(values.at[i].value));
    return words;
}

static void paths_lead_to_their_routes(void **state)
{
    (void)state;
    static const struct {
        web_method method;
        const char *path, *expected;
    } cases[] = {
        { WEB_GET, "/", "/" },
        { WEB_GET, "/measures", "/measures" },
        { WEB_GET, "/measures/", "! " },
        { WEB_GET, "/measures/m%201", "/measures/{id} id=m 1" },
        { WEB_GET, "/measures/new", "/measures/new" },
        { WEB_POST, "/measures/x", "/measures/{id} id=x" },
        { WEB_GET, "/measures/x/points/7", "/measures/{id}/points/{point} id=x point=7" },
        { WEB_GET, "/measures/x/points", "! " },
        { WEB_GET, "/measures/x/points/7/8", "! " },
        { WEB_GET, "/assets/app.css", "/assets/{path...} path=app.css" },
        { WEB_GET, "/assets/fonts/a.woff2", "/assets/{path...} path=fonts/a.woff2" },
        { WEB_GET, "/assets", "! " },
        { WEB_POST, "/measures", "! GET, HEAD" },
        { WEB_GET, "/sign-out", "! POST" },
        { WEB_POST, "/nothing", "! " },
        { WEB_GET, "/Measures", "! " },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const text found = find(cases[i].method, cases[i].path);
        if (!text_equal(found, text_of(cases[i].expected)))
            fail_msg("%s: %.*s", cases[i].path, TEXT_ARGS(found));
    }
}

static void a_table_that_can_never_be_right_is_refused(void **state)
{
    (void)state;
    static const form_field silent[] = { { "title", FORM_TEXT } };
    static const form wordless = { "wordless", silent, 1 };
    static const route wrong[][2] = {
        { { WEB_GET, "/a/{id}", handle }, { WEB_GET, "/a/{name}", handle } },
        { { WEB_GET, "/a", handle }, { WEB_GET, "/a", handle } },
        { { WEB_GET, "a", handle }, { WEB_GET, "/b", handle } },
        { { WEB_GET, "/a//b", handle }, { WEB_GET, "/b", handle } },
        { { WEB_GET, "/a", NULL }, { WEB_GET, "/b", handle } },
        { { WEB_GET, "/a", handle, .form = &nothing, .again = handle }, { WEB_GET, "/b", handle } },
        { { WEB_POST, "/a", handle, .form = &nothing }, { WEB_GET, "/b", handle } },
        { { WEB_POST, "/a", handle }, { WEB_GET, "/b", handle } },
        { { WEB_POST, "/a", handle, .form = &wordless, .again = handle }, { WEB_GET, "/b", handle } },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        upw_error error = { 0 };
        web_router *const made = web_router_new(&(web_routes){ wrong[i], 2 }, 1, &error);
        assert_null(made);
        assert_int_equal(error.code, UPW_BAD_USAGE);
        assert_non_null(strstr(error.message, wrong[i][0].pattern));
    }
}

static void the_map_says_what_each_route_needs(void **state)
{
    (void)state;
    buffer out;
    buffer_init(&out, 1 << 16);
    web_routes_add_table(&out, router, NULL);
    buffer_add_char(&out, '\0');
    assert_non_null(strstr(out.at, "GET  /measures/{id}  "));
    assert_non_null(strstr(out.at, "anyone, static"));
    buffer_empty(&out);
    web_routes_add_json(&out, router, NULL);
    buffer_add_char(&out, '\0');
    assert_non_null(strstr(out.at, "{\"method\":\"POST\",\"pattern\":\"/sign-out\",\"needs\":\"signed in\","));
    buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(paths_lead_to_their_routes, begin, end),
        cmocka_unit_test(a_table_that_can_never_be_right_is_refused),
        cmocka_unit_test_setup_teardown(the_map_says_what_each_route_needs, begin, end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("web/route", tests, NULL, NULL);
}
