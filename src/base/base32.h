/* base/base32.h: bytes as letters and digits that can be read aloud: lower case, without i, l, o and u, so that none is
 * taken for another. */
#ifndef BASE_BASE32_H
#define BASE_BASE32_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum {
    BASE32_ID_BYTES = 16, /* what an identifier is made of: random bytes */
    BASE32_ID_LEN = 26,
};

#define BASE32_LEN(n_bytes) (((n_bytes)*8 + 4) / 5)

/* Writes BASE32_LEN(n) characters and a NUL. */
void base32_write(const uint8_t *bytes, size_t n, char *out);

/* Whether this could be an identifier: what base32_write makes of BASE32_ID_BYTES bytes, and nothing else. */
bool base32_is_id(text view);

#endif
