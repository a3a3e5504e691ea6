/* services/people/passwords.h: the second way in, for administrators and for installations without mail (security.md,
 * section 3.1): Argon2id at 64 MiB and 3 passes, at most two at once. */
#ifndef PEOPLE_PASSWORDS_H
#define PEOPLE_PASSWORDS_H

#include "services/people/accounts.h"
#include "web/messages.h"

/* Those that are refused stand in passwords_judge.c. */
enum { PASSWORD_MIN = 12, PASSWORD_MAX = 128 /* characters */, PASSWORD_BYTES_MAX = 512 };

/* What is wrong with a new one, or MESSAGE_NONE: too short or long, or so common, or so close to the account's own
 * name, that it would be among the first to be tried. No rule about kinds of characters. */
web_message passwords_judge(text password, const account *who);

/* All sessions of the account end, in the same transaction. UPW_UNAVAILABLE when too many wait: see below. */
bool passwords_set(store_db *db, text account_id, text password, const workflow_actor *actor, int64_t now_ms,
                   upw_error *error) UPW_MUST_CHECK;
bool passwords_remove(store_db *db, text account_id, const workflow_actor *actor, int64_t now_ms,
                      upw_error *error) UPW_MUST_CHECK;

/* Whether it is the account's. `account_id` empty, or of one without a password: as much work, and false. */
bool passwords_check(store_db *db, text account_id, text password, bool *is_right, upw_error *error) UPW_MUST_CHECK;

/* Two hash at a time (128 MiB), 16 wait for their turn, the next is sent away: false. */
enum { PASSWORDS_AT_ONCE = 2, PASSWORDS_WAITING_MAX = 16, PASSWORDS_RETRY_S = 2 };
bool passwords_take_turn(void);
void passwords_end_turn(void);
unsigned passwords_count_waiting(void);

extern const store_statement passwords_statements[];
extern const size_t passwords_statements_count;

#endif
