/* base/period.h: a month, a day, a quarter, a financial year: the time of an observation.
 *
 * A period is the day it starts on and the kind of stretch it is, in one sortable integer, by the proleptic Gregorian
 * calendar; no time zones and no locale. */
#ifndef BASE_PERIOD_H
#define BASE_PERIOD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"

typedef enum period_kind {
    PERIOD_DAY,            /* 2019-04-01 */
    PERIOD_MONTH,          /* 2019-04 */
    PERIOD_QUARTER,        /* 2019-Q2: the calendar quarter April to June 2019 */
    PERIOD_FINANCIAL_YEAR, /* 2019/20: 1 April 2019 to 31 March 2020 */
    PERIOD_YEAR,           /* only in headings; a bare 2019 in data is PERIOD_NUMBER */
    PERIOD_NUMBER,         /* 1, 2, 3 …: an order without dates */
    PERIOD_KIND_COUNT
} period_kind;

/* code = start * 8 + kind, where start is days since 1970-01-01 (or the number itself). Sort by code. */
typedef struct period {
    int32_t code;
} period;

#define PERIOD_START_MAX ((1 << 28) - 1) /* and its negative: so that a code fits */

period period_make(int32_t start, period_kind kind);

static inline period_kind period_get_kind(period p)
{
    return (period_kind)((uint32_t)p.code & 7);
}

static inline int32_t period_get_start(period p)
{
    return (p.code - (int32_t)period_get_kind(p)) / 8;
}

typedef struct civil_date {
    int32_t year;
    uint8_t month; /* 1 to 12 */
    uint8_t day;   /* 1 to 31 */
} civil_date;

int32_t civil_to_days(civil_date date);
civil_date civil_from_days(int32_t days);
bool civil_is_valid(civil_date date); /* a real date between 1600 and 2999 */

/* How to read 03/04/2019. */
typedef enum period_order {
    PERIOD_ORDER_ISO, /* not at all: it is refused */
    PERIOD_ORDER_DMY, /* 3 April */
    PERIOD_ORDER_MDY, /* 4 March */
} period_order;

/* Reads, in capitals or not, with spaces around it or not:
 *
 *   a day              2019-04-01, 2019/04/01, 20190401, 1 Apr 2019, 01-April-2019, 1-Apr-19, each also with a time of
 *                      00:00[:00[.000]][Z] behind a T or a space (another time is refused: it is not a day);
 *                      with `order` also 01/04/2019, 1.4.2019, 01-04-19
 *   a month            2019-04, 201904, Apr 2019, April 2019, Sept 2019, Apr-19, Apr-2019, Apr 19
 *   a quarter          2019-Q2, 2019Q2, 2019 Q2, Q2 2019, Q2-2019: of the calendar year; of a financial year, whose
 *                      first quarter is April to June: 2019/20 Q1, 2019-20 Q1, Q1 2019/20, FY2019/20 Q1, Q1 19/20
 *   a financial year   2019/20, 2019/2020, FY2019/20, FY 2019/20, and 2019-20 because there is no month 20. But 2010-11
 *                      is November 2010: only a slash or FY makes it a year. The second year must be the next one
 *   a number           a whole one of at most PERIOD_START_MAX; eight digits that look like a date must be one
 *
 * Years have four digits, or two: 70 to 99 are 1970 to 1999, 00 to 69 are 2000 to 2069. False, *out untouched, with a
 * reason that fits after "… is not a period: " (and is never NULL) for anything else, 31 February included. */
bool period_parse(text view, period_order order, period *out, const char **reason);

void period_add(buffer *b, period p); /* as in the comments of period_kind: for exports */
void period_add_for_people(buffer *b,
                           period p);       /* "1 April 2019", "April 2019", "April to June 2019", "2019/20", "7" */
void period_add_short(buffer *b, period p); /* "1 Apr 2019", "Apr 2019", "Q2 2019", "2019/20", "7" */

#endif
