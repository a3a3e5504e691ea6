/* table/cell.h: what a person means by what stands in a cell that should hold a number. */
#ifndef TABLE_CELL_H
#define TABLE_CELL_H

#include "base/text.h"

/* No measure of care comes near; a hundred times as much, and sums of many, are still numbers, and so is the spread. */
#define CELL_LARGEST 1e300

typedef enum cell_state {
    CELL_NUMBER,
    CELL_BLANK,         /* nothing, or only spaces */
    CELL_NOT_AVAILABLE, /* - – — . .. : n/a na #N/A null none, and [x] (not available) and [z] (not applicable) */
    CELL_SUPPRESSED,    /* * ** [c] (confidential) c suppressed <5 ≤7: there is a number that must not be told */
    CELL_WRONG,         /* anything else: *reason says what is wrong and what to do */
    CELL_STATE_COUNT
} cell_state;

/* Reads a number as people and spreadsheets write it, capitals or not, spaces around it or not:
 *
 *   1234  -12.5  +3  6.02e23      as base/number.h reads it, and with U+2212 for the minus
 *   1,234  12,345,678.9           commas between groups of three, no others
 *   (1,234)                       as accountants write -1234
 *   95%  95 %                     0.95: what a spreadsheet stores in a cell that shows 95%
 *   £12  £1.2m  -£3bn  4.5k       times a thousand, a million, a thousand million (also: thousand, million, billion)
 *
 * The result is the double nearest to what is written: 36.7% is 0.367. *out is set for CELL_NUMBER only and lies
 * within ±CELL_LARGEST. *reason is set for CELL_WRONG only; it fits after the cell in quotes: "… is not a number; …".
 *
 * Refused because it could mean two things: 1.234,5  1,23  1 234. */
cell_state cell_read_number(text view, double *out, const char **reason);

#endif
