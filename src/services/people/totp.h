/* services/people/totp.h: the six digits that an app on somebody's phone shows for half a minute (RFC 6238 with
 * HMAC-SHA-1, 30-second steps from 1970; security.md, section 3.4). */
#ifndef PEOPLE_TOTP_H
#define PEOPLE_TOTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "upward/arena.h"

enum { TOTP_SECRET_BYTES = 20, TOTP_DIGITS = 6, TOTP_STEP_MS = 30 * 1000 };

/* The number of a step; `digits` 6 to 8. */
uint32_t totp_make_code(const uint8_t *secret, size_t n, int64_t step, unsigned digits);

/* Whether it is the code of now, or of the step before or after, and of a later step than the last one that was used;
 * *step is then the one to keep. */
bool totp_check(const uint8_t secret[TOTP_SECRET_BYTES], text code, int64_t now_ms, int64_t last_step, int64_t *step);

/* "JBSW Y3DP …": base32 of RFC 4648, as apps want it typed; and the address that hands it to an app. */
text totp_write_secret(const uint8_t secret[TOTP_SECRET_BYTES], bool in_groups, upw_arena *arena);
text totp_address(const uint8_t secret[TOTP_SECRET_BYTES], text site, text email, upw_arena *arena);

#endif
