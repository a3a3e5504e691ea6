/* Any bytes as a number, as a whole number and as a cell: C's strtod must agree on what was read, and what is printed
 * must read back as the same double. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "table/cell.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_against_strtod(text view, double number)
{
    char *const digits = malloc(view.len + 1);
    assert(digits != NULL);
    memcpy(digits, view.at, view.len);
    digits[view.len] = '\0';
    assert(strtod(digits, NULL) == number);
    free(digits);
}

static void check_printing(double number)
{
    char expected[40];
    double again = NAN;
    buffer b;
    buffer_init(&b, 1000);
    number_add(&b, number);
    snprintf(expected, sizeof expected, "%.17g", number);
    assert(text_equal(buffer_text(&b), text_of(expected)));
    assert(isinf(number) || (number_parse(buffer_text(&b), &again) && again == number));
    buffer_empty(&b);
    number_add_rounded(&b, number, 3, true);
    assert(b.len > 0 && !b.is_full);
    buffer_clear(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const text view = { (const char *)data, size };
    double number = NAN, cell = NAN;
    int64_t whole;
    const char *reason = NULL;
    const size_t used = size == 0 ? 0 : number_read(view.at, view.at + size, &number);
    assert(used <= size && (used > 0) == !isnan(number));
    if (used > 0) {
        check_against_strtod((text){ view.at, used }, number);
        check_printing(number);
    }
    if (number_parse_integer(view, &whole))
        assert(used == size && (double)whole == number);
    const cell_state state = cell_read_number(view, &cell, &reason);
    assert((state == CELL_NUMBER) == isfinite(cell) && (state == CELL_WRONG) == (reason != NULL));
    if (size >= sizeof number) {
        memcpy(&number, data, sizeof number);
        if (!isnan(number))
            check_printing(number);
    }
    return 0;
}
