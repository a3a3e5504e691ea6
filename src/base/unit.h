/* base/unit.h: what a measure is counted in, and how its values are written for people.
 *
 * "%"      values are percentages, 0 to 100             73.2 %
 * "share"  values are proportions, 0 to 1, shown as %   0.732 -> 73.2 %
 * "£"      pounds                                       £1.2m
 * "count"  or nothing at all                            1,234
 * anything else is written after the number             4.5 per 1,000 bed days */
#ifndef BASE_UNIT_H
#define BASE_UNIT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/text.h"

typedef enum unit_kind { UNIT_OTHER, UNIT_PERCENT, UNIT_SHARE, UNIT_POUNDS, UNIT_COUNT, UNIT_KIND_COUNT } unit_kind;

typedef struct unit {
    unit_kind kind;
    text words;  /* for UNIT_OTHER: "per 1,000 bed days" */
} unit;

unit unit_parse(text words);

/* Natural bounds in the measure's own scale: -HUGE_VAL or HUGE_VAL where there is none. For drawing only. */
void unit_get_bounds(unit u, double *lowest, double *highest);

/* How many decimals tell values that lie `step` apart from each other (a mean moving range, an axis step). */
int unit_choose_decimals(unit u, double step);

void unit_add_value(buffer *b, unit u, double value, int decimals);       /* "73.2 %", "£1.2m", "4.5 per 1,000 bed days" */
void unit_add_value_short(buffer *b, unit u, double value, int decimals); /* without the words: "73.2 %", "£1.2m", "4.5" */
void unit_add_name(buffer *b, unit u);                                    /* for an axis or subtitle: "%", "£", "per 1,000 bed days" */

#endif
