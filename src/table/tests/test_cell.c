/* Is a cell read as its writer meant it, and refused when that is not sure? */
#include "table/cell.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "near.h"

static void numbers_are_read_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        double number;
    } cases[] = {
        { "36.8", 36.8 },
        { "-12.5", -12.5 },
        { " 42\t", 42 },
        { "\u00A042\u00A0", 42 },
        { "+3", 3 },
        { "\u221212.5", -12.5 },
        { "6.02e23", 6.02e23 },
        { "\u22126.02e23", -6.02e23 },
        { ".5", .5 },
        { "1,234", 1234 },
        { "1,234.5", 1234.5 },
        { "12,345,678.9", 12345678.9 },
        { "999,999", 999999 },
        { "0,001", 1 },
        { "-1,234", -1234 },
        { "(1,234)", -1234 },
        { "(12.5)", -12.5 },
        { "( 3 )", -3 },
        { "95%", 0.95 },
        { "95 %", 0.95 },
        { "36.7%", 0.367 },
        { "0.1%", 0.001 },
        { "1,234%", 12.34 },
        { "-5%", -0.05 },
        { "(5%)", -0.05 },
        { "£12", 12 },
        { "£1.2m", 1200000 },
        { "£1.2 million", 1200000 },
        { "-£3bn", -3000000000 },
        { "£-3bn", -3000000000 },
        { "(£3bn)", -3000000000 },
        { "£ 1,234.56", 1234.56 },
        { "4.5k", 4500 },
        { "4.5K", 4500 },
        { "2M", 2000000 },
        { "2 thousand", 2000 },
        { "5.m", 5000000 },
        { "0", 0 },
        { "-0", 0 },
        { "1e-400", 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double number = NAN;
        const char *reason = "";
        const cell_state found = cell_read_number(text_of(cases[i].from), &number, &reason);
        if (found != CELL_NUMBER || number != cases[i].number)
            fail_msg("'%s' was read as %.17g (state %d, %s)", cases[i].from, number, found, reason);
    }
}

static void symbols_for_no_number_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        cell_state state;
    } cases[] = {
        { "", CELL_BLANK },
        { " \t", CELL_BLANK },
        { "\u00A0", CELL_BLANK },
        { "-", CELL_NOT_AVAILABLE },
        { " - ", CELL_NOT_AVAILABLE },
        { "\u2013", CELL_NOT_AVAILABLE },
        { "n/a", CELL_NOT_AVAILABLE },
        { "N/A", CELL_NOT_AVAILABLE },
        { "NA", CELL_NOT_AVAILABLE },
        { "#N/A", CELL_NOT_AVAILABLE },
        { "NULL", CELL_NOT_AVAILABLE },
        { "None", CELL_NOT_AVAILABLE },
        { "[x]", CELL_NOT_AVAILABLE },
        { "[z]", CELL_NOT_AVAILABLE },
        { ".", CELL_NOT_AVAILABLE },
        { "..", CELL_NOT_AVAILABLE },
        { ":", CELL_NOT_AVAILABLE },
        { "*", CELL_SUPPRESSED },
        { "[c]", CELL_SUPPRESSED },
        { "[C]", CELL_SUPPRESSED },
        { "<5", CELL_SUPPRESSED },
        { "< 10", CELL_SUPPRESSED },
        { "<=7", CELL_SUPPRESSED },
        { "\u22647", CELL_SUPPRESSED },
        { "suppressed", CELL_SUPPRESSED },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double number = 42;
        const char *reason = "";
        const cell_state found = cell_read_number(text_of(cases[i].from), &number, &reason);
        if (found != cases[i].state || number != 42)
            fail_msg("'%s' was read as state %d, number %g", cases[i].from, found, number);
    }
}

static void doubtful_cells_are_refused_with_a_reason(void **state)
{
    (void)state;
    static const struct {
        const char *from, *because;
    } cases[] = {
        { "1.234,5", "comma after its point" },
        { "1.234.567", "two points" },
        { "1,23", "does not part thousands" },
        { "1,2345", "does not part thousands" },
        { ",123", "does not part thousands" },
        { "1,,234", "does not part thousands" },
        { "1234,567", "does not part thousands" },
        { "1,234,56", "does not part thousands" },
        { "1,234,", "does not part thousands" },
        { "1,23.4", "does not part thousands" },
        { "12,34.5%", "does not part thousands" },
        { "1 234", "space inside" },
        { "1\u00A0234", "space inside" },
        { "1\u202F234", "space inside" },
        { "1,234 567", "space inside" },
        { "- 5", "space inside" },
        { "0x1F", "hexadecimal" },
        { "inf", "finite" },
        { "Infinity", "finite" },
        { "-inf", "not a number" },
        { "nan", "not a number" },
        { "--5", "two signs" },
        { "+-5", "two signs" },
        { "(-5)", "two signs" },
        { "-(5)", "not a number" },
        { "-£-5", "two signs" },
        { "£5%", "pound and a percent" },
        { "5%%", "not a number" },
        { "5km", "not a number" },
        { "5mm", "not a number" },
        { "m", "not a number" },
        { "%", "not a number" },
        { "£", "not a number" },
        { "()", "not a number" },
        { "(", "not a number" },
        { "5 (est.)", "space inside" },
        { "about 5", "not a number" },
        { "seven", "not a number" },
        { "$5", "not in pounds" },
        { "€5", "not in pounds" },
        { "#DIV/0!", "error of the spreadsheet" },
        { "#REF!", "error of the spreadsheet" },
        { ">5", "not one number" },
        { "<x", "not a number" },
        { "1e999", "too large" },
        { "1e301", "too large" },
        { "-1.7976931348623157e308", "too large" },
        { "(1e301)", "too large" },
        { "1e999%", "not a number" },
        { "12e3%", "not a number" },
        { "[p]", "not a number" },
        { "11111111111111111111111111111111111111111111111111111111111111111%", "more digits" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double number = 42;
        const char *reason = "";
        const cell_state found = cell_read_number(text_of(cases[i].from), &number, &reason);
        if (found != CELL_WRONG || number != 42 || strstr(reason, cases[i].because) == NULL)
            fail_msg("'%s' was read as state %d, number %g: %s", cases[i].from, found, number, reason);
    }
}

/* SplitMix64; each cell stands in a block of exactly its length, so that AddressSanitizer sees a look behind the end.
 */
static void any_bytes_are_survived(void **state)
{
    (void)state;
    static const char alphabet[] = "0123456789.,-+()%kmbn \xC2\xA3\u2212<[]c*e\x00\xFF";
    for (uint64_t seed = 1; seed <= 200000; seed++) {
        uint64_t z = seed * 0x9E3779B97F4A7C15u;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
        z = (z ^ z >> 27) * 0x94D049BB133111EBu;
        const size_t len = z % 9;
        char *const exact = malloc(len > 0 ? len : 1);
        assert_non_null(exact);
        for (size_t i = 0; i < len; i++) {
            z = (z ^ z >> 29) * 0xBF58476D1CE4E5B9u;
            exact[i] = alphabet[(z >> 32) % (sizeof alphabet - 1)];
        }
        double number = NAN;
        const char *reason = NULL;
        const cell_state found = cell_read_number((text){ exact, len }, &number, &reason);
        if (found >= CELL_STATE_COUNT || (found == CELL_NUMBER) == !isfinite(number) ||
            (found == CELL_WRONG) != (reason != NULL))
            fail_msg("seed %" PRIu64 ": state %d, number %g", seed, found, number);
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_as_people_write_them),
        cmocka_unit_test(symbols_for_no_number_are_told_apart),
        cmocka_unit_test(doubtful_cells_are_refused_with_a_reason),
        cmocka_unit_test(any_bytes_are_survived),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
