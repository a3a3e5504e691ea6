/* services/people/accounts.h: people who sign in, and the roles that they hold.
 *
 * A role is held for an organisation (workflow/permit.h calls it a seat). Roles that may not be held together are
 * refused here, so that nothing else can give them. Every change leaves its audit row in the same transaction. */
#ifndef PEOPLE_ACCOUNTS_H
#define PEOPLE_ACCOUNTS_H

#include "store/store.h"
#include "upward/arena.h"
#include "workflow/audit.h"
#include "workflow/permit.h"

enum { ACCOUNT_NAME_MAX = 100 /* characters */ };

typedef struct account {
    text id;
    text name;
    text email;        /* lower case */
    text organisation; /* that they work for; empty: none */
    bool is_demonstration;
    bool wants_each_letter; /* rather than one a day */
    bool has_password, has_second_factor;
    bool is_closed; /* name and address are gone; the id stays for the audit trail */
    text last_day;  /* of the last sign-in; empty: never */
    int64_t version;
} account;

bool accounts_find(store_db *db, text id, upw_arena *arena, account *out, bool *found, upw_error *error) UPW_MUST_CHECK;
bool accounts_find_by_email(store_db *db, text email, upw_arena *arena, account *out, bool *found,
                            upw_error *error) UPW_MUST_CHECK;

typedef struct account_list {
    account *at;
    size_t n;
} account_list;

/* The invented people of a demonstration, in the order in which they were added. */
bool accounts_list_demonstration(store_db *db, upw_arena *arena, account_list *out, upw_error *error) UPW_MUST_CHECK;

/* Open accounts whose name or address has `wanted` in it (empty: all), by name, at most ACCOUNTS_PAGE behind the one of
 * this name and id (empty: from the first on). */
enum { ACCOUNTS_PAGE = 50 };
bool accounts_search(store_db *db, text wanted, text after_name, text after_id, upw_arena *arena, account_list *out,
                     bool *has_more, upw_error *error) UPW_MUST_CHECK;
bool accounts_count(store_db *db, size_t *n, upw_error *error) UPW_MUST_CHECK; /* open ones */

/* As addresses are kept and compared: ASCII letters in lower case. */
text accounts_normal_email(text email, upw_arena *arena);

/* `draft` has name, email, organisation and is_demonstration; out->id is new. UPW_BAD_INPUT for a name or address that
 * is none, UPW_CONFLICT when the address has an account. */
bool accounts_add(store_db *db, const account *draft, const workflow_actor *actor, int64_t now_ms, upw_arena *arena,
                  account *out, upw_error *error) UPW_MUST_CHECK;

/* Name and address go, and with them every role, session, link and code. UPW_NOT_FOUND, UPW_CONFLICT (it is closed
 * already, or `version` is not the one that the actor saw). */
bool accounts_close(store_db *db, text id, int64_t version, const workflow_actor *actor, int64_t now_ms,
                    upw_error *error) UPW_MUST_CHECK;

/* Changes that people make of their own accounts. UPW_CONFLICT when `version` is not the one that they saw; of an
 * address when it has an account. With a new address all sessions and letters under way end. */
bool accounts_rename(store_db *db, text id, int64_t version, text name, const workflow_actor *actor, int64_t now_ms,
                     upw_error *error) UPW_MUST_CHECK;
bool accounts_change_email(store_db *db, text id, text email, const workflow_actor *actor, int64_t now_ms,
                           upw_error *error) UPW_MUST_CHECK;
bool accounts_choose_letters(store_db *db, text id, bool wants_each, const workflow_actor *actor, int64_t now_ms,
                             upw_error *error) UPW_MUST_CHECK;

/* Somebody has signed in: the day is kept, no time. An account that was to close (unused.h) stays. */
bool accounts_note_day(store_db *db, text id, int64_t now_ms, upw_error *error) UPW_MUST_CHECK;

/* The roles that an account holds, in the order of their names. */
bool seats_list(store_db *db, text account_id, upw_arena *arena, workflow_seat **out, size_t *n,
                upw_error *error) UPW_MUST_CHECK;

/* How many seats of a role there are. */
bool seats_count(store_db *db, workflow_role role, size_t *n, upw_error *error) UPW_MUST_CHECK;

/* Their sessions are short, and they give a second factor: administrators, analysts and the office of the coalition. */
bool account_is_privileged(const workflow_seat *seats, size_t n);

/* Of both: the person's sessions end, so that they begin anew with what they may do now.
 *
 * UPW_FORBIDDEN when it may not be held together with one that is held; UPW_CONFLICT when it is held already. */
bool seats_give(store_db *db, text account_id, workflow_seat seat, const workflow_actor *actor, int64_t now_ms,
                upw_error *error) UPW_MUST_CHECK;

/* UPW_NOT_FOUND when it is not held. */
bool seats_take(store_db *db, text account_id, workflow_seat seat, const workflow_actor *actor, int64_t now_ms,
                upw_error *error) UPW_MUST_CHECK;

extern const store_statement accounts_change_statements[];
extern const size_t accounts_change_statements_count;
extern const store_statement accounts_statements[];
extern const size_t accounts_statements_count;

#endif
