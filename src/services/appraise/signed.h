/* services/appraise/signed.h: what two people sign, as one text that anybody can check.
 *
 * Plain UTF-8, lines ended by "\n", written from the return and nothing else, so that the same return gives the same
 * bytes: docs/appraisal.md says line by line what stands in it. Its fingerprint is the SHA-256 of these bytes, as
 * `sha256sum` gives it. */
#ifndef APPRAISE_SIGNED_H
#define APPRAISE_SIGNED_H

#include "services/appraise/returns.h"

enum { SIGNED_FINGERPRINT_LEN = 64 };

/* The text of the return as it stands, as its next edition. */
bool signed_write(store_db *db, const appraise_round *r, const appraise_return *ret, upw_arena *arena, text *out,
                  upw_error *error) UPW_MUST_CHECK;

void signed_fingerprint(text words, char out[SIGNED_FINGERPRINT_LEN + 1]);

#endif
