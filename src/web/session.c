/* Sessions: found, begun, ended. What the table keeps is in the migration "session". */
#include "web/session.h"

#include <sodium.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/memory.h"
#include "web/route.h"
#include "web/site.h"

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS, FRESH_MS = 5 * MINUTE_MS };

static const struct {
    int64_t idle_ms, absolute_ms;
} limits[] = {
    [false] = { INT64_C(8) * HOUR_MS, INT64_C(12) * HOUR_MS },
    [true] = { HOUR_MS, INT64_C(12) * HOUR_MS }, /* privileged
                                                  */
};

#define COLUMNS "hash, person, secret, role, is_privileged, has_second_factor, created_ms, seen_ms, confirmed_ms"

enum { BY_HASH, OF_PERSON, INSERT, TOUCH, DELETE, DELETE_OF_PERSON, DELETE_ENDED, STATEMENT_COUNT };

static const store_statement statements[STATEMENT_COUNT] = {
    [BY_HASH] = { "session_by_hash", "SELECT " COLUMNS " FROM session WHERE hash = $1", .takes = "b",
                  .gives = "btbiiiiii", .open = "who it is, and so their organisation, is the answer" },
    [OF_PERSON] = { "sessions_of_person",
                    "SELECT " COLUMNS " FROM session WHERE person = $1 ORDER BY created_ms DESC, hash", .takes = "t",
                    .gives = "btbiiiiii", .open = "a person's own" },
    [INSERT] = { "session_insert", "INSERT INTO session (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                 .takes = "btbiiiiii", .open = "a person's own" },
    [TOUCH] = { "session_touch", "UPDATE session SET seen_ms = $1 WHERE hash = $2", .takes = "ib",
                .open = "a person's own" },
    [DELETE] = { "session_delete", "DELETE FROM session WHERE hash = $1 AND person = $2", .takes = "bt",
                 .open = "a person's own" },
    [DELETE_OF_PERSON] = { "sessions_delete_of_person", "DELETE FROM session WHERE person = $1", .takes = "t",
                           .open = "a person's own" },
    [DELETE_ENDED] = { "sessions_delete_ended",
                       "DELETE FROM session WHERE created_ms < $1 OR (is_privileged = 1 AND seen_ms < $2) OR seen_ms < "
                       "$3",
                       .takes = "iii", .open = "everybody's, by age alone" },
};

const store_statements web_statements = { "web", statements, STATEMENT_COUNT };

/* __Host-: no other host, and no page over plain HTTP, can set it. A browser keeps such a cookie only over TLS. */
static const char *cookie_name(const request *req)
{
    return req->site->is_secure ? "__Host-upward" : "upward-dev";
}

static const char *before_name(const request *req)
{
    return req->site->is_secure ? "__Host-pre" : "upward-pre-dev";
}

enum { VALUE_ROOM = sodium_base64_ENCODED_LEN(WEB_SECRET_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING) };

/* The bytes of a cookie that is there once and is one of ours by its form. */
static bool read_cookie(const request *req, const char *name, uint8_t bytes[WEB_SECRET_BYTES])
{
    size_t place = 0, len = 0;
    const text *const value = web_pairs_next(req->cookies, text_of(name), &place);
    return value != NULL && web_pairs_next(req->cookies, text_of(name), &place) == NULL &&
           value->len == VALUE_ROOM - 1 &&
           sodium_base642bin(bytes, WEB_SECRET_BYTES, value->at, value->len, NULL, &len, NULL,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
           len == WEB_SECRET_BYTES;
}

/* `bytes` NULL: take it away. */
static void set_cookie(const request *req, response *res, const char *name, const uint8_t *bytes, const char *lasts)
{
    char value[VALUE_ROOM] = "";
    if (bytes != NULL)
        sodium_bin2base64(value, sizeof value, bytes, WEB_SECRET_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    response_add_cookie(res,
                        memory_format(req->arena, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", name, value,
                                      req->site->is_secure ? "; Secure" : "", bytes != NULL ? lasts : "; Max-Age=0"));
}

static void hash_of(const uint8_t id[WEB_SECRET_BYTES], uint8_t hash[WEB_SECRET_BYTES])
{
    crypto_generichash(hash, WEB_SECRET_BYTES, id, WEB_SECRET_BYTES, NULL, 0);
}

static text bytes_of(const uint8_t *at)
{
    return (text){ (const char *)at, WEB_SECRET_BYTES };
}

static bool read_row(const store_rows *row, upw_arena *arena, web_session *out)
{
    const text hash = store_text(row, 0), secret = store_text(row, 2);
    if (hash.len != sizeof out->hash || secret.len != sizeof out->secret)
        return false;
    *out = (web_session){ .person_id = store_copy(row, 1, arena),
                          .role = (unsigned)store_integer(row, 3),
                          .is_privileged = store_integer(row, 4) != 0,
                          .has_second_factor = store_integer(row, 5) != 0,
                          .created_ms = store_integer(row, 6),
                          .seen_ms = store_integer(row, 7),
                          .confirmed_ms = store_integer(row, 8) };
    memcpy(out->hash, hash.at, hash.len);
    memcpy(out->secret, secret.at, secret.len);
    return true;
}

static int64_t least_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

web_session_left web_session_time_left(const web_session *session, int64_t now_ms)
{
    const int64_t idle_ms = limits[session->is_privileged].idle_ms;
    const int64_t all_ms = session->created_ms + limits[session->is_privileged].absolute_ms - now_ms;
    const int64_t left_ms = least_of(all_ms, session->seen_ms + idle_ms - now_ms);
    return left_ms > 0 ? (web_session_left){ left_ms, least_of(all_ms, idle_ms) } : (web_session_left){ 0, 0 };
}

/* One that was used later than now cannot be timed: the clock has been set back. It goes on when the clock has caught
 * up. */
static bool has_ended(const web_session *session, int64_t now_ms)
{
    return session->seen_ms > now_ms + CLOCK_JUMP_MS || web_session_time_left(session, now_ms).left_ms == 0;
}

static bool find_by_cookie(request *req, web_session *out, bool *found, upw_error *error)
{
    uint8_t id[WEB_SECRET_BYTES], hash[WEB_SECRET_BYTES];
    store_rows row;
    *found = false;
    if (!read_cookie(req, cookie_name(req), id))
        return true;
    hash_of(id, hash);
    if (!store_find(req->db, &statements[BY_HASH], (store_value[]){ STORE_BYTES(bytes_of(hash)) }, &row, found, error))
        return false;
    *found = *found && read_row(&row, req->arena, out) && !has_ended(out, req->now_ms);
    return store_end(&row, error);
}

/* To the minute, so that the row is written once a minute at most and tells no more. */
static bool touch(request *req, web_session *session, upw_error *error)
{
    const int64_t minute_ms = req->now_ms - req->now_ms % MINUTE_MS;
    if (minute_ms <= session->seen_ms)
        return true;
    session->seen_ms = minute_ms;
    const store_value values[] = { STORE_INTEGER(minute_ms), STORE_BYTES(bytes_of(session->hash)) };
    return store_run(req->db, &statements[TOUCH], values, NULL, error) ||
           error->code == UPW_DISK_FULL; /* pages can be read on */
}

/* The token of "Authorization: Bearer …"; empty when there is none. */
static text bearer_token(const request *req)
{
    const text header = request_header(req, "Authorization");
    static const char scheme[] = "Bearer ";
    return text_starts_with(header, TEXT("Bearer "))
               ? (text){ header.at + sizeof scheme - 1, header.len - (sizeof scheme - 1) }
               : TEXT("");
}

static bool find_by_token(request *req, upw_error *error)
{
    if (!(req->route->flags & WEB_IS_API) || req->site->identify_token == NULL)
        return true;
    web_person *const person = MEMORY_TAKE(req->arena, web_person, 1);
    if (!req->site->identify_token(req, bearer_token(req), person, error))
        return error->code == UPW_NOT_FOUND;
    req->person = person;
    req->session = MEMORY_TAKE(req->arena, web_session, 1);
    *req->session = (web_session){ .person_id = person->id, .is_by_token = true };
    return true;
}

bool web_session_is_claimed(const request *req)
{
    return bearer_token(req).len > 0 || web_pairs_find(req->cookies, text_of(cookie_name(req))) != NULL;
}

bool web_session_find(request *req, upw_error *error)
{
    if (bearer_token(req).len > 0)
        return find_by_token(req, error); /* cookies are not looked at: no form token is asked for */
    web_session *const session = MEMORY_TAKE(req->arena, web_session, 1);
    web_person *const person = MEMORY_TAKE(req->arena, web_person, 1);
    bool found;
    if (!find_by_cookie(req, session, &found, error))
        return false;
    if (!found || req->site->identify == NULL)
        return true;
    req->session = session;
    if (!req->site->identify(req, session->person_id, person, error)) {
        req->session = NULL;
        return error->code == UPW_NOT_FOUND;
    }
    req->person = person;
    return (req->route->flags & WEB_IS_PEEK) != 0 || touch(req, session, error);
}

void web_session_guard_before(request *req, response *res)
{
    uint8_t *const secret = MEMORY_TAKE(req->arena, uint8_t, WEB_SECRET_BYTES);
    if (read_cookie(req, before_name(req), secret)) {
        req->before = secret;
    } else if (req->method == WEB_GET) {
        randombytes_buf(secret, WEB_SECRET_BYTES);
        req->before = secret;
        set_cookie(req, res, before_name(req), secret, "; Max-Age=3600");
    }
}

bool web_session_is_by_token(const request *req)
{
    return req->session != NULL && req->session->is_by_token;
}

bool web_session_is_fresh(const request *req)
{
    return req->session != NULL && !req->session->is_by_token && req->now_ms - req->session->confirmed_ms < FRESH_MS;
}

static bool delete_one(store_db *db, text person_id, const web_session *session, upw_error *error)
{
    return store_run(db, &statements[DELETE],
                     (store_value[]){ STORE_BYTES(bytes_of(session->hash)), STORE_TEXT(person_id) }, NULL, error);
}

static bool insert(store_db *db, const web_session *s, upw_error *error)
{
    return store_run(
        db, &statements[INSERT],
        (store_value[]){ STORE_BYTES(bytes_of(s->hash)), STORE_TEXT(s->person_id), STORE_BYTES(bytes_of(s->secret)),
                         STORE_INTEGER(s->role), STORE_INTEGER(s->is_privileged), STORE_INTEGER(s->has_second_factor),
                         STORE_INTEGER(s->created_ms), STORE_INTEGER(s->seen_ms), STORE_INTEGER(s->confirmed_ms) },
        NULL, error);
}

/* All of a person's sessions, newest first: one more than may be when one is being begun. */
static bool list_all(store_db *db, text person_id, upw_arena *arena, web_session *sessions, size_t room, size_t *n,
                     upw_error *error)
{
    store_rows rows;
    *n = 0;
    if (!store_query(db, &statements[OF_PERSON], (store_value[]){ STORE_TEXT(person_id) }, &rows, error))
        return false;
    while (*n < room && store_next(&rows))
        *n += read_row(&rows, arena, &sessions[*n]);
    return store_end(&rows, error);
}

typedef struct beginning {
    request *req;
    const web_session *fresh;
} beginning;

static bool replace_session(store_db *db, void *context, upw_error *error)
{
    const beginning *const b = context;
    web_session others[4 * WEB_SESSIONS_MAX];
    size_t n;
    if (b->req->session != NULL && !delete_one(db, b->req->session->person_id, b->req->session, error))
        return false;
    if (!list_all(db, b->fresh->person_id, b->req->arena, others, sizeof others / sizeof *others, &n, error))
        return false;
    for (size_t i = WEB_SESSIONS_MAX - 1; i < n; i++)
        if (!delete_one(db, b->fresh->person_id, &others[i], error))
            return false;
    return insert(db, b->fresh, error);
}

bool web_session_start(request *req, response *res, const web_session_start_options *options, upw_error *error)
{
    uint8_t id[WEB_SECRET_BYTES];
    web_session *const fresh = MEMORY_TAKE(req->arena, web_session, 1);
    *fresh = (web_session){ .person_id = options->person_id,
                            .role = options->role,
                            .is_privileged = options->is_privileged,
                            .has_second_factor = options->has_second_factor,
                            .created_ms = req->now_ms,
                            .seen_ms = req->now_ms - req->now_ms % MINUTE_MS,
                            .confirmed_ms = req->now_ms };
    randombytes_buf(id, sizeof id);
    randombytes_buf(fresh->secret, sizeof fresh->secret);
    hash_of(id, fresh->hash);
    if (!store_transact(req->db, replace_session, &(beginning){ req, fresh }, error))
        return false;
    req->session = fresh;
    set_cookie(req, res, cookie_name(req), id, "");
    if (req->before != NULL)
        set_cookie(req, res, before_name(req), NULL, "");
    return true;
}

bool web_session_end(request *req, response *res, upw_error *error)
{
    set_cookie(req, res, cookie_name(req), NULL, "");
    return req->session == NULL || delete_one(req->db, req->session->person_id, req->session, error);
}

bool web_session_end_all(store_db *db, text person_id, upw_error *error)
{
    return store_run(db, &statements[DELETE_OF_PERSON], (store_value[]){ STORE_TEXT(person_id) }, NULL, error);
}

bool web_session_list(store_db *db, text person_id, int64_t now_ms, upw_arena *arena,
                      web_session sessions[WEB_SESSIONS_MAX], size_t *n, upw_error *error)
{
    size_t all, kept = 0;
    if (!list_all(db, person_id, arena, sessions, WEB_SESSIONS_MAX, &all, error))
        return false;
    for (size_t i = 0; i < all; i++)
        if (!has_ended(&sessions[i], now_ms))
            sessions[kept++] = sessions[i];
    *n = kept;
    return true;
}

bool web_session_end_one(store_db *db, text person_id, const web_session *session, upw_error *error)
{
    return delete_one(db, person_id, session, error);
}

bool web_session_sweep(store_db *db, int64_t now_ms, upw_error *error)
{
    return store_run(db, &statements[DELETE_ENDED],
                     (store_value[]){ STORE_INTEGER(now_ms - limits[false].absolute_ms),
                                      STORE_INTEGER(now_ms - limits[true].idle_ms),
                                      STORE_INTEGER(now_ms - limits[false].idle_ms) },
                     NULL, error);
}

/* ---- what pages ask ---- */

static bool say_left(request *req, response *res, upw_error *error)
{
    (void)error;
    const web_session_left left = req->session != NULL && !req->session->is_by_token
                                      ? web_session_time_left(req->session, req->now_ms)
                                      : (web_session_left){ 0, 0 };
    json_writer j;
    res->kind = WEB_JSON;
    json_init(&j, &res->body);
    json_begin_object(&j);
    json_key(&j, "left_s");
    json_integer(&j, left.left_ms / 1000);
    json_key(&j, "most_s");
    json_integer(&j, left.most_ms / 1000);
    json_end_object(&j);
    return true;
}

static const route routes[] = {
    { WEB_GET, "/session", say_left, .needs = WEB_ANYONE, .flags = WEB_IS_PEEK },
    { WEB_GET, "/session/stay", say_left, .needs = WEB_ANYONE },
};
const web_routes web_session_routes = { routes, sizeof routes / sizeof *routes };
