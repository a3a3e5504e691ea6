/* One-time codes by time. */
#include "services/people/totp.h"

#include <sodium.h>

#include "base/memory.h"
#include "services/people/sha1.h"
#include "web/decode.h"

uint32_t totp_make_code(const uint8_t *secret, size_t n, int64_t step, unsigned digits)
{
    uint8_t message[8], mac[SHA1_BYTES];
    uint32_t modulus = 1;
    for (size_t i = 0; i < sizeof message; i++)
        message[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
    sha1_hmac(secret, n, message, sizeof message, mac);
    const size_t at = mac[SHA1_BYTES - 1] & 0xf; /* RFC 4226, section 5.3 */
    const uint32_t number =
        (uint32_t)(mac[at] & 0x7f) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 | mac[at + 3];
    for (unsigned i = 0; i < digits; i++)
        modulus *= 10;
    return number % modulus;
}

/* Six digits, with or without spaces. */
static bool read_digits(text typed, uint32_t *number)
{
    size_t n = 0;
    *number = 0;
    for (size_t i = 0; i < typed.len; i++) {
        const char c = typed.at[i];
        if (c == ' ')
            continue;
        if (c < '0' || c > '9' || ++n > TOTP_DIGITS)
            return false;
        *number = *number * 10 + (uint32_t)(c - '0');
    }
    return n == TOTP_DIGITS;
}

bool totp_check(const uint8_t secret[TOTP_SECRET_BYTES], text code, int64_t now_ms, int64_t last_step, int64_t *step)
{
    const int64_t now = now_ms / TOTP_STEP_MS;
    uint32_t typed;
    bool is_right = false;
    if (!read_digits(code, &typed))
        return false;
    for (int64_t s = now - 1; s <= now + 1; s++) {
        const uint32_t expected = totp_make_code(secret, TOTP_SECRET_BYTES, s, TOTP_DIGITS);
        if (s > last_step && !is_right && sodium_memcmp(&expected, &typed, sizeof typed) == 0) {
            *step = s;
            is_right = true;
        }
    }
    return is_right;
}

text totp_write_secret(const uint8_t secret[TOTP_SECRET_BYTES], bool in_groups, upw_arena *arena)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    enum { LETTERS = TOTP_SECRET_BYTES * 8 / 5, GROUP = 4 };
    char *const out = MEMORY_TAKE(arena, char, LETTERS + LETTERS / GROUP + 1);
    size_t n = 0;
    for (size_t i = 0; i < LETTERS; i++) {
        const size_t bit = 5 * i;
        const unsigned two =
            (unsigned)secret[bit / 8] << 8 | (bit / 8 + 1 < TOTP_SECRET_BYTES ? (unsigned)secret[bit / 8 + 1] : 0);
        if (in_groups && i > 0 && i % GROUP == 0)
            out[n++] = ' ';
        out[n++] = letters[two >> (11 - bit % 8) & 31];
    }
    return (text){ out, n };
}

text totp_address(const uint8_t secret[TOTP_SECRET_BYTES], text site, text email, upw_arena *arena)
{
    buffer out;
    buffer_init(&out, 4096);
    buffer_add_literal(&out, "otpauth://totp/");
    web_add_percent(&out, site);
    buffer_add_char(&out, ':');
    web_add_percent(&out, email);
    buffer_add_literal(&out, "?secret=");
    buffer_add(&out, totp_write_secret(secret, false, arena));
    buffer_add_literal(&out, "&issuer=");
    web_add_percent(&out, site);
    return memory_keep(arena, &out);
}
