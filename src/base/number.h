/* base/number.h: decimal text to the nearest double and back, the same everywhere whatever the locale says.
 *
 * Reading rounds correctly, to even at a tie; number_add prints 17 significant digits as C's "%.17g" does, so that
 * every double reads back as itself. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/short_number.h"
#include "base/text.h"

/* The whole of `view` as [+-]digits[.digits][e[+-]digits] (".5" and "5." count; no spaces, no hex, no inf, no nan).
 * False, *number untouched, when it is anything else. Overflow gives an infinity, underflow 0. */
bool number_parse(text view, double *number);

size_t number_read_any(const char *at, const char *end, double *number); /* number_read, without a short cut */

/* As above, but reads as far as the number goes ("12.5%" gives 12.5, "1e" gives 1); returns the bytes read, 0 when
 * there is no number at `at`. Looks at nothing at `end` or beyond: a file mapped into memory needs no closing byte. */
static inline size_t number_read(const char *at, const char *end, double *number)
{
    const size_t length = short_number_read(at, end, number);
    return length > 0 ? length : number_read_any(at, end, number);
}

bool number_parse_integer(text view, int64_t *number); /* [+-]digits, within int64_t */

/* "%.17g" with a full stop. NaN adds nothing. */
void number_add(buffer *b, double number);

/* At most `decimals` digits (0 to 17) after the point, trailing zeros and the sign of a zero dropped, thousands
 * separated by a comma when `grouped`: "1,234.5". For people. What is rounded is the double itself, a tie to even, as
 * printf does. NaN adds nothing. */
void number_add_rounded(buffer *b, double number, int decimals, bool grouped);

#endif
