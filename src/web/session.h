/* web/session.h: who is signed in, by a cookie that holds 32 random bytes of which only a hash is kept.
 *
 * Idle and absolute limits by role: 8 and 12 hours, for the privileged 1 and 12. At most five sessions a person: the
 * oldest goes. A row is deleted when its session ends, and last_seen is kept to the minute: there is no history. */
#ifndef WEB_SESSION_H
#define WEB_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "store/store.h"
#include "upward/error.h"
#include "web/request.h"
#include "web/response.h"

enum { WEB_SECRET_BYTES = 32, WEB_SESSIONS_MAX = 5 };

extern const store_statements web_statements;

typedef struct web_session {
    uint8_t hash[WEB_SECRET_BYTES];   /* its key in the table */
    uint8_t secret[WEB_SECRET_BYTES]; /* of its form tokens */
    text person_id;
    unsigned role; /* in use */
    int64_t created_ms, seen_ms;
    int64_t confirmed_ms; /* when they last signed in, or confirmed that it is they */
    bool is_privileged;
    bool has_second_factor;
    bool is_by_token; /* a machine's token, and no session */
} web_session;

/* There is a session cookie, or a token: something to look up. */
bool web_session_is_claimed(const request *req);

/* Look it up: sets req->session and req->person, or leaves both NULL when there is none, or it has ended. False only
 * when looking failed. Also finds, or makes, what guards the forms of someone who is not signed in. */
bool web_session_find(request *req, upw_error *error) UPW_MUST_CHECK;

/* For WEB_BEFORE_SESSION routes: the secret of the one-time cookie, made and set where there is none. */
void web_session_guard_before(request *req, response *res);

/* How long it still lasts without another request, and how long it would last with one now; both 0: it has ended. */
typedef struct web_session_left {
    int64_t left_ms, most_ms;
} web_session_left;
web_session_left web_session_time_left(const web_session *session, int64_t now_ms);

/* Asked by the pages themselves, shortly before the end: GET /session does not put it off, GET /session/stay does. */
extern const struct web_routes web_session_routes;

bool web_session_is_by_token(const request *req);
bool web_session_is_fresh(const request *req); /* confirmed within five minutes */

typedef struct web_session_start_options {
    text person_id;
    unsigned role;
    bool is_privileged;
    bool has_second_factor;
} web_session_start_options;

/* A new session with a new identifier, and its cookie; the one that this request came with ends. Also after a second
 * factor, a change of role, and signing in again. */
bool web_session_start(request *req, response *res, const web_session_start_options *options,
                       upw_error *error) UPW_MUST_CHECK;

/* Sign out: the session ends and its cookie goes. */
bool web_session_end(request *req, response *res, upw_error *error) UPW_MUST_CHECK;

/* All of a person's (password or roles changed, account disabled); call it in the same transaction. */
bool web_session_end_all(store_db *db, text person_id, upw_error *error) UPW_MUST_CHECK;

/* A person's sessions, newest first, for a page on which they end one by its place in the list. */
bool web_session_list(store_db *db, text person_id, int64_t now_ms, upw_arena *arena,
                      web_session sessions[WEB_SESSIONS_MAX], size_t *n, upw_error *error) UPW_MUST_CHECK;
bool web_session_end_one(store_db *db, text person_id, const web_session *session, upw_error *error) UPW_MUST_CHECK;

/* Delete what has ended by its limits; the scheduler calls it now and then. */
bool web_session_sweep(store_db *db, int64_t now_ms, upw_error *error) UPW_MUST_CHECK;

#endif
