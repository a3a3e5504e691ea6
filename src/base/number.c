/* Decimal text to the nearest double and back: which double is nearest to w * 10^q, and which 17 digits are nearest to
 * m * 2^e?
 *
 * Both multiply 64 bits by the leading 128 bits of a power of five and look at where the product lies between two
 * neighbours. Reading: Clinger 1990 (doi:10.1145/93548.93557) while everything is exact, then the Eisel-Lemire
 * algorithm (Lemire 2021, doi:10.1002/spe.2984), which decides every case of up to 19 digits (Mushtak and Lemire 2023,
 * doi:10.1002/spe.3198). Printing: the same product with a bound on its error; where the bound reaches over a tie,
 * printf decides. */
#include "base/number.h"

#include <assert.h>
#include <float.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/short_number.h"
#include "powers_of_five.inc"

__extension__ typedef unsigned __int128 wide;

static_assert(FLT_EVAL_METHOD == 0, "one multiplication must round once: compile for SSE2, not for the x87");

enum {
    FRACTION_BITS = 52,
    EXPONENT_BIAS = 1023,
    DIGITS_MAX = 19,      /* of a significand that always fits in 64 bits */
    POWERS_EXACT_TO = 55, /* 5^55 is the last power that 128 bits hold whole */
};

/* 10^0 to 10^22 are doubles without any rounding. */
static const double exact_powers_of_ten[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                              1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
enum { EXACT_POWER_MAX = 22 };

/* floor(log2(10^q)) and floor(log10(2^e)) for every exponent that occurs; the tests try them all. */
static int log2_of_power_of_ten(int q)
{
    return (q * 217706) >> 16;
}

static int log10_of_power_of_two(int e)
{
    return (e * 78913) >> 18;
}

static double double_of_bits(uint64_t bits)
{
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

/* --- reading -------------------------------------------------------------------------------------------------- */

/* The double nearest to w * 10^q. */
static double nearest_double(uint64_t w, int64_t q)
{
    if (w == 0 || q < POWER_LOWEST)
        return 0;
    if (q > DBL_MAX_10_EXP)
        return HUGE_VAL;

    /* The product's upper half needs 55 right bits: 53, one to round by, one because the product may lead with a 0. */
    const uint64_t *const power = powers_of_five[q - POWER_LOWEST];
    const int leading_zeros = __builtin_clzll(w);
    const uint64_t normal = w << leading_zeros;
    wide product = (wide)normal * power[0];
    if (((uint64_t)(product >> 64) & 0x1FF) == 0x1FF)
        product += (wide)normal * power[1] >> 64;
    const uint64_t high = (uint64_t)(product >> 64), low = (uint64_t)product;

    const int upper_bit = (int)(high >> 63);
    const int shift = upper_bit + 64 - FRACTION_BITS - 3;
    uint64_t fraction = high >> shift;
    int exponent = log2_of_power_of_ten((int)q) + 63 + upper_bit - leading_zeros + EXPONENT_BIAS;
    if (exponent <= 0) { /* subnormal */
        if (exponent < -FRACTION_BITS - 10)
            return 0;
        fraction >>= 1 - exponent;
        fraction += fraction & 1;
        return double_of_bits(fraction >> 1);
    }
    /* Exactly between two doubles, which only small powers can be: to the even one. */
    if (low <= 1 && q >= -4 && q <= 23 && (fraction & 3) == 1 && fraction << shift == high)
        fraction &= ~(uint64_t)1;
    fraction = (fraction + (fraction & 1)) >> 1;
    if (fraction >> (FRACTION_BITS + 1) != 0) {
        fraction >>= 1;
        exponent += 1;
    }
    if (exponent > 2 * EXPONENT_BIAS)
        return HUGE_VAL;
    return double_of_bits((fraction & (((uint64_t)1 << FRACTION_BITS) - 1)) | (uint64_t)exponent << FRACTION_BITS);
}

/* More digits than a significand holds: 800 of them and whether a later one is not 0 decide any case (a double and the
 * middle between two have at most 767 significant digits). strtod_l with the locale "C" is exact and is asked only
 * here. */
static double nearest_double_to_many_digits(const char *at, const char *end, int64_t exponent)
{
    enum { KEPT = 800 };
    char digits[KEPT + 32];
    size_t n = 0;
    bool past_point = false, more = false;
    for (; at < end; at++) {
        if (*at == '.') {
            past_point = true;
            continue;
        }
        exponent -= past_point;
        if (n == 0 && *at == '0')
            continue;
        if (n < KEPT) {
            digits[n++] = *at;
        } else {
            exponent += 1;
            more |= *at != '0';
        }
    }
    if (n == 0)
        return 0;
    if (more) {
        digits[n++] = '1';
        exponent -= 1;
    }
    snprintf(digits + n, sizeof digits - n, "e%" PRId64, exponent);
    const locale_t locale = newlocale(LC_ALL_MASK, "C", (locale_t)0); /* glibc keeps this one; nothing is allocated */
    const double number = strtod_l(digits, NULL, locale);
    freelocale(locale);
    return number;
}

static inline const char *read_digits(const char *at, const char *end, uint64_t *significand)
{
    uint64_t w = *significand;
    while (at < end) {
        const unsigned digit = (unsigned)*at - '0';
        if (digit > 9)
            break;
        w = w * 10 + digit;
        at++;
    }
    *significand = w;
    return at;
}

/* [eE][+-]digits: adds to *exponent and returns what follows; `at` itself when there is none. Far beyond every double
 * the exponent stops growing, so that a thousand digits of it do no harm. */
static const char *read_exponent(const char *at, const char *end, int64_t *exponent)
{
    const char *next = at + 1;
    const bool negative = next < end && *next == '-';
    if (next < end && (*next == '+' || *next == '-'))
        next++;
    if (next == end || (unsigned)*next - '0' > 9)
        return at;
    int64_t power = 0;
    for (; next < end && (unsigned)*next - '0' <= 9; next++)
        if (power < INT64_C(1000000000000000))
            power = power * 10 + (*next - '0');
    *exponent += negative ? -power : power;
    return next;
}

static inline size_t read_number(const char *const start, const char *const end, double *number)
{
    const char *at = start;
    const bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;

    const char *const digits = at;
    uint64_t w = 0;
    int64_t exponent = 0;
    at = read_digits(at, end, &w);
    int64_t n_digits = at - digits;
    if (at < end && *at == '.') {
        const char *const fraction = ++at;
        while (end - at >= 8 && digits_find_others(digits_load_eight(at)) == 0) {
            w = w * 100000000 + digits_value_of_eight(digits_load_eight(at));
            at += 8;
        }
        at = read_digits(at, end, &w);
        exponent = -(at - fraction);
        n_digits -= exponent;
    }
    if (n_digits == 0)
        return 0;
    const char *const digits_end = at;
    const int64_t point = exponent;
    if (at < end && (*at | 0x20) == 'e')
        at = read_exponent(at, end, &exponent);

    double nearest;
    if (n_digits > DIGITS_MAX)
        nearest = nearest_double_to_many_digits(digits, digits_end, exponent - point);
    else if (w >> (FRACTION_BITS + 1) == 0 && exponent <= 0 && exponent >= -EXACT_POWER_MAX)
        nearest = (double)(int64_t)w / exact_powers_of_ten[-exponent];
    else if (w >> (FRACTION_BITS + 1) == 0 && exponent > 0 && exponent <= EXACT_POWER_MAX)
        nearest = (double)(int64_t)w * exact_powers_of_ten[exponent];
    else
        nearest = nearest_double(w, exponent);
    *number = negative ? -nearest : nearest;
    return (size_t)(at - start);
}

size_t number_read_any(const char *at, const char *end, double *number)
{
    return read_number(at, end, number);
}

bool number_parse(text view, double *number)
{
    double found;
    if (view.len == 0 || read_number(view.at, view.at + view.len, &found) != view.len)
        return false;
    *number = found;
    return true;
}

bool number_parse_integer(text view, int64_t *number)
{
    const bool negative = view.len > 0 && view.at[0] == '-';
    size_t i = view.len > 0 && (view.at[0] == '-' || view.at[0] == '+');
    if (i == view.len)
        return false;
    const uint64_t limit = (uint64_t)INT64_MAX + negative;
    uint64_t magnitude = 0;
    for (; i < view.len; i++) {
        const unsigned digit = (unsigned)view.at[i] - '0';
        if (digit > 9 || magnitude > (limit - digit) / 10)
            return false;
        magnitude = magnitude * 10 + digit;
    }
    *number = (int64_t)(negative ? 0 - magnitude : magnitude);
    return true;
}

/* --- printing ------------------------------------------------------------------------------------------------- */

enum { PRINTED_DIGITS = 17, LEFT_OF_DIGITS = 16 /* behind a point, at most */ };
static const uint64_t ten_to_16 = 10000000000000000u, ten_to_17 = 100000000000000000u;

/* m * 2^e with m >= 2^63, times 10^p, to the nearest whole number; false when that is not sure. At most 2^58. */
static bool scale_to_whole(uint64_t m, int e, int p, uint64_t *whole)
{
    const uint64_t *const power = powers_of_five[p - POWER_LOWEST];
    const wide lower = (wide)m * power[1];
    const wide upper = (wide)m * power[0] + (uint64_t)(lower >> 64);
    const uint64_t least = (uint64_t)lower;
    const bool is_exact = p >= 0 && p <= POWERS_EXACT_TO;

    const int shift = 63 - e - log2_of_power_of_ten(p); /* bit 0 of `upper` is worth 2^-shift; 68 to 75 */
    uint64_t floor = (uint64_t)(upper >> shift);
    const wide half = (wide)1 << (shift - 1);
    const wide fraction = upper - ((wide)floor << shift);
    /* The cut-off power and the cut-off product are each less than one unit of `upper`. */
    if (!is_exact && fraction + 2 > half && fraction < half + 2)
        return false;
    const bool is_tie = is_exact && fraction == half && least == 0;
    floor += is_tie ? (floor & 1) : fraction >= half;
    *whole = floor;
    return true;
}

/* The 17 digits and the decimal exponent of the first; false when it is not sure how to round. */
static bool find_digits(uint64_t bits, uint64_t *digits, int *exponent)
{
    uint64_t m = bits & (((uint64_t)1 << FRACTION_BITS) - 1);
    int e = (int)(bits >> FRACTION_BITS & 0x7FF);
    if (e != 0)
        m |= (uint64_t)1 << FRACTION_BITS;
    else
        e = 1;
    const int leading_zeros = __builtin_clzll(m);
    m <<= leading_zeros;
    e -= EXPONENT_BIAS + FRACTION_BITS + leading_zeros;

    *exponent = log10_of_power_of_two(e + 63); /* right or one too small */
    if (!scale_to_whole(m, e, PRINTED_DIGITS - 1 - *exponent, digits))
        return false;
    if (*digits < ten_to_17)
        return true;
    *exponent += 1;
    return scale_to_whole(m, e, PRINTED_DIGITS - 1 - *exponent, digits);
}

static void write_digits(char *at, uint64_t number, size_t n)
{
    static const char pairs[] =
        "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243"
        "4445464748495051525354555657585960616263646566676869707172737475767778798081828384858687"
        "888990919293949596979899";
    for (; n >= 2; n -= 2, number /= 100)
        memcpy(at + n - 2, pairs + number % 100 * 2, 2);
    if (n == 1)
        *at = (char)('0' + number % 10);
}

/* Eight digits at once, the reverse of digits_value_of_eight: fours, pairs and single digits, the first lowest. The
 * products stand for divisions by 100 and by 10 and are right for all that a lane may hold. */
static void write_eight_digits(char *at, uint64_t number)
{
    const uint64_t fours = number / 10000 | number % 10000 << 32;
    const uint64_t hundreds = (fours * 10486 >> 20) & 0x0000007F0000007Fu;
    const uint64_t pairs = hundreds | (fours - hundreds * 100) << 16;
    const uint64_t tens = (pairs * 103 >> 10) & 0x000F000F000F000Fu;
    digits_store_eight(at, tens | (pairs - tens * 10) << 8);
}

/* The shape of %g: as many digits as are not trailing zeros, with an exponent when it is below -4 or has no place. */
static size_t write_general(char *const start, uint64_t number, int exponent)
{
    char digits[PRINTED_DIGITS + LEFT_OF_DIGITS] = { 0 };
    write_eight_digits(digits + 9, number % 100000000);
    write_eight_digits(digits + 1, number / 100000000 % 100000000);
    digits[0] = (char)('0' + number / ten_to_16);
    int n = PRINTED_DIGITS;
    while (n > 1 && digits[n - 1] == '0')
        n--;

    char *at = start;
    int before_point = 1;
    if (exponent < 0 && exponent >= -4) {
        memset(at, '0', 5);
        at[1] = '.';
        at += 1 - exponent;
        before_point = n;
    } else if (exponent >= 0 && exponent < PRINTED_DIGITS) {
        before_point = exponent + 1; /* zeros that were not written count as digits again */
        n = n < before_point ? before_point : n;
    }
    memcpy(at, digits, PRINTED_DIGITS); /* more than it takes, but of a length that needs no call */
    at += before_point;
    if (n > before_point) {
        *at++ = '.';
        memcpy(at, digits + before_point, LEFT_OF_DIGITS);
        at += n - before_point;
    }
    if (exponent < -4 || exponent >= PRINTED_DIGITS) {
        const unsigned magnitude = exponent < 0 ? (unsigned)-exponent : (unsigned)exponent;
        const size_t n_exponent = magnitude < 100 ? 2 : 3;
        *at++ = 'e';
        *at++ = exponent < 0 ? '-' : '+';
        write_digits(at, magnitude, n_exponent);
        at += n_exponent;
    }
    return (size_t)(at - start);
}

void number_add(buffer *b, double number)
{
    enum { LONGEST = 34 }; /* -1.2345678901234567e-308, and room for 16 digits to be written behind any point */
    if (isnan(number))
        return;
    if (fabs(number) < 0x1p53 && number == (double)(int64_t)number && (number != 0 || !signbit(number))) {
        buffer_add_integer(b, (int64_t)number);
        return;
    }
    char *const start = buffer_reserve(b, LONGEST);
    if (start == NULL)
        return;
    uint64_t bits, digits;
    int exponent;
    memcpy(&bits, &number, sizeof bits);
    const uint64_t magnitude = bits & ~((uint64_t)1 << 63);
    if (magnitude == 0 || isinf(number) || !find_digits(magnitude, &digits, &exponent)) {
        b->len += (size_t)snprintf(start, LONGEST, "%.17g", number);
        return;
    }
    if (digits == ten_to_17) { /* 9.99… rounded up */
        digits = ten_to_16;
        exponent += 1;
    }
    *start = '-';
    const size_t sign = bits >> 63;
    b->len += sign + write_general(start + sign, digits, exponent);
}

/* |number| with exactly so many decimals, as "%.*f" prints it; returns the length. */
static size_t write_fixed(char *at, size_t size, double magnitude, int decimals)
{
    /* Below 2^40 the product is off by at most 2^-14; a fraction further than that from the middle is safe. */
    const double scaled = magnitude * exact_powers_of_ten[decimals];
    if (scaled < 0x1p40) {
        uint64_t whole = (uint64_t)scaled;
        const double past_half = scaled - (double)whole - 0.5;
        if (fabs(past_half) > 0x1p-13) {
            char digits[24];
            size_t n = (size_t)decimals + 1;
            whole += past_half > 0;
            for (uint64_t rest = whole / (uint64_t)exact_powers_of_ten[decimals]; rest >= 10; rest /= 10)
                n++;
            write_digits(digits, whole, n);
            const size_t before_point = n - (size_t)decimals;
            memcpy(at, digits, before_point);
            at[before_point] = '.';
            memcpy(at + before_point + 1, digits + before_point, (size_t)decimals);
            return n + (decimals > 0);
        }
    }
    return (size_t)snprintf(at, size, "%.*f", decimals, magnitude);
}

void number_add_rounded(buffer *b, double number, int decimals, bool grouped)
{
    char digits[DBL_MAX_10_EXP + 32];
    if (isnan(number))
        return;
    if (isinf(number)) {
        buffer_add(b, number < 0 ? TEXT("-inf") : TEXT("inf"));
        return;
    }
    decimals = decimals < 0 ? 0 : decimals > PRINTED_DIGITS ? PRINTED_DIGITS : decimals;
    text shown = { digits, write_fixed(digits, sizeof digits, fabs(number), decimals) };
    if (decimals > 0) {
        while (shown.at[shown.len - 1] == '0')
            shown.len--;
        if (shown.at[shown.len - 1] == '.')
            shown.len--;
    }
    if (number < 0 && !text_equal(shown, TEXT("0")))
        buffer_add_char(b, '-');
    text rest = shown;
    const text whole = text_take_until(&rest, '.');
    for (size_t i = 0; i < whole.len; i++) {
        buffer_add_char(b, whole.at[i]);
        const size_t left = whole.len - i - 1;
        if (grouped && left > 0 && left % 3 == 0)
            buffer_add_char(b, ',');
    }
    if (rest.len > 0) {
        buffer_add_char(b, '.');
        buffer_add(b, rest);
    }
}
