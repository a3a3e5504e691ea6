/* services/keys.h: the installation's key, which nobody else sees (security.md, section 15).
 *
 * 32 random bytes in a file for its owner alone, outside of every backup of the database: who has the one without the
 * other has no secret. Keys that follow earlier ones stand behind them in the same file, 32 bytes each: the last one
 * seals, and what was sealed with one of the others still opens. What is sealed says with which, and is bound to its
 * purpose. */
#ifndef SERVICES_KEYS_H
#define SERVICES_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "upward/arena.h"
#include "upward/error.h"

typedef struct keys keys;

/* Each has a key of its own, derived from the installation's. */
typedef enum key_purpose {
    KEY_SECOND_FACTOR = 1, /* secrets of people's apps, in the database */
    KEY_SLIPS = 2,
    KEY_MARKS = 3,
    KEY_COUNTERS = 4,  /* whom failures to sign in are counted for */
    KEY_IN_A_FORM = 5, /* what a page hands out and gets back with its form */
    KEY_ROUNDS = 6,    /* what opens the answers of a round */
} key_purpose;

enum { KEYS_MAX = 64 };

/* The file of that name; with `may_make`, one that is not there is made. UPW_BAD_INPUT (not 32 bytes for each key, or
 * others may read it), UPW_NOT_FOUND, UPW_IO_FAILED. */
keys *keys_open(const char *path, bool may_make, upw_error *error) UPW_MUST_CHECK;
keys *keys_make(void);    /* a new one that is in no file: for tests */
void keys_close(keys *k); /* NULL is allowed */
size_t keys_count(const keys *k);

/* Another key behind those of the file, which is replaced as a whole and keeps its owner; *n is how many there are. */
bool keys_add(const char *path, size_t *n, upw_error *error) UPW_MUST_CHECK;

/* Bytes that say nothing without the key; and back again, false when they were not sealed with it and for this. */
text keys_seal(const keys *k, key_purpose purpose, text plain, upw_arena *arena);
bool keys_unseal(const keys *k, key_purpose purpose, text sealed, upw_arena *arena, text *plain);

bool keys_seals_with_last(const keys *k, text sealed); /* or with an earlier one */

/* The same as letters for a hidden field, good until a moment. */
text keys_seal_until(const keys *k, text plain, int64_t ends_ms, upw_arena *arena);
bool keys_unseal_until(const keys *k, text sealed, int64_t now_ms, upw_arena *arena, text *plain);

/* A name that only this installation can give to `what`; `k` NULL: one that everybody can. */
enum { KEYS_HASH_HEX = 64 };
void keys_hash(const keys *k, key_purpose purpose, text what, char hex[KEYS_HASH_HEX + 1]);

#endif
