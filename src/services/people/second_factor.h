/* services/people/second_factor.h: an app on the phone that shows codes, and ten codes on paper for when it is lost
 * (security.md, section 3.4). Administrators, analysts and the coalition's office need one; anybody may have one. */
#ifndef PEOPLE_SECOND_FACTOR_H
#define PEOPLE_SECOND_FACTOR_H

#include "services/keys.h"
#include "services/people/totp.h"
#include "store/store.h"
#include "workflow/audit.h"

enum { RECOVERY_CODES = 10, RECOVERY_CODE_LEN = 29 /* 25 characters in groups of five */ };
typedef char recovery_codes[RECOVERY_CODES][RECOVERY_CODE_LEN + 1];

/* Whether anybody has one: then the key that seals them must be there. */
bool second_factor_is_used(store_db *db, bool *is_used, upw_error *error) UPW_MUST_CHECK;

typedef enum factor_verdict { FACTOR_GOOD, FACTOR_WRONG, FACTOR_WAITS } factor_verdict;

/* A code of the app, or of the paper; each works once. Five wrong ones in 15 minutes, and the account waits as long. */
bool second_factor_try(store_db *db, const keys *k, text account_id, text code, int64_t now_ms, factor_verdict *verdict,
                       upw_error *error) UPW_MUST_CHECK;

/* In the place of one that may be there; with new codes for the paper. `step` is that of the code that was shown. */
bool second_factor_set(store_db *db, const keys *k, text account_id, const uint8_t secret[TOTP_SECRET_BYTES],
                       int64_t step, const workflow_actor *actor, int64_t now_ms, recovery_codes codes,
                       upw_error *error) UPW_MUST_CHECK;

/* The codes before do not work any more. */
bool second_factor_renew_codes(store_db *db, text account_id, const workflow_actor *actor, int64_t now_ms,
                               recovery_codes codes, upw_error *error) UPW_MUST_CHECK;
bool second_factor_count_codes(store_db *db, text account_id, size_t *n, upw_error *error) UPW_MUST_CHECK;

/* All sessions of the account end. */
bool second_factor_remove(store_db *db, text account_id, const workflow_actor *actor, int64_t now_ms,
                          upw_error *error) UPW_MUST_CHECK;

/* Everybody's, because the key that sealed them is lost. */
bool second_factor_remove_all(store_db *db, int64_t now_ms, upw_error *error) UPW_MUST_CHECK;

/* Whatever an earlier key sealed is sealed with the last one, in one transaction with its row in the trail; *n is how
 * many were. UPW_BAD_INPUT when one was sealed with a key that is not there: then nothing is changed. */
bool second_factor_reseal_all(store_db *db, const keys *k, int64_t now_ms, size_t *n, upw_error *error) UPW_MUST_CHECK;

/* How many are sealed with an earlier key, and with one that is not there. */
bool second_factor_examine(store_db *db, const keys *k, size_t *n_earlier, size_t *n_lost,
                           upw_error *error) UPW_MUST_CHECK;

extern const store_statement second_factor_keys_statements[];
extern const size_t second_factor_keys_statements_count;
extern const store_statement second_factor_statements[];
extern const size_t second_factor_statements_count;

#endif
