/* base/short_number.h: decimal digits eight at a time, and numbers of at most seven, inlined where a large file spends
 * its time. number_read (base/number.h) takes every number. */
#ifndef BASE_SHORT_NUMBER_H
#define BASE_SHORT_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Eight bytes at once (after Lemire's article, section 3), the first of them lowest. Less '0', a digit is its value. */
static inline uint64_t digits_load_eight(const char *at)
{
    uint64_t bytes;
    memcpy(&bytes, at, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes ^ 0x3030303030303030u;
}

/* The reverse: eight values of digits as text. */
static inline void digits_store_eight(char *at, uint64_t digits)
{
    digits ^= 0x3030303030303030u;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    digits = __builtin_bswap64(digits);
#endif
    memcpy(at, &digits, sizeof digits);
}

/* The top bit of each byte that is no digit. What is said of bytes behind one of 0x8A or more may be wrong. */
static inline uint64_t digits_find_others(uint64_t digits)
{
    return ((digits + 0x7676767676767676u) | digits) & 0x8080808080808080u;
}

static inline uint64_t digits_value_of_eight(uint64_t digits)
{
    digits = digits * 10 + (digits >> 8); /* every second byte: two digits */
    const uint64_t pairs = 0x000000FF000000FFu;
    return ((digits & pairs) * (100 + (1000000ull << 32)) + ((digits >> 16) & pairs) * (1 + (10000ull << 32))) >> 32;
}

/* The first `n` bits of these digits as a number: so many that a double holds it. */
static inline double short_number_of(uint64_t digits, unsigned n)
{
    return (double)(int64_t)digits_value_of_eight(digits << (-n & 63));
}

/* What nearly every cell holds: at most seven digits, a point among them or behind them, no sign. No loop and one exact
 * division. The bytes read, of the eight that must stand there; 0 for anything else. An exponent may follow. */
static inline size_t short_number_read_unsigned(const char *at, double *number)
{
    static const double powers_of_ten[] = { 1, 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6 }; /* by bytes from the point on */
    const uint64_t digits = digits_load_eight(at), others = digits_find_others(digits);
    if (others == 0)
        return 0;
    const unsigned n = (unsigned)__builtin_ctzll(others) - 7; /* bits of digits */
    if ((digits >> n & 0xFF) != ('.' ^ '0')) {
        if (n == 0)
            return 0;
        *number = short_number_of(digits, n);
        return n / 8;
    }
    const uint64_t others_behind = others & (others - 1);
    if (others_behind == 0)
        return 0;
    const unsigned length = (unsigned)__builtin_ctzll(others_behind) - 7;
    const uint64_t whole = ((uint64_t)1 << n) - 1;
    const uint64_t closed = (digits & whole) | (digits >> 8 & ~whole); /* without the point */
    if (length == 8)
        return 0;
    *number = short_number_of(closed, length - 8) / powers_of_ten[(length - n) / 8];
    return length / 8;
}

/* The same with a minus, and looking at nothing at `end` or beyond; no exponent follows. */
static inline size_t short_number_read(const char *at, const char *end, double *number)
{
    if (end - at <= 8)
        return 0;
    const bool negative = *at == '-';
    const size_t length = short_number_read_unsigned(at + negative, number);
    if (length == 0 || (at[negative + length] | 0x20) == 'e')
        return 0;
    *number = negative ? -*number : *number;
    return negative + length;
}

#endif
