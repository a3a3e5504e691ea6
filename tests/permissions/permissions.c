/* Every route, asked for by everybody, for their own organisation and for another: permissions.csv says what must
 * happen. It is written by hand, and nothing is made of it but this test (reliability.md, section 7).
 *
 *   y        the handler is reached
 *   sign in  they are sent to sign in (an API answers 401)
 *   no       403: they may see that it is there, but not do this
 *   absent   404, as what is not there
 *
 * A route without its row fails, and so does a row without its route. The routes are the program's own; only their
 * handlers are put aside, so that nothing is done. */
#include "services/tests/scene.h"

#include "web/files.h"
#include "web/health.h"
#include "web/session.h"

enum { ROUTES_MAX = 400, WHO_FIRST = 3, NOBODY = SCENE_PEOPLE, WHOS = SCENE_PEOPLE + 1, COLUMNS = WHO_FIRST + WHOS };

static const char *const who_names[WHOS] = { "public",    "lead",    "signatory", "office", "board",
                                             "coalition", "analyst", "member",    "admin" };

typedef struct expected_row {
    text cells[COLUMNS];
} expected_row;

static route routes[ROUTES_MAX];
static size_t n_routes;
static bool is_reached, is_shown_again;

static bool reach(request *req, response *res, upw_error *error)
{
    (void)req, (void)res, (void)error;
    is_reached = true;
    return true;
}

static bool show_again(request *req, response *res, upw_error *error)
{
    (void)req, (void)res, (void)error;
    is_shown_again = true;
    return true;
}

static void add_table(const web_routes *table)
{
    for (size_t i = 0; i < table->n; i++) {
        assert_true(n_routes < ROUTES_MAX);
        routes[n_routes] = table->at[i];
        routes[n_routes].handler = reach;
        if (routes[n_routes].again != NULL)
            routes[n_routes].again = show_again;
        n_routes++;
    }
}

static const web_router *make_router(void)
{
    upw_error error = { 0 };
    n_routes = 0;
    add_table(&web_health_routes);
    add_table(&web_file_routes);
    add_table(&web_session_routes);
    for (size_t i = 0; i < services_count; i++)
        for (size_t k = 0; k < services_all[i]->n_tables; k++)
            add_table(services_all[i]->tables[k]);
    const web_router *const router = web_router_new(&(web_routes){ routes, n_routes }, 1, &error);
    if (router == NULL)
        fail_msg("%s", error.message);
    return router;
}

/* The route's address with something in its braces. */
static void fill_path(text pattern, const char *whose, char *out, size_t size)
{
    size_t n = 0;
    while (pattern.len > 0 && n + 40 < size) {
        if (*pattern.at != '{') {
            out[n++] = *pattern.at;
            pattern.at++, pattern.len--;
            continue;
        }
        pattern.at++, pattern.len--;
        const text name = text_take_until(&pattern, '}');
        n += (size_t)snprintf(out + n, size - n, "%s",
                              text_equal(name, TEXT("organisation")) ? whose : "0123456789abcdefghjkmnpqrs");
    }
    out[n] = '\0';
}

static bool has_flag(text pattern, web_flags flag)
{
    for (size_t i = 0; i < n_routes; i++)
        if (routes[i].flags & (unsigned)flag && text_equal(pattern, text_of(routes[i].pattern)))
            return true;
    return false;
}

/* Whether the row's route takes a file: what is sent is then a form of another kind. */
static bool takes_file(text pattern)
{
    return has_flag(pattern, WEB_HAS_FILE);
}

static const char *ask(scene *c, bool is_post, bool has_file, const char *path)
{
    is_reached = is_shown_again = false;
    if (is_post && has_file)
        scene_upload(c, path, "file", "file.csv", "");
    else if (is_post)
        scene_post(c, path, "");
    else
        scene_get(c, path);
    const int status = c->t.res.status;
    const bool goes_to_sign_in = status == 303 && text_starts_with(c->t.res.location, TEXT("/sign-in"));
    return is_reached || is_shown_again       ? "y"
           : goes_to_sign_in || status == 401 ? "sign in"
           : status == 403                    ? "no"
           : status == 404                    ? "absent"
                                              : "something else";
}

static int check_row(scene *c, const expected_row *row, size_t who, const web_router *real, const web_router *stubs)
{
    static const char *const whose[] = { SCENE_BODY, SCENE_OTHER_BODY };
    const bool is_post = text_equal(row->cells[0], TEXT("POST")), is_other = text_equal(row->cells[2], TEXT("other"));
    char path[400];
    c->site.web.router = real;
    c->cookie[0] = '\0';
    if (who != NOBODY)
        scene_sign_in(c, &c->people[who]);
    scene_get(c, who == NOBODY ? "/sign-in" : "/todo"); /* a page of the site, for the form's token */
    if (who == NOBODY)
        scene_keep_cookie(c);
    c->site.web.router = stubs;
    fill_path(row->cells[1], whose[is_other], path, sizeof path);
    const text expected = row->cells[WHO_FIRST + (who == NOBODY ? 0 : who + 1)];
    const char *const got = ask(c, is_post, takes_file(row->cells[1]), path);
    if (text_equal(text_of(got), expected))
        return 0;
    print_error("%.*s %s, asked for by %s: %s (%d), not %.*s\n", TEXT_ARGS(row->cells[0]), path,
                who_names[who == NOBODY ? 0 : who + 1], got, c->t.res.status, TEXT_ARGS(expected));
    return 1;
}

static size_t read_expected(upw_arena *arena, expected_row *rows, size_t most)
{
    char path[300];
    size_t n = 0, size;
    snprintf(path, sizeof path, "%s/permissions.csv", getenv("UPWARD_PERMISSIONS"));
    FILE *const file = fopen(path, "r");
    assert_non_null(file);
    char *const bytes = MEMORY_TAKE(arena, char, 1 << 18);
    size = fread(bytes, 1, 1 << 18, file);
    fclose(file);
    text rest = { bytes, size };
    text_take_until(&rest, '\n');
    while (rest.len > 0 && n < most) {
        text line = text_take_until(&rest, '\n');
        for (size_t i = 0; i < COLUMNS; i++)
            rows[n].cells[i] = text_take_until(&line, ',');
        n++;
    }
    return n;
}

static bool is_listed(const expected_row *rows, size_t n, const route *r)
{
    const bool names_one = strstr(r->pattern, "{organisation}") != NULL;
    size_t n_found = 0;
    for (size_t i = 0; i < n; i++)
        n_found += text_equal(rows[i].cells[0], r->method == WEB_POST ? TEXT("POST") : TEXT("GET")) &&
                   text_equal(rows[i].cells[1], text_of(r->pattern));
    return n_found == (names_one ? 2 : 1);
}

static void each_route_answers_each_person_as_the_table_says(const place *p)
{
    scene c;
    static expected_row rows[2 * ROUTES_MAX];
    int n_wrong = 0;
    scene_open(&c, p);
    const web_router *const real = c.site.web.router, *const stubs = make_router();
    const size_t n = read_expected(&c.arena, rows, sizeof rows / sizeof *rows);
    for (size_t i = 0; i < n_routes; i++)
        if (!is_listed(rows, n, &routes[i])) {
            print_error("%s %s has no row (two where it names an organisation)\n",
                        routes[i].method == WEB_POST ? "POST" : "GET", routes[i].pattern);
            n_wrong++;
        }
    for (size_t i = 0; i < n; i++)
        for (size_t who = 0; who < WHOS; who++)
            n_wrong += check_row(&c, &rows[i], who, real, stubs);
    assert_int_equal(n_wrong, 0);
    c.site.web.router = real;
    web_router_free((web_router *)stubs);
    scene_close(&c);
}

/* Somebody whom the table lets do it. */
static size_t find_who_may(const expected_row *row)
{
    for (size_t who = 0; who < SCENE_PEOPLE; who++)
        if (text_equal(row->cells[WHO_FIRST + who + 1], TEXT("y")))
            return who;
    return NOBODY;
}

/* Another site that makes a browser send our forms: without a token, with another's, or from its own address. Behind a
 * secret link there is no token: another site knows no such address, and is refused for its own all the same. */
static void a_forged_form_reaches_no_handler(const place *p)
{
    static const struct {
        const char *origin, *body;
    } forged[] = { { TEST_ORIGIN, "" },
                   { TEST_ORIGIN, "csrf=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
                   { "https://evil.example", "" } };
    scene c;
    static expected_row rows[2 * ROUTES_MAX];
    int n_wrong = 0, n_tried = 0;
    scene_open(&c, p);
    const web_router *const real = c.site.web.router, *const stubs = make_router();
    const size_t n = read_expected(&c.arena, rows, sizeof rows / sizeof *rows);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < sizeof forged / sizeof *forged && text_equal(rows[i].cells[0], TEXT("POST")); k++) {
            char path[400], headers[500];
            const size_t who = find_who_may(&rows[i]);
            const bool is_our_page = text_equal(text_of(forged[k].origin), TEXT(TEST_ORIGIN));
            if (who == NOBODY || takes_file(rows[i].cells[1]) ||
                (is_our_page && has_flag(rows[i].cells[1], WEB_BY_LINK)))
                continue;
            c.site.web.router = real;
            scene_sign_in(&c, &c.people[who]);
            c.site.web.router = stubs;
            fill_path(rows[i].cells[1], SCENE_BODY, path, sizeof path);
            snprintf(headers, sizeof headers, "Content-Type: application/x-www-form-urlencoded\nOrigin: %s\n%s",
                     forged[k].origin, c.cookie);
            scene_forget(&c);
            is_reached = false;
            test_ask(&c.t, &c.site.web, "POST", path, headers, forged[k].body);
            c.has_answer = true;
            n_tried++;
            if (is_reached || c.t.res.status != 403) {
                print_error("POST %s, forged in way %zu: %d\n", path, k + 1, c.t.res.status);
                n_wrong++;
            }
        }
    assert_true(n_tried > 0);
    assert_int_equal(n_wrong, 0);
    c.site.web.router = real;
    web_router_free((web_router *)stubs);
    scene_close(&c);
}

/* What is another organisation's is not there, byte for byte. */
static void what_is_out_of_scope_cannot_be_told_from_what_is_not_there(const place *p)
{
    scene c;
    static expected_row rows[2 * ROUTES_MAX];
    int n_wrong = 0;
    scene_open(&c, p);
    const size_t n = read_expected(&c.arena, rows, sizeof rows / sizeof *rows);
    scene_sign_in(&c, &c.people[LEAD]);
    for (size_t i = 0; i < n; i++) {
        char other[400], nowhere[400];
        if (!text_equal(rows[i].cells[0], TEXT("GET")) || !text_equal(rows[i].cells[2], TEXT("other")) ||
            !text_equal(rows[i].cells[WHO_FIRST + LEAD + 1], TEXT("absent")))
            continue;
        fill_path(rows[i].cells[1], SCENE_OTHER_BODY, other, sizeof other);
        fill_path(rows[i].cells[1], "E38999999", nowhere, sizeof nowhere);
        scene_get(&c, other);
        const int status = c.t.res.status;
        const text body = memory_copy_text(&c.arena, buffer_text(&c.t.res.body));
        scene_get(&c, nowhere);
        if (status != c.t.res.status || !text_equal(body, buffer_text(&c.t.res.body))) {
            print_error("%s can be told from what is not there\n", other);
            n_wrong++;
        }
    }
    assert_int_equal(n_wrong, 0);
    scene_close(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(each_route_answers_each_person_as_the_table_says),
        PLACE_TEST(a_forged_form_reaches_no_handler),
        PLACE_TEST(what_is_out_of_scope_cannot_be_told_from_what_is_not_there),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
