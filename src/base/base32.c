/* Five bits a character, the first bits first; the last character is filled with zeros. */
#include "base/base32.h"

#include <string.h>

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

void base32_write(const uint8_t *bytes, size_t n, char *out)
{
    uint32_t bits = 0;
    unsigned n_bits = 0;
    for (size_t i = 0; i < n; i++) {
        bits = (bits << 8 | bytes[i]) & 0xFFFF;
        for (n_bits += 8; n_bits >= 5; n_bits -= 5)
            *out++ = alphabet[bits >> (n_bits - 5) & 31];
    }
    if (n_bits > 0)
        *out++ = alphabet[bits << (5 - n_bits) & 31];
    *out = '\0';
}

bool base32_is_id(text view)
{
    if (view.len != BASE32_ID_LEN)
        return false;
    size_t last = 0;
    for (size_t i = 0; i < view.len; i++) {
        const char *const found = view.at[i] != '\0' ? strchr(alphabet, view.at[i]) : NULL;
        if (found == NULL)
            return false;
        last = (size_t)(found - alphabet);
    }
    return (last & 3) == 0; /* 130 bits for 128 */
}
