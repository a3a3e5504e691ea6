/* base/unit.h: what a measure is counted in, and how its values are written for people.
 *
 * "%"      values are percentages, 0 to 100             73.2 %   (also: percent, per cent, percentage)
 * "share"  values are proportions, 0 to 1, shown as %   0.732 -> 73.2 %   (also: proportion)
 * "£"      pounds                                       £1.2m    (also: GBP, pounds)
 * "count"  or nothing at all                            1,234    (also: number)
 * anything else is written after the number             4.5 per 1,000 bed days */
#ifndef BASE_UNIT_H
#define BASE_UNIT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/text.h"

typedef enum unit_kind { UNIT_OTHER, UNIT_PERCENT, UNIT_SHARE, UNIT_POUNDS, UNIT_COUNT, UNIT_KIND_COUNT } unit_kind;

typedef struct unit {
    unit_kind kind;
    text words; /* as given, trimmed: "per 1,000 bed days" */
    double per; /* what numerator / denominator is multiplied by to be in this unit: 100 for %, 1,000 for "falls per
                   1,000 bed days", else 1 */
} unit;

/* `words` in capitals or not; the unit keeps looking at them. */
unit unit_parse(text words);

/* Natural bounds in the measure's own scale: -HUGE_VAL or HUGE_VAL where there is none. For drawing only: nothing is
 * cut off at them. */
void unit_get_bounds(unit u, double *lowest, double *highest);

/* How many decimals, as shown, tell values that lie `step` apart from each other (a mean moving range, the step of an
 * axis): 0.3 needs 1, and so does 2.5. Percentages have at least one. At most 6; for pounds it may be negative, down to
 * -9: -4 means to the nearest ten thousand. A step that is not above 0 says nothing: then 1, for pounds and counts 0.
 */
int unit_choose_decimals(unit u, double step);

/* Of a series without such a unit, of figures up to `largest`: at least one decimal where these are small and not all
 * whole, so that 7.17 and 3.3 are not 7 and 3. Else `decimals` themselves. */
int unit_keep_a_decimal(unit u, int decimals, bool is_whole, double largest);

/* "73.2 %", "£1.2m", "4.5 per 1,000 bed days": at most `decimals`, thousands grouped. Pounds go in millions and
 * billions where that loses nothing and needs at most three decimals, and have no pence or two digits of them. NaN adds
 * nothing. */
void unit_add_value(buffer *b, unit u, double value, int decimals);
void unit_add_value_short(buffer *b, unit u, double value,
                          int decimals); /* without the words: "73.2 %", "£1.2m", "4.5" */

/* How the figures of one series, one sentence or one axis are written, so that they compare at a glance: £0.9m beside
 * £1.2m, 73.0 % beside 71.1 %. All zero: each figure by itself, as unit_add_value does. */
typedef struct unit_style {
    int decimals;     /* as unit_choose_decimals gives them */
    double size;      /* of pounds: 1, 1e6 (£m) or 1e9 (£bn) for all; 0: each by itself */
    bool keeps_zeros; /* as many decimals for each: 73.0 %; pounds without a size: as ever */
} unit_style;

/* Pounds go in millions or billions when the largest of them reaches that and three decimals are enough. */
double unit_choose_size(unit u, double largest, int decimals);
void unit_add_figure(buffer *b, unit u, double value, unit_style style); /* without the words */

void unit_add_name(buffer *b,
                   unit u); /* for an axis or subtitle: "%", "£", "per 1,000 bed days"; a count as it was given */

#endif
