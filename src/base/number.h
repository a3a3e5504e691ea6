/* base/number.h: decimal text to the nearest double and back, the same everywhere whatever the locale says.
 *
 * number_parse rounds correctly (Eisel-Lemire: Lemire 2021, "Number parsing at a gigabyte per second", with an exact
 * fallback); number_add prints 17 significant digits as C's "%.17g" does (every double reads back as itself). */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"

/* The whole of `view` as [+-]digits[.digits][e[+-]digits] (".5" and "5." count; no spaces, no hex, no inf, no nan).
 * False, *number untouched, when it is anything else. Overflow gives an infinity, underflow 0. */
bool number_parse(text view, double *number);

/* As above, but reads as far as the number goes; returns the bytes read, 0 when there is none. For the CSV reader's
 * inner loop: `at` must be followed by a byte that cannot belong to a number before the memory ends. */
size_t number_read(const char *at, const char *end, double *number);

bool number_parse_integer(text view, int64_t *number);  /* [+-]digits, within int64_t */

/* "%.17g" with a full stop. NaN adds nothing. */
void number_add(buffer *b, double number);

/* At most `decimals` digits after the point, trailing zeros and "-0" dropped, thousands separated by a comma when
 * `grouped`: "1,234.5". For people; NaN adds nothing. */
void number_add_rounded(buffer *b, double number, int decimals, bool grouped);

#endif
