/* Is every number read as C's strtod reads it, and printed as printf prints it? The C library is the judge, and the
 * tables hold the cases that have broken other readers. */
#include "base/number.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "near.h"

/* SplitMix64 (Steele, Lea and Flood 2014). */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static double double_of(uint64_t bits)
{
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

static uint64_t bits_of(double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

static void assert_read_like_strtod(const char *digits, uint64_t seed)
{
    const double expected = strtod(digits, NULL);
    double actual = NAN;
    if (!number_parse(text_of(digits), &actual) || bits_of(actual) != bits_of(expected))
        fail_msg("%.60s… (seed %" PRIu64 ") was read as %a and not as %a", digits, seed, actual, expected);
}

static void assert_printed_like_printf(buffer *b, double number, uint64_t seed)
{
    char expected[40];
    snprintf(expected, sizeof expected, "%.17g", number);
    buffer_empty(b);
    number_add(b, number);
    if (!text_equal(buffer_text(b), text_of(expected)))
        fail_msg("%a (seed %" PRIu64 ") was printed as %.*s and not as %s", number, seed, TEXT_ARGS(buffer_text(b)),
                 expected);
}

/* Near the middle between the greatest double and what would be the next. */
static const char middle_above_greatest[] =
    "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692"
    "887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842"
    "914819860834936475292719074168444365510704342711559699508093042880";

static const char *const hard_numbers[] = {
    "0",
    "-0",
    "+1",
    ".5",
    "5.",
    "-.5e1",
    "1e0",
    "1E+5",
    "36.8",
    "1681659",
    "0.900351272445753",
    "123456789012345678",
    "9007199254740993",
    "9007199254740991",
    "9007199254740992.5",
    "18446744073709551615",
    "18446744073709551616",
    /* around the least and the greatest double */
    "5e-324",
    "2.4703282292062327e-324",
    "2.4703282292062328e-324",
    "2.2250738585072011e-308",
    "2.2250738585072012e-308",
    "2.2250738585072014e-308",
    "4.9406564584124654e-324",
    "1e-325",
    "1e-400",
    "1.7976931348623157e308",
    "1.7976931348623158e308",
    "1.7976931348623159e308",
    "1e309",
    "1e99999999999999999999",
    "1e-99999999999999999999",
    "0e999999999999999999999",
    "-1e400",
    "1e22",
    "1e23",
    "1e-22",
    "1e-23",
    "8.98846567431158e307",
    "1.5e-310",
    /* a hair from the middle between two doubles (Paxson and Kahan 1991; Clinger 1990) */
    "5e-20",
    "67e14",
    "985e15",
    "7693e-42",
    "55895e16",
    "996622e-44",
    "7038531e-32",
    "60419369e18",
    "702990899e-20",
    "6930161142e-48",
    "25933168707e13",
    "638596533649e-20",
    "8e-20",
    "41397e-80",
    "9e-265",
    "85e-37",
    "623e100",
    "3571e263",
    "81661e153",
    "920657e-23",
    "4603285e-24",
    "87575437e-309",
    "245540327e122",
    "6138508175e120",
    "83356057653e193",
    "619534293513e124",
    "2335141086879e218",
    "36167929443327e-159",
    "609610927149051e-255",
    "3743626360493413e-165",
    "94080055902682397e-242",
    "899810892172646163e283",
    "7120190517612959703e120",
    "9214843084008499",
    "1090544144181609348835077142190",
    "6.631236846766476e-316",
    "3.237883913302901e-319",
    "1.00000000000000011102230246251565404",
    "1.00000000000000011102230246251565405",
    "1.00000000000000011102230246251565403",
    "1.00000000000000033306690738754696213",
    "1.000000000000000333066907387546962127089500427246093750000001",
    middle_above_greatest,
    "0.0000000000000000000000000000000000000000123456789012",
};

static void famous_hard_numbers_are_read_like_strtod(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof hard_numbers / sizeof hard_numbers[0]; i++)
        assert_read_like_strtod(hard_numbers[i], i);
}

static void random_digits_are_read_like_strtod(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300000; seed++) {
        uint64_t random = seed;
        char digits[80];
        const int n = 1 + (int)(next_random(&random) % 19);
        uint64_t w = next_random(&random);
        for (int i = n; i < 19; i++)
            w /= 10;
        const int exponent = (int)(next_random(&random) % 700) - 360;
        const uint64_t below = 1 + next_random(&random) % 100000000;
        if (seed % 3 == 0)
            snprintf(digits, sizeof digits, "%" PRIu64 "e%d", w, exponent);
        else if (seed % 3 == 1)
            snprintf(digits, sizeof digits, "-%" PRIu64 ".%0*" PRIu64, w % 1000, n % 18 + 1, w / 1000);
        else
            snprintf(digits, sizeof digits, "%" PRIu64 ".%08" PRIu64 "E%+d", w, below, exponent);
        assert_read_like_strtod(digits, seed);
    }
}

/* The middle between a random double and the next, written out in full, and its two neighbours. */
static void ties_go_to_the_even_double(void **state)
{
    (void)state;
    if (LDBL_MANT_DIG < 64)
        skip();
    for (uint64_t seed = 1; seed <= 4000; seed++) {
        uint64_t random = seed;
        const double low = double_of(next_random(&random) % bits_of(DBL_MAX));
        /* Numbers of 54 bits are twice those of 53: the middle of two doubles is exact in a wider type. */
        const long double middle = ((long double)low + (long double)double_of(bits_of(low) + 1)) / 2;
        char digits[1500];
        const int length = snprintf(digits, sizeof digits, "%.1100Le", middle);
        assert_in_range(length, 1100, 1200);
        assert_read_like_strtod(digits, seed);
        digits[1000] = '1'; /* beyond the middle by one digit far behind all that a double can tell */
        assert_read_like_strtod(digits, seed);
        assert_true(strtod(digits, NULL) >= (double)middle);
    }
}

static void what_is_printed_is_read_back_as_the_same_double(void **state)
{
    (void)state;
    buffer b;
    buffer_init(&b, 100);
    for (uint64_t seed = 1; seed <= 300000; seed++) {
        uint64_t random = seed;
        const double number = double_of(next_random(&random));
        if (isnan(number))
            continue;
        assert_printed_like_printf(&b, number, seed);
        double again = NAN;
        if (isinf(number))
            continue;
        assert_true(number_parse(buffer_text(&b), &again));
        assert_true(bits_of(again) == bits_of(number));
    }
    buffer_clear(&b);
}

/* Numbers as tables hold them: integers, decimals, subnormals, quotients, and ties at the seventeenth digit. */
static void everyday_numbers_are_printed_like_printf(void **state)
{
    (void)state;
    buffer b;
    buffer_init(&b, 100);
    for (uint64_t seed = 1; seed <= 100000; seed++) {
        uint64_t random = seed;
        const uint64_t w = next_random(&random);
        const unsigned shift = (unsigned)(next_random(&random) % 64);
        assert_printed_like_printf(&b, (double)(w >> shift), seed);
        assert_printed_like_printf(&b, -(double)(w >> shift) / 1000, seed);
        assert_printed_like_printf(&b, (double)(w % 1000000) / (double)(1 + (w >> 40)), seed);
        assert_printed_like_printf(&b, ldexp((double)(w >> 11), -(int)shift), seed);
        assert_printed_like_printf(&b, ldexp((double)(w >> shift), -(int)(w % 30)), seed);
        assert_printed_like_printf(&b, double_of(w >> 12), seed);
    }
    for (int e = -1074; e < 1024; e++) {
        const uint64_t seed = 2000u + (unsigned)e;
        assert_printed_like_printf(&b, ldexp(1, e), seed);
        assert_printed_like_printf(&b, nextafter(ldexp(1, e), 0), seed);
    }
    for (int q = -323; q <= 308; q++) {
        const uint64_t seed = 2000u + (unsigned)q;
        char power[16];
        snprintf(power, sizeof power, "1e%d", q);
        const double number = strtod(power, NULL);
        assert_read_like_strtod(power, seed);
        assert_printed_like_printf(&b, number, seed);
        assert_printed_like_printf(&b, nextafter(number, 0), seed);
        assert_printed_like_printf(&b, nextafter(number, HUGE_VAL), seed);
    }
    static const double others[] = { 0.0,     -0.0,    HUGE_VAL,     -HUGE_VAL,
                                     DBL_MAX, DBL_MIN, DBL_TRUE_MIN, 0.5,
                                     0.1,     1e16,    1e17,         123456789012345680.0,
                                     0.0001,  0.00001, 100,          9007199254740992.0 };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_printed_like_printf(&b, others[i], i);
    buffer_clear(&b);
}

static void what_is_no_number_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    static const char *const refused[] = { "",
                                           " ",
                                           "+",
                                           "-",
                                           ".",
                                           "e5",
                                           "-.",
                                           ".e1",
                                           "--1",
                                           "+-1",
                                           "1e",
                                           "1e+",
                                           "1 ",
                                           " 1",
                                           "1,5",
                                           "1.2.3",
                                           "0x10",
                                           "inf",
                                           "nan",
                                           "INFINITY",
                                           "1f",
                                           "1e5.0",
                                           "1_0",
                                           "\xE2\x88\x92 1",
                                           "12345678901234567890123x",
                                           "1e5e5",
                                           "12345678:" };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        double number = 42;
        if (number_parse(text_of(refused[i]), &number) || number != 42)
            fail_msg("'%s' was read as %g", refused[i], number);
    }
    double number = 42;
    assert_false(number_parse((text){ "1\0002", 3 }, &number));
    assert_true(number == 42);
}

static void reading_stops_where_the_number_stops(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        size_t length;
        double number;
    } cases[] = {
        { "12.5%", 4, 12.5 },
        { "7,8", 1, 7 },
        { "1e", 1, 1 },
        { "1e+", 1, 1 },
        { "2e3x", 3, 2000 },
        { "5..", 2, 5 },
        { "-3-", 2, -3 },
        { "0.12345678,9", 10, 0.12345678 },
        { "x", 0, 42 },
        { "1.123456789\n", 11, 1.123456789 },
        /* with enough behind them to be read eight bytes at a time */
        { "52.31\nS-000001,2019", 5, 52.31 },
        { "-7\nS-000001,2019", 2, -7 },
        { "1234567,89012345", 7, 1234567 },
        { "12345.6,89012345", 7, 12345.6 },
        { "12345678,9012345", 8, 12345678 },
        { "123456.78,012345", 9, 123456.78 },
        { ".5,012345678", 2, 0.5 },
        { "-.5,012345678", 3, -0.5 },
        { "5.,0123456789", 2, 5 },
        { "5..0123456789", 2, 5 },
        { ".,01234567890", 0, 42 },
        { ",012345678901", 0, 42 },
        { "-,01234567890", 0, 42 },
        { "1.2e3,0123456", 5, 1200 },
        { "12E1,01234567", 4, 120 },
        { "12e,012345678", 2, 12 },
        { "0.000,0123456", 5, 0 },
        { "12\xA3"
          "34.5,012",
          2, 12 },
        { "1.2\xFF"
          "3.5,0123",
          3, 1.2 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double number = 42;
        assert_int_equal(number_read(cases[i].from, cases[i].from + strlen(cases[i].from), &number), cases[i].length);
        assert_true(number == cases[i].number);
    }
}

/* Each prefix in a block of exactly its length: AddressSanitizer sees a look behind the end. */
static void nothing_is_read_behind_the_end(void **state)
{
    (void)state;
    static const char whole[] = "-1234567890.1234567890123e-12";
    for (size_t len = 0; len < sizeof whole; len++) {
        char *const exact = malloc(len > 0 ? len : 1);
        assert_non_null(exact);
        memcpy(exact, whole, len);
        double number = 0;
        const size_t used = number_read(exact, exact + len, &number);
        assert_true(used <= len);
        if (used > 0)
            assert_true(number < 0);
        free(exact);
    }
}

/* Cells as files have them, with another cell behind: the same double as the number by itself. */
static void cells_of_up_to_nine_digits_are_read_like_strtod(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200000; seed++) {
        uint64_t dice = seed;
        char cell[48];
        const int decimals = (int)(next_random(&dice) % 5);
        const double given = (double)(next_random(&dice) % 1000000000) / pow(10, (double)(next_random(&dice) % 9));
        const int length =
            snprintf(cell, sizeof cell, "%s%.*f", (next_random(&dice) % 4) == 0 ? "-" : "", decimals, given);
        snprintf(cell + length, sizeof cell - (size_t)length, "%c2019-04-01,9.75\n",
                 (next_random(&dice) % 2) ? ',' : '\n');
        double number = 42;
        if (number_read(cell, cell + strlen(cell), &number) != (size_t)length || number != strtod(cell, NULL))
            fail_msg("seed %llu: %s", (unsigned long long)seed, cell);
    }
}

static void a_million_digits_are_read(void **state)
{
    (void)state;
    enum { LENGTH = 1000000 };
    char *const digits = malloc(LENGTH + 1);
    assert_non_null(digits);
    memset(digits, '3', LENGTH);
    digits[LENGTH] = 0;
    digits[1] = '.';
    double number = 0;
    assert_true(number_parse((text){ digits, LENGTH }, &number));
    assert_true(number == 10.0 / 3.0);
    memset(digits, '0', LENGTH - 1);
    digits[LENGTH - 1] = '7';
    assert_true(number_parse((text){ digits, LENGTH }, &number));
    assert_true(number == 7);
    memset(digits + 2, '9', LENGTH - 2);
    memcpy(digits, "1e", 2);
    assert_true(number_parse((text){ digits, LENGTH }, &number));
    assert_true(isinf(number));
    free(digits);
}

static void whole_numbers_are_read_up_to_the_last_one(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        bool is_read;
        int64_t number;
    } cases[] = {
        { "0", true, 0 },
        { "-0", true, 0 },
        { "+17", true, 17 },
        { "9223372036854775807", true, INT64_MAX },
        { "-9223372036854775808", true, INT64_MIN },
        { "9223372036854775808", false, 0 },
        { "-9223372036854775809", false, 0 },
        { "18446744073709551617", false, 0 },
        { "", false, 0 },
        { "-", false, 0 },
        { "1.0", false, 0 },
        { "1e3", false, 0 },
        { " 1", false, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t number = 0;
        assert_int_equal(number_parse_integer(text_of(cases[i].from), &number), cases[i].is_read);
        assert_int_equal(number, cases[i].number);
    }
}

static void numbers_for_people_are_rounded_and_grouped(void **state)
{
    (void)state;
    static const struct {
        double number;
        int decimals;
        bool grouped;
        const char *shown;
    } cases[] = {
        { 1234.5, 1, true, "1,234.5" },
        { 1234.5, 1, false, "1234.5" },
        { 1234567, 2, true, "1,234,567" },
        { 999.96, 1, true, "1,000" },
        { 123, 0, true, "123" },
        { 0.5, 0, false, "0" },
        { 1.5, 0, false, "2" },
        { -0.04, 1, false, "0" },
        { -0.06, 1, false, "-0.1" },
        { 100, 2, false, "100" },
        { 0.125, 2, false, "0.12" },
        { 0.375, 2, false, "0.38" },
        { 73.25, 1, false, "73.2" },
        { 36.8, 17, false, "36.79999999999999716" },
        { 1e21, 2, true, "1,000,000,000,000,000,000,000" },
        { -12345.678, 9, true, "-12,345.678" },
        { HUGE_VAL, 2, true, "inf" },
        { -HUGE_VAL, 2, true, "-inf" },
        { NAN, 2, true, "" },
        { 2.5, -3, false, "2" },
    };
    buffer b;
    buffer_init(&b, 1000);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        buffer_empty(&b);
        number_add_rounded(&b, cases[i].number, cases[i].decimals, cases[i].grouped);
        if (!text_equal(buffer_text(&b), text_of(cases[i].shown)))
            fail_msg("%a is shown as %.*s and not as %s", cases[i].number, TEXT_ARGS(buffer_text(&b)), cases[i].shown);
    }
    buffer_clear(&b);
}

static void rounding_for_people_agrees_with_printf(void **state)
{
    (void)state;
    buffer b;
    buffer_init(&b, 1000);
    for (uint64_t seed = 1; seed <= 100000; seed++) {
        uint64_t random = seed;
        const int decimals = (int)(next_random(&random) % 8);
        const uint64_t w = next_random(&random);
        double number = (double)(w >> (w % 60)) / (double)(1 << decimals) / 10;
        number = seed % 4 == 0 ? double_of(w) : seed % 2 == 0 ? -number : number;
        if (!isfinite(number))
            continue;
        char expected[400];
        size_t len = (size_t)snprintf(expected, sizeof expected, "%.*f", decimals, number);
        while (decimals > 0 && expected[len - 1] == '0')
            len--;
        len -= expected[len - 1] == '.';
        const bool is_zero = len == 2 && expected[1] == '0' && expected[0] == '-';
        buffer_empty(&b);
        number_add_rounded(&b, number, decimals, false);
        if (!text_equal(buffer_text(&b), is_zero ? TEXT("0") : (text){ expected, len }))
            fail_msg("%a with %d decimals (seed %" PRIu64 ") is shown as %.*s", number, decimals, seed,
                     TEXT_ARGS(buffer_text(&b)));
    }
    buffer_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(famous_hard_numbers_are_read_like_strtod),
        cmocka_unit_test(random_digits_are_read_like_strtod),
        cmocka_unit_test(ties_go_to_the_even_double),
        cmocka_unit_test(what_is_printed_is_read_back_as_the_same_double),
        cmocka_unit_test(everyday_numbers_are_printed_like_printf),
        cmocka_unit_test(what_is_no_number_is_refused_and_changes_nothing),
        cmocka_unit_test(reading_stops_where_the_number_stops),
        cmocka_unit_test(nothing_is_read_behind_the_end),
        cmocka_unit_test(cells_of_up_to_nine_digits_are_read_like_strtod),
        cmocka_unit_test(a_million_digits_are_read),
        cmocka_unit_test(whole_numbers_are_read_up_to_the_last_one),
        cmocka_unit_test(numbers_for_people_are_rounded_and_grouped),
        cmocka_unit_test(rounding_for_people_agrees_with_printf),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
