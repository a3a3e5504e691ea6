/* A whole site in memory, with a few invented people, for tests of pages: no socket, no thread.
 *
 *   scene c;
 *   scene_open(&c, place);
 *   scene_sign_in(&c, &c.people[LEAD]);
 *   scene_get(&c, "/todo");
 *   assert_int_equal(c.t.res.status, 200);
 *   scene_post(&c, "/account", "name=Ann");
 *   scene_close(&c); */
#ifndef SERVICES_TESTS_SCENE_H
#define SERVICES_TESTS_SCENE_H

#include <sys/mman.h>

#include "services/people/accounts.h"
#include "services/people/people.h"
#include "services/people/trail.h"
#include "services/site.h"
#include "store/migrate.h"
#include "store/tests/places.h"
#include "web/tests/site.h"

#define SCENE_BODY "E38000056"       /* a group of 2013 */
#define SCENE_OTHER_BODY "E38000128" /* another */
#define SCENE_BOARD "NHSCB"

/* People, a role each; the lead and the signatory are of SCENE_BODY. */
enum { LEAD, SIGNATORY, OFFICE, BOARD, COALITION, ANALYST, MEMBER, ADMIN, SCENE_PEOPLE };

typedef struct scene {
    store *s;
    store_db *db;
    upw_arena arena;
    service_site site;
    keys *keys;
    account people[SCENE_PEOPLE];
    test_request t;
    bool has_answer;
    char cookie[200]; /* of who is signed in; empty: nobody */
    web_session session;
} scene;

static const workflow_actor scene_admin = { TEXT("p1"), ROLE_ADMIN, { 0 } };

static inline void scene_add_people(scene *c)
{
    static const struct {
        const char *name, *email;
        workflow_role role;
        const char *organisation;
    } people[SCENE_PEOPLE] = {
        [LEAD] = { "Ann Lead", "lead@example.org", ROLE_BODY_LEAD, SCENE_BODY },
        [SIGNATORY] = { "Sam Chair", "chair@example.org", ROLE_SIGNATORY, SCENE_BODY },
        [OFFICE] = { "Oli Office", "office@example.org", ROLE_OFFICE, SCENE_BOARD },
        [BOARD] = { "Bo Board", "board@example.org", ROLE_BOARD, SCENE_BOARD },
        [COALITION] = { "Col Ition", "coalition@example.org", ROLE_COALITION, SCENE_BOARD },
        [ANALYST] = { "Ana Lyst", "analyst@example.org", ROLE_ANALYST, SCENE_BOARD },
        [MEMBER] = { "Mem Ber", "member@example.org", ROLE_MEMBER, SCENE_BODY },
        [ADMIN] = { "Ad Min", "admin@example.org", ROLE_ADMIN, SCENE_BOARD },
    };
    for (size_t i = 0; i < SCENE_PEOPLE; i++) {
        const account draft = { .name = text_of(people[i].name),
                                .email = text_of(people[i].email),
                                .organisation = text_of(people[i].organisation),
                                .is_demonstration = true };
        const workflow_seat seat = { people[i].role, text_of(people[i].organisation) };
        assert_done(accounts_add(c->db, &draft, &scene_admin, 1000 + (int64_t)i, &c->arena, &c->people[i], error));
        assert_done(seats_give(c->db, c->people[i].id, seat, &scene_admin, 1000, error));
    }
}

static inline void scene_open(scene *c, const place *p)
{
    char path[300];
    organisations_counts counts;
    *c = (scene){ .s = place_open(p, NULL) };
    assert_done(store_migrate(c->s, NULL, error));
    c->db = place_connect(c->s);
    memory_init_arena(&c->arena);
    snprintf(path, sizeof path, "%s/network-2013.csv", getenv("UPWARD_DEMO"));
    assert_done(organisations_import(c->db, path, &scene_admin, 1000, &counts, error));
    scene_add_people(c);
    assert_done(settings_put(c->db, SETTING_DEMONSTRATION, TEXT("yes"), &scene_admin, 1000, error));
    c->keys = keys_make();
    const site_options options = { .is_local = true, .is_unlimited = true, .keys = c->keys };
    assert_done(site_open(&c->site, c->s, &options, &c->arena, error));
    c->site.web.origin = TEST_ORIGIN;
    c->site.web.is_secure = true;
    test_db = c->db;
    test_now_ms = INT64_C(1467331200000); /* 1 July 2016: the groups of 2013 are still there */
}

static inline void scene_forget(scene *c)
{
    if (c->has_answer)
        test_clear(&c->t);
    c->has_answer = false;
}

static inline void scene_close(scene *c)
{
    int64_t n;
    scene_forget(c);
    assert_done(audit_verify(c->db, NULL, 0, &n, error));
    site_close(&c->site);
    keys_close(c->keys);
    upw_arena_clear(&c->arena);
    store_disconnect(c->db);
    store_close(c->s);
}

static inline void scene_get(scene *c, const char *target)
{
    scene_forget(c);
    test_ask(&c->t, &c->site.web, "GET", target, c->cookie, "");
    c->has_answer = true;
}

/* The first cookie that the answer set, kept for what follows. */
static inline void scene_keep_cookie(scene *c)
{
    assert_true(c->t.res.n_cookies > 0);
    text cookie = c->t.res.cookies[0];
    const text pair = text_take_until(&cookie, ';');
    snprintf(c->cookie, sizeof c->cookie, "Cookie: %.*s", TEXT_ARGS(pair));
}

/* A form of the page that was last asked for: its token is taken from there. */
static inline void scene_post(scene *c, const char *target, const char *fields)
{
    char headers[400], action[300];
    snprintf(action, sizeof action, "%.*s", (int)strcspn(target, "?"), target);
    const text token = web_csrf_token(&c->t.req, text_of(action));
    snprintf(headers, sizeof headers, "Content-Type: application/x-www-form-urlencoded\nOrigin: " TEST_ORIGIN "%s%s",
             c->cookie[0] ? "\n" : "", c->cookie);
    const text body = memory_format(&c->arena, "%s%scsrf=%.*s", fields, fields[0] ? "&" : "", TEXT_ARGS(token));
    scene_forget(c);
    test_ask(&c->t, &c->site.web, "POST", target, headers, body.at);
    c->has_answer = true;
}

/* A form with one file, as scene_post. */
static inline void scene_upload(scene *c, const char *target, const char *field, const char *name, const char *bytes)
{
    char headers[500];
    const text token = memory_copy_text(&c->arena, web_csrf_token(&c->t.req, text_of(target)));
    snprintf(headers, sizeof headers, "Content-Type: multipart/form-data; boundary=xxxx\nOrigin: " TEST_ORIGIN "\n%s",
             c->cookie);
    scene_forget(c);
    test_begin(&c->t, &c->site.web, headers);
    c->has_answer = true;
    if (!web_admit(&c->t.req, TEXT("POST"), text_of(target), strlen(bytes), &c->t.res))
        return;
    const web_pair fields[] = { { TEXT("csrf"), token } };
    const int descriptor = memfd_create("upload", MFD_CLOEXEC);
    assert_int_equal(write(descriptor, bytes, strlen(bytes)), (ssize_t)strlen(bytes));
    const web_file files[] = { { text_of(field), text_of(name), descriptor, strlen(bytes) } };
    c->t.req.fields = (web_pairs){ fields, 1 };
    c->t.req.files = files;
    c->t.req.n_files = 1;
    web_answer(&c->t.req, &c->t.res);
    close(descriptor);
}

/* As somebody, by the demonstration's own door. */
static inline void scene_sign_in(scene *c, const account *who)
{
    char fields[100];
    c->cookie[0] = '\0';
    scene_get(c, "/sign-in/demonstration");
    scene_keep_cookie(c);
    snprintf(fields, sizeof fields, "who=%.*s", TEXT_ARGS(who->id));
    scene_post(c, "/sign-in/demonstration", fields);
    assert_int_equal(c->t.res.status, 303);
    scene_keep_cookie(c);
}

/* The value of the hidden field of this name on the page at hand. */
static inline text scene_hidden(const scene *c, const char *name)
{
    char before[100];
    snprintf(before, sizeof before, "name=\"%s\" value=\"", name);
    const text body = buffer_text(&c->t.res.body);
    const char *const at = memmem(body.at, body.len, before, strlen(before));
    assert_non_null(at);
    text rest = { at + strlen(before), body.len - (size_t)(at - body.at) - strlen(before) };
    return text_take_until(&rest, '"');
}

static inline bool scene_shows(const scene *c, const char *words)
{
    return test_body_has(&c->t, words);
}

/* How many rows of the trail have this action and this object, and what the last of them says. */
static inline size_t scene_count_rows(scene *c, const char *action, text object, trail_row *last)
{
    const trail_question about = { .object = object, .most = TRAIL_PIECE_ROWS };
    trail_rows rows;
    size_t n = 0;
    assert_done(trail_read(c->db, &about, &c->arena, &rows, error));
    for (size_t i = 0; i < rows.n; i++)
        if (text_equal(rows.at[i].action, text_of(action)) && n++ == 0)
            *last = rows.at[i];
    return n;
}

#endif
